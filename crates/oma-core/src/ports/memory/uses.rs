use async_trait::async_trait;

use super::{Memory, lock};
use crate::Result;
use crate::id::{Owner, VideoId};
use crate::ports::ArtifactUses;
use crate::step::StepKey;

#[async_trait]
impl ArtifactUses for Memory {
    async fn used_by(&self, video: VideoId) -> Result<Vec<StepKey>> {
        Ok(lock(&self.uses).iter().filter(|(_, by)| *by == video).map(|(k, _)| k.clone()).collect())
    }

    async fn let_go(&self, owner: &Owner, key: &StepKey, video: VideoId) -> Result<bool> {
        let uses = lock(&self.uses);
        let unused = !uses.iter().any(|(used, by)| used == key && *by != video);
        if unused {
            lock(&self.artifacts).remove(&format!("{owner}/{key}"));
        }
        Ok(unused)
    }

    async fn forget(&self, _: &Owner, key: &StepKey, video: VideoId) -> Result<()> {
        lock(&self.uses).remove(&(key.clone(), video));
        Ok(())
    }
}
