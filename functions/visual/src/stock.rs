//! Footage and photos of libraries: which one a scene shows, and how.
//!
//! Scenes are made at the same time by processes that know nothing of each other, and no two scenes of
//! a film may show the same clip. So each scene does the choosing for all scenes before it, too, in the
//! order of the film: the searches are answered from the store once anybody has asked them, and what is
//! left is a little arithmetic. What a scene shows then is the input of its step, so a choice that comes
//! out the same makes nothing again.

use std::collections::BTreeSet;
use std::path::Path;

use oma_core::brief::Fit;
use oma_core::contract::PictureMade;
use oma_core::event::Fallback;
use oma_core::picture::Background;
use oma_core::ports::{StockItem, StockKind, StockLibraries, StockQuery};
use oma_core::script::Scene;
use oma_core::step::{MadeFile, Output, Step};
use oma_core::{Error, ErrorKind, Result};
use oma_media::cards;
use oma_media::probe::{self, Asset};
use oma_providers::stock::{self, Ranked, SceneWords};

use crate::VisualAgent;
use crate::binding::bind;
use crate::picture::{BACKGROUND, off_thread};
use crate::sources::{Scenery, made, wanted_of};
use crate::style::CardStyle;
use crate::terms::terms;

const CLIP: &str = "clip.mp4";

/// What a scene found, best first.
struct Found {
    items: Vec<StockItem>,
    ranked: Vec<Ranked>,
    fallbacks: Vec<Fallback>,
}

impl VisualAgent {
    /// A picture of a library; none if none fits.
    pub(crate) async fn stock(
        &self,
        scenery: &Scenery<'_>,
        missed: &[Fallback],
    ) -> Result<Option<PictureMade>> {
        let Some(libraries) = self.sources.stock.as_deref() else { return Ok(None) };
        let Some((item, notes)) = self.pick(libraries, scenery).await? else { return Ok(None) };
        let Scenery { job, plan, script, brief, scene, account, .. } = scenery;
        let card = CardStyle::new(plan, script, brief, scene, true);
        let step = Step {
            name: "visual.make",
            version: 2,
            provider: &item.library,
            model: &item.id,
            item: Some(scene.number),
        };
        let work = || async {
            let answer = libraries.fetch(&item, account).await?;
            let dir = tempfile::tempdir().map_err(Error::internal)?;
            let file = dir.path().join("found");
            tokio::fs::write(&file, &answer).await.map_err(Error::internal)?;
            let (background, layer) = self.background(&file, &card, scene).await?;
            let shown = (background, layer, Some(item.credit.clone()));
            let mut output: Output = self.overlaid(job, &card, shown).await?;
            output.fallbacks.extend(missed.iter().chain(&notes).cloned());
            Ok(output)
        };
        let inputs = (&card, &item.link, scene.duration_ms(), wanted_of(missed), wanted_of(&notes));
        let artifact = self.steps.run(job, step, &inputs, brief.fallbacks, work).await?;
        Ok(Some(made(scene.number, artifact)))
    }

    /// What this scene shows when all scenes before it have chosen.
    async fn pick(
        &self,
        libraries: &dyn StockLibraries,
        scenery: &Scenery<'_>,
    ) -> Result<Option<(StockItem, Vec<Fallback>)>> {
        let script = scenery.script.pictured();
        let bound = bind(&scenery.brief.assets, script);
        let upto = script.spoken().filter(|other| other.number <= scenery.scene.number);
        let mut taken = BTreeSet::new();
        for scene in upto.filter(|scene| !bound.contains_key(&scene.number)) {
            let is_ours = scene.number == scenery.scene.number;
            let found = match self.search(libraries, scenery, scene).await {
                Ok(found) => found,
                Err(error) if is_ours => return Err(error),
                // That scene takes something else, so it takes nothing from this one.
                Err(_) => continue,
            };
            let free = |ranked: &&Ranked| !taken.contains(&id(&found.items[ranked.index]));
            let Some(best) = found.ranked.iter().find(free) else { continue };
            let item = found.items[best.index].clone();
            if is_ours {
                return Ok(Some((item, found.fallbacks)));
            }
            taken.insert(id(&item));
        }
        Ok(None)
    }

    /// Clips, and photos where the clips are few.
    async fn search(
        &self,
        libraries: &dyn StockLibraries,
        scenery: &Scenery<'_>,
        scene: &Scene,
    ) -> Result<Found> {
        let (language, account) = (scenery.script.pictured().language, scenery.account);
        let words = terms(self.language(), scene, language, account).await?;
        let format = scenery.plan.format;
        let mut query = StockQuery {
            words,
            kind: StockKind::Clip,
            aspect: scenery.brief.aspect,
            min_side: format.width.min(format.height),
            min_duration_ms: scene.duration_ms(),
        };
        let clips = libraries.search(&query, account).await?;
        query.kind = StockKind::Photo;
        let photos = libraries.search(&query, account).await?;
        let items: Vec<StockItem> = clips.items.into_iter().chain(photos.items).collect();
        let fallbacks = clips.fallbacks.into_iter().chain(photos.fallbacks).collect();
        let ranked = stock::rank(&SceneWords::new(language, scene, &query.words), &query, &items);
        Ok(Found { items, ranked, fallbacks })
    }

    /// The background and its file.
    async fn background(
        &self,
        file: &Path,
        card: &CardStyle,
        scene: &Scene,
    ) -> Result<(Background, MadeFile)> {
        match probe::sniff(&self.tools, file).await? {
            Asset::Image { .. } => {
                let bytes = tokio::fs::read(file).await.map_err(Error::internal)?;
                let format = card.format;
                let png =
                    off_thread(move || cards::cover_photo(&bytes, format, Fit::Cover)).await?;
                let layer = MadeFile::bytes(BACKGROUND, "image/png", png);
                let background = Background::Still { file: BACKGROUND.to_owned(), photo: true };
                Ok((background, layer))
            }
            Asset::Clip { duration_ms, .. } => {
                let start_ms = probe::best_part(&self.tools, file, scene.duration_ms()).await?;
                let bytes = tokio::fs::read(file).await.map_err(Error::internal)?;
                let layer = MadeFile::bytes(CLIP, "video/mp4", bytes);
                let file = CLIP.to_owned();
                Ok((Background::Clip { file, duration_ms, start_ms, fit: Fit::Cover }, layer))
            }
            Asset::Sound { .. } => {
                let message = "The library gave a sound in place of a picture.";
                Err(Error::new(ErrorKind::ProviderBadAnswer, message))
            }
        }
    }
}

fn id(item: &StockItem) -> (String, String) {
    (item.library.clone(), item.id.clone())
}
