mod create;
mod download;
mod problems;
mod show;
mod watch;

use std::path::Path;

use oma_api::batches::Batch;

use super::session::Session;
use super::shown;
use crate::args::{BatchArgs, BatchCommand};
use crate::commands::batch;
use crate::outcome::Outcome;

/// Everything about batches on a server.
pub(crate) async fn run(args: BatchArgs) -> Outcome {
    let remote = &args.remote;
    match args.command {
        BatchCommand::Run(args) => Box::pin(batch::run(*args, remote.json)).await,
        // Files are looked at before a server is asked for.
        BatchCommand::Create(args) => create::create(remote, args).await,
        command => on_server(&Session::open(remote).await?, command).await,
    }
}

async fn on_server(session: &Session, command: BatchCommand) -> Outcome {
    match command {
        // These were dealt with.
        BatchCommand::Run(_) | BatchCommand::Create(_) => Ok(()),
        BatchCommand::List(args) => show::list(session, args.limit).await,
        BatchCommand::Get(one) => show::get(session, one.batch).await,
        BatchCommand::Items(args) => show::items(session, &args).await,
        BatchCommand::Watch(one) => watch::watch(session, one.batch).await,
        BatchCommand::Problems(one) => problems::run(session, one.batch).await,
        BatchCommand::Cancel(one) => {
            let batch = session.client.cancel_batch(one.batch).await?;
            tell(session, &batch, "is being stopped. Take it up again: oma batch resume");
            Ok(())
        }
        BatchCommand::Resume(args) => {
            let batch = session.client.resume_batch(args.one.batch).await?;
            tell(session, &batch, "goes on. See how: oma batch watch");
            if args.wait { watch::watch(session, batch.batch_id).await } else { Ok(()) }
        }
        BatchCommand::Download(args) => {
            let default = || Path::new("out").join(args.one.batch.to_string());
            download::download(session, args.one.batch, &args.out.unwrap_or_else(default)).await
        }
    }
}

fn tell(session: &Session, batch: &Batch, text: &str) {
    if session.json {
        shown::json_line(batch);
    } else {
        println!("Batch {id} {text} {id}", id = batch.batch_id);
    }
}
