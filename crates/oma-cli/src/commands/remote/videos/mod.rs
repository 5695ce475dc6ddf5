mod answer;
mod change;
mod create;
mod download;
mod list;
mod siblings;
mod watch;

pub(super) use download::is_plain;
use oma_api::videos::Accepted;

use super::session::Session;
use super::shown;
use crate::args::{VideosArgs, VideosCommand};
use crate::outcome::Outcome;

/// Everything about videos.
pub(crate) async fn run(args: VideosArgs) -> Outcome {
    let remote = &args.remote;
    match args.command {
        VideosCommand::Create(args) => create::create(remote, args).await,
        VideosCommand::Estimate { brief } => create::estimate(remote, &brief).await,
        command => on_server(&Session::open(remote).await?, command).await,
    }
}

async fn on_server(session: &Session, command: VideosCommand) -> Outcome {
    match command {
        // Both look at files before they ask for a server.
        VideosCommand::Create(_) | VideosCommand::Estimate { .. } => Ok(()),
        VideosCommand::List(args) => list::list(session, &args).await,
        VideosCommand::Get(one) => list::get(session, one.video).await,
        VideosCommand::Watch(one) => watch::watch(session, one.video, None).await,
        VideosCommand::Download(args) => {
            let default = || std::path::Path::new("out").join(args.one.video.to_string());
            let out = args.out.unwrap_or_else(default);
            download::download(session, args.one.video, &out).await
        }
        VideosCommand::Revise(args) => change::revise(session, &args).await,
        VideosCommand::Retry(args) => change::retry(session, &args).await,
        VideosCommand::Approve(one) => answer::approve(session, one.video).await,
        VideosCommand::Reject(args) => answer::reject(session, args.one.video, args.reason).await,
        VideosCommand::Cancel(one) => change::cancel(session, one.video).await,
        VideosCommand::Delete(args) => change::delete(session, &args).await,
        VideosCommand::Variants(args) => siblings::variants(session, &args).await,
        VideosCommand::Translate(args) => siblings::translate(session, &args).await,
    }
}

/// What has begun, and how to follow it.
fn show_accepted(session: &Session, accepted: &Accepted) {
    if session.json {
        shown::json_line(accepted);
        return;
    }
    println!("Video {} is being made (revision {}).", accepted.video_id, accepted.revision);
    println!("See how it goes: oma videos watch {}", accepted.video_id);
}
