use oma_core::timeline::Timeline;

use crate::segment::{JUDGED_SIDE as SIDE, poster_frame};

/// How many frames are compared.
const MOST: usize = 5;
/// What a frame of the first third of the film is preferred by, in thousandths.
const EARLY: i32 = 350;

/// The place in the timeline of the segment whose frame stands for the film. `worths` are the
/// [`score`]s of the segments' frames, in the timeline's order; the first scenes are compared, and
/// of equal ones the earlier wins. `None` when no segment has one.
pub fn best_poster(timeline: &Timeline, worths: &[Option<i32>]) -> Option<usize> {
    let mut best: Option<(i32, usize)> = None;
    let (mut first_frame, mut compared) = (0, 0);
    for (segment, (spec, worth)) in timeline.segments.iter().zip(worths).enumerate() {
        if let (Some(frame), Some(worth), true) = (poster_frame(spec), worth, compared < MOST) {
            compared += 1;
            let early = (first_frame + frame) * 3 < timeline.total_frames;
            let worth = worth + if early { EARLY } else { 0 };
            if best.is_none_or(|(highest, _)| worth > highest) {
                best = Some((worth, segment));
            }
        }
        first_frame += spec.frames;
    }
    best.map(|(_, segment)| segment)
}

/// How good a picture is, given small, in thousandths: sharp, of strong contrast and colourful,
/// each at most 1000; a nearly black or white one is not wanted.
pub fn score(small: &[u8]) -> i32 {
    let bytes = SIDE * SIDE * 3;
    let Some(small) = small.get(..bytes) else { return 0 };
    let area = (SIDE * SIDE) as f64;
    let (mut luma, mut colour) = (Vec::with_capacity(SIDE * SIDE), 0.0);
    for pixel in small.chunks_exact(3) {
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
    let worth = if (25.0..235.0).contains(&mean) { worth } else { worth - 2.0 };
    // Between -2 and 3, so the cast keeps the value.
    #[allow(clippy::cast_possible_truncation)]
    let thousandths = (worth * 1000.0).round() as i32;
    thousandths
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
        assert!(rich > 1500 && fog > black && fog < 100, "{rich} {fog} {black}");
        assert_eq!(score(&[]), 0);
    }
}
