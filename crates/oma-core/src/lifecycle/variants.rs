use serde_json::{Map, Value};

use super::Lifecycle;
use super::patch::patch_brief;
use crate::brief::Brief;
use crate::id::{Owner, VideoId};
use crate::submission::NewVideo;
use crate::video::VideoRecord;
use crate::{ErrorKind, Result};

impl Lifecycle<'_> {
    /// The record of a video, and its brief with each of the patches applied, to be checked as any
    /// new brief before [`Lifecycle::start_variants`].
    pub async fn draft_variants(
        &self,
        owner: &Owner,
        video: VideoId,
        patches: &[Map<String, Value>],
    ) -> Result<(VideoRecord, Vec<Value>)> {
        let source = self.find(owner, video).await?;
        let brief: Value = serde_json::from_slice(&self.stored_brief(video).await?)?;
        let drafts = patches.iter().map(|patch| {
            let mut brief = brief.clone();
            patch_brief(&mut brief, patch);
            brief
        });
        Ok((source, drafts.collect()))
    }

    /// Makes a new video of each brief, with the tags of the one that they are variants of. They
    /// know each other as siblings.
    ///
    /// All are written down before the first is started. A variant whose start fails is given back
    /// as it is then, failed, and can be tried again; an error means that none was started.
    pub async fn start_variants(
        &self,
        source: &VideoRecord,
        briefs: &[(VideoId, Brief)],
    ) -> Result<Vec<VideoRecord>> {
        let mut variants = Vec::with_capacity(briefs.len());
        for (video_id, brief) in briefs {
            let others = briefs.iter().map(|(id, _)| *id).filter(|id| id != video_id);
            let siblings: Vec<VideoId> = others.collect();
            let new = NewVideo {
                owner: &source.owner,
                video_id: *video_id,
                brief,
                tags: &source.tags,
                variant_of: Some(source.video_id),
                siblings: &siblings,
            };
            match self.desk().accept(&new).await {
                Ok(record) => variants.push(record),
                // An equal request that died before it answered made this one.
                Err(error) if error.kind == ErrorKind::Conflict => {
                    variants.push(self.find(&source.owner, *video_id).await?);
                }
                Err(error) => {
                    for accepted in &variants {
                        self.desk().fail(accepted, &error).await?;
                    }
                    return Err(error);
                }
            }
        }
        self.start_all(variants).await
    }

    async fn start_all(&self, mut variants: Vec<VideoRecord>) -> Result<Vec<VideoRecord>> {
        let mut errors = Vec::new();
        for variant in &mut variants {
            if let Err(error) = self.start(variant).await {
                errors.push(error);
                *variant = self.find(&variant.owner, variant.video_id).await?;
            }
        }
        match errors.pop() {
            Some(error) if errors.len() + 1 == variants.len() => Err(error),
            _ => Ok(variants),
        }
    }
}
