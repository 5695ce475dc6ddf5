//! One film, five ways: what OMA's pictures cost beside the least that they could cost.
//!
//! Reading order: `job` (the film) and `footage` (its clips) → `product` (OMA, from outside, as a
//! command) → `material` (what the others get of OMA's film) → `single_pass` (the limit) and
//! `rivals` → `quality` → `table`. `measure` runs programs and adds up their process trees; `meter`
//! is this program in the place of ffmpeg.
//!
//! `OMA_BENCH_RUNS` (3) says how often everything is measured; `OMA_BENCH_MPT_RUNS` (1) how often
//! the slowest is. Runs are interleaved and the median by CPU time is shown.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::print_stdout)] // A bench may fail loudly.

mod bench;
mod footage;
mod job;
mod material;
mod measure;
mod meter;
mod product;
mod quality;
mod rivals;
mod single_pass;
mod table;

fn main() {
    meter::stand_in();
    bench::run();
}
