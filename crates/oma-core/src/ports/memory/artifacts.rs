use std::collections::BTreeSet;

use async_trait::async_trait;

use super::{Memory, conflict, lock};
use crate::contract::Job;
use crate::id::{Owner, VideoId};
use crate::ports::{ArtifactIndex, ArtifactUses, Claim};
use crate::step::{ArtifactRecord, StepKey};
use crate::{Error, Result};

/// An artifact's entry. Nothing here expires, and no closer dies.
#[derive(Debug, Default)]
pub(super) struct Entry {
    record: Option<ArtifactRecord>,
    users: BTreeSet<VideoId>,
    closer: Option<Closer>,
}

#[derive(Debug, PartialEq, Eq)]
enum Closer {
    /// The erasure of a video.
    Erasure(VideoId),
    /// A maker, by its execution.
    Maker(String),
}

impl Memory {
    fn is_made_by(&self, job: &Job) -> bool {
        let videos = lock(&self.videos);
        let record = videos.get(&(job.owner.to_string(), job.video_id));
        record.is_some_and(|record| job.runs(record))
    }
}

fn place(owner: &Owner, key: &StepKey) -> (Owner, StepKey) {
    (owner.clone(), key.clone())
}

#[async_trait]
impl ArtifactIndex for Memory {
    async fn find(&self, owner: &Owner, key: &StepKey) -> Result<Option<ArtifactRecord>> {
        let entries = lock(&self.artifacts);
        Ok(entries.get(&place(owner, key)).and_then(|entry| entry.record.clone()))
    }

    async fn claim(&self, job: &Job, key: &StepKey) -> Result<Claim> {
        let mut entries = lock(&self.artifacts);
        if !self.is_made_by(job) {
            return Err(Error::cancelled());
        }
        let entry = entries.entry(place(&job.owner, key)).or_default();
        if entry.closer.is_some() {
            return Err(conflict());
        }
        entry.users.insert(job.video_id);
        lock(&self.uses).insert((key.clone(), job.video_id));
        Ok(entry.record.clone().map_or(Claim::Make, Claim::Found))
    }

    async fn record(&self, job: &Job, record: &ArtifactRecord) -> Result<()> {
        let mut entries = lock(&self.artifacts);
        match entries.get_mut(&place(&job.owner, &record.key)) {
            Some(entry) if entry.users.contains(&job.video_id) => {
                entry.record = Some(record.clone());
                Ok(())
            }
            _ => Err(Error::cancelled()),
        }
    }

    async fn withdraw(&self, job: &Job, key: &StepKey) -> Result<bool> {
        let mut entries = lock(&self.artifacts);
        let entry = entries.entry(place(&job.owner, key)).or_default();
        let mine = Some(Closer::Maker(job.execution.clone()));
        if entry.closer.is_some() && entry.closer != mine {
            return Err(conflict());
        }
        let unused = entry.users.is_empty();
        if unused {
            *entry = Entry { closer: mine, ..Entry::default() };
        }
        Ok(unused)
    }

    async fn withdrawn(&self, job: &Job, key: &StepKey) -> Result<()> {
        let mine = Some(Closer::Maker(job.execution.clone()));
        lock(&self.artifacts)
            .retain(|at, entry| *at != place(&job.owner, key) || entry.closer != mine);
        Ok(())
    }
}

#[async_trait]
impl ArtifactUses for Memory {
    async fn used_by(&self, video: VideoId) -> Result<Vec<StepKey>> {
        Ok(lock(&self.uses).iter().filter(|(_, by)| *by == video).map(|(k, _)| k.clone()).collect())
    }

    async fn let_go(&self, owner: &Owner, key: &StepKey, video: VideoId) -> Result<bool> {
        let mut entries = lock(&self.artifacts);
        let entry = entries.entry(place(owner, key)).or_default();
        let unused = match &entry.closer {
            Some(Closer::Maker(_)) => return Err(conflict()),
            Some(Closer::Erasure(by)) => *by == video,
            None => {
                entry.users.remove(&video);
                entry.users.is_empty()
            }
        };
        if unused {
            *entry = Entry { closer: Some(Closer::Erasure(video)), ..Entry::default() };
        } else {
            lock(&self.uses).remove(&(key.clone(), video));
        }
        Ok(unused)
    }

    async fn forget(&self, owner: &Owner, key: &StepKey, video: VideoId) -> Result<()> {
        let mine = Some(Closer::Erasure(video));
        lock(&self.artifacts).retain(|at, entry| *at != place(owner, key) || entry.closer != mine);
        lock(&self.uses).remove(&(key.clone(), video));
        Ok(())
    }
}
