use std::path::PathBuf;

use clap::Subcommand;
use jiff::Timestamp;

use super::Remote;

const HELP: &str = "\
Examples:
  oma schedules create \"Monday offers\" \"cron(0 9 ? * MON *)\" --zone America/Sao_Paulo \\
    --manifest UPLOAD --template-id TEMPLATE
  oma schedules create \"Every two hours\" \"rate(2 hours)\" --rows rows.jsonl --queue
  oma schedules create \"Launch\" \"at(2026-12-01T09:00:00)\" --zone Europe/Lisbon --rows rows.jsonl
  oma schedules list
  oma schedules runs ID                        what ran, was skipped, was missed
  oma schedules pause ID
  oma schedules run ID                         once more, now

A cron has six fields: minute, hour, day of the month, month, day of the week, year. One of the two
days is ?. Each run is a batch.";

const CREATE_HELP: &str = "\
Examples:
  oma schedules create \"Monday offers\" \"cron(0 9 ? * MON *)\" --zone America/Sao_Paulo --manifest 01K9…
  oma schedules create \"Last Friday\" \"cron(0 17 ? * FRIL *)\" --rows rows.jsonl --budget-usd 20
  oma schedules create \"Often\" \"rate(30 minutes)\" --rows rows.jsonl --queue --concurrency 2

A time of day that a change of the clock leaves out does not run; one that it repeats runs once.";

#[derive(Debug, clap::Args)]
#[command(after_help = HELP)]
pub(crate) struct SchedulesArgs {
    #[command(flatten)]
    pub(crate) remote: Remote,
    #[command(subcommand)]
    pub(crate) command: SchedulesCommand,
}

#[derive(Debug, Subcommand)]
pub(crate) enum SchedulesCommand {
    /// List them, with their next times.
    List,
    /// Have a batch made by the clock.
    Create(Box<CreateScheduleArgs>),
    /// Show one, with its next five times.
    Get {
        /// The schedule's id.
        id: String,
    },
    /// Show its runs, the latest first, with those that were missed.
    Runs {
        /// The schedule's id.
        id: String,
        /// The most runs, up to 100.
        #[arg(long, default_value_t = 20, value_parser = clap::value_parser!(u32).range(1..=100))]
        limit: u32,
    },
    /// Let it rest. Runs that wait are skipped.
    Pause {
        /// The schedule's id.
        id: String,
    },
    /// Go on with it. What fell into the pause is not made up for.
    Resume {
        /// The schedule's id.
        id: String,
    },
    /// Run it now, beside its times.
    Run {
        /// The schedule's id.
        id: String,
    },
    /// Take it away. Its batches stay.
    Delete {
        /// The schedule's id.
        id: String,
    },
}

#[derive(Debug, clap::Args)]
#[command(after_help = CREATE_HELP)]
pub(crate) struct CreateScheduleArgs {
    /// Its name; its batches are called so, too.
    pub(crate) name: String,
    /// rate(2 hours), cron(0 9 ? * MON *) or at(2026-12-01T09:00:00), in quotation marks.
    pub(crate) expression: String,
    /// The time zone of the expression, by its IANA name.
    #[arg(long, value_name = "ZONE", default_value = "UTC")]
    pub(crate) zone: String,
    #[command(flatten)]
    pub(crate) rows: ScheduleRows,
    /// A run that falls into the one before waits for its end. Else it is skipped.
    #[arg(long)]
    pub(crate) queue: bool,
    /// Do not run before this time: 2026-12-01T00:00:00Z.
    #[arg(long, value_name = "TIME")]
    pub(crate) starts: Option<Timestamp>,
    /// Do not run after this time.
    #[arg(long, value_name = "TIME")]
    pub(crate) ends: Option<Timestamp>,
    /// How many videos of a run are made at once.
    #[arg(long, value_name = "N")]
    pub(crate) concurrency: Option<u32>,
    /// The most that providers may charge for one run.
    #[arg(long, value_name = "USD")]
    pub(crate) budget_usd: Option<f64>,
    /// Leave out rows that cannot be made. Else one of them keeps the run from starting.
    #[arg(long)]
    pub(crate) skip_invalid: bool,
}

/// Where the briefs come from.
#[derive(Debug, clap::Args)]
pub(crate) struct ScheduleRows {
    /// The id of an upload: a table (CSV) or a brief per line (JSON Lines).
    #[arg(long, value_name = "UPLOAD", required_unless_present = "rows", conflicts_with = "rows")]
    pub(crate) manifest: Option<String>,
    /// A file with a brief per line (JSON Lines), sent along: up to 1000.
    #[arg(long, value_name = "FILE")]
    pub(crate) rows: Option<PathBuf>,
    /// The id of a template that every row begins with.
    #[arg(long, value_name = "TEMPLATE")]
    pub(crate) template_id: Option<String>,
}
