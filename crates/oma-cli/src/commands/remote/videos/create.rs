use std::path::Path;

use oma_api::videos::CreateVideo;

use super::super::material::Material;
use super::super::session::Session;
use super::super::shown;
use super::{download, show_accepted, watch};
use crate::args::{CreateArgs, Remote};
use crate::display::seconds;
use crate::outcome::Outcome;

/// Makes a video of a brief. The brief and its files are looked at before anything is sent.
pub(super) async fn create(remote: &Remote, args: CreateArgs) -> Outcome {
    let material = Material::of(&args.brief)?;
    let session = Session::open(remote).await?;
    let brief = material.upload(&session).await?;
    let client = match args.idempotency_key {
        Some(key) => session.client.with_idempotency_key(key),
        None => session.client.clone(),
    };
    let accepted = client.create_video(&CreateVideo { brief, tags: args.tags }).await?;
    show_accepted(&session, &accepted);
    if args.wait || args.out.is_some() {
        watch::watch(&session, accepted.video_id, None).await?;
    }
    match &args.out {
        Some(out) => download::download(&session, accepted.video_id, out).await,
        None => Ok(()),
    }
}

/// Says what a brief would cost.
pub(super) async fn estimate(remote: &Remote, brief: &Path) -> Outcome {
    let brief = Material::of(brief)?.without_files();
    let session = Session::open(remote).await?;
    let estimate = session.client.estimate(&CreateVideo { brief, tags: Vec::new() }).await?;
    if session.json {
        shown::json_line(&estimate);
        return Ok(());
    }
    println!("Cost: {} if nothing is found again", estimate.cost_micro_usd);
    let from = match estimate.learned_from {
        0 => "as measured for this release".to_owned(),
        n => format!("as your last {n} films took"),
    };
    println!("Time: about {} ({from})", seconds(estimate.duration_ms));
    let rows: Vec<_> = estimate
        .lines
        .into_iter()
        .map(|line| {
            let units = format!("{} {}", line.units, line.unit);
            [line.what, line.provider, line.model, units, line.cost_micro_usd.to_string()]
        })
        .collect();
    shown::table(["FOR", "PROVIDER", "MODEL", "UNITS", "COST"], &rows);
    for warning in &estimate.warnings {
        println!("Warning: {warning}");
    }
    Ok(())
}
