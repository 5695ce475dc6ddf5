//! `MoneyPrinterTurbo`, on the same clips, narration, captions and music.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use serde_json::json;

use crate::footage::Footage;
use crate::job::SCENE_S;
use crate::material::Material;
use crate::measure::{Cost, quietly};

const ROOT: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/..");

/// `MoneyPrinterTurbo` as `scripts/setup-bench.sh` installed it.
pub(crate) struct Mpt {
    python: PathBuf,
    job: PathBuf,
    out: PathBuf,
    home: PathBuf,
}

impl Mpt {
    /// `None` when it is not installed. It starts from nothing: what it made before is removed.
    pub(crate) fn new(
        footage: &Footage,
        material: &Material,
        reworded: &Material,
        dir: &Path,
    ) -> Option<Self> {
        let python = Path::new(ROOT).join(".venv-bench/bin/python");
        let out = dir.join("mpt");
        if !python.is_file() {
            return None;
        }
        let _ = fs::remove_dir_all(&out);
        fs::create_dir_all(&out).unwrap();
        let mut changed = material.voices.clone();
        changed[2].clone_from(&reworded.voices[2]);
        let job = json!({
            "clips": footage.clips, "voice": shortened(&material.voice, &out),
            "srt": material.srt, "music": footage.music, "seconds_per_clip": SCENE_S,
            "voices": material.voices, "changed_voices": changed, "out": out,
        });
        let path = out.join("job.json");
        fs::write(&path, job.to_string()).unwrap();
        // Its settings file and caches stay out of the user's home.
        Some(Self { python, job: path, home: dir.join("mpt-home"), out })
    }

    /// `default`, `project` or `project-changed`; see `mpt.py`.
    pub(crate) fn run(&self, what: &str) -> Cost {
        fs::create_dir_all(&self.home).unwrap();
        let mut command = Command::new(&self.python);
        command.arg(Path::new(ROOT).join("tests/benches/render/mpt.py")).arg(what).arg(&self.job);
        command.env("HOME", &self.home).env("XDG_DATA_HOME", &self.home);
        command.stderr(fs::File::create(self.out.join(format!("{what}.log"))).unwrap());
        quietly(&mut command)
    }

    pub(crate) fn film(&self) -> PathBuf {
        self.out.join("film.mp4")
    }
}

/// It wants pictures for a tenth of a second more than there is sound, and would encode a seventh
/// clip for it.
fn shortened(voice: &Path, dir: &Path) -> PathBuf {
    let path = dir.join("voice.wav");
    let mut command = Command::new("ffmpeg");
    command.args(["-loglevel", "error", "-y", "-i"]).arg(voice).args(["-t", "29.8"]).arg(&path);
    quietly(&mut command);
    path
}
