use std::ffi::OsString;
use std::path::Path;

use oma_core::timeline::{SegmentContent, Timeline};

use crate::segment::{Args, enter_frames};

/// The sides of the small picture that is judged.
const SIDE: usize = 128;
/// How many frames are judged.
const MOST: usize = 5;
/// How long the foreground has stood when the picture is taken.
const SETTLED_MS: u64 = 500;
/// What a frame of the first third of the film is preferred by.
const EARLY: f64 = 0.35;

/// A frame that may stand for the film.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Candidate {
    /// Its segment's place in the timeline.
    pub segment: usize,
    /// Its place in the segment.
    pub frame: u32,
    /// What is added to its score for where it is.
    pub bonus: f64,
}

/// The frames that may stand for the film: of the first scenes, once their foreground is in; never
/// of a transition.
pub fn candidates(timeline: &Timeline) -> Vec<Candidate> {
    let mut found = Vec::new();
    let mut first_frame = 0;
    for (segment, spec) in timeline.segments.iter().enumerate() {
        if let SegmentContent::Scene { shot, .. } = &spec.content {
            let entered = shot.enter_frame.saturating_sub(shot.first_frame)
                + enter_frames(timeline.format)
                + timeline.format.frames(SETTLED_MS);
            let frame = entered.min(spec.frames.saturating_sub(1));
            let early = (first_frame + frame) * 3 < timeline.total_frames;
            let bonus = if early { EARLY } else { 0.0 };
            found.push(Candidate { segment, frame, bonus });
        }
        first_frame += spec.frames;
    }
    found.truncate(MOST);
    found
}

/// Writes a small copy of about the candidate's frame to stdout, for [`score`]. Only frames that
/// others refer to are decoded.
pub fn small_args(timeline: &Timeline, segment: &Path, candidate: &Candidate) -> Vec<OsString> {
    let seconds = f64::from(candidate.frame) / f64::from(timeline.format.fps);
    let mut args = Args::new();
    args.words("-skip_frame bidir -skip_loop_filter all -threads 1");
    args.words(&format!("-t {:.3}", seconds + 0.001));
    args.input(segment);
    args.pair(
        "-vf",
        format!("fps=4:start_time=0,scale={SIDE}:{SIDE}:flags=area+bitexact,format=rgb24"),
    );
    args.words("-an -f rawvideo -");
    args.into_vec()
}

/// How good a picture is that [`small_args`] wrote, the last of them: sharp, of strong contrast
/// and colourful, each at most 1; a nearly black or white one is not wanted.
pub fn score(small: &[u8]) -> f64 {
    let bytes = SIDE * SIDE * 3;
    let Some(last) = small.chunks_exact(bytes).next_back() else { return 0.0 };
    let area = (SIDE * SIDE) as f64;
    let (mut luma, mut colour) = (Vec::with_capacity(SIDE * SIDE), 0.0);
    for pixel in last.chunks_exact(3) {
        let [r, g, b] = [0, 1, 2].map(|at| f64::from(pixel[at]));
        luma.push(0.2126 * r + 0.7152 * g + 0.0722 * b);
        // Hasler and Süsstrunk's axes: red against green, yellow against blue.
        colour += (r - g).abs() + (f64::midpoint(r, g) - b).abs();
    }
    let mean = luma.iter().sum::<f64>() / area;
    let contrast = (luma.iter().map(|l| (l - mean).powi(2)).sum::<f64>() / area).sqrt();
    let steps = luma.chunks_exact(SIDE).flat_map(|row| row.windows(2));
    let edges = steps.map(|pair| (pair[0] - pair[1]).abs()).sum::<f64>() / area;
    let part = |value: f64, full: f64| (value / full).min(1.0);
    let worth = part(edges, 8.0) + part(contrast, 64.0) + part(colour / area, 90.0);
    if (25.0..235.0).contains(&mean) { worth } else { worth - 2.0 }
}

/// Takes one frame of a film as JPEG. Counts frames instead of seeking: a count cannot be off by
/// one.
pub fn poster_args(film: &Path, frame: u32, out: &Path) -> Vec<OsString> {
    let mut args = Args::new();
    args.input(film);
    args.pair(
        "-vf",
        format!("select=eq(n\\,{frame}),scale=in_range=tv:out_range=pc,format=yuvj420p"),
    );
    args.words("-frames:v 1 -an -q:v 2 -flags:v +bitexact -fflags +bitexact -map_metadata -1");
    args.words("-f image2 -update 1");
    args.output(out);
    args.into_vec()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn picture(pixel: impl Fn(usize, usize) -> [u8; 3]) -> Vec<u8> {
        (0..SIDE * SIDE).flat_map(|at| pixel(at % SIDE, at / SIDE)).collect()
    }

    #[test]
    fn a_colourful_sharp_picture_is_better_than_grey_fog_and_black() {
        let rich =
            picture(|x, y| if (x / 8 + y / 8) % 2 == 0 { [230, 80, 20] } else { [20, 60, 160] });
        let fog = picture(|_, _| [128; 3]);
        let black = picture(|x, _| if x < 2 { [255; 3] } else { [4; 3] });
        let [rich, fog, black] = [rich, fog, black].map(|p| score(&p));
        assert!(rich > 1.5 && fog > black && fog < 0.1, "{rich} {fog} {black}");
        assert!(score(&[]) < f64::EPSILON);
    }
}
