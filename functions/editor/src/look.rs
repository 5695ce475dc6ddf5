//! What a brand changes in the captions.

use oma_core::brief::{BrandKit, Brief};
use oma_core::contract::Job;
use oma_core::event::Fallback;
use oma_core::script::Script;
use oma_core::step::Steps;
use oma_core::timeline::{CaptionFont, CaptionLook};
use oma_core::video::keys;
use oma_core::{ErrorKind, Result};
use oma_media::fonts::Font;

/// The look of the captions, and what was replaced if the brand's font cannot be used.
pub(crate) async fn caption_look(
    steps: &Steps,
    job: &Job,
    brief: &Brief,
    script: &Script,
) -> Result<(CaptionLook, Option<Fallback>)> {
    let Some(kit) = brief.brand() else { return Ok((CaptionLook::default(), None)) };
    let accent = kit.colors.as_ref().and_then(|colors| colors.accent);
    let (font, fallback) = match font(steps, job, kit, script).await? {
        None => (None, None),
        Some(Ok(font)) => (Some(font), None),
        Some(Err(fallback)) => (None, Some(fallback)),
    };
    Ok((CaptionLook { accent, font }, fallback))
}

/// The brand's font, if it has one that can draw every spoken word.
async fn font(
    steps: &Steps,
    job: &Job,
    kit: &BrandKit,
    script: &Script,
) -> Result<Option<std::result::Result<CaptionFont, Fallback>>> {
    let Some(upload) = &kit.font else { return Ok(None) };
    let replaced = |reason: String| {
        Some(Err(Fallback {
            what: "font of captions".to_owned(),
            wanted: upload.clone(),
            used: "Inter".to_owned(),
            reason,
        }))
    };
    let bytes = match steps.objects().get_bytes(&keys::upload(&job.owner, upload)).await {
        Ok(bytes) => bytes,
        Err(error) if error.kind == ErrorKind::NotFound => {
            return Ok(replaced("the file is not there".to_owned()));
        }
        Err(error) => return Err(error),
    };
    let font = match Font::load(&bytes) {
        Ok(font) => font,
        Err(error) if error.kind == ErrorKind::InvalidAsset => return Ok(replaced(error.message)),
        Err(error) => return Err(error),
    };
    if script.spoken().any(|scene| !font.has_letters_of(&scene.narration)) {
        return Ok(replaced("it lacks a letter of the words".to_owned()));
    }
    let family = font.family().to_owned();
    Ok(Some(Ok(CaptionFont { upload: upload.clone(), family })))
}
