use std::path::PathBuf;

use clap::{Subcommand, ValueEnum};

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

const VARIANTS_HELP: &str = "\
Examples:
  oma variants brief.json --vary aspect=9:16,1:1          two films
  oma variants brief.json --vary aspect=9:16,1:1 --vary voice=af_bella,am_puck
                                                          four films, each with one change
  oma variants brief.json --vary aspect=9:16,1:1 --vary voice=af_bella,am_puck --all
                                                          four films, each shape in each voice
  oma variants brief.json --vary 'hook=[\"Cold coffee, again?\",\"Morning, slowly.\"]'
  oma variants brief.json --vary 'palette=[{\"primary\":\"#7c2d12\"},{\"primary\":\"#134e4a\"}]'

What is named is a field of the brief, with dots for nested ones (music.mood); palette is
brand.colors, length is duration_s. Values stand between commas, or are a JSON list. At most 50
films. All are checked before the first is made, and what they have in common is made once; the
table at the end says what was found and what was made. The brief itself is made only if one of
the values is its own.";

/// What is to differ.
#[derive(Debug, clap::Args)]
pub(crate) struct VaryArgs {
    /// A field of the brief and the values that it takes; may be repeated.
    #[arg(long = "vary", value_name = "FIELD=VALUE,VALUE…")]
    pub(crate) vary: Vec<String>,
    /// Each value of one field with each of the others, in place of each alone.
    #[arg(long, requires = "vary")]
    pub(crate) all: bool,
}

#[derive(Debug, clap::Args)]
#[command(after_help = VARIANTS_HELP)]
pub(crate) struct LocalVariantsArgs {
    /// The brief.
    #[arg(value_name = "BRIEF.json")]
    pub(crate) brief: PathBuf,
    #[command(flatten)]
    pub(crate) vary: VaryArgs,
    /// The folder for the films, a folder for each [default: out/NAME-OF-THE-BRIEF].
    #[arg(long, value_name = "DIR")]
    pub(crate) out: Option<PathBuf>,
    /// Print progress and reports as JSON, one object a line.
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
