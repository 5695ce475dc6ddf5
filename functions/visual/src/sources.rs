//! From one source of pictures to the next.

use oma_core::brief::Brief;
use oma_core::contract::{Job, MadeFor, PictureMade};
use oma_core::event::Fallback;
use oma_core::plan::{ModelChoice, PictureChoice, Plan};
use oma_core::ports::LanguageModels;
use oma_core::script::{Scene, Script};
use oma_core::spend::Account;
use oma_core::step::Step;
use oma_core::{ErrorKind, Result};

use crate::VisualAgent;
use crate::generated::{FilmStyle, Generated, Generator, Waits, Wanted, generate};
use crate::style::CardStyle;

/// A scene that wants a picture.
pub(crate) struct Scenery<'a> {
    pub job: &'a Job,
    pub plan: &'a Plan,
    pub script: &'a Script,
    pub brief: &'a Brief,
    pub scene: &'a Scene,
    pub account: &'a Account,
    /// How often this was asked before, because a provider's job was not done.
    pub looks: u32,
}

impl Scenery<'_> {
    fn missed(&self, wanted: String, reason: String) -> Fallback {
        Fallback {
            what: format!("picture of scene {}", self.scene.number),
            wanted,
            used: "the next source of pictures".to_owned(),
            reason,
        }
    }
}

impl VisualAgent {
    /// The picture of a scene from the first source that has one. Without one: what was missed, for the
    /// card that is drawn in its place.
    pub(crate) async fn first_source(
        &self,
        scenery: &Scenery<'_>,
    ) -> Result<Result<PictureMade, Vec<Fallback>>> {
        let mut missed = Vec::new();
        for choice in &scenery.plan.choices.pictures {
            let (wanted, made) = match choice {
                PictureChoice::Stock { libraries } => {
                    let wanted = format!("footage of {}", libraries.join(" or "));
                    (wanted, self.stock(scenery, &missed).await)
                }
                PictureChoice::Generated { image, clip } => {
                    let wanted = format!("a picture by {} {}", image.provider, image.model);
                    (wanted, self.drawn(scenery, (image, clip.as_ref()), &missed).await)
                }
            };
            match made {
                Ok(Some(made)) => return Ok(Ok(made)),
                Ok(None) => {
                    missed
                        .push(scenery.missed(wanted, "nothing fits the scene's words".to_owned()));
                }
                Err(error) if may_go_on(error.kind) => {
                    missed.push(scenery.missed(wanted, error.message));
                }
                Err(error) => return Err(error),
            }
        }
        Ok(Err(missed))
    }

    /// A picture that a model draws.
    async fn drawn(
        &self,
        scenery: &Scenery<'_>,
        (image, clip): (&ModelChoice, Option<&ModelChoice>),
        missed: &[Fallback],
    ) -> Result<Option<PictureMade>> {
        let Some(generator) = self.generator() else { return Ok(None) };
        let Scenery { job, plan, script, brief, scene, account, looks } = scenery;
        let card = CardStyle::new(plan, script, brief, scene, true);
        let style = FilmStyle::new(plan, brief);
        // A translation shows what its original shows.
        let pictured = script.pictured();
        let seen = pictured.scene(scene.number).unwrap_or(scene);
        let step = Step {
            name: "visual.make",
            version: 2,
            provider: &image.provider,
            model: &image.model,
            item: Some(scene.number),
        };
        let wanted = Wanted {
            scene: seen,
            language: pictured.language,
            style: &style,
            format: plan.format,
            aspect: brief.aspect,
            image,
            clip,
            looks: *looks,
        };
        let waits = Waits::default();
        let work = || async {
            match generate(&generator, &self.tools, &wanted, account).await? {
                Generated::Pending(seconds) => Err(waits.leave(seconds)),
                Generated::Made(made) => {
                    let shown = (made.background, made.file, None);
                    let mut output = self.overlaid(job, &card, shown).await?;
                    output.bill += made.bill;
                    output.fallbacks.extend(missed.iter().cloned().chain(made.fallbacks));
                    Ok(output)
                }
            }
        };
        let words = (&seen.visual, &seen.narration, &seen.keywords, seen.mood);
        let inputs = (&card, &style, words, clip, seen.duration_ms(), wanted_of(missed));
        let made = self.steps.run(job, step, &inputs, brief.fallbacks, work).await;
        waits.answer(scene.number, made).map(Some)
    }

    fn generator(&self) -> Option<Generator> {
        let images = self.sources.images.clone()?;
        let (clips, language) = (self.sources.clips.clone(), self.sources.language.clone());
        Some(Generator { images, clips, language })
    }

    /// The model that describes and finds words; none where none is configured.
    pub(crate) fn language(&self) -> Option<&dyn LanguageModels> {
        self.sources.language.as_deref()
    }
}

/// What was missed, for a step's key: a picture that stands in for another is not the same artifact as
/// one that was chosen, because it tells of it.
pub(crate) fn wanted_of(missed: &[Fallback]) -> Vec<&str> {
    missed.iter().map(|fallback| fallback.wanted.as_str()).collect()
}

/// Whether another source may have what this one failed to give.
fn may_go_on(kind: ErrorKind) -> bool {
    matches!(
        kind,
        ErrorKind::ContentRejected
            | ErrorKind::BudgetExceeded
            | ErrorKind::ProviderThrottled
            | ErrorKind::ProviderUnavailable
            | ErrorKind::ProviderRefused
            | ErrorKind::ProviderBadAnswer
            | ErrorKind::InvalidAsset
    )
}

/// A picture that is there.
pub(crate) fn made(item: u32, artifact: oma_core::step::Artifact) -> PictureMade {
    PictureMade::Made(MadeFor { item, artifact: artifact.key })
}
