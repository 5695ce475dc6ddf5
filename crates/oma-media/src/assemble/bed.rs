//! Music without an end: a sound whose end leads into its beginning.

use super::SAMPLE_RATE;

/// Left and right.
pub type Frame = [f32; 2];

/// How long the end and the beginning overlap, at most.
const OVERLAP_MS: usize = 2000;
/// The window in which silence is looked for.
const WINDOW_MS: usize = 50;
/// Beginnings and endings this far below the whole are left away: a fade would be a dip.
const QUIET_DB: f64 = -18.0;

const PER_MS: usize = SAMPLE_RATE as usize / 1000;

/// Leaves away quiet ends and lays the end over the beginning.
///
/// Playing the result over and over, the sample after its last is the one that followed it in the
/// original. Where the two overlap their energy stays even: the gains are those of equal power,
/// corrected by how alike the two are.
pub fn bed(sound: &[Frame]) -> Vec<Frame> {
    let heard = trimmed(sound);
    let overlap = (OVERLAP_MS * PER_MS).min(heard.len() / 4);
    let (beginning, rest) = heard.split_at(overlap);
    let (middle, end) = rest.split_at(rest.len() - overlap);
    let likeness = correlation(beginning, end);
    let mut made = Vec::with_capacity(overlap + middle.len());
    for (i, (come, go)) in beginning.iter().zip(end).enumerate() {
        let at = (i as f64 + 0.5) / overlap as f64 * std::f64::consts::FRAC_PI_2;
        let (b, a) = at.sin_cos();
        let even = 1.0 / (1.0 + 2.0 * a * b * likeness).max(0.1).sqrt();
        // Gains of at most 3 and samples of at most a few: nothing is lost.
        #[allow(clippy::cast_possible_truncation)]
        let (a, b) = ((a * even) as f32, (b * even) as f32);
        made.push([a * go[0] + b * come[0], a * go[1] + b * come[1]]);
    }
    made.extend_from_slice(middle);
    made
}

/// The sound without its quiet ends; all of it when it is quiet everywhere.
fn trimmed(sound: &[Frame]) -> &[Frame] {
    let window = WINDOW_MS * PER_MS;
    let threshold = energy(sound) * 10_f64.powf(QUIET_DB / 10.0);
    let loud = |part: &[Frame]| energy(part) > threshold;
    let Some(first) = sound.chunks(window).position(loud) else { return sound };
    let last = sound.chunks(window).rposition(loud).unwrap_or(first);
    &sound[first * window..((last + 1) * window).min(sound.len())]
}

/// The mean square of both channels.
fn energy(sound: &[Frame]) -> f64 {
    let sum: f64 = sound.iter().flatten().map(|&s| f64::from(s) * f64::from(s)).sum();
    sum / (2 * sound.len()).max(1) as f64
}

/// How alike two sounds of one length are: 1 for equal ones, 0 for strangers.
fn correlation(a: &[Frame], b: &[Frame]) -> f64 {
    let both: f64 = a
        .iter()
        .flatten()
        .zip(b.iter().flatten())
        .map(|(&a, &b)| f64::from(a) * f64::from(b))
        .sum();
    let most = (energy(a) * energy(b)).sqrt() * (2 * a.len()) as f64;
    if most > 0.0 { (both / most).clamp(-0.9, 1.0) } else { 0.0 }
}

/// A sound as a WAV file of 16 bits, stereo, 48 kHz.
pub fn wav(sound: &[Frame]) -> Vec<u8> {
    let bytes = u32::try_from(sound.len() * 4).unwrap_or(u32::MAX - 36);
    let mut file = Vec::with_capacity(sound.len() * 4 + 44);
    file.extend(b"RIFF");
    file.extend((bytes + 36).to_le_bytes());
    file.extend(b"WAVEfmt \x10\0\0\0\x01\0\x02\0");
    file.extend(SAMPLE_RATE.to_le_bytes());
    file.extend((SAMPLE_RATE * 4).to_le_bytes());
    file.extend(b"\x04\0\x10\0data");
    file.extend(bytes.to_le_bytes());
    for sample in sound.iter().flatten() {
        // Clamped to the range first.
        #[allow(clippy::cast_possible_truncation)]
        let whole = (sample.clamp(-1.0, 1.0) * 32767.0).round() as i16;
        file.extend(whole.to_le_bytes());
    }
    file
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Noise like waves: energy at all times, steps of at most a tenth.
    fn sound(seconds: usize, quiet_ms: usize) -> Vec<Frame> {
        let total = seconds * 1000 * PER_MS;
        let quiet = quiet_ms * PER_MS;
        (0..total)
            .map(|i| {
                let t = i as f32 / SAMPLE_RATE as f32;
                let wave = (t * 2764.6).sin() * 0.3 + (t * 1507.9 + (t * 5.0).sin()).sin() * 0.2;
                let heard = i >= quiet && i < total - quiet;
                if heard { [wave, wave * 0.8] } else { [0.0, 0.0] }
            })
            .collect()
    }

    #[test]
    fn the_end_leads_into_the_beginning_without_click_or_dip() {
        for (seconds, quiet_ms) in [(9, 700), (3, 0), (1, 100)] {
            let bed = bed(&sound(seconds, quiet_ms));
            assert!(bed.len() > PER_MS * (seconds * 1000 - 2 * quiet_ms) / 2);
            let twice = [&bed[..], &bed[..]].concat();
            let step = |i: usize| (twice[i][0] - twice[i - 1][0]).abs();
            let usual = (1..bed.len()).map(step).fold(0.0, f32::max);
            assert!(step(bed.len()) <= usual && usual < 0.1, "{seconds}: {}", step(bed.len()));
            // The energy of every tenth of a second is close to that of the whole.
            let whole = energy(&bed);
            for part in twice.chunks_exact(100 * PER_MS) {
                let db = 10.0 * (energy(part) / whole).log10();
                assert!(db.abs() < 3.0, "{seconds} seconds: {db} dB");
            }
        }
    }

    #[test]
    fn silence_and_nothing_stay_what_they_are() {
        assert_eq!(bed(&[]), Vec::<Frame>::new());
        let silence = vec![[0.0, 0.0]; 4800];
        assert!(bed(&silence).iter().all(|frame| energy(&[*frame]) < f64::EPSILON));
        assert_eq!(wav(&silence[..2]).len(), 52);
    }
}
