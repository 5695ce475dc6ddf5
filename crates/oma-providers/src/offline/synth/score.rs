//! Which notes: a progression of chords as pads, a bass, and sparse plucked notes.

use oma_core::brief::Mood;

use super::super::random::Random;
use super::RATE;

/// A piece that ends where it begins.
#[derive(Debug, Clone)]
pub(super) struct Score {
    /// Quarter notes per minute.
    pub(super) tempo: u32,
    /// Its length.
    pub(super) beats: usize,
    /// In any order.
    pub(super) notes: Vec<Note>,
}

/// One note.
#[derive(Debug, Clone, Copy)]
pub(super) struct Note {
    /// When it starts, in beats.
    pub(super) at: f64,
    /// How long it is held, in beats.
    pub(super) beats: f64,
    /// MIDI number: 60 is middle C.
    pub(super) pitch: i32,
    /// From 0 to 1.
    pub(super) level: f32,
    /// From -1 (left) to 1 (right).
    pub(super) pan: f32,
    /// How it sounds.
    pub(super) voice: Voice,
}

/// How a note sounds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Voice {
    /// Swells and fades.
    Pad,
    /// Struck, and dies away.
    Pluck,
    /// Low, soft.
    Bass,
}

/// What a mood is made of.
struct Recipe {
    tempo: (u32, u32),
    bars: usize,
    /// One is chosen; each chord is its notes in semitones above the key, the root first.
    progressions: &'static [&'static [&'static [i32]]],
    /// How many of a bar's eighths have a plucked note, in percent.
    plucks: usize,
    /// Bass notes in a bar.
    pulse: usize,
    /// Loudness of plucks and of the bass.
    levels: (f32, f32),
}

// Chords of a major key, with sevenths and ninths that soften them.
const I: &[i32] = &[0, 4, 7, 14];
const I_MAJ7: &[i32] = &[0, 4, 7, 11];
const II7: &[i32] = &[2, 5, 9, 12];
const III7: &[i32] = &[4, 7, 11, 14];
const IV: &[i32] = &[5, 9, 12, 16];
const IV_MINOR: &[i32] = &[5, 8, 12, 14];
const V: &[i32] = &[7, 11, 14];
const V_SUS: &[i32] = &[7, 12, 14];
const VI7: &[i32] = &[9, 12, 16, 19];

const fn recipe(mood: Mood) -> Recipe {
    match mood {
        Mood::Calm => Recipe {
            tempo: (60, 66),
            bars: 8,
            progressions: &[
                &[I_MAJ7, VI7, IV, V_SUS],
                &[I_MAJ7, IV, VI7, IV],
                &[IV, I, II7, V_SUS],
            ],
            plucks: 18,
            pulse: 1,
            levels: (0.5, 0.7),
        },
        Mood::Happy => Recipe {
            tempo: (104, 112),
            bars: 12,
            progressions: &[&[I, V, VI7, IV], &[I, IV, II7, V], &[I, VI7, IV, V]],
            plucks: 55,
            pulse: 2,
            levels: (0.75, 0.7),
        },
        Mood::Energetic => Recipe {
            tempo: (122, 130),
            bars: 16,
            progressions: &[&[VI7, IV, I, V], &[VI7, I, V, IV], &[II7, VI7, IV, V]],
            plucks: 60,
            pulse: 8,
            levels: (0.6, 0.9),
        },
        Mood::Nostalgic => Recipe {
            tempo: (64, 72),
            bars: 8,
            progressions: &[
                &[I_MAJ7, III7, IV, IV_MINOR],
                &[IV, III7, II7, I_MAJ7],
                &[VI7, IV, I, III7],
            ],
            plucks: 34,
            pulse: 1,
            levels: (0.7, 0.6),
        },
        Mood::Inspiring => Recipe {
            tempo: (72, 78),
            bars: 8,
            progressions: &[&[VI7, IV, I, V], &[I, V, VI7, IV], &[IV, V, VI7, I]],
            plucks: 50,
            pulse: 4,
            levels: (0.55, 0.75),
        },
    }
}

/// Pads lie from here up to an octave higher, so that chords move by small steps.
const PAD_FLOOR: i32 = 53;
const BASS_FLOOR: i32 = 36;
const PLUCK_FLOOR: i32 = 67;

/// The score of a mood and a seed.
pub(super) fn write(mood: Mood, seed: u64) -> Score {
    let recipe = recipe(mood);
    let mut random = Random::new(seed, "music");
    // The casts below are of numbers smaller than a hundred.
    #[allow(clippy::cast_possible_truncation, clippy::cast_possible_wrap)]
    let (key, spread) = (random.below(12) as i32, random.below(5) as u32);
    let tempo = recipe.tempo.0 + spread * (recipe.tempo.1 - recipe.tempo.0) / 4;
    let progression = recipe.progressions[random.below(recipe.progressions.len())];
    let mut notes = Vec::new();
    for bar in 0..recipe.bars {
        let chord: Vec<i32> =
            progression[bar % progression.len()].iter().map(|n| n + key).collect();
        pads(&chord, bar, &mut notes);
        bass(&chord, bar, &recipe, &mut notes);
        plucks(&chord, bar, &recipe, &mut random, &mut notes);
    }
    Score { tempo, beats: recipe.bars * 4, notes }
}

fn pads(chord: &[i32], bar: usize, notes: &mut Vec<Note>) {
    for (index, pitch) in chord.iter().enumerate() {
        notes.push(Note {
            at: bar as f64 * 4.0,
            beats: 4.0,
            pitch: fold(*pitch, PAD_FLOOR),
            level: 0.5,
            pan: if index % 2 == 0 { -0.35 } else { 0.35 },
            voice: Voice::Pad,
        });
    }
}

fn bass(chord: &[i32], bar: usize, recipe: &Recipe, notes: &mut Vec<Note>) {
    let beats = 4.0 / recipe.pulse as f64;
    for hit in 0..recipe.pulse {
        // The first of a bar leads.
        let weight = if hit == 0 { 1.0 } else { 0.7 };
        notes.push(Note {
            at: bar as f64 * 4.0 + hit as f64 * beats,
            beats: beats * 0.9,
            pitch: fold(chord[0], BASS_FLOOR),
            level: recipe.levels.1 * weight,
            pan: 0.0,
            voice: Voice::Bass,
        });
    }
}

fn plucks(chord: &[i32], bar: usize, recipe: &Recipe, random: &mut Random, notes: &mut Vec<Note>) {
    let mut last = 0;
    for eighth in 0..8 {
        if random.below(100) >= recipe.plucks {
            continue;
        }
        // Another note than the last one.
        last = (last + 1 + random.below(chord.len() - 1)) % chord.len();
        let octave = if random.below(4) == 0 { 12 } else { 0 };
        notes.push(Note {
            at: bar as f64 * 4.0 + f64::from(eighth) * 0.5,
            beats: 0.5,
            pitch: fold(chord[last], PLUCK_FLOOR) + octave,
            level: recipe.levels.0 * (if eighth % 2 == 0 { 0.9 } else { 0.65 }),
            pan: if eighth % 2 == 0 { 0.5 } else { -0.5 },
            voice: Voice::Pluck,
        });
    }
}

/// The same note within the octave above `floor`.
fn fold(pitch: i32, floor: i32) -> i32 {
    floor + (pitch - floor).rem_euclid(12)
}

impl Score {
    /// A whole number, so that the loop closes exactly.
    pub(super) fn frames_per_beat(&self) -> usize {
        (RATE * 60 / self.tempo) as usize
    }

    pub(super) fn frames(&self) -> usize {
        self.frames_per_beat() * self.beats
    }
}
