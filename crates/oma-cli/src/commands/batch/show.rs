use std::io::IsTerminal as _;
use std::path::Path;
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

use indicatif::{ProgressBar, ProgressStyle};
use oma_core::batch::{BatchCounts, BatchId, BatchItem, BatchStatus, ItemStatus, Summary};
use serde::Serialize;

use super::tables::Line;
use crate::display::{print_json, seconds};

/// Shows a batch: one live line in a terminal, a line for each row in a pipe, JSON lines for programs.
pub(super) struct Show {
    json: bool,
    bar: Option<ProgressBar>,
    pace: Mutex<Pace>,
}

/// What the remaining time is reckoned from: rows that ended under our eyes.
struct Pace {
    since: Instant,
    over_before: Option<u32>,
    told: Option<BatchCounts>,
}

impl Show {
    pub(super) fn new(json: bool) -> Self {
        let is_live = !json && std::io::stderr().is_terminal();
        let bar = is_live.then(|| {
            let style = ProgressStyle::with_template("{spinner} {bar:30} {pos}/{len}  {msg}");
            let bar = ProgressBar::new(0).with_message("checking the rows");
            bar.set_style(style.unwrap_or_else(|_| ProgressStyle::default_bar()));
            bar.enable_steady_tick(Duration::from_millis(100));
            bar
        });
        let pace = Pace { since: Instant::now(), over_before: None, told: None };
        Self { json, bar, pace: Mutex::new(pace) }
    }

    pub(super) fn started(&self, batch: BatchId, resumed: bool) {
        if self.json {
            #[derive(Serialize)]
            struct Started {
                batch_id: BatchId,
                resumed: bool,
            }
            print_json("started", &Started { batch_id: batch, resumed });
        } else {
            let how = if resumed { "going on with" } else { "making" };
            self.say(&format!("{how} batch {batch}"));
        }
    }

    /// A row is over.
    pub(super) fn row(&self, item: &BatchItem, dir: Option<&Path>) {
        if self.json {
            return print_json("row", item);
        }
        let BatchItem { n, id, line, .. } = item;
        let told = match (item.status, dir, &item.failure) {
            (ItemStatus::Succeeded, Some(dir), _) => format!("✓ {n} {id}  {}", dir.display()),
            (ItemStatus::Failed, _, Some(failure)) => {
                format!("✗ {n} {id} (line {line})  {}: {}", failure.name, failure.message)
            }
            _ => format!("- {n} {id} (line {line})  passed over"),
        };
        self.say(&told);
    }

    /// How the rows stand. `items` is 0 while they are checked.
    pub(super) fn counts(&self, items: u32, counts: &BatchCounts) {
        if items == 0 {
            return;
        }
        let mut pace = self.pace.lock().unwrap_or_else(PoisonError::into_inner);
        let over = counts.succeeded + counts.failed + counts.skipped;
        let before = *pace.over_before.get_or_insert(over);
        let left =
            remaining(pace.since.elapsed(), over - before.min(over), items.saturating_sub(over));
        if self.json {
            if pace.told != Some(*counts) {
                print_json("progress", &Progress { items, counts, remaining_ms: left });
            }
            pace.told = Some(*counts);
            return;
        }
        let Some(bar) = &self.bar else { return };
        let BatchCounts { running, failed, cost_micro_usd, .. } = *counts;
        let left = left.map_or(String::new(), |ms| format!(", about {} left", seconds(ms)));
        bar.set_length(items.into());
        bar.set_position(over.into());
        bar.set_message(format!("{running} running, {failed} failed, {cost_micro_usd}{left}"));
    }

    pub(super) fn note(&self, text: &str) {
        if self.json {
            print_json("note", &serde_json::json!({ "text": text }));
        } else {
            self.say(text);
        }
    }

    pub(super) fn problems(&self, lines: &[Line], left: usize, path: &Path) {
        if self.json {
            let all = serde_json::json!({ "problems": lines, "more": left, "file": path });
            return print_json("problems", &all);
        }
        self.clear();
        for Line { line, id, field, problem, allowed } in lines {
            let at = if line.is_empty() { String::new() } else { format!("line {line} ({id}): ") };
            eprintln!("  {at}{field} {problem}; allowed: {allowed}.");
        }
        if left > 0 {
            eprintln!("  … and {left} more");
        }
        eprintln!("All of them: {}", path.display());
    }

    pub(super) fn finished(&self, summary: &Summary, out: &Path) {
        if self.json {
            #[derive(Serialize)]
            struct Finished<'a> {
                out: &'a Path,
                #[serde(flatten)]
                summary: &'a Summary,
            }
            return print_json("summary", &Finished { out, summary });
        }
        self.clear();
        let counts = &summary.counts;
        if summary.status == BatchStatus::Refused {
            eprintln!(
                "Nothing was made. Correct these rows, or leave them out with --skip-invalid."
            );
            return;
        }
        println!("Films:  {} of {} in {}", counts.succeeded, summary.items, out.display());
        for (name, rows) in &summary.failures {
            println!("Failed: {rows} with {name}");
        }
        let not_made = counts.skipped + summary.waiting;
        if not_made > 0 {
            println!("Left:   {not_made} were not made");
        }
        if let Some(failure) = &summary.failure {
            println!("Ended:  {}: {}", failure.name, failure.message);
        }
        let (found, steps) = (counts.steps_found, counts.steps);
        println!(
            "Cost:   {} (saved {}; steps found: {found} of {steps})",
            counts.cost_micro_usd, counts.saved_micro_usd
        );
        println!("Time:   {}", seconds(summary.wall_ms));
        println!("Rows:   {}", out.join(oma_core::batch::keys::RESULTS).display());
    }

    /// Takes away whatever moves.
    pub(super) fn clear(&self) {
        if let Some(bar) = &self.bar {
            bar.finish_and_clear();
        }
    }

    fn say(&self, text: &str) {
        match &self.bar {
            Some(bar) => bar.println(text),
            None => eprintln!("{text}"),
        }
    }
}

#[derive(Serialize)]
struct Progress<'a> {
    items: u32,
    #[serde(flatten)]
    counts: &'a BatchCounts,
    /// Unknown before a row has ended.
    #[serde(skip_serializing_if = "Option::is_none")]
    remaining_ms: Option<u64>,
}

/// How long `left` rows will take if they go as `done` went.
fn remaining(elapsed: Duration, done: u32, left: u32) -> Option<u64> {
    let elapsed_ms = u64::try_from(elapsed.as_millis()).ok()?;
    (done > 0).then(|| elapsed_ms.saturating_mul(left.into()) / u64::from(done))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_left_goes_as_what_is_done() {
        let minute = Duration::from_mins(1);
        assert_eq!(remaining(minute, 0, 10), None);
        assert_eq!(remaining(minute, 4, 10), Some(150_000));
        assert_eq!(remaining(minute, 4, 0), Some(0));
    }
}
