//! Which voice speaks: deterministic, by language, tone and price.

use std::cmp::Reverse;

use oma_core::brief::Tone;
use oma_core::event::Fallback;
use oma_core::language::Language;
use oma_core::money::MicroUsd;
use oma_core::plan::ModelChoice;
use oma_core::ports::Narrator as _;

use super::table::{SpeechModel, TableVoice};
use super::voices::Voices;
use crate::offline::Gender;

/// A model below is only used when its voice is named.
const GOOD_ENOUGH: u32 = 70;

type Candidate<'a> = (&'a SpeechModel, &'a TableVoice);

impl Voices {
    pub(super) fn choose_voice(
        &self,
        language: Language,
        wanted: Option<&str>,
        tone: Tone,
    ) -> (ModelChoice, Option<Fallback>) {
        let Some(wanted) = wanted else { return self.choose_by_tone(language, tone) };
        let Some((model, voice)) = self.table.named(wanted) else {
            return self.choose_unlisted(language, wanted, tone);
        };
        let provider = &model.provider;
        let reason = if !voice.languages.contains(&language) {
            format!("{wanted} does not speak {}", language.tag())
        } else if !self.is_on(provider) {
            format!("{provider} is not switched on here: `oma keys` shows what it lacks")
        } else if self.is_down(provider) {
            format!("{provider} does not answer at the moment")
        } else {
            return (model.choice(voice), None);
        };
        self.choose_instead(language, tone, wanted, Some(voice.gender), &reason)
    }

    /// A name that is in no table: one of this machine's voices, or none at all.
    fn choose_unlisted(
        &self,
        language: Language,
        wanted: &str,
        tone: Tone,
    ) -> (ModelChoice, Option<Fallback>) {
        if !wanted.contains(':') {
            return self.offline.choose(language, Some(wanted), tone);
        }
        let reason = format!("there is no voice {wanted}");
        self.choose_instead(language, tone, wanted, None, &reason)
    }

    fn choose_by_tone(&self, language: Language, tone: Tone) -> (ModelChoice, Option<Fallback>) {
        let Some((model, voice)) = self.best(language, tone, None, false) else {
            return self.offline.choose(language, None, tone);
        };
        if !self.is_down(&model.provider) {
            return (model.choice(voice), None);
        }
        let reason = format!("{} does not answer at the moment", model.provider);
        self.choose_instead(language, tone, &voice.id, Some(voice.gender), &reason)
    }

    /// Another vendor's voice, of the same gender if there is one; else one of this machine's.
    fn choose_instead(
        &self,
        language: Language,
        tone: Tone,
        wanted: &str,
        gender: Option<Gender>,
        reason: &str,
    ) -> (ModelChoice, Option<Fallback>) {
        let fallback = |used: &str, reason: String| {
            let (wanted, used) = (wanted.to_owned(), used.to_owned());
            Some(Fallback { what: "voice".to_owned(), wanted, used, reason })
        };
        if let Some((model, voice)) = self.best(language, tone, gender, true) {
            return (model.choice(voice), fallback(&voice.id, reason.to_owned()));
        }
        let (used, missing) = self.offline.choose(language, None, tone);
        let reason = match missing {
            Some(missing) => format!("{reason}; {}", missing.reason),
            None => reason.to_owned(),
        };
        let fallback = fallback(&used.model, reason);
        (used, fallback)
    }

    /// The cheapest that is good enough among what is switched on; of equal prices the one of the
    /// wanted gender and of the tone; then the first of the table.
    fn best(
        &self,
        language: Language,
        tone: Tone,
        gender: Option<Gender>,
        must_answer: bool,
    ) -> Option<Candidate<'_>> {
        let may = |(model, voice): &Candidate<'_>| {
            model.quality >= GOOD_ENOUGH
                && voice.languages.contains(&language)
                && self.is_on(&model.provider)
                && !(must_answer && self.is_down(&model.provider))
        };
        let rank = |(model, voice): &Candidate<'_>| -> (bool, MicroUsd, Reverse<bool>) {
            let is_other = gender.is_some_and(|gender| gender != voice.gender);
            let suits = voice.tones.contains(&tone);
            (is_other, model.price_of_1000_characters(), Reverse(suits))
        };
        // Of equals `min_by_key` takes the first.
        self.table.voices().filter(may).min_by_key(rank)
    }
}
