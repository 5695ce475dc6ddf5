use std::path::PathBuf;

use clap::Subcommand;
use oma_core::batch::BatchId;

use super::{BatchRunArgs, Remote};

const HELP: &str = "\
Examples:
  oma batch run films.csv                           a film of every row, on this machine
  oma batch create shops.csv --wait --out films     a film of every row, fetched
  oma batch create shops.csv --template ad.json     rows fill in {{city}} and {{price}}
  oma batch create shops.csv --skip-invalid --budget 20 --concurrency 3
  oma batch watch 01JD3Q5V9A2M7R0C8X4T6W1ZKE        counts and cost as they come
  oma batch items 01JD3Q5V9A2M7R0C8X4T6W1ZKE --status failed
  oma batch cancel 01JD3Q5V9A2M7R0C8X4T6W1ZKE; oma batch resume 01JD3Q5V9A2M7R0C8X4T6W1ZKE

Exit codes: 0 every row has its film, 1 rows have none or the batch was stopped, 2 the list was
refused (nothing was started), 3 nobody is signed in, 4 the server refuses.";

#[derive(Debug, clap::Args)]
#[command(after_help = HELP)]
pub(crate) struct BatchArgs {
    #[command(flatten)]
    pub(crate) remote: Remote,
    #[command(subcommand)]
    pub(crate) command: BatchCommand,
}

#[derive(Debug, Subcommand)]
pub(crate) enum BatchCommand {
    /// Make a film for every row of a table, on this machine.
    Run(Box<BatchRunArgs>),
    /// Make a video of every row of a table or a list of briefs, on a server.
    Create(CreateBatchArgs),
    /// List batches, the newest first.
    List(ListBatchesArgs),
    /// Show one batch: how far it is and what it has cost.
    Get(OneBatch),
    /// List the rows of a batch, and what became of each.
    Items(BatchItemsArgs),
    /// Show how a batch is coming along, until it ends.
    Watch(OneBatch),
    /// Stop a batch: no further row is begun, and the videos under way are cancelled.
    Cancel(OneBatch),
    /// Take a batch up again: rows without a film are made.
    Resume(ResumeBatchArgs),
    /// Show what is wrong with rows, by line and field.
    Problems(OneBatch),
    /// Fetch all films of a batch as ZIP files, with its reports.
    Download(DownloadBatchArgs),
}

const CREATE_HELP: &str = "\
FILE is a table (CSV, as a spreadsheet saves it: comma, semicolon or tab; UTF-8) or a brief per line
(JSON Lines, .jsonl). Columns are fields of a brief, in English or Portuguese; nested ones are
written with a dot: music.mood. Every row is checked before the first video begins; if one cannot be
made, nothing is started, unless --skip-invalid leaves such rows out.

Pictures, music, logos and fonts in rows are ids of uploads (oma uploads create).

Examples:
  oma batch create shops.csv
  oma batch create shops.csv --template ad.json --wait
  oma batch create shops.csv --template 01JD3Q5V9A2M7R0C8X4T6W1ZKE --column Oferta=title
  oma batch create briefs.jsonl --budget 10 --tolerate 20 --out films";

#[derive(Debug, clap::Args)]
#[command(after_help = CREATE_HELP)]
pub(crate) struct CreateBatchArgs {
    /// The rows: .csv, .jsonl or .ndjson.
    #[arg(value_name = "FILE")]
    pub(crate) file: PathBuf,
    /// Its name [default: that of the file].
    #[arg(long)]
    pub(crate) name: Option<String>,
    /// Fields that every row begins with: a JSON file, or the id of a template on the server.
    #[arg(long, value_name = "FILE|ID")]
    pub(crate) template: Option<String>,
    /// Which field a column is, where its name does not say it; without FIELD it is left out. May be
    /// repeated.
    #[arg(long = "column", value_name = "COLUMN=FIELD")]
    pub(crate) columns: Vec<String>,
    /// The most videos that are made at once.
    #[arg(long, value_name = "N", default_value_t = 5)]
    pub(crate) concurrency: u32,
    /// Begin no further row when more than this share of all has failed.
    #[arg(long, value_name = "PERCENT", default_value_t = 100)]
    pub(crate) tolerate: u32,
    /// The most that providers may charge for all of it, in US dollars.
    #[arg(long, value_name = "USD")]
    pub(crate) budget: Option<f64>,
    /// Leave out rows that cannot be made.
    #[arg(long)]
    pub(crate) skip_invalid: bool,
    /// A word to find the videos by; may be repeated.
    #[arg(long = "tag", value_name = "TAG")]
    pub(crate) tags: Vec<String>,
    /// Wait until it ends and show how it goes.
    #[arg(long)]
    pub(crate) wait: bool,
    /// Wait, then put the films and reports into this folder.
    #[arg(long, value_name = "DIR")]
    pub(crate) out: Option<PathBuf>,
    /// Sending the same again with the same key makes nothing twice.
    #[arg(long, value_name = "KEY")]
    pub(crate) idempotency_key: Option<String>,
}

#[derive(Debug, clap::Args)]
pub(crate) struct ListBatchesArgs {
    /// The most batches.
    #[arg(long, value_name = "N", default_value_t = 50)]
    pub(crate) limit: usize,
}

#[derive(Debug, clap::Args)]
pub(crate) struct OneBatch {
    /// The batch's id.
    #[arg(value_name = "ID")]
    pub(crate) batch: BatchId,
}

#[derive(Debug, clap::Args)]
#[command(
    after_help = "Examples:\n  oma batch items ID --status failed\n  oma batch items ID --json"
)]
pub(crate) struct BatchItemsArgs {
    #[command(flatten)]
    pub(crate) one: OneBatch,
    /// Only these: waiting, running, succeeded, failed or skipped.
    #[arg(long)]
    pub(crate) status: Option<String>,
    /// The most rows.
    #[arg(long, value_name = "N", default_value_t = 1000)]
    pub(crate) limit: usize,
}

#[derive(Debug, clap::Args)]
#[command(after_help = "Example:\n  oma batch resume ID --wait")]
pub(crate) struct ResumeBatchArgs {
    #[command(flatten)]
    pub(crate) one: OneBatch,
    /// Wait until it ends and show how it goes.
    #[arg(long)]
    pub(crate) wait: bool,
}

#[derive(Debug, clap::Args)]
#[command(
    after_help = "Example:\n  oma batch download ID --out films && unzip -d films 'films/*.zip'"
)]
pub(crate) struct DownloadBatchArgs {
    #[command(flatten)]
    pub(crate) one: OneBatch,
    /// The folder [default: out/ID].
    #[arg(long, value_name = "DIR")]
    pub(crate) out: Option<PathBuf>,
}
