use std::path::PathBuf;

use clap::Subcommand;
use oma_core::id::VideoId;
use oma_core::language::Language;

use super::{Remote, VaryArgs};

const HELP: &str = "\
Examples:
  oma videos create brief.json --tag spring --out film   make a film and fetch it
  oma videos create brief.json                           only begin; prints the video's id
  oma videos watch 01JD3Q5V9A2M7R0C8X4T6W1ZKE            see how it goes
  oma videos approve 01JD3Q5V9A2M7R0C8X4T6W1ZKE          when the brief asks a person
  oma videos revise 01JD3Q5V9A2M7R0C8X4T6W1ZKE --set voice=af_bella --wait
  oma videos list --status failed --since 7d

Exit codes: 0 done, 2 the input is wrong, 3 nobody is signed in, 4 the server refuses,
1 anything else, also a video that failed or was cancelled while it was watched.";

#[derive(Debug, clap::Args)]
#[command(after_help = HELP)]
pub(crate) struct VideosArgs {
    #[command(flatten)]
    pub(crate) remote: Remote,
    #[command(subcommand)]
    pub(crate) command: VideosCommand,
}

#[derive(Debug, Subcommand)]
pub(crate) enum VideosCommand {
    /// Make a video of a brief; the files it names are uploaded first.
    Create(CreateArgs),
    /// List videos, the newest first.
    List(ListArgs),
    /// Show one video.
    Get(OneVideo),
    /// Show how a video is coming along, until it ends.
    Watch(OneVideo),
    /// Fetch the film and everything that belongs to it.
    Download(DownloadArgs),
    /// Make the film anew with changes; only what they touch is made again.
    Revise(ReviseArgs),
    /// Go on with a video that failed or was cancelled.
    Retry(Waiting),
    /// Say yes to what waits for a person.
    Approve(OneVideo),
    /// Say no to it, and why.
    Reject(Answer),
    /// Stop a video; what is finished is kept.
    Cancel(OneVideo),
    /// Delete a video with all its files.
    Delete(DeleteArgs),
    /// Say what a brief would cost and how long it would take.
    #[command(after_help = "Example:\n  oma videos estimate brief.json\n\n\
                            Nothing is made, and files that the brief names are not sent.")]
    Estimate {
        /// The brief.
        #[arg(value_name = "BRIEF.json")]
        brief: PathBuf,
    },
    /// Make siblings of a video, each with its own changes.
    Variants(VariantsArgs),
    /// Make a finished film in another language.
    Translate(TranslateArgs),
}

const CREATE_HELP: &str = "\
The brief is the same as for `oma generate`: pictures, music, logo and font are paths beside it.
They are uploaded first, and a file that the server has already is not sent again. In place of a
path may stand the id of an upload, in place of a brand kit the id of a stored one.

Examples:
  oma videos create brief.json
  oma videos create brief.json --tag spring --tag shop --wait
  oma videos create brief.json --out film
  id=$(oma videos create brief.json --json | sed -n 's/.*\"video_id\":\"\\([^\"]*\\)\".*/\\1/p')";

#[derive(Debug, clap::Args)]
#[command(after_help = CREATE_HELP)]
pub(crate) struct CreateArgs {
    /// The brief.
    #[arg(value_name = "BRIEF.json")]
    pub(crate) brief: PathBuf,
    /// A word to find the video by; may be repeated.
    #[arg(long = "tag", value_name = "TAG")]
    pub(crate) tags: Vec<String>,
    /// Wait until the film is there and show how it goes.
    #[arg(long)]
    pub(crate) wait: bool,
    /// Wait, then put the film and its files into this folder.
    #[arg(long, value_name = "DIR")]
    pub(crate) out: Option<PathBuf>,
    /// Equal keys make one video, however often this is repeated within a day [default: a new one].
    #[arg(long, value_name = "KEY")]
    pub(crate) idempotency_key: Option<String>,
}

#[derive(Debug, clap::Args)]
#[command(
    after_help = "Examples:\n  oma videos list\n  oma videos list --status failed --since 7d\n  \
                        oma videos list --tag spring --since 2026-11-01 --json"
)]
pub(crate) struct ListArgs {
    /// running, `waiting_for_approval`, succeeded, failed or cancelled.
    #[arg(long, value_name = "STATUS")]
    pub(crate) status: Option<String>,
    /// Only those with this tag.
    #[arg(long, value_name = "TAG")]
    pub(crate) tag: Option<String>,
    /// Only those asked for since: 30m, 12h, 7d, a date, or a time as in RFC 3339.
    #[arg(long, value_name = "WHEN")]
    pub(crate) since: Option<String>,
    /// The most videos to list.
    #[arg(long, value_name = "N", default_value = "100")]
    pub(crate) limit: usize,
}

#[derive(Debug, clap::Args)]
pub(crate) struct OneVideo {
    /// The video's id.
    #[arg(value_name = "ID", value_parser = video_id)]
    pub(crate) video: VideoId,
}

fn video_id(text: &str) -> Result<VideoId, String> {
    let wrong =
        |_| "a video's id has 26 letters and digits; `oma videos list` shows them".to_owned();
    text.to_ascii_uppercase().parse().map_err(wrong)
}

#[derive(Debug, clap::Args)]
#[command(after_help = "Example:\n  oma videos retry 01JD3Q5V9A2M7R0C8X4T6W1ZKE --wait")]
pub(crate) struct Waiting {
    #[command(flatten)]
    pub(crate) one: OneVideo,
    /// Wait until the film is there and show how it goes.
    #[arg(long)]
    pub(crate) wait: bool,
}

#[derive(Debug, clap::Args)]
#[command(after_help = "Example:\n  oma videos download 01JD3Q5V9A2M7R0C8X4T6W1ZKE --out film\n\n\
                        Each file appears whole or not at all.")]
pub(crate) struct DownloadArgs {
    #[command(flatten)]
    pub(crate) one: OneVideo,
    /// The folder [default: out/ID].
    #[arg(long, value_name = "DIR")]
    pub(crate) out: Option<PathBuf>,
}

const REVISE_HELP: &str = "\
Examples:
  oma videos revise ID --set voice=af_bella --set music.mood=calm
  oma videos revise ID --set cta=null                      take a field away
  oma videos revise ID --scene 2 --say \"Open every day.\"   one scene says something else
  oma videos revise ID --patch changes.json --wait

A value is read as JSON, else as text. changes.json is the body of the request:
  {\"brief\": {\"voice\": \"af_bella\"}, \"scenes\": [{\"scene\": 2, \"on_screen\": \"Every day\"}]}";

#[derive(Debug, clap::Args)]
#[command(after_help = REVISE_HELP)]
pub(crate) struct ReviseArgs {
    #[command(flatten)]
    pub(crate) one: OneVideo,
    /// A field of the brief and its new value; may be repeated.
    #[arg(long = "set", value_name = "FIELD=VALUE")]
    pub(crate) sets: Vec<String>,
    #[command(flatten)]
    pub(crate) scenes: ChangeScene,
    /// A JSON file with the changes.
    #[arg(long, value_name = "FILE", conflicts_with_all = ["sets", "scene"])]
    pub(crate) patch: Option<PathBuf>,
    /// Wait until the film is there and show how it goes.
    #[arg(long)]
    pub(crate) wait: bool,
}

#[derive(Debug, clap::Args)]
pub(crate) struct ChangeScene {
    /// A scene, from 1, followed by --say; both may be repeated.
    #[arg(long, value_name = "N", requires = "say")]
    pub(crate) scene: Vec<u32>,
    /// What the voice says in that scene.
    #[arg(long, value_name = "TEXT", requires = "scene")]
    pub(crate) say: Vec<String>,
}

#[derive(Debug, clap::Args)]
#[command(after_help = "Example:\n  oma videos reject 01JD3Q5V9A2M7R0C8X4T6W1ZKE \
                        --reason \"Scene 2 promises too much.\"")]
pub(crate) struct Answer {
    #[command(flatten)]
    pub(crate) one: OneVideo,
    /// Why not; the script is written again with it in mind.
    #[arg(long, value_name = "TEXT")]
    pub(crate) reason: String,
}

#[derive(Debug, clap::Args)]
pub(crate) struct DeleteArgs {
    #[command(flatten)]
    pub(crate) one: OneVideo,
    /// Do not ask.
    #[arg(long)]
    pub(crate) yes: bool,
}

const VARIANTS_HELP: &str = "\
Example:
  echo '{\"aspect\": \"16:9\"}' > wide.json
  echo '{\"aspect\": \"1:1\", \"voice\": \"af_bella\"}' > square.json
  oma videos variants 01JD3Q5V9A2M7R0C8X4T6W1ZKE --patch wide.json square.json

  oma videos variants 01JD3Q5V9A2M7R0C8X4T6W1ZKE --vary aspect=16:9,1:1 --vary voice=af_bella
  oma videos variants 01JD3Q5V9A2M7R0C8X4T6W1ZKE --vary aspect=16:9,1:1 --vary seed=1,2 --all

Each file is a merge patch (RFC 7396) of the video's brief and becomes a video of its own. With
--vary each value becomes one, or with --all each value of one field with each of the others;
`oma variants --help` tells how values are written. What they share is made once.";

#[derive(Debug, clap::Args)]
#[command(after_help = VARIANTS_HELP)]
pub(crate) struct VariantsArgs {
    #[command(flatten)]
    pub(crate) one: OneVideo,
    /// JSON files, one for each variant.
    #[arg(
        long = "patch",
        value_name = "FILE",
        num_args = 1..,
        required_unless_present = "vary",
        conflicts_with = "vary"
    )]
    pub(crate) patches: Vec<PathBuf>,
    #[command(flatten)]
    pub(crate) vary: VaryArgs,
}

const TRANSLATE_HELP: &str = "\
Examples:
  oma videos translate 01JD3Q5V9A2M7R0C8X4T6W1ZKE --to pt-BR --wait
  oma videos translate 01JD3Q5V9A2M7R0C8X4T6W1ZKE --to pt-BR --script palavras.json
  oma videos translate 01JD3Q5V9A2M7R0C8X4T6W1ZKE --to pt-BR --set title='Café da Esquina'

A language model of the server translates the words. Where it has none, write them yourself, a
scene for each scene of the film, and give them with --script:
  {\"scenes\": [{\"narration\": \"Café frio de novo?\", \"on_screen\": \"Frio de novo?\"}, …]}

Pictures stay, and scenes keep their lengths where the new words fit them.";

#[derive(Debug, clap::Args)]
#[command(after_help = TRANSLATE_HELP)]
pub(crate) struct TranslateArgs {
    #[command(flatten)]
    pub(crate) one: OneVideo,
    /// The language: en-US or pt-BR.
    #[arg(long = "to", value_name = "LANGUAGE", value_parser = language)]
    pub(crate) to: Language,
    /// A JSON file with the words in that language.
    #[arg(long, value_name = "FILE")]
    pub(crate) script: Option<PathBuf>,
    /// Another field of the brief and its new value; may be repeated.
    #[arg(long = "set", value_name = "FIELD=VALUE")]
    pub(crate) sets: Vec<String>,
    /// Wait until the film is there and show how it goes.
    #[arg(long)]
    pub(crate) wait: bool,
}

fn language(text: &str) -> Result<Language, String> {
    let found = Language::ALL.into_iter().find(|it| it.tag().eq_ignore_ascii_case(text));
    let tags = || Language::ALL.map(Language::tag).join(", ");
    found.ok_or_else(|| format!("OMA speaks {}", tags()))
}
