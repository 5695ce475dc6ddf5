//! How the writer judges time, and what it must not say.

use std::collections::BTreeSet;

use oma_core::language::Language;
use oma_core::pacing;

use super::text::words;

/// Words fill at least this much of a scene's speaking time where there is something to say.
pub(super) const FULL_PERCENT: u64 = 84;

/// The first sentence is spoken in this time.
pub(super) const HOOK_MS: u64 = 2_900;

/// What the writer was asked for beyond the brief.
#[derive(Debug, Clone, Default)]
pub(super) struct Wishes {
    /// Fewer words in each scene.
    pub(super) shorter: bool,
    /// No sentence that asks.
    pub(super) no_questions: bool,
    /// No sentence that exclaims.
    pub(super) no_exclamations: bool,
    /// Sentences not to be used, by [`key`].
    pub(super) avoid: BTreeSet<String>,
}

impl Wishes {
    /// Whether a sentence may be said.
    pub(super) fn allow(&self, text: &str) -> bool {
        let unwanted =
            self.no_questions && text.contains('?') || self.no_exclamations && text.contains('!');
        !unwanted && !self.avoid.contains(&key(text))
    }

    /// The time for words in a scene of a length.
    pub(super) fn speaking_ms(&self, scene_ms: u64) -> u64 {
        let ms = scene_ms.saturating_sub(pacing::LEAD_MS + pacing::TAIL_MS);
        if self.shorter { ms * 3 / 4 } else { ms }
    }
}

/// A sentence by its words alone.
pub(super) fn key(text: &str) -> String {
    words(text).join(" ")
}

/// The sentences of one scene as they come together, within its time.
#[derive(Debug, Clone)]
pub(super) struct Speech {
    pub(super) parts: Vec<String>,
    pub(super) budget_ms: u64,
    language: Language,
}

impl Speech {
    pub(super) fn new(budget_ms: u64, language: Language) -> Self {
        Self { parts: Vec::new(), budget_ms, language }
    }

    pub(super) fn text(&self) -> String {
        self.parts.join(" ")
    }

    pub(super) fn ms(&self) -> u64 {
        pacing::speech_ms(&self.text(), self.language)
    }

    /// The time it would take with one more sentence.
    pub(super) fn ms_with(&self, text: &str) -> u64 {
        pacing::speech_ms(&format!("{} {text}", self.text()), self.language)
    }

    pub(super) fn has_room_for(&self, text: &str) -> bool {
        self.ms_with(text) <= self.budget_ms
    }

    pub(super) fn is_full(&self) -> bool {
        self.ms() * 100 >= self.budget_ms * FULL_PERCENT
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn wishes_decide_what_may_be_said() {
        let wishes = Wishes {
            no_questions: true,
            avoid: BTreeSet::from([key("Visit us!")]),
            ..Wishes::default()
        };
        assert!(!wishes.allow("Ready?") && !wishes.allow("visit us."));
        assert!(wishes.allow("Come in!"));
        assert_eq!(wishes.speaking_ms(3_700), 3_000);
        assert_eq!(Wishes { shorter: true, ..wishes }.speaking_ms(3_700), 2_250);
        assert_eq!(Wishes::default().speaking_ms(100), 0);
    }

    #[test]
    fn a_scene_knows_its_room() {
        let mut speech = Speech::new(3_000, Language::EnUs);
        assert!(speech.has_room_for("Fresh bread every day."));
        speech.parts.push("Fresh bread and very good coffee on every single day.".to_owned());
        assert!(!speech.has_room_for("Fresh bread every day."));
        assert!(speech.is_full());
    }
}
