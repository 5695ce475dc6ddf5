//! A voice without network or key: the program `espeak-ng`, run as a process of its own.
//!
//! It is GPL software and is therefore never linked. Reading order: `voices` (whom one can
//! choose), `clauses` (where it pauses), `program` (the process), `timing` (when each word
//! is heard).

pub(crate) mod clauses;
mod program;
pub(crate) mod timing;
mod voices;

use std::time::Instant;

use async_trait::async_trait;
use futures::{StreamExt, TryStreamExt, stream};
use oma_core::brief::Tone;
use oma_core::event::Fallback;
use oma_core::language::Language;
use oma_core::narration::TimingSource;
use oma_core::plan::ModelChoice;
use oma_core::ports::{NarrationRequest, Narrator, Speech};
use oma_core::spend::{Account, Bill};
use oma_core::{Error, ErrorKind, Result};

use super::{PROVIDER, choice};
use crate::spoken;
pub(super) use program::Program;
pub use voices::Voice;
pub(super) use voices::{find, nearest};

/// At most so many processes at once.
const PROCESSES: usize = 4;

/// Speaks with `espeak-ng`. Costs nothing, needs no network, and sounds like a machine.
#[derive(Debug, Clone)]
pub struct EspeakNarrator {
    program: Program,
}

impl EspeakNarrator {
    /// The program named by the environment variable `OMA_ESPEAK`, else `espeak-ng` on the path.
    pub fn from_env() -> Self {
        Self { program: Program::from_env() }
    }

    /// A program by its name or path.
    pub fn new(program: impl Into<String>) -> Self {
        Self { program: Program::new(program.into()) }
    }

    /// Whom one can choose.
    pub fn voices() -> &'static [Voice] {
        voices::VOICES
    }

    /// Whether the program is there and has data for both languages.
    ///
    /// # Errors
    /// [`ErrorKind::DependencyMissing`] with what to install.
    pub async fn check(&self) -> Result<()> {
        for language in Language::ALL {
            let voice = voices::default_voice(language);
            self.program.speak(voice, voice.rate, "a").await?;
        }
        Ok(())
    }

    /// How long each text is spoken, in the order of the texts.
    async fn lengths_ms(&self, voice: &Voice, rate: u32, texts: Vec<String>) -> Result<Vec<u64>> {
        let lengths = texts.into_iter().map(|text| self.length_ms(voice, rate, text));
        stream::iter(lengths).buffered(PROCESSES).try_collect().await
    }

    async fn length_ms(&self, voice: &Voice, rate: u32, text: String) -> Result<u64> {
        if !clauses::has_words(&text) {
            return Ok(0);
        }
        Ok(self.program.speak(voice, rate, &text).await?.trimmed().0.duration_ms())
    }
}

#[async_trait]
impl Narrator for EspeakNarrator {
    fn choose(
        &self,
        language: Language,
        voice: Option<&str>,
        _: Tone,
    ) -> (ModelChoice, Option<Fallback>) {
        let known = voice.and_then(voices::find).map(|voice| voice.language);
        choice::choose(PROVIDER, voices::default_voice(language).id, language, voice, known)
    }

    async fn speak(&self, request: &NarrationRequest<'_>, _: &Account) -> Result<Speech> {
        let voice = voices::find(&request.voice.model)
            .filter(|voice| voice.language == request.language)
            .ok_or_else(|| refused(&format!("There is no voice {}.", request.voice.model)))?;
        let words: Vec<&str> = request.text.split_whitespace().collect();
        let spoken = spoken::as_said(request.text, request.language, request.pronunciations);
        let whole = spoken.join(" ");
        if !clauses::has_words(&whole) {
            return Err(refused("There is nothing to say in this text."));
        }
        let started = Instant::now();
        let rate = voice.rate * request.rate_percent / 100;
        let (sound, _) = self.program.speak(voice, rate, &whole).await?.trimmed();
        let clauses = clauses::clauses(&spoken);
        let tails = clauses.iter().flat_map(|clause| clauses::tails(&spoken[clause.clone()]));
        let lengths = self.lengths_ms(voice, rate, tails.collect()).await?;
        let duration_us = u64::try_from(started.elapsed().as_micros()).unwrap_or(u64::MAX);
        tracing::debug!(target: "oma::program", program = "espeak-ng", duration_us, "ended");
        Ok(Speech {
            wav: sound.to_wav(),
            duration_ms: sound.duration_ms(),
            words: timing::words(&words, &clauses, &lengths, &sound),
            timing: TimingSource::Measured,
            bill: Bill::default(),
            fallback: None,
        })
    }
}

fn refused(message: &str) -> Error {
    Error::new(ErrorKind::ProviderRefused, message)
}

#[cfg(test)]
mod tests;
