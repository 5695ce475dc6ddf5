//! Several films of one brief.

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Instant;

use oma_core::brief::Brief;
use oma_core::id::VideoId;
use oma_core::lifecycle::patch_brief;
use oma_core::report::Report;
use oma_core::variants::{Variation, expand};
use oma_core::{Error, ErrorKind};
use oma_local::{Prepared, Reach, Studio};
use oma_media::ffmpeg::Tools;
use oma_providers::offline::OfflineNarrator;
use serde_json::Value;

use super::generate::{default_out, interrupted, read, stopped};
use super::{approval, vary};
use crate::args::LocalVariantsArgs;
use crate::display::{self, Display};
use crate::outcome::{Failure, Outcome, tell};

/// A film that is to be made.
struct Wanted {
    label: String,
    prepared: Prepared,
    out: PathBuf,
}

/// Makes a film of each variation.
pub(crate) async fn run(args: LocalVariantsArgs) -> Outcome {
    let display = display::choose(args.json);
    match Box::pin(make(&args, &display)).await {
        Ok(made) => conclude(&made, args.json),
        Err(Failure::Told(kind)) => Err(Failure::Told(kind)),
        Err(failure) => {
            display.clear();
            Err(failure)
        }
    }
}

/// Everything that can be refused in any of the films is looked at before the first is made.
async fn make(
    args: &LocalVariantsArgs,
    display: &Arc<dyn Display>,
) -> Result<Vec<(String, Report)>, Failure> {
    let (fields, how) = vary::read(&args.vary)?;
    let told = |error: Error| {
        display.clear();
        if args.json {
            display::print_json("error", &error);
        } else {
            eprintln!("{}", tell(&error));
        }
        Failure::Told(error.kind)
    };
    let work = async {
        let brief: Value = brief(&args.brief)?;
        let variations = expand(&brief, &fields, how)?;
        let tools = Tools::locate()?;
        OfflineNarrator::from_env().check().await?;
        let state_dir = args.state.clone().unwrap_or_else(oma_local::default_state_dir);
        let faults = std::env::var("OMA_FAULT").unwrap_or_default();
        let reach = Reach::of_user();
        let open = || Studio::open(&state_dir, tools.clone(), &faults, &reach);
        let known = if state_dir.is_dir() { Some(open().await?) } else { None };
        let wanted = prepare(args, &brief, variations, (&tools, known.as_ref())).await?;
        let studio = match known {
            Some(studio) => studio,
            None => open().await?,
        };
        let mut made: Vec<(String, Report)> = Vec::new();
        for wanted in wanted {
            let siblings: Vec<VideoId> = made.iter().map(|(_, report)| report.video_id).collect();
            let report = one(args, &studio, &wanted, (&siblings, display)).await?;
            made.push((wanted.label, report));
        }
        Ok(made)
    };
    Box::pin(work).await.map_err(told)
}

/// The briefs of all variations with their files, or all that is wrong with the first that has
/// something wrong.
async fn prepare(
    args: &LocalVariantsArgs,
    brief: &Value,
    variations: Vec<Variation>,
    (tools, known): (&Tools, Option<&Studio>),
) -> oma_core::Result<Vec<Wanted>> {
    let base = args.brief.parent().unwrap_or_else(|| Path::new("."));
    let out = args.out.clone().unwrap_or_else(|| default_out(&args.brief));
    let mut wanted = Vec::with_capacity(variations.len());
    for (number, Variation { label, patch }) in (1..).zip(variations) {
        let mut brief = brief.clone();
        patch_brief(&mut brief, &patch);
        let prepare = async { Prepared::new(Brief::from_value(brief)?, base, tools, known).await };
        let prepared = prepare.await.map_err(|error| of_variation(error, &label))?;
        let out = out.join(folder(number, &label));
        wanted.push(Wanted { label, prepared, out });
    }
    Ok(wanted)
}

fn of_variation(error: Error, label: &str) -> Error {
    Error { message: format!("With {label}: {}", error.message), ..error }
}

async fn one(
    args: &LocalVariantsArgs,
    studio: &Studio,
    wanted: &Wanted,
    (siblings, display): (&[VideoId], &Arc<dyn Display>),
) -> oma_core::Result<Report> {
    let started = Instant::now();
    if !args.json {
        eprintln!("{}", wanted.label);
    }
    let submitted = studio.submit_beside(&wanted.prepared, siblings).await?;
    let video = submitted.record.video_id;
    let shown = Arc::clone(display);
    let on_progress = Arc::new(move |progress: &_| shown.progress(progress));
    let made = {
        let run = studio.run(&submitted, on_progress);
        let ask = approval::answer_questions(studio, video, args.approve, display.as_ref());
        tokio::select! {
            made = run => made?,
            refused = ask => return Err(refused),
            () = interrupted() => return Err(stopped()),
        }
    };
    studio.download(video, &wanted.out).await?;
    display.finished(&made.report, &wanted.out, started.elapsed());
    Ok(made.report)
}

/// What was shared; and the first failure, if a film failed.
fn conclude(made: &[(String, Report)], json: bool) -> Outcome {
    if !json {
        print!("{}", table(made));
    }
    let failure = made.iter().find_map(|(_, report)| report.error.as_ref());
    let Some(failure) = failure else { return Ok(()) };
    Err(Failure::Told(ErrorKind::from_name(&failure.name).unwrap_or(ErrorKind::Internal)))
}

fn table(made: &[(String, Report)]) -> String {
    let width = made.iter().map(|(label, _)| label.chars().count()).max().unwrap_or(0).max(4);
    let mut lines = vec![format!("{:width$}  found  made     saved  cost", "film")];
    for (label, report) in made {
        let shared = &report.shared;
        let saved = display::seconds(shared.saved_ms);
        lines.push(format!(
            "{label:width$}  {:5}  {:4}  {saved:>8}  {}",
            shared.found, shared.made, report.cost_micro_usd
        ));
    }
    lines.join("\n") + "\n"
}

fn brief(path: &Path) -> oma_core::Result<Value> {
    serde_json::from_slice(&read(path)?).map_err(|error| {
        let problem = format!("is not JSON ({error})");
        let allowed = "one JSON object";
        let problem = oma_core::brief::Problem::new(path.display().to_string(), problem, allowed);
        Error::invalid_brief(vec![problem])
    })
}

/// `01-aspect-9-16`: the place in the order, and what of the label a file name can hold.
fn folder(number: usize, label: &str) -> String {
    let mut name = format!("{number:02}");
    let plain = label.to_lowercase();
    for word in plain.split(|c: char| !c.is_ascii_alphanumeric()).filter(|word| !word.is_empty()) {
        if name.len() + word.len() > 60 {
            break;
        }
        name.push('-');
        name.push_str(word);
    }
    name
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn folders_are_plain_and_short() {
        assert_eq!(folder(1, "aspect=9:16, voice=af_bella"), "01-aspect-9-16-voice-af-bella");
        assert_eq!(folder(12, "hook=É frio? ../.."), "12-hook-frio");
        assert!(folder(3, &"word ".repeat(40)).len() <= 64);
    }
}
