//! The voices OMA offers, a choice from the 54 of Kokoro-82M v1.0.

use oma_core::language::Language;

use super::super::Gender;

/// A voice one can choose.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Voice {
    /// What a brief's `voice` says; also the name of its style file.
    pub id: &'static str,
    /// What it speaks.
    pub language: Language,
    /// Its name for people.
    pub name: &'static str,
    /// How it sounds.
    pub gender: Gender,
    /// The speed at which it keeps the pace of `oma_core::pacing`, in percent of its own. The
    /// default voices are the measure: 10 % slower than they come, as narration wants.
    pub(super) base_speed: u32,
}

const fn voice(
    id: &'static str,
    language: Language,
    name: &'static str,
    gender: Gender,
    base_speed: u32,
) -> Voice {
    Voice { id, language, name, gender, base_speed }
}

/// The first voice of each language is its default.
pub(super) const VOICES: &[Voice] = &[
    voice("af_heart", Language::EnUs, "Heart", Gender::Female, 90),
    voice("am_michael", Language::EnUs, "Michael", Gender::Male, 102),
    voice("af_bella", Language::EnUs, "Bella", Gender::Female, 97),
    voice("am_puck", Language::EnUs, "Puck", Gender::Male, 84),
    voice("pf_dora", Language::PtBr, "Dora", Gender::Female, 90),
    voice("pm_alex", Language::PtBr, "Alex", Gender::Male, 96),
    voice("pm_santa", Language::PtBr, "Santa", Gender::Male, 95),
];

/// The voice with an id.
pub(super) fn find(id: &str) -> Option<&'static Voice> {
    VOICES.iter().find(|voice| voice.id == id)
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
    fn each_language_has_a_woman_and_a_man_and_a_default() {
        for language in Language::ALL {
            assert_eq!(default_voice(language).language, language);
            for gender in [Gender::Female, Gender::Male] {
                let is_like = |voice: &&Voice| voice.language == language && voice.gender == gender;
                assert!(VOICES.iter().any(|voice| is_like(&voice)), "{language:?} {gender:?}");
            }
        }
        for voice in VOICES {
            assert_eq!(find(voice.id), Some(voice));
        }
    }
}
