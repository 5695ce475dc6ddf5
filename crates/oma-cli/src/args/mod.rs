//! What can be said to `oma`: `local` works on this machine, the rest asks a server.

mod batch_local;
mod batches;
mod local;
mod material;
mod remote;
mod schedules;
mod videos;
mod webhooks;

use clap::{Parser, Subcommand};

use crate::commands::accounts::{AccountArgs, ClientsCommand, UsersCommand};
use crate::commands::keys::KeysArgs;
use crate::commands::serve::ServeArgs;

pub(crate) use batch_local::BatchRunArgs;
pub(crate) use batches::{BatchArgs, BatchCommand, BatchItemsArgs, CreateBatchArgs};
pub(crate) use local::{
    GenerateArgs, LintArgs, LocalVariantsArgs, Page, SchemaArgs, SchemaFile, VaryArgs,
};
pub(crate) use material::{BrandsArgs, BrandsCommand, UploadsArgs, UploadsCommand};
pub(crate) use remote::{
    BriefsArgs, BriefsCommand, LoginArgs, LogoutArgs, Remote, UsageArgs, WhoamiArgs,
};
pub(crate) use schedules::{CreateScheduleArgs, ScheduleRows, SchedulesArgs, SchedulesCommand};
pub(crate) use videos::{
    ChangeScene, CreateArgs, DeleteArgs, ListArgs, ReviseArgs, TranslateArgs, VariantsArgs,
    VideosArgs, VideosCommand, Waiting,
};
pub(crate) use webhooks::{CreateWebhookArgs, WebhooksArgs, WebhooksCommand};

const EXAMPLES: &str = "\
Examples:
  oma doctor                                   what is installed, what is missing
  oma generate examples/coffee-shop.json       a film in out/coffee-shop/
  oma generate brief.json --out film --json    progress and report as JSON lines
  oma variants brief.json --vary aspect=9:16,1:1 --vary music.mood=calm,happy
  oma batch run films.csv                      a film for every row of a table
  oma schema brief > brief.schema.json         for an editor that completes and checks JSON
  oma lint statemachine/video.asl.json         check a workflow
  oma keys set openrouter                      use a provider; `oma keys check` tries its key

On a server:
  oma login --server http://127.0.0.1:8787     sign in with the browser
  oma videos create brief.json --out film      make a film there and fetch it
  oma videos list --status failed              what went wrong
  oma batch create shops.csv --out films       a film of every row

Exit codes: 0 done, 2 the input is wrong, 3 something is not installed or nobody is signed in,
4 the server refuses, 1 anything else.";

/// From a brief to a narrated, captioned film.
#[derive(Debug, Parser)]
#[command(name = "oma", version, about, after_help = EXAMPLES)]
pub(crate) struct Args {
    #[command(subcommand)]
    pub(crate) command: Command,
}

#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// Make a film from a brief.
    Generate(GenerateArgs),
    /// Make several films of a brief that differ in what you name.
    Variants(LocalVariantsArgs),
    /// Serve the API on this machine.
    Serve(ServeArgs),
    /// Who may sign in to `oma serve`.
    Users(AccountArgs<UsersCommand>),
    /// Which programs may get tokens of `oma serve`.
    Clients(AccountArgs<ClientsCommand>),
    /// The keys of providers: set, list, remove and check them.
    Keys(KeysArgs),
    /// Show what is installed, what is missing and how to get it.
    Doctor,
    /// Check state machine definitions.
    Lint(LintArgs),
    #[command(flatten)]
    Print(Page),
    #[command(flatten)]
    Remote(Box<RemoteCommand>),
}

/// What is asked of a server.
#[derive(Debug, Subcommand)]
pub(crate) enum RemoteCommand {
    /// Sign in to a server with the browser.
    Login(LoginArgs),
    /// Sign out: the tokens are revoked and forgotten.
    Logout(LogoutArgs),
    /// Show who is signed in where.
    Whoami(WhoamiArgs),
    /// Make, watch, change and fetch videos on a server.
    Videos(VideosArgs),
    /// Make films of whole lists: one of every row.
    Batch(BatchArgs),
    /// Look at briefs without making anything.
    Briefs(BriefsArgs),
    /// Show what was used in a month, and how the quotas stand.
    Usage(UsageArgs),
    /// Have news of videos sent to a server of yours.
    Webhooks(WebhooksArgs),
    /// Make batches by the clock.
    Schedules(SchedulesArgs),
    /// Keep brand kits on the server.
    Brands(BrandsArgs),
    /// Look after the files that briefs name.
    Uploads(UploadsArgs),
}
