use oma_core::Result;
use oma_core::language::Language;
use oma_core::money::MicroUsd;
use oma_core::plan::{ModelChoice, PictureChoice};
use oma_core::ports::Task;
use oma_core::spend::{Unit, Units};
use oma_providers::Providers;
use oma_providers::clips::ClipTable;
use oma_providers::images::ImageTable;
use oma_providers::language::ModelTable;
use oma_providers::speech::SpeechTable;

use super::{Part, Prices, Quote, Work};

/// What a writer thinks before it answers, where it thinks.
const THINKING_TOKENS: u64 = 1_000;
/// The length of a scene, as the plan cuts them.
const SCENE_MS: u64 = 5_000;

/// The vendors that are switched on, by the choices that the plan would make and the tables of prices.
pub struct VendorPrices {
    providers: Providers,
    language: ModelTable,
    speech: SpeechTable,
    images: ImageTable,
    clips: ClipTable,
}

impl VendorPrices {
    /// With the tables that settings name, else those of this release.
    ///
    /// # Errors
    /// Names the table that cannot be read.
    pub fn new(providers: Providers, setting: fn(&str) -> Option<String>) -> Result<Self> {
        Ok(Self {
            providers,
            language: ModelTable::from_settings(setting)?,
            speech: SpeechTable::from_env()?,
            images: ImageTable::from_env(setting)?,
            clips: ClipTable::from_env(setting)?,
        })
    }

    fn script(&self, work: &Work<'_>) -> Option<Quote> {
        let by = self.providers.models.choose(Task::WriteScript, work.brief.language)?;
        let rate = &self.language.get(&by)?.rate;
        Some(Quote::script(by.clone(), rate, work.count, THINKING_TOKENS))
    }

    fn narration(&self, work: &Work<'_>) -> Option<Quote> {
        let brief = work.brief;
        let narrator = &self.providers.narrator;
        let (by, _) = narrator.choose(brief.language, brief.voice.as_deref(), brief.tone);
        let mut voices = self.speech.voices();
        let (model, _) = voices.find(|(model, voice)| model.choice(voice) == by)?;
        let of_1000 = model.price_of_1000_characters().0;
        let cost = of_1000.saturating_mul(work.count).div_ceil(1000);
        Some(Quote { by, cost_micro_usd: MicroUsd(cost) })
    }

    fn pictures(&self, work: &Work<'_>) -> Option<Quote> {
        let brief = work.brief;
        let choices = self.providers.sources.choose(brief.pictures, brief.aspect);
        match choices.into_iter().next()? {
            PictureChoice::Stock { libraries } => {
                let by = ModelChoice::new(libraries.join(" or "), "footage");
                Some(Quote { by, cost_micro_usd: MicroUsd::default() })
            }
            PictureChoice::Generated { image, clip } => {
                let mut models = self.images.models.iter();
                let drawn = models
                    .find(|row| (&row.provider, &row.model) == (&image.provider, &image.model))?;
                let still = Quote::pictures(image, &drawn.rate, &drawn.most, work.count);
                let moved = clip.and_then(|clip| self.moved(&clip, work.count));
                Some(match moved {
                    Some(cost) => Quote { cost_micro_usd: still.cost_micro_usd + cost, ..still },
                    None => still,
                })
            }
        }
    }

    fn moved(&self, clip: &ModelChoice, scenes: u64) -> Option<MicroUsd> {
        let mut models = self.clips.models.iter();
        let row =
            models.find(|row| (&row.provider, &row.model) == (&clip.provider, &clip.model))?;
        Some(row.rate.of(&Units::of(Unit::Milliseconds, SCENE_MS.saturating_mul(scenes))))
    }
}

impl Prices for VendorPrices {
    fn quote(&self, work: &Work<'_>) -> Option<Quote> {
        match work.part {
            Part::Script => self.script(work),
            Part::Narration => self.narration(work),
            Part::Pictures => self.pictures(work),
            // The pack and the online library are free.
            Part::Music => None,
        }
    }

    fn has_writer(&self, language: Language) -> bool {
        self.providers.models.choose(Task::WriteScript, language).is_some()
    }
}

#[cfg(test)]
mod tests {
    use oma_core::brief::Brief;
    use oma_core::ports::Secret;
    use oma_providers::keys::Keys;
    use oma_providers::resilience::Resilience;
    use oma_providers::{Beside, Parts};
    use serde_json::json;

    use super::*;

    async fn prices(vendors: &[&str]) -> VendorPrices {
        let key = |name: &&str| ((*name).to_owned(), Secret::new("key"));
        let parts = Parts {
            keys: Keys::given(vendors.iter().map(key)),
            resilience: Resilience::default(),
            setting: |_| None,
            beside: Beside::default(),
        };
        let providers = Providers::assemble(parts).await.unwrap();
        VendorPrices::new(providers, |_| None).unwrap()
    }

    #[tokio::test]
    async fn what_is_switched_on_is_quoted_and_what_is_not_is_free() {
        let brief = Brief::from_value(json!({
            "title": "Coffee", "description": "Fresh beans at the corner.", "language": "pt-BR",
        }));
        let brief = brief.unwrap();
        let quote = |prices: &VendorPrices, part| {
            prices.quote(&Work { part, brief: &brief, count: 600 }).map(|quote| quote.by.provider)
        };
        let none = prices(&[]).await;
        let all = prices(&["openrouter", "elevenlabs", "pexels"]).await;
        for (part, vendor) in [
            (Part::Script, "openrouter"),
            (Part::Narration, "elevenlabs"),
            (Part::Pictures, "pexels"),
        ] {
            assert_eq!(quote(&none, part), None, "{part:?}");
            assert_eq!(quote(&all, part).as_deref(), Some(vendor), "{part:?}");
        }
        assert!(all.has_writer(Language::PtBr) && !none.has_writer(Language::PtBr));
        let script = all.quote(&Work { part: Part::Script, brief: &brief, count: 600 }).unwrap();
        assert!(script.cost_micro_usd > MicroUsd(0));
    }
}
