//! The real function binaries.

use std::env;
use std::path::PathBuf;
use std::process::Command;

/// The functions, by the names of their binaries.
pub const FUNCTIONS: [&str; 5] = ["supervisor", "script", "visual", "audio", "editor"];

/// Builds a function as it stands and returns its binary. Nothing happens if it is up to date.
pub fn function(name: &str) -> PathBuf {
    let package = format!("{name}-agent");
    let built = Command::new(env!("CARGO"))
        .args(["build", "--quiet", "--locked", "--package", &package, "--bin", name])
        .current_dir(concat!(env!("CARGO_MANIFEST_DIR"), "/.."))
        .status()
        .unwrap();
    assert!(built.success(), "{name} does not build");
    // This test lies in target/PROFILE/deps.
    let exe = env::current_exe().unwrap();
    let target = exe.ancestors().nth(3).unwrap();
    target.join("debug").join(name)
}
