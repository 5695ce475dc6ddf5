use std::path::Path;
use std::time::Duration;

use oma_core::report::Report;
use oma_local::Progress;

use super::{Display, summary};

/// One line for each thing that happened: for logs and pipes.
pub(crate) struct Plain;

impl Display for Plain {
    fn progress(&self, progress: &Progress) {
        match progress {
            Progress::Started { video_id, resumed } => {
                let how = if *resumed { "taken up again" } else { "started" };
                eprintln!("video {video_id} {how}");
            }
            Progress::StateDone { state, took_ms, elapsed_ms } => {
                let (at, took) = (summary::seconds(*elapsed_ms), summary::seconds(*took_ms));
                eprintln!("{at:>8}  {state} ({took})");
            }
            Progress::Retried { state, error, delay_ms, elapsed_ms } => {
                let (at, delay) = (summary::seconds(*elapsed_ms), summary::seconds(*delay_ms));
                eprintln!("{at:>8}  {state}: {error}, again in {delay}");
            }
            Progress::StateEntered { .. } | Progress::ItemDone { .. } => {}
        }
    }

    fn finished(&self, report: &Report, out: &Path, took: Duration) {
        print!("{}", summary::text(report, out, took));
    }
}
