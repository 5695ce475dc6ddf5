use std::collections::HashMap;
use std::path::Path;
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use indicatif::{MultiProgress, ProgressBar, ProgressStyle};
use oma_core::report::Report;
use oma_local::Progress;

use super::{Display, summary};

/// One live line for each state at work, with its scenes or segments and its time.
pub(crate) struct Terminal {
    all: MultiProgress,
    lines: Mutex<HashMap<String, ProgressBar>>,
}

impl Terminal {
    pub(crate) fn new() -> Self {
        Self { all: MultiProgress::new(), lines: Mutex::default() }
    }

    fn line(&self, state: &str) -> ProgressBar {
        let mut lines = self.lines.lock().unwrap_or_else(PoisonError::into_inner);
        let add = || {
            let line = self.all.add(ProgressBar::new_spinner());
            line.set_style(working());
            line.set_message(state.to_owned());
            line.enable_steady_tick(Duration::from_millis(100));
            line
        };
        lines.entry(state.to_owned()).or_insert_with(add).clone()
    }

    fn forget(&self, state: &str) {
        self.lines.lock().unwrap_or_else(PoisonError::into_inner).remove(state);
    }
}

/// Falls back to indicatif's own look if a template is ever wrong.
fn style(template: &str) -> ProgressStyle {
    ProgressStyle::with_template(template).unwrap_or_else(|_| ProgressStyle::default_spinner())
}

fn working() -> ProgressStyle {
    style("{spinner} {msg} {prefix} {elapsed}")
}

impl Display for Terminal {
    fn progress(&self, progress: &Progress) {
        match progress {
            Progress::Started { video_id, resumed } => {
                let how = if *resumed { "going on with" } else { "making" };
                let _ = self.all.println(format!("{how} video {video_id}"));
            }
            Progress::StateEntered { state, .. } => {
                self.line(state);
            }
            Progress::ItemDone { state, done, total, .. } => {
                // A server's events do not say of how many.
                let of = if *total == 0 { String::new() } else { format!("/{total}") };
                self.line(state).set_prefix(format!("{done}{of}"));
            }
            Progress::StateDone { state, took_ms, .. } => {
                let line = self.line(state);
                line.set_style(style("✓ {msg} {prefix}"));
                line.finish_with_message(format!("{state} ({})", summary::seconds(*took_ms)));
                self.forget(state);
            }
            Progress::Retried { state, error, delay_ms, .. } => {
                let again = format!("{state}: {error}, again in {}", summary::seconds(*delay_ms));
                let _ = self.all.println(again);
            }
        }
    }

    fn finished(&self, report: &Report, out: &Path, took: Duration) {
        self.clear();
        // The last line drawn has no end of its own.
        eprintln!();
        print!("{}", summary::text(report, out, took));
    }

    fn clear(&self) {
        let mut lines = self.lines.lock().unwrap_or_else(PoisonError::into_inner);
        for (_, line) in lines.drain() {
            line.finish_and_clear();
        }
    }
}
