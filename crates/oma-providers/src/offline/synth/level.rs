//! How loud the whole is.

use super::Frame;

/// As loud as this in LUFS: a bed that a voice needs little ducking for.
const LOUDNESS: f64 = -20.0;
/// No sample is above this (-3 dBFS), so that nothing clips after resampling or encoding.
const PEAK: f32 = 0.7;

/// Brings the loop to its loudness.
pub(super) fn normalise(frames: &mut [Frame]) {
    let loudest = frames.iter().flatten().fold(0.0_f32, |peak, sample| peak.max(sample.abs()));
    if loudest == 0.0 {
        return;
    }
    // Full precision is not needed for a gain.
    #[allow(clippy::cast_possible_truncation)]
    let gain = 10.0_f64.powf((LOUDNESS - loudness(frames)) / 20.0) as f32;
    let gain = gain.min(PEAK / loudest);
    for sample in frames.iter_mut().flatten() {
        *sample *= gain;
    }
}

/// Loudness as in ITU-R BS.1770-4, without gating: a bed has no silent parts to leave out.
fn loudness(frames: &[Frame]) -> f64 {
    let power: f64 = (0..2).map(|side| weighted_power(frames.iter().map(|f| f[side]))).sum();
    -0.691 + 10.0 * power.log10()
}

/// The mean square behind the K-weighting of the standard, whose coefficients are for 48 kHz.
fn weighted_power(samples: impl ExactSizeIterator<Item = f32>) -> f64 {
    let mut shelf = Biquad::new(
        [1.535_124_859_586_97, -2.691_696_189_406_38, 1.198_392_810_852_85],
        [-1.690_659_293_182_41, 0.732_480_774_215_85],
    );
    let mut high_pass =
        Biquad::new([1.0, -2.0, 1.0], [-1.990_047_454_833_98, 0.990_072_250_366_21]);
    let count = samples.len() as f64;
    samples.map(|s| high_pass.next(shelf.next(f64::from(s))).powi(2)).sum::<f64>() / count
}

struct Biquad {
    b: [f64; 3],
    a: [f64; 2],
    state: [f64; 2],
}

impl Biquad {
    fn new(b: [f64; 3], a: [f64; 2]) -> Self {
        Self { b, a, state: [0.0; 2] }
    }

    fn next(&mut self, x: f64) -> f64 {
        let y = self.b[0] * x + self.state[0];
        self.state[0] = self.b[1] * x - self.a[0] * y + self.state[1];
        self.state[1] = self.b[2] * x - self.a[1] * y;
        y
    }
}

/// The samples as 16-bit numbers.
pub(super) fn quantise(frames: &[Frame]) -> Vec<i16> {
    // Within ±PEAK, so the cast keeps the value.
    #[allow(clippy::cast_possible_truncation)]
    let sample = |s: &f32| (s * 32_767.0).round() as i16;
    frames.iter().flatten().map(sample).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_full_scale_tone_has_the_loudness_of_the_standard() {
        // BS.1770-4: 997 Hz at 0 dBFS in one channel is -3.01 LUFS.
        let tone = |n: usize| (n as f64 / 48_000.0 * 997.0 * std::f64::consts::TAU).sin();
        #[allow(clippy::cast_possible_truncation)]
        let frames: Vec<Frame> = (0..96_000).map(|n| [tone(n) as f32, 0.0]).collect();
        assert!((loudness(&frames) + 3.01).abs() < 0.05, "{}", loudness(&frames));
    }

    #[test]
    fn the_peak_limits_the_gain() {
        let mut frames = vec![[0.001, 0.0]; 4_800];
        frames[100] = [1.0, -1.0];
        normalise(&mut frames);
        assert!((frames[100][0] - PEAK).abs() < 1e-6);
        let mut silence = vec![[0.0, 0.0]; 10];
        normalise(&mut silence);
        assert_eq!(silence, vec![[0.0, 0.0]; 10]);
    }
}
