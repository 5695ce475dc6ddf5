use std::sync::Arc;

use ulid::Ulid;

use super::Memory;
use crate::Result;
use crate::contract::Job;
use crate::id::{Owner, VideoId};
use crate::limits::Figures;
use crate::ports::{Clock as _, Videos as _};
use crate::spend::{Account, Accounts};
use crate::video::{VideoRecord, VideoStatus};

impl Memory {
    /// The job of [`Memory::run_video`].
    pub fn job() -> Job {
        let video_id = VideoId(Ulid::from_parts(1, 1));
        Job { owner: Owner::local(), video_id, execution: video_id.to_string() }
    }

    /// Puts a video here that [`Memory::job`] is at work on.
    pub async fn run_video(&self) -> Result<()> {
        self.run_job(Self::job()).await
    }

    /// Puts a video here that a job is at work on.
    pub async fn run_job(&self, job: Job) -> Result<()> {
        let Job { owner, video_id, execution } = job;
        let now = self.now();
        self.create(&VideoRecord {
            owner,
            video_id,
            version: 1,
            title: String::new(),
            brief_hash: String::new(),
            status: VideoStatus::Running,
            execution,
            revision: 1,
            tags: Vec::new(),
            variant_of: None,
            siblings: Vec::new(),
            created_at: now,
            updated_at: now,
            failure: None,
            approval: None,
            film: None,
        })
        .await
    }

    /// Accounts over this memory.
    pub fn accounts(self: &Arc<Self>, figures: Figures) -> Accounts {
        Accounts::new(self.steps(), self.clone(), self.clone(), self.clone(), figures)
    }

    /// An account without limits, of a memory with [`Memory::run_video`].
    pub fn account(self: &Arc<Self>) -> Account {
        self.accounts(Figures::default()).of(&Self::job(), None, "test.call", None)
    }

    /// An account without limits over a memory of its own: for what asks nobody, or whose calls are
    /// not looked at afterwards.
    pub async fn an_account() -> Result<Account> {
        let memory = Arc::new(Self::default());
        memory.run_video().await?;
        Ok(memory.account())
    }
}
