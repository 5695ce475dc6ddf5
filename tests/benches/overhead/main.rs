//! The pipeline's own overhead: everything except ffmpeg and speech.
//!
//! Makes the coffee-shop film twice in one run: cold, and with everything cached. For each step it
//! prints the time in the step, the part of it spent in other programs (ffmpeg, ffprobe,
//! espeak-ng), and the rest, which is OMA's own. Drawing a card counts as OMA's own.
#![allow(clippy::unwrap_used, clippy::print_stdout)] // A bench reports and may fail loudly.

mod collect;

use std::time::{Duration, Instant};

use collect::{Collector, StepTimes};
use oma_tests::{make, studio};
use tracing_subscriber::layer::SubscriberExt;
use tracing_subscriber::util::SubscriberInitExt;

const BRIEF: &str = include_str!("../../../examples/coffee-shop.json");

#[tokio::main]
async fn main() {
    let collector = Collector::default();
    tracing_subscriber::registry().with(collector.clone()).init();
    let state = tempfile::tempdir().unwrap();
    let opened = Instant::now();
    let studio = studio(state.path(), "").await;
    println!("opening the studio: {}", ms(opened.elapsed()));

    let mut walls = Vec::new();
    for label in ["cold", "cached"] {
        collector.take();
        let (started, cpu_before) = (Instant::now(), cpu());
        let made = make(&studio, serde_json::from_str(BRIEF).unwrap()).await;
        let wall = started.elapsed();
        assert!(made.report.error.is_none(), "{:?}", made.report.error);
        print_table(label, &collector.take());
        let cpu_after = cpu();
        let own = cpu_after.own.saturating_sub(cpu_before.own);
        let children = cpu_after.children.saturating_sub(cpu_before.children);
        println!(
            "wall {}, CPU of OMA {}, CPU of other programs {}\n",
            ms(wall),
            ms(own),
            ms(children)
        );
        walls.push((wall, own, children));
    }
    let (cold, cached) = (&walls[0], &walls[1]);
    println!("OMA's own share of the CPU, cold: {:.3}", share(cold.1, cold.2));
    println!("wall, cached : cold = {:.4}", cached.0.as_secs_f64() / cold.0.as_secs_f64());
}

fn print_table(label: &str, steps: &[(String, StepTimes)]) {
    println!("{label:<28} {:>6} {:>12} {:>12} {:>12}", "calls", "in step", "programs", "own");
    let mut sum = StepTimes::default();
    for (step, times) in steps {
        print_row(step, times);
        sum.add(times);
    }
    print_row("all", &sum);
}

fn print_row(step: &str, times: &StepTimes) {
    let own = times.total.saturating_sub(times.programs);
    println!(
        "  {step:<26} {:>6} {:>12} {:>12} {:>12}",
        times.calls,
        ms(times.total),
        ms(times.programs),
        ms(own)
    );
}

fn ms(duration: Duration) -> String {
    format!("{:.1} ms", duration.as_secs_f64() * 1000.0)
}

fn share(part: Duration, rest: Duration) -> f64 {
    part.as_secs_f64() / (part + rest).as_secs_f64()
}

/// CPU time of this process and of the programs it has waited for.
struct Cpu {
    own: Duration,
    children: Duration,
}

/// Read from `/proc/self/stat` (man 5 proc, fields 14 to 17, in ticks of 10 ms); zero where there
/// is no such file.
fn cpu() -> Cpu {
    let stat = std::fs::read_to_string("/proc/self/stat").unwrap_or_default();
    // The second field is the program's name in parentheses and may hold spaces.
    let after_name = stat.rsplit(')').next().unwrap_or_default();
    let ticks: Vec<u64> =
        after_name.split_whitespace().skip(11).take(4).filter_map(|t| t.parse().ok()).collect();
    let time = |a: usize, b: usize| {
        let ticks = ticks.get(a).unwrap_or(&0) + ticks.get(b).unwrap_or(&0);
        Duration::from_millis(ticks * 10)
    };
    Cpu { own: time(0, 1), children: time(2, 3) }
}
