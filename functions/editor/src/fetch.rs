//! Brings artifacts to the disk for ffmpeg.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use oma_core::contract::Job;
use oma_core::picture::{Background, Picture};
use oma_core::step::{StepKey, Steps};
use oma_core::timeline::{SegmentContent, SegmentSpec, Shot};
use oma_core::video::keys;
use oma_core::{Error, Result};
use tempfile::TempDir;

/// A folder for the work of one step; it goes when it is dropped.
pub(crate) fn work_dir() -> Result<TempDir> {
    tempfile::Builder::new().prefix("oma-").tempdir().map_err(|e| {
        Error::new(oma_core::ErrorKind::StorageUnavailable, "There is no room for the work.")
            .with_detail(e)
    })
}

/// Fetches one file of an artifact to a path.
pub(crate) async fn file(
    steps: &Steps,
    job: &Job,
    artifact: &StepKey,
    name: &str,
    to: &Path,
) -> Result<()> {
    steps.objects().get_file(&keys::artifact_file(&job.owner, artifact, name), to).await
}

/// Fetches the layers of all pictures that a segment shows; a folder for each artifact.
pub(crate) async fn layers(
    steps: &Steps,
    job: &Job,
    spec: &SegmentSpec,
    dir: &Path,
) -> Result<BTreeMap<StepKey, PathBuf>> {
    let mut folders = BTreeMap::new();
    for shot in shots(spec) {
        let folder = dir.join(shot.artifact.as_str());
        std::fs::create_dir_all(&folder).map_err(Error::internal)?;
        for name in layer_files(&shot.picture) {
            file(steps, job, &shot.artifact, name, &folder.join(name)).await?;
        }
        folders.insert(shot.artifact.clone(), folder);
    }
    Ok(folders)
}

/// Fetches the brand's font, if the segment's captions are set in one, beside the embedded ones.
pub(crate) async fn caption_font(
    steps: &Steps,
    job: &Job,
    spec: &SegmentSpec,
    fonts_dir: &Path,
) -> Result<()> {
    let SegmentContent::Scene { caption_look, .. } = &spec.content else { return Ok(()) };
    let Some(font) = &caption_look.font else { return Ok(()) };
    let key = keys::upload(&job.owner, &font.upload);
    steps.objects().get_file(&key, &fonts_dir.join(&font.upload)).await
}

fn shots(spec: &SegmentSpec) -> Vec<&Shot> {
    match &spec.content {
        SegmentContent::Scene { shot, .. } => vec![shot],
        SegmentContent::Transition { from, to, .. } => vec![from, to],
    }
}

fn layer_files(picture: &Picture) -> BTreeSet<&str> {
    let (Background::Still { file, .. } | Background::Clip { file, .. }) = &picture.background;
    let fixed = picture.fixed.iter().map(|layer| &layer.file);
    picture.foreground.iter().chain([file]).chain(fixed).map(String::as_str).collect()
}
