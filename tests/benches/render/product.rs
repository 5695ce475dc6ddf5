//! OMA as its users run it: the command `oma generate`, measured from outside.

use std::collections::BTreeMap;
use std::env;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use serde_json::Value;

use crate::measure::{Cost, run};

/// A run of `oma generate`.
#[derive(Debug, Clone)]
pub(crate) struct Made {
    pub(crate) cost: Cost,
    /// CPU seconds of each state of the workflow, of OMA and of the programs it ran.
    pub(crate) states: BTreeMap<String, f64>,
    /// Wall seconds of each state.
    walls: BTreeMap<String, f64>,
    /// The folder with the film.
    pub(crate) out: PathBuf,
    report: Value,
}

/// Where a film is made.
#[derive(Debug, Clone, Default)]
pub(crate) struct Setting {
    /// The program that stands in for ffmpeg, with its variables.
    pub(crate) meter: Vec<(&'static str, PathBuf)>,
}

/// The binary: `OMA_BENCH_PRODUCT`, else the one that
/// `cargo build --profile bench-product -p oma-cli` makes.
fn binary() -> PathBuf {
    if let Some(path) = env::var_os("OMA_BENCH_PRODUCT") {
        return path.into();
    }
    // This program lies in target/PROFILE/deps.
    let exe = env::current_exe().unwrap();
    exe.ancestors().nth(3).unwrap().join("bench-product/oma")
}

/// Makes a film in `dir`, from what is in its state folder.
pub(crate) fn make(brief: &Path, dir: &Path, setting: &Setting) -> Made {
    let out = dir.join(format!("out-{}", brief.file_stem().unwrap().to_str().unwrap()));
    let mut command = Command::new(binary());
    command.arg("generate").arg(brief).arg("--out").arg(&out);
    command.arg("--state").arg(dir.join("state")).arg("--json");
    command.envs(setting.meter.iter().map(|(name, value)| (name, value)));
    let (mut entered, mut states) = (BTreeMap::new(), BTreeMap::new());
    let (mut walls, mut report) = (BTreeMap::new(), Value::Null);
    let cost = run(&mut command, |line, cpu_s| {
        let Ok(mut line) = serde_json::from_str::<Value>(line) else { return };
        let state = line["state"].as_str().unwrap_or_default().to_owned();
        match line["event"].as_str() {
            Some("state_entered") => drop(entered.insert(state, cpu_s)),
            Some("state_done") => {
                let since = entered.get(&state).copied().unwrap_or(cpu_s);
                let took_s = line["took_ms"].as_f64().unwrap_or(0.0) / 1000.0;
                *walls.entry(state.clone()).or_insert(0.0) += took_s;
                *states.entry(state).or_insert(0.0) += cpu_s - since;
            }
            Some("report") => report = line["report"].take(),
            _ => {}
        }
    });
    assert!(report["error"].is_null(), "{}", report["error"]);
    Made { cost, states, walls, out, report }
}

impl Made {
    /// The CPU seconds of the first state whose name begins like this.
    pub(crate) fn state(&self, name: &str) -> f64 {
        first(&self.states, name)
    }

    /// What the segments and the assembly took of the whole.
    pub(crate) fn pictures(&self) -> Cost {
        let states = ["Render", "Assemble"];
        Cost {
            cpu_s: states.map(|name| self.state(name)).iter().sum(),
            wall_s: states.map(|name| first(&self.walls, name)).iter().sum(),
            peak_mb: self.cost.ffmpeg_mb,
            ..self.cost.clone()
        }
    }

    pub(crate) fn film(&self) -> PathBuf {
        self.out.join("video.mp4")
    }

    /// The steps that were really made, as `step item`.
    pub(crate) fn made(&self) -> Vec<String> {
        let steps = self.report["steps"].as_array().unwrap().iter();
        let mut made: Vec<String> =
            steps.filter(|step| step["cached"] != true).map(label).collect();
        made.sort();
        made
    }

    /// The folders of a step's artifacts, by scene.
    pub(crate) fn artifacts(&self, step: &str) -> Vec<PathBuf> {
        let state = self.out.parent().unwrap().join("state");
        let steps = self.report["steps"].as_array().unwrap().iter();
        let mut found: Vec<(u64, PathBuf)> = steps
            .filter(|record| record["step"] == step)
            .map(|record| {
                let folder = find(&state, record["artifact"].as_str().unwrap());
                (record["item"].as_u64().unwrap_or(0), folder.expect("a stored artifact"))
            })
            .collect();
        found.sort();
        found.into_iter().map(|(_, folder)| folder).collect()
    }
}

fn first(states: &BTreeMap<String, f64>, name: &str) -> f64 {
    states.iter().find(|(state, _)| state.starts_with(name)).map_or(0.0, |(_, seconds)| *seconds)
}

fn label(step: &Value) -> String {
    let name = step["step"].as_str().unwrap_or_default();
    step["item"].as_u64().map_or(name.to_owned(), |item| format!("{name} {item}"))
}

/// The folder of this name somewhere below another.
fn find(below: &Path, name: &str) -> Option<PathBuf> {
    let folders = fs::read_dir(below).ok()?.flatten().map(|entry| entry.path());
    folders.filter(|path| path.is_dir()).find_map(|path| {
        if path.file_name().is_some_and(|file| file == name) {
            Some(path)
        } else {
            find(&path, name)
        }
    })
}

/// Copies a folder with everything in it.
pub(crate) fn copy(from: &Path, to: &Path) {
    fs::create_dir_all(to).unwrap();
    for entry in fs::read_dir(from).unwrap().flatten() {
        let (path, copy_to) = (entry.path(), to.join(entry.file_name()));
        if path.is_dir() {
            copy(&path, &copy_to);
        } else {
            fs::copy(path, copy_to).unwrap();
        }
    }
}
