use async_trait::async_trait;
use bytes::Bytes;

use crate::Result;
use crate::brief::{Brief, Mood, Pronunciation, Tone};
use crate::event::Fallback;
use crate::language::Language;
use crate::narration::{TimingSource, WordTiming};
use crate::plan::{ModelChoice, Plan};
use crate::script::{Critique, Script};
use crate::spend::{Account, Bill};

use super::Credit;

/// Who writes scripts. The offline one composes them from the brief's own sentences.
#[async_trait]
pub trait ScriptWriter: Send + Sync {
    /// Who this is; part of the step's key.
    fn model(&self) -> ModelChoice;

    /// Writes a first draft. Only asked for briefs without a script of the user's own: those words
    /// the script agent takes over as they are.
    async fn write(&self, request: &WriteRequest<'_>) -> Result<Script>;

    /// Writes a better draft.
    async fn improve(&self, request: &ImproveRequest<'_>) -> Result<Script>;
}

/// What a writer is given.
#[derive(Debug, Clone, Copy)]
pub struct WriteRequest<'a> {
    /// What the user asked for.
    pub brief: &'a Brief,
    /// The bounds.
    pub plan: &'a Plan,
}

/// What a writer is given to improve a draft.
#[derive(Debug, Clone, Copy)]
pub struct ImproveRequest<'a> {
    /// What the user asked for.
    pub brief: &'a Brief,
    /// The bounds.
    pub plan: &'a Plan,
    /// The draft.
    pub script: &'a Script,
    /// What is wrong with it.
    pub critique: &'a Critique,
    /// Which attempt this is, from 2.
    pub attempt: u32,
    /// What a person said against it; empty if nobody did.
    pub reason: &'a str,
}

/// Who speaks.
#[async_trait]
pub trait Narrator: Send + Sync {
    /// Who speaks a language with the wanted voice, else with one that suits the tone; and what was
    /// replaced if that voice is not to be had. The choice is part of the step's key, and holds for
    /// all scenes of a film: [`Narrator::speak`] never takes another voice.
    fn choose(
        &self,
        language: Language,
        voice: Option<&str>,
        tone: Tone,
    ) -> (ModelChoice, Option<Fallback>);

    /// Speaks a text.
    async fn speak(&self, request: &NarrationRequest<'_>, account: &Account) -> Result<Speech>;
}

/// What a narrator is given.
#[derive(Debug, Clone, Copy)]
pub struct NarrationRequest<'a> {
    /// One to a few sentences.
    pub text: &'a str,
    /// Their language.
    pub language: Language,
    /// One of the narrator's voices, as given by [`Narrator::choose`].
    pub voice: &'a ModelChoice,
    /// How quickly, in percent of the voice's own pace: 92 to 108.
    pub rate_percent: u32,
    /// How it is said, for voices that take directions.
    pub tone: Tone,
    /// How the brand has its words said. The times are those of the words as written.
    pub pronunciations: &'a [Pronunciation],
}

/// Spoken words.
#[derive(Debug, Clone)]
pub struct Speech {
    /// A WAV file: mono, 16 bit, any rate, no silence at either end.
    pub wav: Bytes,
    /// Its length.
    pub duration_ms: u64,
    /// The time of each word of the text as split at white space.
    pub words: Vec<WordTiming>,
    /// How the times were found.
    pub timing: TimingSource,
    /// What it cost.
    pub bill: Bill,
    /// That another voice spoke than was chosen, and why.
    pub fallback: Option<Fallback>,
}

/// Who makes music.
#[async_trait]
pub trait Composer: Send + Sync {
    /// Who this is; part of the step's key.
    fn model(&self) -> ModelChoice;

    /// Makes or picks a bed of music.
    async fn compose(&self, request: &MusicRequest, account: &Account) -> Result<ComposedMusic>;
}

/// What a composer is given.
#[derive(Debug, Clone, Copy)]
pub struct MusicRequest {
    /// The feeling.
    pub mood: Mood,
    /// Equal seeds give equal music.
    pub seed: u64,
}

/// A piece of music.
#[derive(Debug, Clone)]
pub struct ComposedMusic {
    /// A sound file of any kind that ffmpeg reads.
    pub sound: Bytes,
    /// What the file is called; its extension tells its kind.
    pub file: String,
    /// Whether its end leads into its beginning.
    pub loops: bool,
    /// Its name, for the credits.
    pub title: String,
    /// Under what licence it may be used.
    pub licence: String,
    /// To whom it is owed, where the licence asks for that.
    pub credit: Option<Credit>,
    /// What it cost.
    pub bill: Bill,
    /// What was replaced, if what was wanted is not to be had.
    pub fallback: Option<Fallback>,
}

#[async_trait]
impl<N: Narrator + ?Sized> Narrator for std::sync::Arc<N> {
    fn choose(
        &self,
        language: Language,
        voice: Option<&str>,
        tone: Tone,
    ) -> (ModelChoice, Option<Fallback>) {
        (**self).choose(language, voice, tone)
    }

    async fn speak(&self, request: &NarrationRequest<'_>, account: &Account) -> Result<Speech> {
        (**self).speak(request, account).await
    }
}

#[async_trait]
impl<C: Composer + ?Sized> Composer for std::sync::Arc<C> {
    fn model(&self) -> ModelChoice {
        (**self).model()
    }

    async fn compose(&self, request: &MusicRequest, account: &Account) -> Result<ComposedMusic> {
        (**self).compose(request, account).await
    }
}
