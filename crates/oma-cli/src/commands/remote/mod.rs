//! What a server is asked. `session` says which server and as whom; `shown` is how answers look.

mod batches;
mod brands;
mod briefs;
mod material;
mod schedules;
mod session;
mod shown;
mod sign_in;
mod uploads;
mod usage;
mod videos;
mod webhooks;

use crate::args::{Remote, RemoteCommand};
use crate::display::print_json;
use crate::outcome::{Failure, Outcome};

/// Runs a command, and tells its failure as JSON where that was asked for.
pub(crate) async fn run(command: RemoteCommand) -> Outcome {
    let json = remote(&command).json;
    let outcome = dispatch(command).await;
    if let (true, Err(failure)) = (json, &outcome) {
        match failure {
            Failure::Error(error) => print_json("error", error),
            Failure::Client(error) => match error.problem() {
                Some(problem) => print_json("error", problem),
                None => print_json("error", &serde_json::json!({"detail": error.to_string()})),
            },
            Failure::Told(_) => {}
        }
    }
    outcome
}

fn remote(command: &RemoteCommand) -> &Remote {
    match command {
        RemoteCommand::Login(args) => &args.remote,
        RemoteCommand::Logout(args) => &args.remote,
        RemoteCommand::Whoami(args) => &args.remote,
        RemoteCommand::Videos(args) => &args.remote,
        RemoteCommand::Batch(args) => &args.remote,
        RemoteCommand::Briefs(args) => &args.remote,
        RemoteCommand::Usage(args) => &args.remote,
        RemoteCommand::Webhooks(args) => &args.remote,
        RemoteCommand::Schedules(args) => &args.remote,
        RemoteCommand::Brands(args) => &args.remote,
        RemoteCommand::Uploads(args) => &args.remote,
    }
}

async fn dispatch(command: RemoteCommand) -> Outcome {
    match command {
        RemoteCommand::Login(args) => sign_in::login(&args).await,
        RemoteCommand::Logout(args) => sign_in::logout(&args).await,
        RemoteCommand::Whoami(args) => sign_in::whoami(&args).await,
        RemoteCommand::Videos(args) => videos::run(args).await,
        RemoteCommand::Batch(args) => batches::run(args).await,
        RemoteCommand::Briefs(args) => briefs::run(args).await,
        RemoteCommand::Usage(args) => usage::run(&args).await,
        RemoteCommand::Webhooks(args) => webhooks::run(args).await,
        RemoteCommand::Schedules(args) => schedules::run(args).await,
        RemoteCommand::Brands(args) => brands::run(args).await,
        RemoteCommand::Uploads(args) => uploads::run(args).await,
    }
}
