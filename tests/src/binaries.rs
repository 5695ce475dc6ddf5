//! The real function binaries.

use std::env;
use std::path::PathBuf;
use std::process::Command;

/// The functions, by the names of their binaries.
pub const FUNCTIONS: [&str; 5] = ["supervisor", "script", "visual", "audio", "editor"];

/// Builds the functions as they stand and returns one's binary. Nothing happens if they are up to
/// date, as `make test` leaves them: building one package by itself would compile its dependencies
/// again, with fewer features.
pub fn function(name: &str) -> PathBuf {
    let built = Command::new(env!("CARGO"))
        .args(["build", "--quiet", "--locked", "--workspace", "--bins"])
        .current_dir(concat!(env!("CARGO_MANIFEST_DIR"), "/.."))
        .status()
        .unwrap();
    assert!(built.success(), "the functions do not build");
    // This test lies in target/PROFILE/deps.
    let exe = env::current_exe().unwrap();
    let target = exe.ancestors().nth(3).unwrap();
    target.join("debug").join(name)
}
