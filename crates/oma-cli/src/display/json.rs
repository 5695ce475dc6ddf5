use std::io::Write;
use std::path::Path;
use std::time::Duration;

use oma_core::report::Report;
use oma_local::Progress;
use serde::Serialize;

use super::Display;

/// One JSON object a line on standard output: progress events, then `report` or `error`.
pub(crate) struct Json;

impl Display for Json {
    fn progress(&self, progress: &Progress) {
        print_line(progress);
    }

    fn finished(&self, report: &Report, out: &Path, took: Duration) {
        #[derive(Serialize)]
        struct Finished<'a> {
            out: &'a Path,
            took_ms: u128,
            report: &'a Report,
        }
        print_json("report", &Finished { out, took_ms: took.as_millis(), report });
    }
}

/// Prints a value with an `event` field on one line.
pub(crate) fn print_json<T: Serialize>(event: &str, value: &T) {
    #[derive(Serialize)]
    struct Line<'a, T> {
        event: &'a str,
        #[serde(flatten)]
        value: &'a T,
    }
    print_line(&Line { event, value });
}

/// A reader that has gone away (`oma … --json | head`) is no reason to stop making the film.
fn print_line<T: Serialize>(value: &T) {
    if let Ok(line) = serde_json::to_string(value) {
        let _ = writeln!(std::io::stdout(), "{line}");
    }
}
