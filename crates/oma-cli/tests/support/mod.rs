//! The real `oma`, in a folder of its own.
#![allow(dead_code, clippy::unwrap_used)] // Each test file uses a part.

use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use tempfile::TempDir;

pub(crate) struct Oma {
    dir: TempDir,
}

pub(crate) struct Run {
    pub(crate) code: i32,
    pub(crate) stdout: String,
    pub(crate) stderr: String,
}

impl Oma {
    pub(crate) fn new() -> Self {
        Self { dir: tempfile::tempdir().unwrap() }
    }

    pub(crate) fn dir(&self) -> &Path {
        self.dir.path()
    }

    pub(crate) fn out(&self) -> PathBuf {
        self.dir.path().join("film")
    }

    pub(crate) fn state(&self) -> PathBuf {
        self.dir.path().join("state")
    }

    pub(crate) fn write(&self, name: &str, text: &str) {
        std::fs::write(self.dir.path().join(name), text).unwrap();
    }

    pub(crate) fn generate(&self, brief: &str, options: &[&str]) -> Run {
        self.generate_with(brief, options, &[])
    }

    pub(crate) fn generate_with(&self, brief: &str, options: &[&str], env: &[(&str, &str)]) -> Run {
        self.write("brief.json", brief);
        let args: Vec<&str> = [&["generate", "brief.json", "--out", "film"], options].concat();
        self.run_with(&args, env)
    }

    pub(crate) fn run(&self, args: &[&str]) -> Run {
        self.run_with(args, &[])
    }

    pub(crate) fn run_with(&self, args: &[&str], env: &[(&str, &str)]) -> Run {
        let output = self.command(args, env).output().unwrap();
        Run {
            code: output.status.code().unwrap_or(-1),
            stdout: String::from_utf8(output.stdout).unwrap(),
            stderr: String::from_utf8(output.stderr).unwrap(),
        }
    }

    pub(crate) fn command(&self, args: &[&str], env: &[(&str, &str)]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_oma"));
        command
            .args(args)
            .current_dir(self.dir.path())
            .env("OMA_STATE", "state")
            .envs(env.iter().copied())
            .stdin(Stdio::null());
        command
    }
}
