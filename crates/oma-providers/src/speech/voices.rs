use std::fmt;
use std::sync::Arc;

use async_trait::async_trait;
use oma_core::brief::Tone;
use oma_core::event::Fallback;
use oma_core::language::Language;
use oma_core::plan::ModelChoice;
use oma_core::ports::{
    NarrationRequest, Narrator, Speech, SpeechPart, SpeechRequest, SpeechVendor, SpokenAnswer,
};
use oma_core::spend::{Account, Answered, Call};
use oma_core::{Error, ErrorKind, Result};

use super::table::{SpeechModel, SpeechTable, TableVoice, Times};
use super::{sound, timing};
use crate::offline::OfflineNarrator;
use crate::resilience::Resilience;
use crate::spoken;

/// Whether a vendor is known to be down.
type IsDown = dyn Fn(&str) -> bool + Send + Sync;

/// The narrator over the voices of vendors and those of this machine. Cheap to clone.
#[derive(Clone)]
pub struct Voices {
    pub(super) offline: OfflineNarrator,
    pub(super) table: SpeechTable,
    vendors: Vec<Arc<dyn SpeechVendor>>,
    resilience: Resilience,
    is_down: Option<Arc<IsDown>>,
}

impl Voices {
    /// With the vendors that are switched on. Without any, this is the offline narrator.
    pub fn new(
        offline: OfflineNarrator,
        vendors: Vec<Arc<dyn SpeechVendor>>,
        table: SpeechTable,
        resilience: Resilience,
    ) -> Self {
        Self { offline, table, vendors, resilience, is_down: None }
    }

    /// Passes over vendors that are known to be down when a voice is chosen; see the module.
    #[must_use]
    pub fn passing_over(mut self, is_down: Arc<IsDown>) -> Self {
        self.is_down = Some(is_down);
        self
    }

    /// Whether a vendor is switched on.
    pub fn is_on(&self, provider: &str) -> bool {
        self.vendor(provider).is_some()
    }

    /// The table of voices.
    pub fn table(&self) -> &SpeechTable {
        &self.table
    }

    pub(super) fn is_down(&self, provider: &str) -> bool {
        self.is_down.as_ref().is_some_and(|is_down| is_down(provider))
    }

    fn vendor(&self, provider: &str) -> Option<&Arc<dyn SpeechVendor>> {
        self.vendors.iter().find(|vendor| vendor.provider() == provider)
    }

    async fn speak_by_vendor(
        &self,
        request: &NarrationRequest<'_>,
        (model, voice): (&SpeechModel, &TableVoice),
        account: &Account,
    ) -> Result<Speech> {
        let NarrationRequest { text, language, pronunciations, .. } = *request;
        if !text.chars().any(char::is_alphanumeric) {
            return Err(refused("There is nothing to say in this text."));
        }
        let sent = spoken::aliased(text, language, pronunciations);
        let asked = SpeechRequest {
            model: model.model.clone(),
            voice: voice.voice.clone(),
            text: sent.join(" "),
            language,
            rate_percent: request.rate_percent,
            directions: directions(model, request.tone, language),
            seed: 0,
            part: SpeechPart::Sound,
        };
        let said = self.pay(model, &asked, account).await?;
        let mut answer = spoken_answer(&said)?;
        let mut bill = said.bill;
        if model.times == Times::SecondCall {
            let asked = SpeechRequest { part: SpeechPart::Marks, ..asked };
            let told = self.pay(model, &asked, account).await?;
            answer.marks = spoken_answer(&told)?.marks;
            bill += told.bill;
        }
        let media = said.media.unwrap_or_default();
        let (pcm, lost_ms) = sound::read(&answer.content_type, &media)?;
        let (words, source) = timing::words(request, &sent, &answer.marks, &pcm, lost_ms);
        Ok(Speech {
            wav: pcm.to_wav(),
            duration_ms: pcm.duration_ms(),
            words,
            timing: source,
            bill,
            fallback: None,
        })
    }

    /// One call. What it fails with goes to the caller: another voice is no way out, see the module.
    async fn pay(
        &self,
        model: &SpeechModel,
        asked: &SpeechRequest,
        account: &Account,
    ) -> Result<Answered> {
        let provider = &model.provider;
        let vendor = self.vendor(provider).ok_or_else(|| {
            refused(&format!("The plan chose a voice of {provider}, which is not switched on."))
        })?;
        let characters = asked.text.chars().count() as u64;
        if characters > model.most_characters {
            let most = model.most_characters;
            return Err(refused(&format!("{provider} takes at most {most} characters at once.")));
        }
        let most = SpeechModel::most(characters);
        let call = Call { provider, model: &model.model, rate: &model.rate, most: &most };
        let send = || async { self.resilience.run(provider, || vendor.speak(asked)).await };
        account.pay(&call, asked, send).await
    }
}

#[async_trait]
impl Narrator for Voices {
    fn choose(
        &self,
        language: Language,
        voice: Option<&str>,
        tone: Tone,
    ) -> (ModelChoice, Option<Fallback>) {
        self.choose_voice(language, voice, tone)
    }

    async fn speak(&self, request: &NarrationRequest<'_>, account: &Account) -> Result<Speech> {
        match self.table.chosen(request.voice) {
            Some(found) => self.speak_by_vendor(request, found, account).await,
            None if self.table.knows_provider(&request.voice.provider) => {
                let ModelChoice { provider, model } = request.voice;
                Err(refused(&format!("The table of voices has no {model} of {provider}.")))
            }
            None => self.offline.speak(request, account).await,
        }
    }
}

impl fmt::Debug for Voices {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let vendors: Vec<&str> = self.vendors.iter().map(|vendor| vendor.provider()).collect();
        f.debug_struct("Voices").field("vendors", &vendors).finish_non_exhaustive()
    }
}

fn spoken_answer(answered: &Answered) -> Result<SpokenAnswer> {
    serde_json::from_value(answered.body.clone()).map_err(|error| {
        let message = "What was stored of a voice's answer cannot be read.";
        Error::new(ErrorKind::ProviderBadAnswer, message).with_detail(error)
    })
}

/// Directions are ours alone: nothing of a user's is in them.
fn directions(model: &SpeechModel, tone: Tone, language: Language) -> String {
    if !model.takes_directions {
        return String::new();
    }
    let manner = match tone {
        Tone::Neutral => "Speak plainly and clearly, like a good narrator.",
        Tone::Enthusiastic => "Speak with joy, glad to tell it, lively but never shouting.",
        Tone::Calm => "Speak slowly and warmly, with unhurried pauses.",
        Tone::Inspiring => "Speak with growing warmth and conviction, to lift people up.",
        Tone::Urgent => "Speak briskly and firmly, as if there were no time to lose.",
    };
    let accent = match language {
        Language::EnUs => "American English",
        Language::PtBr => "Brazilian Portuguese",
    };
    format!("Language: {accent}, with a native accent. {manner} Say the words exactly as written.")
}

fn refused(message: &str) -> Error {
    Error::new(ErrorKind::ProviderRefused, message)
}
