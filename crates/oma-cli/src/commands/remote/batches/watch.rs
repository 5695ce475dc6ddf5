use std::io::IsTerminal as _;
use std::time::Duration;

use indicatif::ProgressBar;
use oma_api::batches::BatchDetails;
use oma_core::ErrorKind;
use oma_core::batch::{BatchId, BatchStatus};

use super::super::session::Session;
use super::super::shown;
use super::problems;
use super::show::progress;
use crate::outcome::{Failure, Outcome};

/// How often a batch is looked at: soon while rows end, seldom while none does.
const SOONEST: Duration = Duration::from_secs(1);
const LATEST: Duration = Duration::from_secs(10);
/// How long a network may be gone, one failed look after another, before the watch ends.
const PATIENCE: Duration = Duration::from_mins(15);

/// Shows counts and cost until a batch ends. Its outcome is that of the command.
pub(super) async fn watch(session: &Session, batch: BatchId) -> Outcome {
    let bar = if session.json || !std::io::stderr().is_terminal() {
        ProgressBar::hidden()
    } else {
        ProgressBar::new_spinner()
    };
    bar.enable_steady_tick(Duration::from_millis(200));
    let ended = tokio::select! {
        ended = follow(session, batch, &bar) => ended,
        _ = tokio::signal::ctrl_c() => {
            bar.finish_and_clear();
            eprintln!("The batch goes on all the same. Look again: oma batch watch {batch}");
            return Err(Failure::Told(ErrorKind::Interrupted));
        }
    };
    bar.finish_and_clear();
    conclude(session, &ended?).await
}

async fn follow(
    session: &Session,
    batch: BatchId,
    bar: &ProgressBar,
) -> Result<BatchDetails, Failure> {
    let (mut wait, mut gone, mut last) = (SOONEST, Duration::ZERO, String::new());
    loop {
        match session.client.read_batch(batch).await {
            Ok(details) => {
                gone = Duration::ZERO;
                let now = line(&details);
                wait = if now == last { wait.mul_f64(1.5).min(LATEST) } else { SOONEST };
                if now != last {
                    tell(session, bar, &now, &details);
                    last = now;
                }
                if !details.batch.status.is_active() {
                    return Ok(details);
                }
            }
            Err(error) if error.is_gap() && gone < PATIENCE => {
                if gone.is_zero() {
                    bar.suspend(|| eprintln!("{error}; trying again"));
                }
                wait = LATEST;
                gone += wait;
            }
            Err(error) => return Err(error.into()),
        }
        tokio::time::sleep(wait).await;
    }
}

/// `running: 12 of 40 done, 1 failed, 5 running, 22 waiting; $0.12, saved $0.004000`.
fn line(details: &BatchDetails) -> String {
    let BatchDetails { batch, counts, .. } = details;
    if batch.items == 0 {
        return format!("{}: {} rows were read", batch.status, batch.rows);
    }
    let money = (counts.cost_micro_usd, counts.saved_micro_usd);
    format!("{}: {}; {}, saved {}", batch.status, progress(details), money.0, money.1)
}

fn tell(session: &Session, bar: &ProgressBar, line: &str, details: &BatchDetails) {
    if session.json {
        shown::json_line(details);
    } else if bar.is_hidden() {
        eprintln!("{line}");
    } else {
        bar.set_message(line.to_owned());
    }
}

/// Says how it ended. With JSON, the last line said it already.
async fn conclude(session: &Session, details: &BatchDetails) -> Outcome {
    let BatchDetails { batch, counts, .. } = details;
    let id = batch.batch_id;
    if batch.status == BatchStatus::Refused {
        problems::show(session, details, problems::FIRST).await?;
    }
    if !session.json {
        println!("{}", line(details));
        if let Some(failure) = &batch.failure {
            eprintln!("{}: {}", failure.name, failure.message);
        }
        if batch.status != BatchStatus::Refused && batch.invalid > 0 {
            eprintln!("{} rows were left out: oma batch problems {id}", batch.invalid);
        }
        if counts.failed > 0 {
            eprintln!("What failed: oma batch items {id} --status failed");
        }
        if counts.succeeded > 0 {
            println!("The films are there: oma batch download {id}");
        }
    }
    match batch.status {
        BatchStatus::Succeeded => Ok(()),
        BatchStatus::Refused => Err(Failure::Told(ErrorKind::InvalidManifest)),
        _ => Err(Failure::Told(ErrorKind::Cancelled)),
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn a_line_counts_what_there_is_to_count() {
        let mut details: BatchDetails = serde_json::from_value(json!({
            "batch_id": "01JD3Q5V9A2M7R0C8X4T6W1ZKE", "name": "A", "status": "running",
            "options": {}, "rows": 40, "invalid": 0, "items": 40,
            "created_at": "2026-11-22T12:00:00Z", "updated_at": "2026-11-22T12:00:00Z",
            "counts": {"running": 5, "succeeded": 12, "failed": 1, "skipped": 0,
                "cost_micro_usd": 120_000, "saved_micro_usd": 4_000, "steps": 9, "steps_found": 3},
            "waiting": 22, "files": {}, "links_expire_at": "2026-11-22T12:15:00Z",
        }))
        .unwrap();
        assert_eq!(
            line(&details),
            "running: 12 of 40 done, 1 failed, 5 running, 22 waiting; $0.12, saved $0.004000"
        );
        details.batch.items = 0;
        assert_eq!(line(&details), "running: 40 rows were read");
    }
}
