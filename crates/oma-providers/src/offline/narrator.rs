//! The best voice that is installed: Kokoro's where its pack is, else espeak's.

use async_trait::async_trait;
use oma_core::Result;
use oma_core::brief::Tone;
use oma_core::event::Fallback;
use oma_core::language::Language;
use oma_core::plan::ModelChoice;
use oma_core::ports::{NarrationRequest, Narrator, Speech};
use oma_core::spend::Account;

use super::choice::{refusal, replaced};
use super::espeak::{self, EspeakNarrator};
use super::kokoro::{self, KokoroNarrator};
use super::{Gender, PROVIDER, Packs};

/// Why a voice of espeak speaks in place of one of Kokoro's.
const NOT_INSTALLED: &str = "the voice pack is not installed: run `make setup`";

/// Speaks with Kokoro, or with espeak-ng where the voice pack is missing, and records that.
#[derive(Debug, Clone)]
pub struct OfflineNarrator {
    kokoro: KokoroNarrator,
    espeak: EspeakNarrator,
}

/// A voice that can be named in a brief.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct OfflineVoice {
    /// What a brief's `voice` says.
    pub id: &'static str,
    /// What it speaks.
    pub language: Language,
    /// How it sounds.
    pub gender: Gender,
    /// Its name for people.
    pub name: &'static str,
    /// What makes it speak: `kokoro` or `espeak-ng`.
    pub engine: &'static str,
    /// Whether it can speak on this machine.
    pub is_installed: bool,
}

impl OfflineNarrator {
    /// With the packs of `OMA_PACKS` (else those in the user's cache) and the program of
    /// `OMA_ESPEAK` (else `espeak-ng` on the path).
    pub fn from_env() -> Self {
        Self::new(&Packs::from_env())
    }

    /// With the packs of a folder.
    pub fn new(packs: &Packs) -> Self {
        Self { kokoro: KokoroNarrator::new(packs.voice()), espeak: EspeakNarrator::from_env() }
    }

    /// Every voice, installed or not; the first of each language is its default.
    pub async fn voices(&self) -> Vec<OfflineVoice> {
        let has_espeak = self.espeak.check().await.is_ok();
        let natural = KokoroNarrator::voices().iter().map(|voice| OfflineVoice {
            id: voice.id,
            language: voice.language,
            gender: voice.gender,
            name: voice.name,
            engine: kokoro::PROVIDER,
            // Kokoro's phonemes come from espeak-ng.
            is_installed: has_espeak && self.kokoro.is_installed(voice),
        });
        let plain = EspeakNarrator::voices().iter().map(|voice| OfflineVoice {
            id: voice.id,
            language: voice.language,
            gender: voice.gender,
            name: voice.name,
            engine: "espeak-ng",
            is_installed: has_espeak,
        });
        natural.chain(plain).collect()
    }

    /// Whether anybody can speak. A missing pack is no failure, a missing espeak-ng is: Kokoro's
    /// phonemes come from it too.
    ///
    /// # Errors
    /// [`oma_core::ErrorKind::DependencyMissing`] with what to install.
    pub async fn check(&self) -> Result<()> {
        self.espeak.check().await
    }

    /// The voice of Kokoro if it is installed, else espeak's nearest and the record of that.
    fn choose_natural(
        &self,
        voice: &'static kokoro::Voice,
        is_asked_for: bool,
    ) -> (ModelChoice, Option<Fallback>) {
        if self.kokoro.is_installed(voice) {
            return (ModelChoice::new(kokoro::PROVIDER, voice.id), None);
        }
        // Where nobody was asked for, espeak's default is easier to follow.
        let gender = is_asked_for.then_some(voice.gender);
        let used = espeak::nearest(voice.language, gender);
        let fallback = replaced(voice.id, used.id, NOT_INSTALLED);
        (ModelChoice::new(PROVIDER, used.id), Some(fallback))
    }

    /// The default voice in place of one that cannot be had.
    fn choose_instead(
        &self,
        language: Language,
        wanted: &str,
        reason: &str,
    ) -> (ModelChoice, Option<Fallback>) {
        let (used, missing) = self.choose_natural(KokoroNarrator::default_voice(language), false);
        let reason = match missing {
            Some(missing) => format!("{reason}; {}", missing.reason),
            None => reason.to_owned(),
        };
        let fallback = replaced(wanted, &used.model, reason);
        (used, Some(fallback))
    }
}

#[async_trait]
impl Narrator for OfflineNarrator {
    fn choose(
        &self,
        language: Language,
        voice: Option<&str>,
        _: Tone,
    ) -> (ModelChoice, Option<Fallback>) {
        let Some(wanted) = voice else {
            return self.choose_natural(KokoroNarrator::default_voice(language), false);
        };
        let (natural, plain) = (KokoroNarrator::find(wanted), espeak::find(wanted));
        let known = natural.map(|voice| voice.language).or(plain.map(|voice| voice.language));
        if let Some(reason) = refusal(language, wanted, known) {
            return self.choose_instead(language, wanted, &reason);
        }
        match natural {
            Some(voice) => self.choose_natural(voice, true),
            None => (ModelChoice::new(PROVIDER, wanted), None),
        }
    }

    async fn speak(&self, request: &NarrationRequest<'_>, account: &Account) -> Result<Speech> {
        if request.voice.provider == kokoro::PROVIDER {
            self.kokoro.speak(request, account).await
        } else {
            self.espeak.speak(request, account).await
        }
    }
}

#[cfg(test)]
mod tests;
