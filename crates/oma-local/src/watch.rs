//! From the events of the workflow to what a person wants to see.

use std::collections::HashMap;
use std::sync::atomic::Ordering;
use std::sync::{Arc, Mutex, PoisonError};

use oma_asl::{Event, EventKind, Observer};

use crate::functions::Functions;
use crate::progress::{OnProgress, Progress};

/// States that only choose a way; nobody waits for them.
const SILENT_ENDINGS: [&str; 3] = ["?", "Done", "Failed"];

pub(crate) struct Watch {
    pub(crate) functions: Arc<Functions>,
    pub(crate) on_progress: OnProgress,
    pub(crate) seen: Mutex<Seen>,
}

/// When each state was entered, and how many of its items are done.
#[derive(Debug, Default)]
pub(crate) struct Seen {
    entered_ms: HashMap<String, u64>,
    done: HashMap<String, u64>,
}

impl Observer for Watch {
    fn on_event(&self, event: &Event) {
        let Some(state) = &event.state else { return };
        if SILENT_ENDINGS.iter().any(|ending| state.ends_with(ending)) {
            return;
        }
        if let Some(progress) = self.progress(event, state) {
            (self.on_progress)(&progress);
        }
    }
}

impl Watch {
    fn progress(&self, event: &Event, state: &str) -> Option<Progress> {
        let mut seen = self.seen.lock().unwrap_or_else(PoisonError::into_inner);
        let elapsed_ms = event.elapsed_ms;
        let is_item = event.path.ends_with(']') && map_of(&event.path).is_some();
        match &event.kind {
            EventKind::StateEntered { .. } if !is_item => {
                seen.entered_ms.insert(state.to_owned(), elapsed_ms);
                Some(Progress::StateEntered { state: state.to_owned(), elapsed_ms })
            }
            EventKind::StateExited { .. } if is_item => {
                let map = map_of(&event.path)?.to_owned();
                let total = self.total(&map);
                let done = seen.done.entry(map.clone()).or_default();
                *done += 1;
                Some(Progress::ItemDone { state: map, done: *done, total, elapsed_ms })
            }
            EventKind::StateExited { .. } => {
                let entered_ms = seen.entered_ms.get(state).copied().unwrap_or(elapsed_ms);
                let took_ms = elapsed_ms.saturating_sub(entered_ms);
                Some(Progress::StateDone { state: state.to_owned(), took_ms, elapsed_ms })
            }
            EventKind::StateRetried { error, delay_ms, .. } => Some(Progress::Retried {
                state: state.to_owned(),
                error: error.clone(),
                delay_ms: *delay_ms,
                elapsed_ms,
            }),
            _ => None,
        }
    }

    fn total(&self, map: &str) -> u64 {
        let totals = self.functions.totals();
        let total = if map.contains("segment") { &totals.segments } else { &totals.scenes };
        total.load(Ordering::Relaxed)
    }
}

/// The Map around a state: `Make every picture` of `Make pictures…[0]/Make every picture[2]`. The
/// outer state of a path is a Parallel, whose branches are no items.
fn map_of(path: &str) -> Option<&str> {
    let innermost = path.rsplit('/').next()?;
    let (name, _) = innermost.rsplit_once('[')?;
    name.contains("every ").then_some(name)
}
