//! The user's own picture or clip as a background.

use std::path::{Path, PathBuf};

use oma_core::brief::Fit;
use oma_core::contract::Job;
use oma_core::picture::Background;
use oma_core::script::Scene;
use oma_core::step::MadeFile;
use oma_core::video::keys;
use oma_core::{Error, ErrorKind, Result};
use oma_media::cards;
use oma_media::probe::{self, Asset};
use serde::Serialize;

use crate::VisualAgent;
use crate::binding::Bound;
use crate::picture::{BACKGROUND, off_thread};
use crate::style::CardStyle;

const CLIP: &str = "clip.mp4";

/// What decides the background beside the look of the film; part of the step's key.
#[derive(Debug, Clone, Serialize)]
pub(crate) struct OwnPicture {
    source: String,
    fit: Fit,
    /// Which part of a clip is shown; nothing for a file that its name says is a still.
    part: Option<Part>,
}

/// A part of a clip.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
#[serde(rename_all = "snake_case")]
enum Part {
    /// From a moment on.
    From {
        /// The moment.
        start_ms: u64,
    },
    /// The best part of a length, or of those that follow it for the file's later scenes.
    Best {
        /// The length of the scene.
        length_ms: u64,
        /// How many earlier scenes show the same file.
        uses_before: u32,
    },
}

impl OwnPicture {
    pub(crate) fn new(bound: &Bound<'_>, scene: &Scene) -> Self {
        let asset = bound.asset;
        let best = Part::Best { length_ms: scene.duration_ms(), uses_before: bound.uses_before };
        let part = match asset.start_s {
            // At most an hour, so the cast keeps the value.
            #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)]
            Some(start) => Part::From { start_ms: (start.max(0.0) * 1000.0).round() as u64 },
            None => best,
        };
        Self {
            source: asset.source.clone(),
            fit: asset.fit,
            part: (!is_named_like_a_still(&asset.source)).then_some(part),
        }
    }
}

fn is_named_like_a_still(source: &str) -> bool {
    let extension = Path::new(source).extension().and_then(|e| e.to_str()).unwrap_or_default();
    ["png", "jpg", "jpeg", "webp"].iter().any(|still| extension.eq_ignore_ascii_case(still))
}

impl VisualAgent {
    /// The background and its file.
    pub(crate) async fn own_background(
        &self,
        job: &Job,
        own: &OwnPicture,
        style: &CardStyle,
        scene: &Scene,
    ) -> Result<(Background, MadeFile)> {
        let dir = tempfile::tempdir().map_err(Error::internal)?;
        let file = dir.path().join("asset");
        self.steps.objects().get_file(&keys::upload(&job.owner, &own.source), &file).await?;
        match probe::sniff(&self.tools, &file).await? {
            Asset::Image { .. } => photo(&file, own.fit, style).await,
            Asset::Clip { duration_ms, .. } => self.clip(&file, duration_ms, own).await,
            Asset::Sound { .. } => {
                let message = format!("The picture of scene {} is a sound.", scene.number);
                Err(Error::new(ErrorKind::InvalidAsset, message))
            }
        }
    }

    /// A clip stays as it is; the editor cuts, loops and fits it.
    async fn clip(
        &self,
        file: &Path,
        duration_ms: u64,
        own: &OwnPicture,
    ) -> Result<(Background, MadeFile)> {
        let start_ms = match own.part {
            Some(Part::From { start_ms }) => start_ms.min(duration_ms.saturating_sub(1)),
            Some(Part::Best { length_ms, uses_before }) => {
                let best = probe::best_part(&self.tools, file, length_ms).await?;
                later_part(best, (duration_ms, length_ms), uses_before)
            }
            None => 0,
        };
        let bytes = tokio::fs::read(file).await.map_err(Error::internal)?;
        let made = MadeFile::bytes(CLIP, "video/mp4", bytes);
        let fit = own.fit;
        Ok((Background::Clip { file: CLIP.to_owned(), duration_ms, start_ms, fit }, made))
    }
}

async fn photo(file: &Path, fit: Fit, style: &CardStyle) -> Result<(Background, MadeFile)> {
    let (file, format) = (PathBuf::from(file), style.format);
    let png = off_thread(move || {
        let bytes = std::fs::read(&file).map_err(Error::internal)?;
        cards::cover_photo(&bytes, format, fit)
    });
    let made = MadeFile::bytes(BACKGROUND, "image/png", png.await?);
    Ok((Background::Still { file: BACKGROUND.to_owned(), photo: true }, made))
}

/// The start of the part that a clip's later scenes show: one length after the other from the
/// best part on, and from the clip's begin when its end is reached.
fn later_part(best_ms: u64, (duration_ms, length_ms): (u64, u64), uses_before: u32) -> u64 {
    let starts = duration_ms.saturating_sub(length_ms) + 1;
    (best_ms + u64::from(uses_before) * length_ms) % starts
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_clip_used_again_shows_another_part() {
        let clip = (20_000, 4_000);
        assert_eq!(later_part(6_000, clip, 0), 6_000);
        assert_eq!(later_part(6_000, clip, 1), 10_000);
        assert_eq!(later_part(6_000, clip, 3), 1_999);
        // Too short for two parts.
        assert_eq!(later_part(0, (3_000, 4_000), 1), 0);
    }

    #[test]
    fn only_stills_have_no_part() {
        assert!(is_named_like_a_still("ab12.JPG"));
        assert!(!is_named_like_a_still("ab12.mp4"));
        assert!(!is_named_like_a_still("ab12"));
    }
}
