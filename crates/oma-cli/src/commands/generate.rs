use std::io::IsTerminal;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Instant;

use oma_core::brief::Brief;
use oma_core::report::Report;
use oma_core::{Error, ErrorKind};
use oma_local::{Prepared, Reach, Studio};
use oma_media::ffmpeg::Tools;
use oma_providers::offline::OfflineNarrator;

use crate::args::GenerateArgs;
use crate::commands::approval;
use crate::display::{self, Display};
use crate::outcome::{Failure, Outcome, tell};

/// Makes a film.
pub(crate) async fn run(args: GenerateArgs) -> Outcome {
    let display = display::choose(args.json);
    match Box::pin(make(&args, &display)).await {
        Ok(report) => conclude(&report, &display),
        Err(error) if args.json => {
            display::print_json("error", &error);
            Err(Failure::Told(error.kind))
        }
        Err(error) => {
            display.clear();
            eprintln!("{}", tell(&error));
            Err(Failure::Told(error.kind))
        }
    }
}

/// Everything that can be refused is looked at before the first file is written.
async fn make(args: &GenerateArgs, display: &Arc<dyn Display>) -> oma_core::Result<Report> {
    let started = Instant::now();
    let brief = Brief::parse(&read(&args.brief)?)?;
    let tools = Tools::locate()?;
    OfflineNarrator::from_env().check().await?;
    let base = args.brief.parent().unwrap_or_else(|| Path::new("."));
    let state_dir = args.state.clone().unwrap_or_else(oma_local::default_state_dir);
    let faults = std::env::var("OMA_FAULT").unwrap_or_default();
    // A state folder is made only for a brief that can be used; one that is there knows files.
    let reach = Reach::of_user();
    let open = || Studio::open(&state_dir, tools.clone(), &faults, &reach);
    let known = if state_dir.is_dir() { Some(open().await?) } else { None };
    let prepared = Prepared::new(brief, base, &tools, known.as_ref()).await?;
    let studio = match known {
        Some(studio) => studio,
        None => open().await?,
    };
    let submitted = studio.submit(&prepared).await?;
    let video = submitted.record.video_id;
    let shown = Arc::clone(display);
    let on_progress = Arc::new(move |progress: &_| shown.progress(progress));
    let made = {
        let run = studio.run(&submitted, on_progress);
        let ask = approval::answer_questions(&studio, video, args.approve, display.as_ref());
        tokio::select! {
            made = run => made?,
            refused = ask => return Err(refused),
            () = interrupted() => return Err(stopped()),
        }
    };
    let out = args.out.clone().unwrap_or_else(|| default_out(&args.brief));
    studio.download(video, &out).await?;
    display.finished(&made.report, &out, started.elapsed());
    Ok(made.report)
}

fn conclude(report: &Report, display: &Arc<dyn Display>) -> Outcome {
    display.clear();
    let Some(failure) = &report.error else { return Ok(()) };
    Err(Failure::Told(ErrorKind::from_name(&failure.name).unwrap_or(ErrorKind::Internal)))
}

pub(super) fn read(path: &Path) -> oma_core::Result<Vec<u8>> {
    std::fs::read(path).map_err(|e| {
        let problem = format!("cannot be read: {e}");
        let problem =
            oma_core::brief::Problem::new(path.display().to_string(), problem, "a JSON file");
        Error::invalid_brief(vec![problem])
    })
}

/// `out/NAME` for `some/folder/NAME.json`.
pub(super) fn default_out(brief: &Path) -> PathBuf {
    Path::new("out").join(brief.file_stem().unwrap_or(brief.as_os_str()))
}

pub(crate) async fn interrupted() {
    if tokio::signal::ctrl_c().await.is_err() {
        std::future::pending::<()>().await;
    }
}

pub(crate) fn stopped() -> Error {
    Error::new(ErrorKind::Interrupted, "Stopped. Finished steps are kept.")
}

/// Whether a person sits at this terminal.
pub(crate) fn has_person() -> bool {
    std::io::stdin().is_terminal() && std::io::stderr().is_terminal()
}
