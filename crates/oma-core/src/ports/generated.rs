//! Pictures and clips that models make: the routers that an agent asks, and the long jobs of vendors.

use async_trait::async_trait;
use bytes::Bytes;
use serde::{Deserialize, Serialize};

use super::ImageRequest;
use crate::event::Fallback;
use crate::format::Aspect;
use crate::plan::ModelChoice;
use crate::spend::{Account, Answer, Bill, CallFailure};
use crate::{Error, Result};

/// The models that draw, with their routing.
#[async_trait]
pub trait ImageModels: Send + Sync {
    /// The cheapest model that is good enough for pictures of an aspect; none where none is
    /// configured. Equal configurations choose alike.
    fn choose(&self, aspect: Aspect) -> Option<ModelChoice>;

    /// Draws with the chosen model, or with the next ones where it fails in a way that another may
    /// not.
    ///
    /// # Errors
    /// [`crate::ErrorKind::ContentRejected`] where every model refuses the content; else what the
    /// chosen model failed with.
    async fn draw(&self, drawing: &Drawing<'_>, account: &Account) -> Result<Drawn>;
}

/// A picture that is wanted.
#[derive(Debug, Clone, Copy)]
pub struct Drawing<'a> {
    /// What it is, as a replacement is told of: `picture of scene 3`.
    pub what: &'a str,
    /// The model that the plan chose.
    pub model: &'a ModelChoice,
    /// What is to be seen.
    pub request: &'a ImageRequest,
}

/// A picture that was drawn.
#[derive(Debug, Clone)]
pub struct Drawn {
    /// A PNG, JPEG or WebP.
    pub bytes: Bytes,
    /// Who drew it.
    pub model: ModelChoice,
    /// What it cost.
    pub bill: Bill,
    /// That another model drew than the plan chose, and why.
    pub fallback: Option<Fallback>,
}

/// One vendor's interface to a model that makes clips of stills: a long job. Each method is one
/// request, no retries.
#[async_trait]
pub trait ClipVendor: Send + Sync {
    /// The vendor's name, as in [`ModelChoice::provider`].
    fn provider(&self) -> &str;

    /// Starts a job; the only request that is charged. The answer's `body` is a [`ClipJob`].
    async fn start(&self, model: &str, request: &ClipRequest) -> Result<Answer, CallFailure>;

    /// Looks at a job.
    async fn look(&self, job: &ClipJob) -> Result<ClipState, CallFailure>;

    /// Fetches the file of a finished job.
    async fn fetch(&self, link: &str) -> Result<Bytes, CallFailure>;
}

/// The models that make clips.
#[async_trait]
pub trait ClipModels: Send + Sync {
    /// The cheapest model for clips of an aspect; none where none is configured.
    fn choose(&self, aspect: Aspect) -> Option<ModelChoice>;

    /// Starts a job, unless the same was started before: then the answer is that job.
    async fn start(
        &self,
        model: &ModelChoice,
        request: &ClipRequest,
        account: &Account,
    ) -> Result<StartedClip>;

    /// Looks at a job. Free.
    async fn look(&self, clip: &StartedClip) -> Result<ClipState>;

    /// Fetches the file of a finished job. Free.
    async fn fetch(&self, clip: &StartedClip, link: &str) -> Result<Bytes>;
}

/// What a model that makes clips is sent; all that decides its clip.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize)]
pub struct ClipRequest {
    /// How what is seen moves.
    pub prompt: String,
    /// Width to height.
    pub aspect: Aspect,
    /// How long it is to be; a model that has lengths of its own takes the next longer one.
    pub duration_ms: u64,
    /// For equal clips.
    pub seed: u64,
    /// The SHA-256 of the still that the clip begins with, in hexadecimal digits.
    pub still_sha256: String,
    /// The still: a PNG, JPEG or WebP.
    #[serde(skip)]
    pub still: Bytes,
}

/// A job at a vendor.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ClipJob {
    /// The vendor's id.
    pub id: String,
}

/// A job that was started, now or before.
#[derive(Debug, Clone)]
pub struct StartedClip {
    /// Whose job it is.
    pub model: ModelChoice,
    /// The job.
    pub job: ClipJob,
    /// What starting it cost.
    pub bill: Bill,
}

/// How far a job is.
#[derive(Debug, Clone)]
pub enum ClipState {
    /// It waits for others or is at work.
    Pending,
    /// It is done; the file is at an https link, for a day or so.
    Done(String),
    /// It failed and stays so.
    Failed(Error),
}
