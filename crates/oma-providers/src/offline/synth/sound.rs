//! How a note sounds: a wave of a few harmonics under an envelope, twice and slightly detuned.

use std::f64::consts::TAU;

use super::score::{Note, Score, Voice};
use super::{Frame, RATE};

/// Points of one period. With linear interpolation the error is below -90 dB.
const TABLE: usize = 2048;

/// What a voice is made of.
struct Timbre {
    wave: Vec<f32>,
    attack_s: f64,
    release_s: f64,
    /// The time in which a struck note loses two thirds; held notes do not decay.
    decay_s: Option<f64>,
    /// How far the two waves are apart, in cents.
    detune: f64,
    /// What part goes to the room.
    send: f32,
}

fn timbre(voice: Voice) -> Timbre {
    match voice {
        Voice::Pad => Timbre {
            wave: wave(&[1.0, 0.42, 0.2, 0.1, 0.05, 0.03]),
            attack_s: 0.9,
            release_s: 1.4,
            decay_s: None,
            detune: 7.0,
            send: 0.5,
        },
        Voice::Pluck => Timbre {
            wave: wave(&[1.0, 0.3, 0.12, 0.05]),
            attack_s: 0.006,
            release_s: 0.5,
            decay_s: Some(0.45),
            detune: 3.0,
            send: 0.8,
        },
        Voice::Bass => Timbre {
            wave: wave(&[1.0, 0.25, 0.06]),
            attack_s: 0.03,
            release_s: 0.25,
            decay_s: Some(1.6),
            detune: 2.0,
            send: 0.1,
        },
    }
}

fn wave(harmonics: &[f64]) -> Vec<f32> {
    let point = |index: usize| {
        let phase = index as f64 / TABLE as f64 * TAU;
        let sum: f64 =
            (1_u32..).zip(harmonics).map(|(n, a)| a * (phase * f64::from(n)).sin()).sum();
        // Samples are 16 bit in the end.
        #[allow(clippy::cast_possible_truncation)]
        let sample = sum as f32;
        sample
    };
    // The first point again at the end, for the interpolation.
    (0..=TABLE).map(point).collect()
}

/// All notes: what is heard directly, and what goes to the room.
pub(super) fn play(score: &Score) -> (Vec<Frame>, Vec<Frame>) {
    let mut dry = vec![[0.0; 2]; score.frames()];
    let mut wet = dry.clone();
    for voice in [Voice::Pad, Voice::Bass, Voice::Pluck] {
        let timbre = timbre(voice);
        for note in score.notes.iter().filter(|note| note.voice == voice) {
            play_note(note, &timbre, score.frames_per_beat() as f64, &mut dry, &mut wet);
        }
    }
    (dry, wet)
}

// Phases, places and levels are small and not negative where they are cast.
#[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)]
fn play_note(note: &Note, timbre: &Timbre, beat: f64, dry: &mut [Frame], wet: &mut [Frame]) {
    let rate = f64::from(RATE);
    let pitch = 440.0 * 2.0_f64.powf(f64::from(note.pitch - 69) / 12.0);
    let apart = 2.0_f64.powf(timbre.detune / 2400.0);
    let steps = [pitch / apart / rate * TABLE as f64, pitch * apart / rate * TABLE as f64];
    let held_s = note.beats * beat / rate;
    let length = ((held_s + timbre.release_s) * rate) as usize;
    let start = (note.at * beat) as usize;
    let gains = [0.5 * (1.0 - note.pan), 0.5 * (1.0 + note.pan)].map(f32::sqrt);
    // Starting apart avoids the hollow sound of two equal waves drifting through each other.
    let mut phases = [0.0, TABLE as f64 * 0.25];
    let decay = timbre.decay_s.map_or(1.0, |s| (-1.0 / (s * rate)).exp());
    let mut strength = f64::from(note.level);
    let mut at = start % dry.len();
    for frame in 0..length {
        let t = frame as f64 / rate;
        let level = (strength * envelope(t, held_s, timbre)) as f32;
        for side in 0..2 {
            let sample = read(&timbre.wave, phases[side]) * level * gains[side];
            dry[at][side] += sample;
            wet[at][side] += sample * timbre.send;
            phases[side] += steps[side];
            if phases[side] >= TABLE as f64 {
                phases[side] -= TABLE as f64;
            }
        }
        strength *= decay;
        at = if at + 1 == dry.len() { 0 } else { at + 1 };
    }
}

/// Rises, stays, falls; all with rounded corners, so that nothing clicks.
fn envelope(t: f64, held_s: f64, timbre: &Timbre) -> f64 {
    let rise = (t / timbre.attack_s).min(1.0);
    let fall = (1.0 - (t - held_s) / timbre.release_s).clamp(0.0, 1.0);
    smooth(rise) * smooth(fall)
}

fn smooth(x: f64) -> f64 {
    x * x * (3.0 - 2.0 * x)
}

#[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)]
fn read(wave: &[f32], phase: f64) -> f32 {
    let index = phase as usize;
    let part = (phase - index as f64) as f32;
    wave[index] + (wave[index + 1] - wave[index]) * part
}
