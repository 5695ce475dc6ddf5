//! The voices OMA offers, a choice from the many that `espeak-ng` has.

use oma_core::language::Language;

use super::super::Gender;

/// A voice one can choose.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Voice {
    /// What a brief's `voice` says.
    pub id: &'static str,
    /// What it speaks.
    pub language: Language,
    /// Its name for people.
    pub name: &'static str,
    /// How it sounds.
    pub gender: Gender,
    /// The voice and variant of `espeak-ng`.
    pub(super) variant: &'static str,
    /// Words per minute, in the program's own measure.
    pub(super) rate: u32,
    /// From 0 to 99.
    pub(super) pitch: u32,
    /// Pause between words, in its own unit of about 10 ms.
    pub(super) gap: u32,
}

const fn english(
    id: &'static str,
    name: &'static str,
    gender: Gender,
    variant: &'static str,
) -> Voice {
    Voice { id, language: Language::EnUs, name, gender, variant, rate: 155, pitch: 45, gap: 1 }
}

const fn portuguese(
    id: &'static str,
    name: &'static str,
    gender: Gender,
    variant: &'static str,
    pitch: u32,
) -> Voice {
    Voice { id, language: Language::PtBr, name, gender, variant, rate: 150, pitch, gap: 1 }
}

/// The first voice of each language is its default.
///
/// Variants, rates and gaps are among those that whisper-base understood best of some forty tried
/// on 32 sentences. Its word error rate: English 8 % for both, Portuguese 37 and 52 % (56 % for
/// the plain `pt-br`). Portuguese by espeak is hard to follow, which is why captions matter.
pub(super) const VOICES: &[Voice] = &[
    english("espeak-en-us", "eSpeak English (US)", Gender::Male, "en-us"),
    english("espeak-en-us+f5", "eSpeak English (US), female", Gender::Female, "en-us+f5"),
    portuguese("espeak-pt-br", "eSpeak Portuguese (Brazil)", Gender::Male, "pt-br+m7", 50),
    portuguese(
        "espeak-pt-br+f5",
        "eSpeak Portuguese (Brazil), female",
        Gender::Female,
        "pt-br+f5",
        40,
    ),
];

/// The voice with an id.
pub(in crate::offline) fn find(id: &str) -> Option<&'static Voice> {
    VOICES.iter().find(|voice| voice.id == id)
}

/// Who speaks in place of a voice of another engine: like it if that was asked for.
pub(in crate::offline) fn nearest(language: Language, gender: Option<Gender>) -> &'static Voice {
    let is_like = |voice: &&Voice| {
        voice.language == language && gender.is_none_or(|gender| voice.gender == gender)
    };
    VOICES.iter().find(is_like).unwrap_or_else(|| default_voice(language))
}

/// Who speaks when nobody was chosen.
pub(super) fn default_voice(language: Language) -> &'static Voice {
    // Each language has a voice (tested).
    VOICES.iter().find(|voice| voice.language == language).unwrap_or(&VOICES[0])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_language_has_a_default_and_each_id_is_found() {
        for language in Language::ALL {
            assert_eq!(default_voice(language).language, language);
        }
        for voice in VOICES {
            assert_eq!(find(voice.id), Some(voice));
            assert!(!voice.variant.starts_with('-'), "{}", voice.variant);
        }
    }
}
