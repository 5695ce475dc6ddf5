//! Where things lie.

use std::env;
use std::path::{Path, PathBuf};

/// The root of the repository.
pub fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..").canonicalize().unwrap()
}

/// Cargo's target folder: the one this program was built into.
pub fn target() -> PathBuf {
    let exe = env::current_exe().unwrap();
    let marked = |dir: &&Path| dir.join("CACHEDIR.TAG").exists();
    exe.ancestors().find(marked).expect("this program lies in Cargo's target folder").to_owned()
}

/// What a run leaves behind: logs, records of the stand-in, the packaged template.
pub fn kept() -> PathBuf {
    target().join("stack")
}

/// A binary of this workspace that was built with this program.
pub fn binary(name: &str) -> PathBuf {
    let profile = env::current_exe().unwrap();
    let in_deps = profile.parent().is_some_and(|dir| dir.ends_with("deps"));
    let dir = profile.ancestors().nth(if in_deps { 2 } else { 1 }).unwrap();
    let path = dir.join(name);
    assert!(path.exists(), "{} is not built: run `make test-stack`", path.display());
    path
}

/// The zip that a function is deployed as: what `scripts/lambda/build.sh` leaves. A folder of
/// unoptimised binaries in `OMA_STACK_BINARIES` is quicker to have while writing tests.
pub fn function_zip(name: &str) -> PathBuf {
    if let Some(dir) = env::var_os("OMA_STACK_BINARIES") {
        return zip_of(&Path::new(&dir).join(name));
    }
    let path = target().join("lambda").join(name).join("bootstrap.zip");
    assert!(path.exists(), "{} is missing: run scripts/lambda/build.sh", path.display());
    path
}

/// A zip with a binary under the name that the runtime starts.
pub fn zip_of(binary: &Path) -> PathBuf {
    let dir = kept().join("zips").join(binary.file_name().unwrap());
    std::fs::create_dir_all(&dir).unwrap();
    let bootstrap = dir.join("bootstrap");
    std::fs::copy(binary, &bootstrap).unwrap();
    let zip = dir.join("bootstrap.zip");
    let made = std::process::Command::new(python())
        .args(["-m", "zipfile", "-c"])
        .args([&zip, &bootstrap])
        .status()
        .unwrap();
    assert!(made.success(), "{} was not packed", binary.display());
    zip
}

/// The interpreter that the emulator is installed for.
pub fn python() -> PathBuf {
    let path = root().join(".venv-stack/bin/python");
    assert!(path.exists(), "the emulator is not installed: run scripts/setup-stack.sh");
    path
}
