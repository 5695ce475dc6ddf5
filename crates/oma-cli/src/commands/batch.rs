//! `oma batch run`: a film for every row, with nobody watching.

mod follow;
mod show;
mod tables;

use std::num::NonZeroUsize;
use std::path::{Path, PathBuf};

use oma_core::batch::{BatchOptions, BatchStatus};
use oma_core::brief::Problem;
use oma_core::{Error, ErrorKind};
use oma_local::{BatchOrder, BatchRun, Reach, Studio};
use oma_media::ffmpeg::Tools;
use oma_providers::offline::OfflineNarrator;
use serde_json::{Map, Value};

use self::show::Show;
use crate::args::BatchRunArgs;
use crate::display;
use crate::outcome::{Failure, Outcome, tell};

pub(crate) async fn run(args: BatchRunArgs, json: bool) -> Outcome {
    let show = Show::new(json);
    match Box::pin(make(&args, &show)).await {
        Ok(BatchStatus::Succeeded) => Ok(()),
        Ok(BatchStatus::Refused) => Err(Failure::Told(ErrorKind::InvalidManifest)),
        Ok(_) => Err(Failure::Told(ErrorKind::Internal)),
        Err(error) if json => {
            display::print_json("error", &error);
            Err(Failure::Told(error.kind))
        }
        Err(error) => {
            show.clear();
            eprintln!("{}", tell(&error));
            Err(Failure::Told(error.kind))
        }
    }
}

/// How the batch ended. What can be refused is looked at before the state folder is touched, but for
/// what stands in the table.
async fn make(args: &BatchRunArgs, show: &Show) -> oma_core::Result<BatchStatus> {
    let order = order(args)?;
    let tools = Tools::locate()?;
    OfflineNarrator::from_env().check().await?;
    let state_dir = args.state.clone().unwrap_or_else(oma_local::default_state_dir);
    let faults = std::env::var("OMA_FAULT").unwrap_or_default();
    let studio = Studio::open(&state_dir, tools.clone(), &faults, &Reach::of_user()).await?;
    let out = args.out.clone().unwrap_or_else(|| Path::new("out").join(&order.name));
    let begun = BatchRun::begin(studio, &order, &tools);
    let mut run = tokio::select! {
        run = begun => run?,
        () = super::generate::interrupted() => return Err(super::generate::stopped()),
    };
    show.started(run.id(), run.is_resumed());
    tokio::select! {
        followed = follow::follow(&mut run, &out, show) => followed?,
        () = super::generate::interrupted() => {
            run.close().await;
            return Err(super::generate::stopped());
        }
    }
    let status = tables::conclude(&run, &out, show).await;
    run.close().await;
    status
}

fn order(args: &BatchRunArgs) -> oma_core::Result<BatchOrder> {
    if !args.file.is_file() {
        let allowed = "a table (CSV) or a brief per line (JSON Lines)";
        return Err(unusable(&args.file, "names no file", allowed));
    }
    let name = args.file.file_stem().unwrap_or(args.file.as_os_str());
    Ok(BatchOrder {
        manifest: args.file.clone(),
        name: name.to_string_lossy().into_owned(),
        template: args.template.as_ref().map(template).transpose()?,
        columns: args.column_map(),
        options: BatchOptions {
            concurrency: args.concurrency.unwrap_or_else(concurrency),
            tolerated_failure_percent: args.tolerate,
            budget_usd: budget(args.budget)?,
            skip_invalid: args.skip_invalid,
            tags: Vec::new(),
        },
    })
}

fn template(path: &PathBuf) -> oma_core::Result<Map<String, Value>> {
    let allowed = "a JSON object with fields of a brief";
    let json = std::fs::read(path);
    let json = json.map_err(|e| unusable(path, &format!("cannot be read: {e}"), allowed))?;
    let parsed = serde_json::from_slice(&json);
    parsed.map_err(|e| unusable(path, &format!("is no JSON object ({e})"), allowed))
}

fn budget(usd: Option<f64>) -> oma_core::Result<Option<f64>> {
    let most = 1_000_000.0;
    if usd.is_some_and(|usd| !usd.is_finite() || !(0.0..=most).contains(&usd)) {
        return Err(refused(Problem::new(
            "--budget",
            "is no such amount",
            "0 to 1000000 US dollars",
        )));
    }
    Ok(usd)
}

/// A film keeps two cores busy most of the time.
fn concurrency() -> u32 {
    let cores = std::thread::available_parallelism().map_or(2, NonZeroUsize::get);
    u32::try_from(cores / 2).unwrap_or(1).clamp(1, 64)
}

fn unusable(path: &Path, problem: &str, allowed: &str) -> Error {
    refused(Problem::new(path.display().to_string(), problem, allowed))
}

fn refused(problem: Problem) -> Error {
    let error = Error::new(ErrorKind::InvalidManifest, "What was asked for cannot be used.");
    Error { problems: vec![problem], ..error }
}
