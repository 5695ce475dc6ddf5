//! What variants cost beside one video: CPU time, and the work that providers are paid for.
//!
//! One film is made in a fresh state; then, in another fresh state, the same film and variants of it,
//! each by the same command as any film. The CPU time is that of this process and of all programs
//! it has waited for. Offline providers cost nothing, so what providers would be paid for is
//! counted: the steps that had to be made. `OMA_BENCH_RESOLUTION` (1080p) makes it smaller.
#![allow(clippy::unwrap_used, clippy::print_stdout)] // A bench reports and may fail loudly.

use std::collections::BTreeMap;
use std::time::{Duration, Instant};

use oma_core::lifecycle::patch_brief;
use oma_core::report::Report;
use oma_core::variants::{How, Vary, expand};
use oma_local::Studio;
use oma_tests::{make, studio};
use serde_json::{Value, json};

const BRIEF: &str = include_str!("../../../examples/coffee-shop.json");
/// What a provider is paid for.
const PAID: [&str; 4] = ["script.write", "audio.narrate", "audio.choose_music", "visual.make"];
/// Sets of four, by the names that vary; the brief itself is the first of each.
const SETS: [(&str, [&str; 3]); 3] = [
    ("words and sound", ["music.mood", "cta", "hook"]),
    ("one other shape", ["music.mood", "cta", "aspect"]),
    ("one other look", ["music.mood", "cta", "palette"]),
];

/// What one film took.
struct Taken {
    cpu: Duration,
    wall: Duration,
    report: Report,
}

#[tokio::main]
async fn main() {
    let mut brief: Value = serde_json::from_str(BRIEF).unwrap();
    // Of one's own, so that another hook is another first sentence and nothing else.
    brief["hook"] = json!("Is your coffee cold again?");
    if let Ok(resolution) = std::env::var("OMA_BENCH_RESOLUTION") {
        brief["resolution"] = json!(resolution);
    }
    let alone = {
        let state = tempfile::tempdir().unwrap();
        let studio = studio(state.path(), "").await;
        taken(&studio, brief.clone()).await
    };
    println!(
        "{:<18} {:>8} {:>8} {:>7}  {:>5} {:>5}",
        "", "CPU s", "wall s", "ratio", "found", "made"
    );
    print("one video alone", &alone, &alone);
    let state = tempfile::tempdir().unwrap();
    let studio = studio(state.path(), "").await;
    let mut films = BTreeMap::from([("", taken(&studio, brief.clone()).await)]);
    print("the brief itself", &films[""], &alone);
    let vary: Vary = serde_json::from_value(json!({
        "aspect": ["1:1"],
        "cta": ["Order on your phone"],
        "hook": ["Who has time to queue?"],
        "music.mood": ["calm"],
        "palette": [{"primary": "#102030", "accent": "#ff8800"}],
        "voice": ["am_michael"],
    }))
    .unwrap();
    for (name, variation) in vary.keys().zip(expand(&brief, &vary, How::OneByOne).unwrap()) {
        let mut varied = brief.clone();
        patch_brief(&mut varied, &variation.patch);
        let film = taken(&studio, varied).await;
        print(name, &film, &alone);
        films.insert(name, film);
    }
    for (set, names) in SETS {
        let all: Vec<&Taken> = [""].iter().chain(&names).map(|name| &films[name]).collect();
        let cpu: Duration = all.iter().map(|film| film.cpu).sum();
        println!("\n{set}: the brief, {}", names.join(", "));
        println!("  CPU {:.1} s, four : one = {:.2}", cpu.as_secs_f64(), ratio(cpu, alone.cpu));
        for step in PAID {
            let count = |film: &Taken| film.report.shared.steps.get(step).map_or(0, |it| it.made);
            let made: u32 = all.iter().map(|film| count(film)).sum();
            println!("  {step:<20} {made:>3} for {} alone", count(&alone));
        }
    }
}

async fn taken(studio: &Studio, brief: Value) -> Taken {
    let (started, before) = (Instant::now(), cpu());
    let report = make(studio, brief).await.report;
    assert!(report.error.is_none(), "{:?}", report.error);
    Taken { cpu: cpu().saturating_sub(before), wall: started.elapsed(), report }
}

fn print(name: &str, film: &Taken, alone: &Taken) {
    let shared = &film.report.shared;
    println!(
        "{name:<18} {:>8.2} {:>8.2} {:>7.3}  {:>5} {:>5}",
        film.cpu.as_secs_f64(),
        film.wall.as_secs_f64(),
        ratio(film.cpu, alone.cpu),
        shared.found,
        shared.made,
    );
}

fn ratio(of: Duration, to: Duration) -> f64 {
    of.as_secs_f64() / to.as_secs_f64()
}

/// CPU time of this process and of the programs it has waited for: `/proc/self/stat` (man 5 proc,
/// fields 14 to 17, in ticks of 10 ms).
fn cpu() -> Duration {
    let stat = std::fs::read_to_string("/proc/self/stat").unwrap();
    // The second field is the program's name in parentheses and may hold spaces.
    let after_name = stat.rsplit(')').next().unwrap();
    let ticks: u64 =
        after_name.split_whitespace().skip(11).take(4).map(|t| t.parse::<u64>().unwrap()).sum();
    Duration::from_millis(ticks * 10)
}
