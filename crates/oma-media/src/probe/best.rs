//! The part of a clip that is worth seeing.

use std::path::Path;

use oma_core::Result;

use super::describe;
use crate::ffmpeg::Tools;
use crate::segment::Args;

/// Pictures per second that are compared.
const RATE: u64 = 2;
/// The sides of a picture that is looked at.
const SIDE: usize = 96;
/// A key frame at least this often says enough of a clip.
const KEY_EVERY_MS: u64 = 2000;
/// What lies later in a clip with few key frames is not looked at.
const MOST_MS: u64 = 60_000;
/// Levels by which two pictures differ on average when there is a hard cut between them.
const CUT_LEVELS: f64 = 38.0;
/// The average level of a picture that is too dark to see.
const DARK_LEVEL: f64 = 28.0;

/// Where the best stretch of `length_ms` of a clip starts: lively, sharp, not dark, and if
/// possible without a cut. A clip that is not longer gives 0; equal clips give equal answers.
///
/// Key frames alone are decoded when there are enough of them (a minute of 1080×1920 from a
/// phone: about 0.5 CPU-seconds), else every frame that others refer to, of the first minute.
pub async fn best_part(tools: &Tools, path: &Path, length_ms: u64) -> Result<u64> {
    let duration_ms = describe(tools, path).await?.duration_ms;
    let Some(room_ms) = duration_ms.checked_sub(length_ms).filter(|room| *room > 0) else {
        return Ok(0);
    };
    let mut seen = pictures(tools, path, "nokey").await?;
    if (seen.distinct as u64) < duration_ms / KEY_EVERY_MS {
        seen = pictures(tools, path, "bidir").await?;
    }
    let looks: Vec<Look> = (0..seen.all.len())
        .map(|at| Look::of(at.checked_sub(1).map(|before| &*seen.all[before]), &seen.all[at]))
        .collect();
    let start = best_start(&looks, length_ms, room_ms);
    Ok(start.min(room_ms))
}

struct Seen {
    all: Vec<Vec<u8>>,
    /// How many differ from the one before.
    distinct: usize,
}

async fn pictures(tools: &Tools, path: &Path, skip: &str) -> Result<Seen> {
    let mut args = Args::new();
    args.words(&format!("-skip_frame {skip} -skip_loop_filter all -threads 1"));
    if skip != "nokey" {
        args.words(&format!("-t {}", MOST_MS / 1000));
    }
    args.media(path);
    args.words("-map 0:v:0 -an -vf");
    args.flag(&format!(
        "fps={RATE}:start_time=0,scale={SIDE}:{SIDE}:flags=area+accurate_rnd+bitexact,format=gray"
    ));
    args.words("-f rawvideo -");
    let output = tools.look(&args.into_vec(), "Looking at the clip").await?;
    let all: Vec<Vec<u8>> = output.stdout.chunks_exact(SIDE * SIDE).map(<[u8]>::to_vec).collect();
    let distinct = all.windows(2).filter(|pair| pair[0] != pair[1]).count();
    Ok(Seen { all, distinct })
}

/// What is measured of one picture.
#[derive(Debug, Clone, Copy, PartialEq)]
struct Look {
    /// The mean step between neighbours, in levels.
    sharp: f64,
    /// The mean change since the picture before, in levels; 0 at a cut.
    lively: f64,
    dark: bool,
    cut: bool,
}

impl Look {
    fn of(before: Option<&[u8]>, picture: &[u8]) -> Self {
        let mean = |sum: u64| sum as f64 / picture.len().max(1) as f64;
        let steps = picture.chunks_exact(SIDE).flat_map(|row| row.windows(2));
        let sharp = steps.map(|pair| u64::from(pair[0].abs_diff(pair[1]))).sum();
        let changed = before.map_or(0.0, |before| {
            mean(before.iter().zip(picture).map(|(a, b)| u64::from(a.abs_diff(*b))).sum())
        });
        let cut = changed > CUT_LEVELS;
        Self {
            sharp: mean(sharp),
            lively: if cut { 0.0 } else { changed },
            dark: mean(picture.iter().map(|&level| u64::from(level)).sum()) < DARK_LEVEL,
            cut,
        }
    }
}

/// The earliest of the best starts, in milliseconds.
fn best_start(looks: &[Look], length_ms: u64, room_ms: u64) -> u64 {
    let step_ms = 1000 / RATE;
    let most = |of: fn(&Look) -> f64| looks.iter().map(of).fold(1.0, f64::max);
    let (sharpest, liveliest) = (most(|look| look.sharp), most(|look| look.lively));
    let length = usize::try_from(length_ms.div_ceil(step_ms)).unwrap_or(usize::MAX).max(1);
    let last = usize::try_from(room_ms / step_ms).unwrap_or(usize::MAX);
    let mut best = (f64::MIN, 0);
    for (at, part) in looks.windows(length.min(looks.len().max(1))).enumerate().take(last + 1) {
        let mean = |sum: f64| sum / part.len() as f64;
        let share = |count: usize| mean(count as f64);
        // A cut at the very start is where the part begins, not inside it.
        let cuts = part.iter().skip(1).filter(|look| look.cut).count();
        let score = mean(part.iter().map(|look| look.sharp / sharpest).sum())
            + mean(part.iter().skip(1).map(|look| look.lively / liveliest).sum())
            - 3.0 * share(part.iter().filter(|look| look.dark).count())
            - if cuts > 0 { 1.0 } else { 0.0 };
        if score > best.0 + 1e-9 {
            best = (score, at);
        }
    }
    best.1 as u64 * step_ms
}

#[cfg(test)]
mod tests {
    use super::*;

    fn look(sharp: f64, lively: f64) -> Look {
        Look { sharp, lively, dark: false, cut: false }
    }

    #[test]
    fn the_liveliest_sharp_part_without_a_cut_wins() {
        let mut looks = vec![look(4.0, 1.0); 20];
        looks[12..16].fill(look(8.0, 9.0));
        assert_eq!(best_start(&looks, 2000, 8000), 6000);
        // The same, but with a cut inside and black before.
        looks[14].cut = true;
        looks[2..6].fill(look(7.0, 8.0));
        assert_eq!(best_start(&looks, 2000, 8000), 1000);
        for dark in &mut looks[2..6] {
            dark.dark = true;
        }
        // Before the cut, but with as much of the lively part as there is.
        assert_eq!(best_start(&looks, 2000, 8000), 5000);
    }

    #[test]
    fn a_dull_clip_starts_at_its_start() {
        assert_eq!(best_start(&[look(1.0, 0.0); 9], 2000, 2500), 0);
        assert_eq!(best_start(&[], 2000, 2500), 0);
    }

    #[test]
    fn a_new_picture_is_a_cut() {
        let (black, white) = (vec![0; SIDE * SIDE], vec![200; SIDE * SIDE]);
        let look = Look::of(Some(&black), &white);
        assert!(look.cut && !look.dark && look.lively < f64::EPSILON);
        assert!(Look::of(None, &black).dark);
    }
}
