//! A still that is made to move: a job of minutes, looked at between waits.

use bytes::Bytes;
use oma_core::brief::Fit;
use oma_core::picture::Background;
use oma_core::plan::ModelChoice;
use oma_core::ports::{ClipModels, ClipRequest, ClipState, StartedClip};
use oma_core::spend::{Account, Bill};
use oma_core::step::MadeFile;
use oma_core::{Error, Result};
use oma_media::ffmpeg::Tools;
use oma_media::probe::{self, Asset};

use super::Wanted;
use super::describe::is_of_a_provider;

const CLIP: &str = "clip.mp4";
/// How many looks in vain are enough: about twelve minutes.
pub(super) const MOST_LOOKS: u32 = 40;
/// Vendors ask not to be looked at more often than every five seconds; most jobs take one or two
/// minutes, so the first minute is looked at closely.
const CLOSE_LOOKS: u32 = 6;
const CLOSE_S: u32 = 10;
const WIDE_S: u32 = 20;

/// What is needed to move one still.
pub(super) struct Job<'a> {
    pub(super) clips: &'a dyn ClipModels,
    pub(super) model: &'a ModelChoice,
    pub(super) tools: &'a Tools,
    pub(super) still: &'a Bytes,
}

/// What came of it.
pub(super) enum Moved {
    Pending(u32),
    Done { background: Background, file: MadeFile, bill: Bill },
    Failed { reason: String, bill: Bill },
}

impl Job<'_> {
    /// Starts the job, unless it was started before, and looks at it once.
    pub(super) async fn run(
        &self,
        wanted: &Wanted<'_>,
        seen: &str,
        account: &Account,
    ) -> Result<Moved> {
        let request = ClipRequest {
            prompt: wanted.style.motion(seen),
            aspect: wanted.aspect,
            duration_ms: wanted.scene.duration_ms(),
            seed: wanted.style.seed(),
            still_sha256: sha256(self.still),
            still: self.still.clone(),
        };
        let clip = match self.clips.start(self.model, &request, account).await {
            Ok(clip) => clip,
            Err(error) => return failed(error, Bill::default()),
        };
        if wanted.looks >= MOST_LOOKS {
            let reason = format!("the clip was not there after {MOST_LOOKS} looks");
            return Ok(Moved::Failed { reason, bill: clip.bill });
        }
        match self.clips.look(&clip).await {
            Ok(ClipState::Pending) => Ok(Moved::Pending(wait_s(wanted.looks))),
            Ok(ClipState::Done(link)) => self.fetch(&clip, &link, wanted.looks).await,
            // The job goes on while nobody can look at it.
            Err(error) if passes(&error) => Ok(Moved::Pending(wait_s(wanted.looks))),
            Ok(ClipState::Failed(error)) | Err(error) => failed(error, clip.bill),
        }
    }

    async fn fetch(&self, clip: &StartedClip, link: &str, looks: u32) -> Result<Moved> {
        let bytes = match self.clips.fetch(clip, link).await {
            Ok(bytes) => bytes,
            // It is paid for, and lies there for a day.
            Err(error) if passes(&error) => return Ok(Moved::Pending(wait_s(looks))),
            Err(error) => return failed(error, clip.bill),
        };
        match self.duration_ms(&bytes).await? {
            Some(duration_ms) => {
                let file = MadeFile::bytes(CLIP, "video/mp4", bytes);
                let (start_ms, fit) = (0, Fit::Cover);
                let background =
                    Background::Clip { file: CLIP.to_owned(), duration_ms, start_ms, fit };
                Ok(Moved::Done { background, file, bill: clip.bill })
            }
            None => {
                Ok(Moved::Failed { reason: "the clip cannot be read".to_owned(), bill: clip.bill })
            }
        }
    }

    /// How long a clip is; nothing if it is none. A vendor's file is looked at like a user's.
    async fn duration_ms(&self, bytes: &[u8]) -> Result<Option<u64>> {
        let dir = tempfile::tempdir().map_err(Error::internal)?;
        let file = dir.path().join("clip");
        tokio::fs::write(&file, bytes).await.map_err(Error::internal)?;
        Ok(match probe::sniff(self.tools, &file).await {
            Ok(Asset::Clip { duration_ms, .. }) => Some(duration_ms),
            Ok(_) => None,
            Err(error) if error.kind == oma_core::ErrorKind::InvalidAsset => None,
            Err(error) => return Err(error),
        })
    }
}

/// How long to wait before the next look.
pub(super) fn wait_s(looks: u32) -> u32 {
    if looks < CLOSE_LOOKS { CLOSE_S } else { WIDE_S }
}

/// What a provider did not give is replaced; what else fails is an error.
fn failed(error: Error, bill: Bill) -> Result<Moved> {
    match error.kind {
        kind if is_of_a_provider(kind) => Ok(Moved::Failed { reason: error.message, bill }),
        _ => Err(error),
    }
}

fn passes(error: &Error) -> bool {
    use oma_core::ErrorKind::{ProviderBadAnswer, ProviderThrottled, ProviderUnavailable};
    matches!(error.kind, ProviderBadAnswer | ProviderThrottled | ProviderUnavailable)
}

fn sha256(bytes: &[u8]) -> String {
    use sha2::{Digest as _, Sha256};
    hex::encode(Sha256::digest(bytes))
}
