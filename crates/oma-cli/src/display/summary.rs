//! What a person reads at the end.

use std::fmt::Write as _;
use std::path::Path;
use std::time::Duration;

use oma_core::contract::files;
use oma_core::money::MicroUsd;
use oma_core::report::Report;
use oma_core::spend::{CallOutcome, CallRecord};

/// The end of a run as text: where the film is, how long it took, what it cost, what to know.
pub(crate) fn text(report: &Report, out: &Path, took: Duration) -> String {
    let mut text = String::new();
    // Writing to a String cannot fail.
    let _ = match &report.error {
        None => success(&mut text, report, out, took),
        Some(failure) => writeln!(
            text,
            "Failed: {}\n  step    {}\n  because {}\n  report  {}\n  {}",
            failure.name,
            failure.step,
            failure.message,
            out.join(files::REPORT).display(),
            oma_core::ErrorKind::from_name(&failure.name).map_or("", |kind| kind.info().action),
        ),
    };
    text
}

fn success(text: &mut String, report: &Report, out: &Path, took: Duration) -> std::fmt::Result {
    let cached = report.steps.iter().filter(|step| step.cached).count();
    writeln!(text, "Film:   {}", out.join(files::VIDEO).display())?;
    writeln!(text, "Length: {}", seconds(report.duration_ms.unwrap_or(0)))?;
    let took_ms = u64::try_from(took.as_millis()).unwrap_or(u64::MAX);
    writeln!(
        text,
        "Took:   {} ({cached} of {} steps were done already)",
        seconds(took_ms),
        report.steps.len()
    )?;
    writeln!(text, "Cost:   {} (saved {})", report.cost_micro_usd, report.saved_micro_usd)?;
    if let Some(aws) = report.aws_micro_usd {
        writeln!(text, "AWS:    about {aws}")?;
    }
    if !report.calls.is_empty() {
        let is_found = |call: &&CallRecord| call.outcome == CallOutcome::Found;
        let found = report.calls.iter().filter(is_found);
        let saved: MicroUsd = found.clone().map(|call| call.saved_micro_usd).sum();
        let (count, all) = (found.count(), report.calls.len());
        writeln!(text, "Calls:  answers found: {count} of {all}, saved {saved}")?;
    }
    for fallback in &report.fallbacks {
        let (what, wanted, used) = (&fallback.what, &fallback.wanted, &fallback.used);
        writeln!(text, "Replaced: {what}: {used} in place of {wanted} ({})", fallback.reason)?;
    }
    for note in &report.notes {
        writeln!(text, "Note:   {note}")?;
    }
    Ok(())
}

/// `12.3 s`, `2 min 05 s`.
pub(crate) fn seconds(ms: u64) -> String {
    if ms < 60_000 {
        return format!("{}.{} s", ms / 1000, ms % 1000 / 100);
    }
    format!("{} min {:02} s", ms / 60_000, ms / 1000 % 60)
}
