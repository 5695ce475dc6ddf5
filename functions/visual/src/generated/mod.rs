//! Pictures that models draw, and clips that models make of them.
//!
//! Reading order: [`FilmStyle`] is what all scenes of a film share; `describe` says in English what is seen in
//! one; [`generate`] draws it, and where a clip is wanted, moves it: `moving` is that long job, and [`Waits`]
//! carries its waits out of a step. `colours` names a brand's colours.
//!
//! What must stay true: all scenes of a film have the same style and seed, whatever their order and however
//! often they are made; nothing leaves with personal data in it; a job is started once, and a scene
//! whose clip fails or takes too long shows the still that was drawn for it, and says so.

mod colours;
mod describe;
mod moving;
mod style;
#[cfg(test)]
mod tests;
mod waits;

use std::sync::Arc;

use oma_core::brief::Fit;
use oma_core::event::Fallback;
use oma_core::format::{Aspect, VideoFormat};
use oma_core::language::Language;
use oma_core::picture::Background;
use oma_core::plan::ModelChoice;
use oma_core::ports::{ClipModels, Drawing, ImageModels, ImageRequest, LanguageModels};
use oma_core::script::Scene;
use oma_core::spend::{Account, Bill};
use oma_core::step::MadeFile;
use oma_core::{Error, ErrorKind, Result};
use oma_media::cards;
use oma_media::ffmpeg::Tools;

pub(crate) use describe::is_of_a_provider;
pub use style::FilmStyle;
pub use waits::Waits;

use crate::picture::{BACKGROUND, off_thread};
use moving::Moved;

/// The models that make pictures. Cheap to clone.
#[derive(Clone)]
pub struct Generator {
    /// Those that draw.
    pub images: Arc<dyn ImageModels>,
    /// Those that move what was drawn; without them there are stills only.
    pub clips: Option<Arc<dyn ClipModels>>,
    /// Those that describe what is to be drawn; without them a scene's own words do.
    pub language: Option<Arc<dyn LanguageModels>>,
}

/// A picture that is wanted.
#[derive(Clone, Copy)]
pub struct Wanted<'a> {
    /// The scene that it is for.
    pub scene: &'a Scene,
    /// The language of the scene's words.
    pub language: Language,
    /// What all scenes share.
    pub style: &'a FilmStyle,
    /// The film's size.
    pub format: VideoFormat,
    /// Its width to height.
    pub aspect: Aspect,
    /// Who draws.
    pub image: &'a ModelChoice,
    /// Who moves it; nobody for a still.
    pub clip: Option<&'a ModelChoice>,
    /// How often this was asked before while the job was not done.
    pub looks: u32,
}

/// What came of it.
#[derive(Debug)]
pub enum Generated {
    /// The background.
    Made(Box<GeneratedPicture>),
    /// A job is not done: to be asked again after so many seconds.
    Pending(u32),
}

/// A background that models made.
#[derive(Debug)]
pub struct GeneratedPicture {
    /// The layer.
    pub background: Background,
    /// Its file.
    pub file: MadeFile,
    /// What was replaced.
    pub fallbacks: Vec<Fallback>,
    /// What it cost.
    pub bill: Bill,
    /// Who made what is seen: the clip, or the still.
    pub model: ModelChoice,
}

/// Makes a background. Asked again with equal inputs it pays nothing again, wherever it was cut off.
///
/// # Errors
/// What drawing fails with, so that the caller can take another source:
/// [`ErrorKind::ContentRejected`], [`ErrorKind::BudgetExceeded`] and the errors of providers. A clip that
/// fails is no error.
pub async fn generate(
    generator: &Generator,
    tools: &Tools,
    wanted: &Wanted<'_>,
    account: &Account,
) -> Result<Generated> {
    let described = describe::describe(generator.language.as_deref(), wanted, account).await?;
    let what = format!("picture of scene {}", wanted.scene.number);
    let request = ImageRequest {
        prompt: wanted.style.prompt(&described.text),
        avoid: FilmStyle::AVOID.to_owned(),
        aspect: wanted.aspect,
        seed: wanted.style.seed(),
    };
    let drawing = Drawing { what: &what, model: wanted.image, request: &request };
    let drawn = generator.images.draw(&drawing, account).await?;
    let mut fallbacks: Vec<_> = described.fallback.into_iter().chain(drawn.fallback).collect();
    let mut bill = described.bill + drawn.bill;
    if let (Some(clips), Some(model)) = (&generator.clips, wanted.clip) {
        let job = moving::Job { clips: clips.as_ref(), model, tools, still: &drawn.bytes };
        match job.run(wanted, &described.text, account).await? {
            Moved::Pending(seconds) => return Ok(Generated::Pending(seconds)),
            Moved::Done { background, file, bill: paid } => {
                let (bill, model) = (bill + paid, model.clone());
                let made = GeneratedPicture { background, file, fallbacks, bill, model };
                return Ok(Generated::Made(Box::new(made)));
            }
            Moved::Failed { reason, bill: paid } => {
                bill += paid;
                fallbacks.push(Fallback {
                    what,
                    wanted: format!("a clip by {} {}", model.provider, model.model),
                    used: format!("a still by {} {}", drawn.model.provider, drawn.model.model),
                    reason,
                });
            }
        }
    }
    let (bytes, format) = (drawn.bytes, wanted.format);
    let png = off_thread(move || cards::cover_photo(&bytes, format, Fit::Cover)).await;
    let png = png.map_err(|error| unreadable(error, &drawn.model))?;
    let made = GeneratedPicture {
        background: Background::Still { file: BACKGROUND.to_owned(), photo: true },
        file: MadeFile::bytes(BACKGROUND, "image/png", png),
        fallbacks,
        bill,
        model: drawn.model,
    };
    Ok(Generated::Made(Box::new(made)))
}

/// A picture that cannot be read is not the user's fault.
fn unreadable(error: Error, model: &ModelChoice) -> Error {
    match error.kind {
        ErrorKind::InvalidAsset => {
            let message = format!("The picture of {} cannot be read.", model.provider);
            Error::new(ErrorKind::ProviderBadAnswer, message).with_detail(error.message)
        }
        _ => error,
    }
}
