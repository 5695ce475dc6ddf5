use oma_core::brief::Tone;
use oma_core::language::Language;
use oma_core::money::MicroUsd;
use oma_core::plan::ModelChoice;
use oma_core::spend::{Rate, Unit, Units};
use oma_core::{Error, ErrorKind, Result};
use serde::Deserialize;

use crate::offline::Gender;

const BUILT_IN: &str = include_str!("../../tables/speech.json");
/// Names a file with another table.
const OVERRIDE: &str = "OMA_MODELS_SPEECH";
/// How long a character takes to say: 268 s for 4,096 of them.
/// Source: <https://github.com/sanand0/blog/blob/main/posts/2025/openai-tts-cost.md>.
const MS_PER_CHARACTER: u64 = 65;
/// The most it may take: slow, with pauses.
const MOST_MS_PER_CHARACTER: u64 = 150;
const MOST_MS_BESIDES: u64 = 10_000;

/// The voices of all vendors, with what they cost. Its order decides between equals.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SpeechTable {
    models: Vec<SpeechModel>,
}

/// A vendor's model, and the voices that it speaks with.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SpeechModel {
    /// The vendor.
    pub provider: String,
    /// Its name there.
    pub model: String,
    /// What it charges.
    pub rate: Rate,
    /// The page that says so.
    pub page: String,
    /// How good it is, from 0 to 100: a judgement, not a measurement.
    pub quality: u32,
    /// Whether and how it tells when words are said.
    pub times: Times,
    /// Whether it takes directions.
    pub takes_directions: bool,
    /// The most characters of a request.
    pub most_characters: u64,
    /// Its voices.
    pub voices: Vec<TableVoice>,
}

/// How a vendor tells when words are said.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Times {
    /// With the sound.
    WithSound,
    /// In a second call, charged like the first.
    SecondCall,
    /// Not at all: they are estimated.
    None,
}

/// A voice of a vendor.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TableVoice {
    /// What a brief's `voice` says: `elevenlabs:sarah`.
    pub id: String,
    /// The vendor's own id.
    pub voice: String,
    /// Its name for people.
    pub name: String,
    /// What it speaks.
    pub languages: Vec<Language>,
    /// How it sounds.
    pub gender: Gender,
    /// The tones that suit it.
    pub tones: Vec<Tone>,
}

impl SpeechTable {
    /// The table of the file that `OMA_MODELS_SPEECH` names, else the built-in one.
    ///
    /// # Errors
    /// [`ErrorKind::InvalidAsset`] if that file is no such table.
    pub fn from_env() -> Result<Self> {
        let Some(path) = std::env::var_os(OVERRIDE) else { return Self::parse(BUILT_IN) };
        let text = std::fs::read_to_string(&path).map_err(|error| wrong(&error))?;
        Self::parse(&text)
    }

    /// A table as JSON.
    ///
    /// # Errors
    /// [`ErrorKind::InvalidAsset`] if it is none.
    pub fn parse(json: &str) -> Result<Self> {
        serde_json::from_str(json).map_err(|error| wrong(&error))
    }

    /// Every model.
    pub fn models(&self) -> &[SpeechModel] {
        &self.models
    }

    /// Every voice with its model, in the order of the table.
    pub fn voices(&self) -> impl Iterator<Item = (&SpeechModel, &TableVoice)> {
        self.models.iter().flat_map(|model| model.voices.iter().map(move |voice| (model, voice)))
    }

    /// The voice that a brief names.
    pub(super) fn named(&self, id: &str) -> Option<(&SpeechModel, &TableVoice)> {
        self.voices().find(|(_, voice)| voice.id == id)
    }

    /// The voice that a plan chose.
    pub(super) fn chosen(&self, choice: &ModelChoice) -> Option<(&SpeechModel, &TableVoice)> {
        self.voices().find(|(model, voice)| model.choice(voice) == *choice)
    }

    pub(super) fn knows_provider(&self, provider: &str) -> bool {
        self.models.iter().any(|model| model.provider == provider)
    }
}

impl SpeechModel {
    /// The choice of one of its voices in a plan: model and voice by the vendor's own ids, since they
    /// decide the sound, and not by the id in the table.
    pub fn choice(&self, voice: &TableVoice) -> ModelChoice {
        ModelChoice::new(&self.provider, format!("{}/{}", self.model, voice.voice))
    }

    /// What 1,000 characters cost, the times included; where sound is charged by its length, about.
    pub fn price_of_1000_characters(&self) -> MicroUsd {
        let calls = if self.times == Times::SecondCall { 2 } else { 1 };
        let units = Units::of(Unit::Characters, 1000 * calls);
        self.rate.of(&units.and(Unit::Milliseconds, 1000 * MS_PER_CHARACTER))
    }

    /// The most that one call for a text can take.
    pub(super) fn most(&self, characters: u64) -> Units {
        let ms = characters * MOST_MS_PER_CHARACTER + MOST_MS_BESIDES;
        Units::of(Unit::Characters, characters).and(Unit::Milliseconds, ms)
    }
}

fn wrong(error: &dyn std::fmt::Display) -> Error {
    let message = format!("The file that {OVERRIDE} names is no table of voices.");
    Error::new(ErrorKind::InvalidAsset, message).with_detail(error)
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use super::*;

    #[test]
    fn the_built_in_table_is_whole() {
        let table = SpeechTable::parse(BUILT_IN).unwrap();
        let ids: HashSet<&str> = table.voices().map(|(_, voice)| voice.id.as_str()).collect();
        assert_eq!(ids.len(), table.voices().count(), "ids are unique");
        for (model, voice) in table.voices() {
            let prefix = format!("{}:", model.provider);
            assert!(voice.id.starts_with(&prefix), "{}", voice.id);
            assert!(voice.id.len() <= 64 && !voice.languages.is_empty() && !voice.tones.is_empty());
            assert_eq!(table.chosen(&model.choice(voice)).unwrap().1.id, voice.id);
        }
        for model in table.models() {
            assert!(model.rate.dated.len() == 10 && model.page.starts_with("https://"));
            assert!(model.price_of_1000_characters() > MicroUsd(0), "{}", model.model);
        }
        for language in Language::ALL {
            for provider in ["elevenlabs", "openai", "polly"] {
                let speaks = |(model, voice): (&SpeechModel, &TableVoice)| {
                    model.provider == provider && voice.languages.contains(&language)
                };
                assert!(table.voices().any(speaks), "{provider} {language:?}");
            }
        }
    }

    #[test]
    fn the_price_counts_the_second_call_and_the_length() {
        let table = SpeechTable::parse(BUILT_IN).unwrap();
        let price = |name: &str| {
            let model = table.models().iter().find(|model| model.model == name).unwrap();
            model.price_of_1000_characters()
        };
        assert_eq!(price("neural"), MicroUsd(32_000));
        assert_eq!(price("eleven_multilingual_v2"), MicroUsd(100_000));
        assert_eq!(price("gpt-4o-mini-tts"), MicroUsd(16_400));
        assert!(SpeechTable::parse("{}").is_err());
    }
}
