//! From keys and settings to everything that makes words, pictures and sound.

use std::collections::BTreeSet;
use std::sync::Arc;

use oma_core::Result;
use oma_core::ports::{
    ChatVendor, ClipVendor, Composer, Counters, Documents, ImageVendor, LanguageModels, Moderator,
    Narrator, PictureSources, Secret, Secrets, SpeechVendor, StockLibraries, SystemClock,
};

use crate::clips::{ClipTable, Clips, Runway};
use crate::http::{Http, HttpLimits};
use crate::images::{ImageTable, Images, OpenAiImages, OpenRouterImages, Stability};
use crate::keys::{Keys, Wanted};
use crate::language::{AnswerFormat, ModelTable, Models, Moderation, OpenAiChat};
use crate::music::Openverse;
use crate::offline::OfflineNarrator;
use crate::offline::library::MusicLibrary;
use crate::resilience::Resilience;
use crate::speech::{ElevenLabs, OpenAiSpeech, SpeechTable, Voices};
use crate::stock::{Pexels, Pixabay, Stock};
use crate::vendors::Vendors;

/// What an assembly is made of.
pub struct Parts {
    /// Where keys are found.
    pub keys: Keys,
    /// What all calls share.
    pub resilience: Resilience,
    /// Settings by name: `OMA_PROVIDERS`, `OMA_MODELS_LANGUAGE`, `OMA_PEXELS_BASE_URL`, …
    pub setting: fn(&str) -> Option<String>,
    /// Vendors that another crate knows, used where they are switched on: Amazon's.
    pub beside: Beside,
}

/// Vendors of another crate.
#[derive(Default)]
pub struct Beside {
    /// Language models.
    pub chat: Vec<Arc<dyn ChatVendor>>,
    /// Models that draw.
    pub images: Vec<Arc<dyn ImageVendor>>,
    /// Voices.
    pub speech: Vec<Arc<dyn SpeechVendor>>,
}

/// Everything that makes words, pictures and sound. Without a key it is what works offline, and
/// nothing else. Cheap to clone.
#[derive(Clone)]
pub struct Providers {
    /// Those that are switched on, by name.
    pub on: Vec<String>,
    /// Language models.
    pub models: Arc<dyn LanguageModels>,
    /// Where pictures come from.
    pub sources: PictureSources,
    /// Who speaks.
    pub narrator: Arc<dyn Narrator>,
    /// Where music comes from.
    pub composer: Arc<dyn Composer>,
    /// Who judges texts, where somebody does.
    pub moderator: Option<Arc<dyn Moderator>>,
}

impl Providers {
    /// Those of a function in the cloud: keys among its secrets behind `OMA_SECRETS_PREFIX`, shared
    /// knowledge in its table, settings in its environment.
    ///
    /// # Errors
    /// As [`Self::assemble`].
    pub async fn in_cloud(
        secrets: Arc<dyn Secrets>,
        table: impl Documents + Counters + 'static,
        beside: Beside,
    ) -> Result<Self> {
        let prefix = environment("OMA_SECRETS_PREFIX").unwrap_or_default();
        Self::with_keys(Keys::new(secrets, prefix), table, beside).await
    }

    /// The same for who only chooses among them, and so may read no key: all that `OMA_PROVIDERS` names
    /// count as having theirs. One that has none fails where it is asked, and is replaced there.
    ///
    /// # Errors
    /// As [`Self::assemble`].
    pub async fn to_choose_from(
        table: impl Documents + Counters + 'static,
        beside: Beside,
    ) -> Result<Self> {
        let names = environment("OMA_PROVIDERS").unwrap_or_else(|| "offline".to_owned());
        let held_elsewhere =
            |name: &str| (name.trim().to_lowercase(), Secret::new("held elsewhere"));
        let keys = Keys::given(names.split(',').map(held_elsewhere));
        Self::with_keys(keys, table, beside).await
    }

    async fn with_keys(
        keys: Keys,
        table: impl Documents + Counters + 'static,
        beside: Beside,
    ) -> Result<Self> {
        let table = Arc::new(table);
        let rules = Vendors::table().clone();
        let resilience = Resilience::new(table.clone(), table, Arc::new(SystemClock), rules);
        Self::assemble(Parts { keys, resilience, setting: environment, beside }).await
    }

    /// Puts together what is switched on.
    ///
    /// # Errors
    /// A setting or a table that is wrong, by its name; keys that cannot be looked for.
    pub async fn assemble(parts: Parts) -> Result<Self> {
        let configured = parts.keys.configured(&Wanted::from_settings(parts.setting)?).await?;
        for name in &configured.lacking {
            tracing::warn!(provider = name, "a provider is wanted and has no key: it stays off");
        }
        let on = configured.on.iter().cloned().collect();
        let desk = Desk { parts, on };
        let models: Arc<dyn LanguageModels> = Arc::new(desk.models()?);
        Ok(Self {
            on: configured.on,
            sources: desk.sources(models.clone())?,
            models,
            narrator: Arc::new(desk.voices()?),
            composer: desk.composer()?,
            moderator: desk.moderator()?,
        })
    }
}

fn environment(name: &str) -> Option<String> {
    std::env::var(name).ok()
}

/// The parts, and which vendors are on.
struct Desk {
    parts: Parts,
    on: BTreeSet<String>,
}

impl Desk {
    fn is_on(&self, vendor: &str) -> bool {
        self.on.contains(vendor)
    }

    fn keys(&self) -> Keys {
        self.parts.keys.clone()
    }

    /// `OMA_{VENDOR}_BASE_URL`: another address than the vendor's own.
    fn base(&self, vendor: &str) -> Option<String> {
        let base = (self.parts.setting)(&format!("OMA_{}_BASE_URL", vendor.to_uppercase()))?;
        let base = base.trim().trim_end_matches('/');
        (!base.is_empty()).then(|| base.to_owned())
    }

    fn http(&self, vendor: &'static str, base: &str) -> Result<Http> {
        let base = self.base(vendor).unwrap_or_else(|| base.to_owned());
        Http::new(vendor, base, HttpLimits::default())
    }

    fn models(&self) -> Result<Models> {
        let table = ModelTable::from_settings(self.parts.setting)?;
        let mut vendors: Vec<Arc<dyn ChatVendor>> = Vec::new();
        if self.is_on("openrouter") {
            let chat = OpenAiChat::openrouter(self.keys(), table.chat_models("openrouter"))?;
            vendors.push(Arc::new(match self.base("openrouter") {
                Some(base) => chat.at(&base)?,
                None => chat,
            }));
        }
        if self.is_on("openai") {
            vendors.push(Arc::new(match self.base("openai") {
                Some(base) => OpenAiChat::compatible(&base, self.keys(), AnswerFormat::default())?,
                None => OpenAiChat::openai(self.keys(), table.chat_models("openai"))?,
            }));
        }
        let beside = self.parts.beside.chat.iter().filter(|vendor| self.is_on(vendor.provider()));
        vendors.extend(beside.cloned());
        Ok(Models::new(table, vendors, self.parts.resilience.clone()))
    }

    fn sources(&self, language: Arc<dyn LanguageModels>) -> Result<PictureSources> {
        let stock = self.stock()?.map(|stock| Arc::new(stock) as Arc<dyn StockLibraries>);
        let resilience = || self.parts.resilience.clone();
        let images = Images::new(
            ImageTable::from_env(self.parts.setting)?,
            &self.image_vendors()?,
            resilience(),
        );
        let mut movers: Vec<Arc<dyn ClipVendor>> = Vec::new();
        if self.is_on("runway") {
            movers.push(Arc::new(Runway::new(self.http("runway", Runway::BASE)?, self.keys())));
        }
        let clips = Clips::new(ClipTable::from_env(self.parts.setting)?, &movers, resilience());
        Ok(PictureSources {
            stock,
            images: Some(Arc::new(images)),
            clips: Some(Arc::new(clips)),
            language: Some(language),
        })
    }

    fn stock(&self) -> Result<Option<Stock>> {
        let pexels = match self.is_on("pexels") {
            true => {
                let base = self.base("pexels").unwrap_or_else(|| Pexels::BASE.to_owned());
                Some(Pexels::at(base, HttpLimits::default(), self.keys())?)
            }
            false => None,
        };
        let pixabay = match self.is_on("pixabay") {
            true => {
                let base = self.base("pixabay").unwrap_or_else(|| Pixabay::BASE.to_owned());
                Some(Pixabay::at(base, HttpLimits::default(), self.keys())?)
            }
            false => None,
        };
        let is_any = pexels.is_some() || pixabay.is_some();
        Ok(is_any.then(|| Stock::new(pexels, pixabay, self.parts.resilience.clone())))
    }

    fn image_vendors(&self) -> Result<Vec<Arc<dyn ImageVendor>>> {
        let mut vendors: Vec<Arc<dyn ImageVendor>> = Vec::new();
        if self.is_on("openrouter") {
            let http = self.http("openrouter", OpenRouterImages::BASE)?;
            vendors.push(Arc::new(OpenRouterImages::new(http, self.keys())));
        }
        if self.is_on("openai") {
            let http = self.http("openai", OpenAiImages::BASE)?;
            vendors.push(Arc::new(OpenAiImages::new(http, self.keys())));
        }
        if self.is_on("stability") {
            let http = self.http("stability", Stability::BASE)?;
            vendors.push(Arc::new(Stability::new(http, self.keys())));
        }
        let beside = self.parts.beside.images.iter().filter(|vendor| self.is_on(vendor.provider()));
        vendors.extend(beside.cloned());
        Ok(vendors)
    }

    fn voices(&self) -> Result<Voices> {
        let mut vendors: Vec<Arc<dyn SpeechVendor>> = Vec::new();
        if self.is_on("elevenlabs") {
            vendors.push(Arc::new(match self.base("elevenlabs") {
                Some(base) => ElevenLabs::at(base, HttpLimits::default(), self.keys())?,
                None => ElevenLabs::new(self.keys())?,
            }));
        }
        if self.is_on("openai") {
            vendors.push(Arc::new(OpenAiSpeech::from_env(self.keys())?));
        }
        let beside = self.parts.beside.speech.iter().filter(|vendor| self.is_on(vendor.provider()));
        vendors.extend(beside.cloned());
        let offline = OfflineNarrator::from_env();
        let resilience = self.parts.resilience.clone();
        Ok(Voices::new(offline, vendors, SpeechTable::from_env()?, resilience))
    }

    fn composer(&self) -> Result<Arc<dyn Composer>> {
        let pack = MusicLibrary::from_env();
        if !self.is_on("openverse") {
            return Ok(Arc::new(pack));
        }
        Ok(Arc::new(Openverse::new(self.parts.resilience.clone(), pack)?))
    }

    /// `OpenAI`'s own is free for whoever has a key of theirs; a compatible endpoint rarely has one.
    fn moderator(&self) -> Result<Option<Arc<dyn Moderator>>> {
        if !self.is_on("openai") || self.base("openai").is_some() {
            return Ok(None);
        }
        let judge = Moderation::openai(self.keys(), self.parts.resilience.clone())?;
        Ok(Some(Arc::new(judge)))
    }
}
