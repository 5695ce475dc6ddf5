//! What a person reads at the end.

use std::collections::BTreeMap;
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
    calls(text, &report.calls)?;
    for fallback in &report.fallbacks {
        let (what, wanted, used) = (&fallback.what, &fallback.wanted, &fallback.used);
        writeln!(text, "Replaced: {what}: {used} in place of {wanted} ({})", fallback.reason)?;
    }
    for note in &report.notes {
        writeln!(text, "Note:   {note}")?;
    }
    Ok(())
}

/// A line for each provider that was asked or would have been: how often, and what it cost.
fn calls(text: &mut String, calls: &[CallRecord]) -> std::fmt::Result {
    let mut providers: BTreeMap<&str, (u32, u32, MicroUsd, MicroUsd)> = BTreeMap::new();
    for call in calls {
        let (made, found, cost, saved) = providers.entry(&call.provider).or_default();
        *(if call.outcome == CallOutcome::Found { found } else { made }) += 1;
        *cost += call.cost_micro_usd;
        *saved += call.saved_micro_usd;
    }
    let width = providers.keys().map(|provider| provider.len()).max().unwrap_or_default();
    for (provider, (made, found, cost, saved)) in providers {
        writeln!(
            text,
            "        {provider:width$}  {made} calls  {cost}  ({found} found, saved {saved})"
        )?;
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

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn call(provider: &str, outcome: &str, cost: u64, saved: u64) -> CallRecord {
        let json = json!({
            "call": "0".repeat(64), "purpose": "script.write", "provider": provider, "model": "m",
            "outcome": outcome, "units": {}, "cost_micro_usd": cost, "price": "provider",
            "saved_micro_usd": saved, "wall_ms": 1,
        });
        serde_json::from_value(json).unwrap()
    }

    #[test]
    fn each_provider_has_a_line_and_no_calls_have_none() {
        let ledger = [
            call("loud", "answered", 1_500, 0),
            call("elsewhere", "answered", 20_000, 0),
            call("loud", "found", 0, 700),
        ];
        let mut text = String::new();
        calls(&mut text, &ledger).unwrap();
        let lines: Vec<_> = text.lines().map(str::trim).collect();
        assert_eq!(
            lines,
            [
                "elsewhere  1 calls  $0.02  (0 found, saved $0.00)",
                "loud       1 calls  $0.001500  (1 found, saved $0.000700)",
            ]
        );
        text.clear();
        calls(&mut text, &[]).unwrap();
        assert_eq!(text, "");
    }
}
