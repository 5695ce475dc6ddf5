//! How progress and results are shown: live in a terminal, plain lines in a pipe, JSON lines for
//! programs.

mod json;
mod plain;
mod summary;
mod terminal;

use std::io::IsTerminal;
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use oma_core::report::Report;
use oma_local::Progress;

pub(crate) use json::print_json;
pub(crate) use summary::seconds;

/// Shows a run to somebody.
pub(crate) trait Display: Send + Sync {
    /// Something happened.
    fn progress(&self, progress: &Progress);

    /// The run ended; its files lie in `out`.
    fn finished(&self, report: &Report, out: &Path, took: Duration);

    /// Takes away whatever moves, so that other text can be printed.
    fn clear(&self) {}
}

/// The display that fits where the output goes.
pub(crate) fn choose(json: bool) -> Arc<dyn Display> {
    if json {
        Arc::new(json::Json)
    } else if std::io::stderr().is_terminal() {
        Arc::new(terminal::Terminal::new())
    } else {
        Arc::new(plain::Plain)
    }
}
