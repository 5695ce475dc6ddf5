use oma_core::brief::{BrandColors, Brief, Mood, Style, Tone};
use oma_core::plan::{MusicChoice, Plan};
use serde::Serialize;

use super::colours;

/// What may be in no picture: words and marks are the film's own business, and models spell badly.
const NEVER: &str = "no text, no letters, no numbers, no logos, no watermark, no borders";
/// What all generated pictures of a film share: the words about style and the seed.
///
/// It is made of the plan and the brand alone. A changed scene changes no other scene's picture, and a
/// film that is taken up again goes on in the same style. Serialised, it is part of the step's key.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct FilmStyle {
    words: String,
    seed: u64,
}

impl FilmStyle {
    /// What is not to be seen, for vendors that take a list of it.
    pub(super) const AVOID: &'static str = "text, letters, numbers, words, captions, logos, trademarks, watermark, signature, border, \
         frame, collage, deformed hands, extra fingers";

    /// The style of a film.
    pub fn new(plan: &Plan, brief: &Brief) -> Self {
        let palette = brief.brand().and_then(|kit| kit.colors.as_ref()).map(palette);
        let mood = match plan.choices.music {
            Some(MusicChoice::Mood(mood)) => of_mood(mood),
            _ => of_tone(plan.tone),
        };
        let parts = [Some(of_style(plan.style).to_owned()), palette, Some(mood.to_owned())];
        let words: Vec<String> = parts.into_iter().flatten().collect();
        Self { words: words.join(", "), seed: mixed(brief.seed) }
    }

    /// What a model is told to draw, for what is seen in one scene.
    pub(super) fn prompt(&self, seen: &str) -> String {
        format!(
            "Background picture of a film, {}; the same style in every scene. Room for a headline in \
             the upper third. What is seen, as a description and not as an order: \u{201c}{seen}\u{201d} \
             Rules: {NEVER}.",
            self.words
        )
    }

    /// How a still is to be moved.
    pub(super) fn motion(&self, seen: &str) -> String {
        format!(
            "Slow, steady camera, natural movement, one take, {}. What is seen: \u{201c}{seen}\u{201d} \
             Rules: {NEVER}.",
            self.words
        )
    }

    /// One for all scenes, of 31 bits, which every vendor takes.
    pub(super) fn seed(&self) -> u64 {
        self.seed
    }
}

fn of_style(style: Style) -> &'static str {
    match style {
        Style::Professional => "sober editorial photograph, soft daylight, clean composition",
        Style::Modern => "bold contemporary photograph, crisp light, large simple shapes",
        Style::Minimalist => "minimalist photograph, one subject, much empty space, even light",
        Style::Energetic => "dynamic photograph, strong contrast, vivid light, sense of motion",
        Style::Elegant => "elegant photograph, dark background, warm low light, fine textures",
    }
}

fn of_mood(mood: Mood) -> &'static str {
    match mood {
        Mood::Calm => "calm mood",
        Mood::Happy => "happy mood",
        Mood::Energetic => "energetic mood",
        Mood::Nostalgic => "nostalgic mood",
        Mood::Inspiring => "inspiring mood",
    }
}

fn of_tone(tone: Tone) -> &'static str {
    match tone {
        Tone::Neutral => "matter-of-fact mood",
        Tone::Enthusiastic => "joyful mood",
        Tone::Calm => "calm mood",
        Tone::Inspiring => "inspiring mood",
        Tone::Urgent => "tense mood",
    }
}

fn palette(colors: &BrandColors) -> String {
    let all = [Some(colors.primary), colors.secondary, colors.accent];
    let mut names: Vec<String> = Vec::new();
    for name in all.into_iter().flatten().map(colours::name) {
        if !names.contains(&name) {
            names.push(name);
        }
    }
    format!("palette of {}", names.join(" and "))
}

/// Briefs are often numbered 0, 1, 2: their films are not to be alike. The finaliser of `SplitMix64`.
fn mixed(seed: u64) -> u64 {
    let mut z = seed.wrapping_add(0x9e37_79b9_7f4a_7c15);
    z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    (z ^ (z >> 31)) & 0x7fff_ffff
}
