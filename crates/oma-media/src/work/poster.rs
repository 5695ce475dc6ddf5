//! The picture that stands for the film: the best of a few frames.

use std::path::{Path, PathBuf};

use oma_core::Result;
use oma_core::timeline::Timeline;

use crate::assemble::{Candidate, candidates, poster_args, score, small_args};
use crate::ffmpeg::Tools;

/// Takes the poster out of the segments. Each candidate costs about 0.15 CPU-seconds.
pub(super) async fn take(
    tools: &Tools,
    timeline: &Timeline,
    segments: &[PathBuf],
    out: &Path,
) -> Result<()> {
    let all = candidates(timeline);
    let mut best: Option<(f64, &Candidate)> = None;
    for candidate in &all {
        let args = small_args(timeline, &segments[candidate.segment], candidate);
        let small = tools.ffmpeg(&args, "Looking for a poster").await?;
        let score = score(&small.stdout) + candidate.bonus;
        if best.is_none_or(|(highest, _)| score > highest) {
            best = Some((score, candidate));
        }
    }
    let first = Candidate::default();
    let (_, chosen) = best.unwrap_or((0.0, &first));
    let args = poster_args(&segments[chosen.segment], chosen.frame, out);
    tools.ffmpeg(&args, "Taking the poster").await?;
    Ok(())
}
