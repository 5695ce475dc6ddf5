use std::path::{Path, PathBuf};

use oma_core::brief::{Brief, BriefAsset, Fit};
use oma_core::contract::{Job, MadeFor, files};
use oma_core::event::Fallback;
use oma_core::picture::{Background, Picture};
use oma_core::plan::Plan;
use oma_core::script::{Scene, Script};
use oma_core::step::{MadeFile, Output, Step, StepKey};
use oma_core::video::keys;
use oma_core::{Error, ErrorKind, Result};
use oma_media::cards::{self, Card, CardRequest};
use oma_media::probe::{self, Asset};

use crate::VisualAgent;
use crate::assign::asset_of;
use crate::style::CardStyle;

/// How much a photo is darkened under the words, from 0 to 1.
const PHOTO_DIM: f32 = 0.15;

impl VisualAgent {
    /// Makes the picture of one scene: from the user's own file if the scene has one, else a card.
    pub(crate) async fn make(
        &self,
        job: &Job,
        plan: &StepKey,
        script: &StepKey,
        number: u32,
    ) -> Result<MadeFor> {
        let plan: Plan = self.steps.read(&job.owner, plan, files::PLAN).await?;
        let script: Script = self.steps.read(&job.owner, script, files::SCRIPT).await?;
        let brief = Brief::load(self.steps.objects(), job.video_id).await?;
        let scene = script.scene(number).ok_or_else(|| {
            Error::new(ErrorKind::InvalidEvent, format!("The script has no scene {number}."))
        })?;
        let asset = asset_of(&brief.assets, number);
        let style = CardStyle::new(&plan, &script, &brief, scene);
        let step = Step {
            name: "visual.make",
            version: 1,
            provider: if asset.is_some() { "user" } else { "offline" },
            model: if asset.is_some() { "own-picture" } else { "card-1" },
            item: Some(number),
        };
        let work = || async {
            match asset {
                Some(asset) => self.show_asset(job, asset, &style, scene).await,
                None => card(&style, scene).await,
            }
        };
        let inputs = (&style, asset, shown(scene));
        let artifact = self.steps.run(job, step, &inputs, brief.fallbacks, work).await?;
        Ok(MadeFor { item: number, artifact: artifact.key })
    }

    /// The user's own picture, with the scene's words over it.
    async fn show_asset(
        &self,
        job: &Job,
        asset: &BriefAsset,
        style: &CardStyle,
        scene: &Scene,
    ) -> Result<Output> {
        let dir = tempfile::tempdir().map_err(Error::internal)?;
        let file = dir.path().join("asset");
        self.steps.objects().get_file(&keys::upload(&job.owner, &asset.source), &file).await?;
        let (background, made, fallbacks) = match probe::sniff(&self.tools, &file).await? {
            Asset::Image { .. } => photo(&file, asset.fit, style).await?,
            Asset::Clip { duration_ms, .. } => clip(&file, duration_ms, asset, scene).await?,
            Asset::Sound { .. } => {
                let message = format!("The picture of scene {} is a sound.", scene.number);
                return Err(Error::new(ErrorKind::InvalidAsset, message));
            }
        };
        let overlay = draw(style, scene, cards::overlay).await?;
        let foreground = MadeFile::bytes(FOREGROUND, "image/png", overlay);
        let picture = Picture { background, foreground: Some(FOREGROUND.to_owned()), fixed: None };
        let files = vec![made, foreground, MadeFile::json(files::PICTURE, &picture)?];
        Ok(Output { fallbacks, ..Output::free(files) })
    }
}

const BACKGROUND: &str = "background.png";
const FOREGROUND: &str = "foreground.png";
const CLIP: &str = "clip.mp4";

/// What of a scene is seen on its picture; the narration is not, so changing a spoken word draws
/// nothing again.
fn shown(scene: &Scene) -> impl serde::Serialize + Sync + use<'_> {
    (&scene.on_screen, &scene.supporting, &scene.keywords, scene.mood, scene.purpose)
}

async fn card(style: &CardStyle, scene: &Scene) -> Result<Output> {
    let Card { background_png, foreground_png } = draw(style, scene, cards::draw).await?;
    let picture = Picture {
        background: Background::Still { file: BACKGROUND.to_owned(), photo: false },
        foreground: Some(FOREGROUND.to_owned()),
        fixed: None,
    };
    Ok(Output::free(vec![
        MadeFile::bytes(BACKGROUND, "image/png", background_png),
        MadeFile::bytes(FOREGROUND, "image/png", foreground_png),
        MadeFile::json(files::PICTURE, &picture)?,
    ]))
}

type Layer = (Background, MadeFile, Vec<Fallback>);

async fn photo(file: &Path, fit: Fit, style: &CardStyle) -> Result<Layer> {
    let (file, format) = (PathBuf::from(file), style.format);
    let png = off_thread(move || {
        let bytes = std::fs::read(&file).map_err(Error::internal)?;
        cards::cover_photo(&bytes, format, fit, PHOTO_DIM)
    });
    let made = MadeFile::bytes(BACKGROUND, "image/png", png.await?);
    Ok((Background::Still { file: BACKGROUND.to_owned(), photo: true }, made, Vec::new()))
}

/// A clip stays as it is; the editor loops and fits it. It is always filled, so a wish for
/// another fit is a replacement and is reported.
async fn clip(file: &Path, duration_ms: u64, asset: &BriefAsset, scene: &Scene) -> Result<Layer> {
    let bytes = tokio::fs::read(file).await.map_err(Error::internal)?;
    let made = MadeFile::bytes(CLIP, "video/mp4", bytes);
    let filled = Fallback {
        what: format!("fit of the clip in scene {}", scene.number),
        wanted: "contain".to_owned(),
        used: "cover".to_owned(),
        reason: "clips always fill the frame".to_owned(),
    };
    let fallbacks = if asset.fit == Fit::Contain { vec![filled] } else { Vec::new() };
    Ok((
        Background::Clip { file: CLIP.to_owned(), duration_ms, start_ms: 0, fit: Fit::Cover },
        made,
        fallbacks,
    ))
}

/// Draws away from the async threads: a card keeps a core busy for about a tenth of a second.
async fn draw<T: Send + 'static>(
    style: &CardStyle,
    scene: &Scene,
    painter: fn(&CardRequest<'_>) -> Result<T>,
) -> Result<T> {
    let (style, scene) = (style.clone(), scene.clone());
    off_thread(move || painter(&style.request(&scene))).await
}

async fn off_thread<T: Send + 'static>(
    work: impl FnOnce() -> Result<T> + Send + 'static,
) -> Result<T> {
    tokio::task::spawn_blocking(work).await.map_err(Error::internal)?
}
