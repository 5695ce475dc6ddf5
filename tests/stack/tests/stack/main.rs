//! The product's stack on the emulator: `make test-stack`.
//!
//! One emulator and one stack for all cases, which run one after the other in this process: some
//! change the stack. Names can be given as a filter; `-- --list` lists them.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)] // A test fails by panicking.

mod api;
mod approval;
mod batches;
mod deployment;
mod engines;
mod faults;
mod film;
mod lab;
mod platform;

use std::process::ExitCode;
use std::sync::Arc;

use lab::Lab;
use libtest_mimic::{Arguments, Conclusion, Trial};

fn main() -> ExitCode {
    let mut arguments = Arguments::from_args();
    arguments.test_threads = Some(1);
    let lab = Arc::new(Lab::new(arguments.filter.clone()));
    let mut trials: Vec<Trial> = Vec::new();
    trials.extend(deployment::cases(&lab));
    trials.extend(api::cases(&lab));
    trials.extend(platform::cases(&lab));
    trials.extend(film::cases(&lab));
    trials.extend(batches::cases(&lab));
    trials.extend(approval::cases(&lab));
    trials.extend(faults::cases(&lab));
    trials.extend(engines::cases(&lab));
    trials.extend(film::last_cases(&lab));
    let conclusion = libtest_mimic::run(&arguments, trials);
    lab.close(conclusion.has_failed());
    exit_code(&conclusion)
}

fn exit_code(conclusion: &Conclusion) -> ExitCode {
    if conclusion.has_failed() { ExitCode::from(101) } else { ExitCode::SUCCESS }
}
