use oma_core::brief::Brief;
use oma_core::contract::{Job, PictureMade, files};
use oma_core::event::{EventKind, Fallback};
use oma_core::picture::{Background, FixedLayer, Picture};
use oma_core::plan::Plan;
use oma_core::ports::Credit;
use oma_core::script::{Scene, Script};
use oma_core::step::{MadeFile, Output, Step, StepKey};
use oma_core::{Error, ErrorKind, Result};
use oma_media::cards::{self, Card, PlacedLogo};
use serde_json::json;

use crate::VisualAgent;
use crate::binding::{Bound, bind};
use crate::brand::BrandFiles;
use crate::own::OwnPicture;
use crate::sources::{Scenery, made, wanted_of};
use crate::style::CardStyle;

pub(crate) const BACKGROUND: &str = "background.png";
const FOREGROUND: &str = "foreground.png";
const LOGO: &str = "logo.png";

impl VisualAgent {
    /// Makes the picture of one scene: from the user's own file if the scene has one, else from the
    /// first of the plan's sources that has one, else a card.
    pub(crate) async fn make(
        &self,
        job: &Job,
        plan: &StepKey,
        script: &StepKey,
        (number, looks): (u32, u32),
    ) -> Result<PictureMade> {
        let plan: Plan = self.steps.read(&job.owner, plan, files::PLAN).await?;
        let script: Script = self.steps.read(&job.owner, script, files::SCRIPT).await?;
        let brief = Brief::load(self.steps.objects(), job.video_id).await?;
        let scene = script.scene(number).ok_or_else(|| {
            Error::new(ErrorKind::InvalidEvent, format!("The script has no scene {number}."))
        })?;
        let bound = bind(&brief.assets, script.pictured()).get(&number).copied();
        let own = bound.map(|bound| OwnPicture::new(&bound, scene));
        let mut missed = Vec::new();
        if own.is_none() && !scene.purpose.is_brand_card() {
            let account = self.accounts.of(job, brief.budget_usd, "visual.make", Some(number));
            let scenery = Scenery {
                job,
                plan: &plan,
                script: &script,
                brief: &brief,
                scene,
                account: &account,
                looks,
            };
            match self.first_source(&scenery).await? {
                Ok(made) => return Ok(made),
                Err(fallbacks) => missed = fallbacks,
            }
        }
        let style = CardStyle::new(&plan, &script, &brief, scene, own.is_some());
        let step = Step {
            name: "visual.make",
            version: 2,
            provider: if own.is_some() { "user" } else { "offline" },
            model: if own.is_some() { "own-picture-2" } else { "card-2" },
            item: Some(number),
        };
        let work = || async {
            if let Some(own) = &own {
                return self.show_own(job, own, &style, scene).await;
            }
            let mut output = self.card(job, &style).await?;
            output.fallbacks.extend(missed.iter().cloned());
            Ok(output)
        };
        // A card that was wanted has the key it always had.
        let inputs = if missed.is_empty() {
            json!((&style, &own))
        } else {
            json!((&style, wanted_of(&missed)))
        };
        let artifact = self.steps.run(job, step, &inputs, brief.fallbacks, work).await?;
        if let Some(note) = bound.and_then(|bound| shown_again(&bound, &style)) {
            // No work of the step: it is what the brief asked for, so `fallbacks: never` allows it,
            // and the same picture may be the first use of its file in another film.
            self.steps.append(job, EventKind::FallbackUsed(note)).await?;
        }
        Ok(made(number, artifact))
    }

    /// The user's own picture, with the scene's words over it.
    async fn show_own(
        &self,
        job: &Job,
        own: &OwnPicture,
        style: &CardStyle,
        scene: &Scene,
    ) -> Result<Output> {
        let (background, made) = self.own_background(job, own, style, scene).await?;
        self.overlaid(job, style, (background, made, None)).await
    }

    /// A background with the scene's words over it.
    pub(crate) async fn overlaid(
        &self,
        job: &Job,
        style: &CardStyle,
        (background, made, credit): (Background, MadeFile, Option<Credit>),
    ) -> Result<Output> {
        let brand = self.brand_files(job, style).await?;
        let style = style.clone();
        off_thread(move || {
            let logo = placed(&brand, &style)?;
            let request = style.request(brand.font.as_ref(), logo.as_ref().map(|logo| logo.area));
            let overlay = cards::overlay(&request)?;
            let background = (background, credit);
            output(background, vec![made], overlay, logo, brand.fallbacks)
        })
        .await
    }

    async fn card(&self, job: &Job, style: &CardStyle) -> Result<Output> {
        let brand = self.brand_files(job, style).await?;
        let style = style.clone();
        off_thread(move || {
            let font = brand.font.as_ref();
            let (card, logo) = if style.is_brand_card() {
                // The logo is part of the card.
                (cards::brand_card(&style.request(font, None), brand.logo.as_ref())?, None)
            } else {
                let logo = placed(&brand, &style)?;
                let area = logo.as_ref().map(|logo| logo.area);
                (cards::draw(&style.request(font, area))?, logo)
            };
            let Card { background_png, foreground_png } = card;
            let background = Background::Still { file: BACKGROUND.to_owned(), photo: false };
            let made = MadeFile::bytes(BACKGROUND, "image/png", background_png);
            output((background, None), vec![made], foreground_png, logo, brand.fallbacks)
        })
        .await
    }
}

/// The report's note that a scene shows what another one has shown.
fn shown_again(bound: &Bound<'_>, style: &CardStyle) -> Option<Fallback> {
    let first = bound.first_shown_in?;
    Some(Fallback {
        what: format!("picture of scene {}", style.number),
        wanted: "a picture of its own".to_owned(),
        used: format!("the same picture as scene {first}"),
        reason: "the brief lists it twice".to_owned(),
    })
}

fn placed(brand: &BrandFiles, style: &CardStyle) -> Result<Option<PlacedLogo>> {
    match (&brand.logo, &style.logo) {
        (Some(logo), Some(wish)) => logo.place(wish, style.format).map(Some),
        _ => Ok(None),
    }
}

/// The layers with the description that says how they lie.
fn output(
    (background, credit): (Background, Option<Credit>),
    mut made: Vec<MadeFile>,
    foreground_png: Vec<u8>,
    logo: Option<PlacedLogo>,
    fallbacks: Vec<Fallback>,
) -> Result<Output> {
    made.push(MadeFile::bytes(FOREGROUND, "image/png", foreground_png));
    let fixed = logo.map(|logo| {
        made.push(MadeFile::bytes(LOGO, "image/png", logo.png));
        FixedLayer { file: LOGO.to_owned(), x: logo.area.x, y: logo.area.y }
    });
    let picture = Picture {
        background,
        foreground: Some(FOREGROUND.to_owned()),
        fixed,
        credit: credit.map(Box::new),
    };
    made.push(MadeFile::json(files::PICTURE, &picture)?);
    Ok(Output { fallbacks, ..Output::free(made) })
}

/// Works away from the async threads: a card keeps a core busy for about a tenth of a second.
pub(crate) async fn off_thread<T: Send + 'static>(
    work: impl FnOnce() -> Result<T> + Send + 'static,
) -> Result<T> {
    tokio::task::spawn_blocking(work).await.map_err(Error::internal)?
}
