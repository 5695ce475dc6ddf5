use std::path::PathBuf;

use clap::{Parser, Subcommand, ValueEnum};

use crate::commands::accounts::{AccountArgs, ClientsCommand, UsersCommand};
use crate::commands::serve::ServeArgs;

const EXAMPLES: &str = "\
Examples:
  oma doctor                                   what is installed, what is missing
  oma generate examples/coffee-shop.json       a film in out/coffee-shop/
  oma generate brief.json --out film --json    progress and report as JSON lines
  oma schema brief > brief.schema.json         for an editor that completes and checks JSON
  oma lint statemachine/video.asl.json         check a workflow

Exit codes: 0 done, 2 the brief is wrong, 3 something is not installed, 1 anything else.";

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
    /// Serve the API on this machine.
    Serve(ServeArgs),
    /// Who may sign in to `oma serve`.
    Users(AccountArgs<UsersCommand>),
    /// Which programs may get tokens of `oma serve`.
    Clients(AccountArgs<ClientsCommand>),
    /// Show what is installed, what is missing and how to get it.
    Doctor,
    /// Check state machine definitions.
    Lint(LintArgs),
    #[command(flatten)]
    Print(Page),
}

/// What is only printed.
#[derive(Debug, Subcommand)]
pub(crate) enum Page {
    /// List the voices that can be named in a brief.
    Voices,
    /// List what films are made with and under what licence, down to each piece of music.
    Licences,
    /// Print the JSON Schema of a file that OMA reads.
    Schema(SchemaArgs),
    /// Print the table of errors as Markdown (docs/errors.md).
    Errors,
}

const GENERATE_HELP: &str = "\
A brief is a JSON file. The smallest one:

  {
    \"title\": \"Corner Coffee\",
    \"description\": \"A coffee shop for young urban professionals. Fresh beans every day.\",
    \"language\": \"en-US\"
  }

`oma schema brief` lists every field. The folder given with --out receives video.mp4,
captions.srt, captions.vtt, words.json, poster.jpg, script.json, timeline.json and report.json.

Finished steps are kept in the state folder: a run that was cut short goes on where it stopped,
and a changed brief re-makes only what changed.";

#[derive(Debug, clap::Args)]
#[command(after_help = GENERATE_HELP)]
pub(crate) struct GenerateArgs {
    /// The brief.
    #[arg(value_name = "BRIEF.json")]
    pub(crate) brief: PathBuf,
    /// The folder for the film and its files [default: out/NAME-OF-THE-BRIEF].
    #[arg(long, value_name = "DIR")]
    pub(crate) out: Option<PathBuf>,
    /// Print progress and report as JSON, one object a line.
    #[arg(long)]
    pub(crate) json: bool,
    /// Say yes wherever the brief's `review` asks a person.
    #[arg(long)]
    pub(crate) approve: bool,
    /// The folder that keeps finished steps [default: the user's data folder].
    #[arg(long, value_name = "DIR", env = "OMA_STATE")]
    pub(crate) state: Option<PathBuf>,
}

#[derive(Debug, clap::Args)]
pub(crate) struct SchemaArgs {
    /// Which file.
    #[arg(value_enum, default_value = "brief")]
    pub(crate) file: SchemaFile,
}

#[derive(Debug, Clone, Copy, ValueEnum)]
pub(crate) enum SchemaFile {
    /// The brief.
    Brief,
}

#[derive(Debug, clap::Args)]
pub(crate) struct LintArgs {
    /// Definitions in Amazon States Language.
    #[arg(required = true, value_name = "FILE")]
    pub(crate) files: Vec<PathBuf>,
    /// A substitution that the template gives; may be repeated. Without it, names are not checked.
    #[arg(long = "substitution", value_name = "NAME")]
    pub(crate) substitutions: Vec<String>,
}
