//! How much of the picture each encoder keeps, and in how many bytes.
//!
//! A film is compared with the same frames encoded almost without loss (crf 1) by the same path, so
//! that nothing but the loss is compared. One pass at another crf gives the line on which the
//! single pass lies at OMA's size.

use std::path::Path;
use std::process::Command;

use serde_json::{Value, json};

use crate::footage::Footage;
use crate::material::Material;
use crate::measure::quietly;
use crate::single_pass;

/// A film beside its reference.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Quality {
    pub(crate) ssim: f64,
    pub(crate) video_mb: f64,
}

/// OMA's film, the single pass's, and what the single pass would have at OMA's size.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Compared {
    pub(crate) oma: Quality,
    pub(crate) single: Quality,
    pub(crate) single_at_equal_size: f64,
}

impl Quality {
    fn of(film: &Path, reference: &Path) -> Self {
        Self { ssim: ssim(film, reference), video_mb: video_mb(film) }
    }

    /// SSIM in decibels, which is close to linear in the logarithm of the size.
    fn decibels(self) -> f64 {
        -10.0 * (1.0 - self.ssim).log10()
    }
}

impl Compared {
    pub(crate) fn new(
        oma: &Path,
        oma_reference: &Path,
        single: &Path,
        (footage, material): (&Footage, &Material),
        dir: &Path,
    ) -> Self {
        let pass = |crf: u32| {
            let out = dir.join(format!("single-crf{crf}.mp4"));
            quietly(&mut single_pass::command(footage, material, crf, &out));
            out
        };
        let reference = pass(1);
        let (oma, single) = (Quality::of(oma, oma_reference), Quality::of(single, &reference));
        let other = pass(if oma.video_mb > single.video_mb { 22 } else { 24 });
        let other = Quality::of(&other, &reference);
        let log_size = |quality: Quality| quality.video_mb.ln();
        let slope = (other.decibels() - single.decibels()) / (log_size(other) - log_size(single));
        let decibels = single.decibels() + slope * (log_size(oma) - log_size(single));
        Self { oma, single, single_at_equal_size: 1.0 - 10_f64.powf(-decibels / 10.0) }
    }

    pub(crate) fn json(&self) -> Value {
        json!({
            "oma": { "ssim": self.oma.ssim, "video_mb": self.oma.video_mb },
            "single_pass": { "ssim": self.single.ssim, "video_mb": self.single.video_mb },
            "single_pass_at_equal_size": { "ssim": self.single_at_equal_size },
        })
    }
}

fn ssim(film: &Path, reference: &Path) -> f64 {
    let mut command = Command::new("ffmpeg");
    command.args(["-hide_banner", "-nostats", "-i"]).arg(film).arg("-i").arg(reference);
    command.args(["-lavfi", "[0:v][1:v]ssim", "-f", "null", "-"]);
    let output = command.output().unwrap();
    let said = String::from_utf8_lossy(&output.stderr);
    let all = said.rsplit("All:").next().unwrap().split_whitespace().next().unwrap();
    all.parse().unwrap()
}

/// The size of the pictures alone.
fn video_mb(film: &Path) -> f64 {
    let mut command = Command::new("ffprobe");
    command.args(["-v", "error", "-select_streams", "v:0", "-show_entries", "packet=size"]);
    let output = command.args(["-of", "csv=p=0"]).arg(film).output().unwrap();
    let sizes = String::from_utf8_lossy(&output.stdout);
    let bytes = sizes.lines().filter_map(|size| size.trim_end_matches(',').parse::<f64>().ok());
    bytes.sum::<f64>() / 1e6
}
