//! A natural voice without network or key: Kokoro-82M, run in this process.
//!
//! The model and the library that runs it are not part of OMA: `scripts/fetch-packs.sh` fetches
//! them. Reading order: `voices` (whom one can choose), `clause` (a text between pauses),
//! `phonemes` (how words sound, by `espeak-ng` as a process of its own), `align` (which sound
//! belongs to which word), `tokens` (what the model reads), `model` (running it), `timing` (when
//! each word is heard).

mod align;
mod clause;
mod model;
mod phonemes;
mod timing;
mod tokens;
mod voices;

use std::sync::Arc;
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
use tokio::sync::OnceCell;

use super::choice;
use super::espeak::Program;
use super::packs::VoicePack;
use crate::spoken;
use model::{Model, Style};
use timing::Track;
use tokens::{Chunk, Vocabulary};
pub use voices::Voice;

/// The provider's name in a plan's choices.
pub const PROVIDER: &str = "kokoro";

/// At most so many processes at once.
const PROCESSES: usize = 4;

/// Speaks with Kokoro-82M. Costs nothing and needs no network; about half a second of one core
/// for a second of sound. Clones share one model.
#[derive(Debug, Clone)]
pub struct KokoroNarrator {
    pack: VoicePack,
    phonemizer: Program,
    loaded: Arc<OnceCell<Loaded>>,
}

/// What is read once.
#[derive(Debug)]
struct Loaded {
    model: Arc<Model>,
    vocabulary: Vocabulary,
}

impl KokoroNarrator {
    /// A narrator over a pack, which need not be there.
    pub fn new(pack: VoicePack) -> Self {
        Self { pack, phonemizer: Program::from_env(), loaded: Arc::default() }
    }

    /// Whom one can choose.
    pub fn voices() -> &'static [Voice] {
        voices::VOICES
    }

    /// Whether a voice can speak.
    pub fn is_installed(&self, voice: &Voice) -> bool {
        self.pack.has_voice(voice.id)
    }

    /// Who speaks a language when nobody was chosen.
    pub fn default_voice(language: Language) -> &'static Voice {
        voices::default_voice(language)
    }

    /// The voice with an id, installed or not.
    pub fn find(id: &str) -> Option<&'static Voice> {
        voices::find(id)
    }

    async fn loaded(&self) -> Result<&Loaded> {
        let load = || async {
            let pack = self.pack.clone();
            let started = Instant::now();
            let loaded = blocking(move || {
                let vocabulary = Vocabulary::read(&pack.vocabulary())?;
                Ok(Loaded { model: Arc::new(Model::load(&pack)?), vocabulary })
            })
            .await?;
            log("loaded", started);
            Ok(loaded)
        };
        self.loaded.get_or_try_init(load).await
    }

    /// The tokens of a text, of which each written word is said as `spoken`.
    async fn chunks(&self, spoken: &[String], language: Language) -> Result<Vec<Chunk>> {
        let clauses = clause::clauses(spoken);
        // Collected first: a lazy stream of borrowing futures is not `Send` enough for the port.
        let phonemes: Vec<_> = clauses
            .iter()
            .map(|clause| phonemes::of_clause(&self.phonemizer, clause, language))
            .collect();
        let phonemes: Vec<Vec<String>> =
            stream::iter(phonemes).buffered(PROCESSES).try_collect().await?;
        Ok(tokens::chunks(&clauses, &phonemes, &self.loaded().await?.vocabulary))
    }

    async fn speak_chunks(
        &self,
        chunks: Vec<Chunk>,
        voice: &Voice,
        rate_percent: u32,
        words: usize,
    ) -> Result<Track> {
        let loaded = self.loaded().await?;
        let (model, style_file) = (Arc::clone(&loaded.model), self.pack.style(voice.id));
        let space = loaded.vocabulary.space();
        let speed = f64::from(voice.base_speed * rate_percent) / 10_000.0;
        blocking(move || {
            let style = Style::read(&style_file)?;
            let mut track = Track::new(words);
            for chunk in chunks {
                // The model's own precision.
                #[expect(clippy::cast_possible_truncation)]
                let sound = model.speak(&chunk, &style, speed as f32)?;
                track.push(&chunk, sound, space);
            }
            Ok(track)
        })
        .await
    }
}

#[async_trait]
impl Narrator for KokoroNarrator {
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
        if !self.is_installed(voice) {
            return Err(model::missing(voice.id));
        }
        let words: Vec<&str> = request.text.split_whitespace().collect();
        let spoken = spoken::as_said(request.text, request.language, request.pronunciations);
        let chunks = self.chunks(&spoken, request.language).await?;
        if chunks.is_empty() {
            return Err(refused("There is nothing to say in this text."));
        }
        let started = Instant::now();
        let track = self.speak_chunks(chunks, voice, request.rate_percent, words.len()).await?;
        log("spoke", started);
        let (sound, timed) = track.finish(&words);
        Ok(Speech {
            wav: sound.to_wav(),
            duration_ms: sound.duration_ms(),
            words: timed,
            timing: TimingSource::Exact,
            bill: Bill::default(),
            fallback: None,
        })
    }
}

/// Runs what keeps a core busy for long beside the threads that wait.
async fn blocking<T: Send + 'static>(
    work: impl FnOnce() -> Result<T> + Send + 'static,
) -> Result<T> {
    tokio::task::spawn_blocking(work).await.map_err(|e| Error::internal(format!("Kokoro: {e}")))?
}

fn log(what: &str, started: Instant) {
    let duration_us = u64::try_from(started.elapsed().as_micros()).unwrap_or(u64::MAX);
    tracing::debug!(target: "oma::program", program = "kokoro", duration_us, "{what}");
}

fn refused(message: &str) -> Error {
    Error::new(ErrorKind::ProviderRefused, message)
}

#[cfg(test)]
mod tests;
