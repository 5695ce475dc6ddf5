//! What a film would take on Lambda: from the CPU seconds that the `render` bench measured, and
//! from assumptions. Writes the figures into `docs/cloud-model.md`, and what a month costs into
//! `docs/deploy.md`. No AWS account has run it.
//!
//! Reading order: `assumptions` → `model` → `month`.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::print_stdout)] // A bench may fail loudly.

mod assumptions;
mod model;
mod month;

use std::env;
use std::fmt::Write as _;
use std::fs;

use serde_json::Value;

use assumptions::{CARD_MB, CLIP_MB};
use model::{Concurrency, Measured, film};

const WORKFLOW: &str = include_str!("../../../statemachine/video.asl.json");
const PAGE: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../docs/cloud-model.md");
const DEPLOY_PAGE: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../docs/deploy.md");
const START: &str = "<!-- figures: written by make bench -->";
const END: &str = "<!-- end of figures -->";

fn main() {
    // This program lies in target/PROFILE/deps.
    let exe = env::current_exe().unwrap();
    let file = exe.ancestors().nth(3).unwrap().join("bench/render.json");
    let Ok(json) = fs::read(&file) else {
        println!("there is no {}: run the render bench first", file.display());
        return;
    };
    let bench = serde_json::from_slice(&json).unwrap();
    let at_once = Concurrency::read(&serde_json::from_str(WORKFLOW).unwrap());
    write_into(PAGE, &figures(&bench, &at_once));
    let cards = measured(&bench, &bench["cards"]["states"], CARD_MB);
    write_into(DEPLOY_PAGE, &month::table(film(&cards, &at_once, 60.0, 2.0).warm_usd));
}

/// Puts figures in their place on a page, and shows them.
fn write_into(page: &str, figures: &str) {
    println!("{figures}");
    let text = fs::read_to_string(page).unwrap();
    let (before, rest) = text.split_once(START).expect(START);
    let (_, after) = rest.split_once(END).expect(END);
    fs::write(page, format!("{before}{START}\n\n{figures}\n{END}{after}")).unwrap();
}

fn measured(bench: &Value, states: &Value, source_mb: f64) -> Measured {
    let film_s = bench["film_s"].as_f64().unwrap();
    let film_mb = bench["quality"]["oma"]["video_mb"].as_f64().unwrap();
    Measured::new(states, film_s, film_mb, source_mb)
}

fn figures(bench: &Value, at_once: &Concurrency) -> String {
    let clips = measured(bench, &bench["states"], CLIP_MB);
    let cards = measured(bench, &bench["cards"]["states"], CARD_MB);
    let mut page = String::new();
    for (title, measured) in [("With the user's clips", &clips), ("With drawn cards", &cards)] {
        write!(
            page,
            "### {title}\n\n\
             | Film | vCPUs | Warm | Cold | One function alone | Price, warm | Price, cold |\n\
             |---:|---:|---:|---:|---:|---:|---:|\n"
        )
        .unwrap();
        for length_s in [30.0, 60.0, 180.0] {
            for vcpus in [1.0, 2.0, 4.0] {
                let film = film(measured, at_once, length_s, vcpus);
                writeln!(
                    page,
                    "| {length_s} s | {vcpus} | {:.1} s | {:.1} s | {:.0} s | ${:.4} | ${:.4} |",
                    film.warm_s, film.cold_s, film.alone_s, film.warm_usd, film.cold_usd
                )
                .unwrap();
            }
        }
        page += "\n";
    }
    let assumed = assumptions::lines().into_iter().map(|line| format!("* {line}\n"));
    write!(
        page,
        "### Assumptions\n\n{}* At once: {} pictures, {} narrations, {} segments, as the state \
         machine says.\n",
        assumed.collect::<String>(),
        at_once.pictures,
        at_once.narrations,
        at_once.segments
    )
    .unwrap();
    page
}
