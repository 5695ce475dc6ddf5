//! `docs/scale.md`.

mod binding;
mod payloads;
mod runs;

use std::fmt::Write as _;

use oma_core::limits::Figures;

use crate::assumptions::{self, CALLS_MS, FUNCTIONS};
use crate::simulation::{Plan, run};
use crate::tally::Tally;
use crate::workflow::{Result, Workflows};

/// A run and what it was of.
struct Run {
    plan: Plan,
    tally: Tally,
}

impl Run {
    fn of(workflows: &Workflows, plan: Plan) -> Self {
        Self { plan, tally: run(workflows, plan) }
    }

    /// Hours from begin to end.
    fn hours(&self) -> f64 {
        self.tally.wall_ms as f64 / 3_600_000.0
    }

    fn lambda_on_average(&self) -> f64 {
        self.tally.busy_ms as f64 / self.tally.wall_ms as f64
    }
}

/// Runs everything and writes the page.
///
/// # Errors
/// When a definition has something that the simulation does not know.
pub fn page() -> Result<String> {
    let workflows = Workflows::read()?;
    let runs = runs::Runs::new(&workflows);
    let mut page = String::from(INTRODUCTION);
    page += &runs.in_short();
    page += &runs.at_once();
    page += &runs.batches();
    page += &binding::section(&runs);
    page += &payloads::section();
    page += &given();
    Ok(page)
}

const INTRODUCTION: &str = "# Ten and a hundred thousand videos\n\n\
    What a large batch takes on Step Functions and Lambda, what it costs, and which limit of an account \
    binds first. **No AWS account has run this**: it is a simulation, from event to event, of the states \
    in `statemachine/video.asl.json` and `statemachine/batch.asl.json`, with the times, limits and prices \
    listed below. Its code is [tests/scale](../tests/scale/src/lib.rs), which also writes this page: \
    `OMA_WRITE_DOCS=1 cargo nextest run -p oma-scale`.\n\n\
    The film is of 30 seconds at 1080p with six scenes of drawn cards, OMA's own voice and music.\n\n";

fn given() -> String {
    let figures = Figures::default();
    let mut text = String::from(
        "## What was assumed\n\n| A call in the state | ms | From |\n|---|---:|---|\n",
    );
    for (state, ms, from) in CALLS_MS {
        line(&mut text, &format!("| {state} | {} | {from} |", number(*ms)));
    }
    text += "\n| Function | Memory |\n|---|---:|\n";
    for function in FUNCTIONS {
        line(&mut text, &format!("| {} | {} MB |", function.name, function.memory_mb));
    }
    text.push('\n');
    let (step, row) = (assumptions::STEP, assumptions::ROW);
    let facts = [
        format!(
            "A film has {} scenes and {} segments.",
            assumptions::SCENES,
            assumptions::SEGMENTS
        ),
        format!(
            "A call takes up to {} % more or less than its figure. Step Functions adds {} ms to it, \
             which nobody is billed for.",
            assumptions::SPREAD_PERCENT,
            assumptions::CALL_MS
        ),
        format!(
            "A new sandbox starts in {} ms, which are billed.",
            number(assumptions::COLD_START_MS)
        ),
        format!(
            "{} of Lambda's concurrency are left to the API, the notifier and everybody else.",
            assumptions::FOR_OTHERS
        ),
        format!(
            "A step of a video makes {} PUT, {} GET, {} writes and {} reads; opening or closing a row \
             {} PUT, {} GET, {} writes (of them {} in the batch's partition) and {} reads.",
            step.puts,
            step.gets,
            step.writes,
            step.reads,
            row.puts,
            row.gets,
            row.writes,
            row.batch_writes,
            row.reads
        ),
        format!(
            "OMA's own quotas are raised for the batch's owner: as they are, a user makes {} videos at \
             once and {} a day, so no batch of one user comes near any limit here.",
            figures.videos_at_once, figures.videos_per_day
        ),
    ];
    for fact in facts.iter().map(String::as_str).chain(assumptions::ALSO.iter().copied()) {
        line(&mut text, &format!("* {fact}"));
    }
    text
}

fn line(page: &mut String, text: &str) {
    // A String takes all that is written to it.
    let _ = writeln!(page, "{text}");
}

/// A whole number with commas between thousands.
fn number(n: impl Into<u64>) -> String {
    let digits = n.into().to_string();
    let mut text = String::new();
    for (index, digit) in digits.chars().enumerate() {
        if index > 0 && (digits.len() - index).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

fn duration(hours: f64) -> String {
    if hours < 1.0 { format!("{:.0} min", hours * 60.0) } else { format!("{hours:.1} h") }
}
