use async_trait::async_trait;

use crate::Result;
use crate::contract::Job;
use crate::id::{Owner, VideoId};
use crate::step::{ArtifactRecord, StepKey};

/// What a job finds where it wants an artifact.
#[derive(Debug, Clone, PartialEq)]
pub enum Claim {
    /// A finished artifact.
    Found(ArtifactRecord),
    /// None, or one that is too old: the job makes it.
    Make,
}

/// The table's artifact entries, as those who make artifacts see them.
///
/// Videos of an owner share artifacts, and a video can be deleted while it is being made. So an
/// entry knows its *users*: the videos that have claimed it. It is in one of these states:
///
/// * *absent*: nobody uses it, and it has no files;
/// * *unfinished*: it has users, and its files may be there in part;
/// * *finished*: it has users, and all its files are there;
/// * *closed*: it has no users, and one *closer* deletes its files. Nobody can claim it.
///
/// Three rules make every race come out right. Each is one atomic write.
///
/// 1. A claim enters the video among the users only if the video's record says, in the same
///    moment, that this execution is at work on it, and only if the entry is not closed.
/// 2. An entry is finished only while its maker's video is among the users.
/// 3. Files are deleted only by the closer of an entry, and an entry is closed only when it has no
///    users left.
///
/// What follows from them:
///
/// * *Two videos share an artifact, one is deleted.* The other is still among the users: nothing is
///   closed, no file goes. Both deleted at once: letting go is one write each, so exactly one of
///   them is the last and closes the entry.
/// * *Delete against claim, of the same video.* The record says that the video is being deleted
///   before the erasure asks which artifacts it uses. A claim before that write is in what the
///   erasure reads; one after it is [`crate::ErrorKind::Cancelled`].
/// * *Delete against another video's claim.* If the claim is first, the entry has a user and is not
///   closed. If the closing is first, the claim is [`crate::ErrorKind::Conflict`], which the state
///   machine tries again: by then the entry is absent, and the artifact is made anew.
/// * *Delete against record.* If the record is first, the erasure deletes what was finished. If the
///   erasure is first, the video is not among the users any more, the record is
///   [`crate::ErrorKind::Cancelled`], and the maker withdraws: it becomes a closer itself, so that
///   it deletes nothing that another video has begun to make in the meantime.
/// * *A crash in the middle of an erasure, and repeating it.* Until it is forgotten, a closed entry
///   stays closed and the video's use of it stays listed; the erasure begins again there, and
///   letting go and deleting a second time change nothing. A maker that dies while it withdraws
///   leaves a closed entry, which others may take over after [`CLOSER_PATIENCE_MINUTES`].
/// * *A cancelled video* still uses what it has claimed: work that was under way and is paid is
///   recorded and kept for a retry. Its next claim is [`crate::ErrorKind::Cancelled`].
///
/// The one thing that these rules do not order is two erasures of the same video at the same time:
/// both would be the same closer. Should one of them end, and another video make an artifact with the
/// same key, before the other has deleted its files, then that artifact's files would be gone. So an
/// erasure holds a lease on its video ([`crate::lifecycle::Eraser`]), and a second one does nothing.
#[async_trait]
pub trait ArtifactIndex: Send + Sync {
    /// The record of an artifact, unless there is none, it is closed or it has expired. Only a
    /// look: whoever builds on it claims it.
    async fn find(&self, owner: &Owner, key: &StepKey) -> Result<Option<ArtifactRecord>>;

    /// Enters the job's video among the users of an artifact. Claiming it again changes nothing.
    ///
    /// A video that is not being made by this execution is [`crate::ErrorKind::Cancelled`]; an
    /// entry that is closed, or that too many want at once, is [`crate::ErrorKind::Conflict`].
    async fn claim(&self, job: &Job, key: &StepKey) -> Result<Claim>;

    /// Finishes an artifact that the job has claimed and whose files are all stored.
    ///
    /// If the claim does not stand any more, it is [`crate::ErrorKind::Cancelled`], or
    /// [`crate::ErrorKind::Conflict`] where the video is being made all the same (its entry had
    /// expired and was begun anew by another). Then the maker withdraws.
    async fn record(&self, job: &Job, record: &ArtifactRecord) -> Result<()>;

    /// Asks, for a job whose record was refused, to delete what it stored. `true` if nothing uses
    /// the artifact: its entry is closed then, until [`Self::withdrawn`]. `false` if a video uses
    /// it, whose files they are now. While another closes it, it is
    /// [`crate::ErrorKind::Conflict`], after some waiting.
    async fn withdraw(&self, job: &Job, key: &StepKey) -> Result<bool>;

    /// Opens what [`Self::withdraw`] closed: the files are gone.
    async fn withdrawn(&self, job: &Job, key: &StepKey) -> Result<()>;
}

/// After how many minutes a closer is taken for dead: as long as a function may run.
pub const CLOSER_PATIENCE_MINUTES: i64 = 15;

/// Which artifacts a video uses, and which of them nothing else uses: what deleting a video asks.
/// The races are told at [`ArtifactIndex`].
///
/// The order is: mark the record as being deleted; for each of [`Self::used_by`]:
/// [`Self::let_go`], delete the files if it says so, [`Self::forget`]. Each may be repeated. One
/// erasure of a video at a time, which [`crate::lifecycle::Eraser`] sees to.
#[async_trait]
pub trait ArtifactUses: Send + Sync {
    /// The artifacts that a video has used, finished or not, and has not let go or forgotten.
    async fn used_by(&self, video: VideoId) -> Result<Vec<StepKey>>;

    /// Says that a video no longer uses an artifact. `true` if nothing uses it any more: its entry
    /// is closed then, nobody finds it, and its files may be deleted before [`Self::forget`].
    /// `false` if others use it, or another closes it; the video's use is forgotten then.
    /// Saying it twice gives the same answer.
    ///
    /// While a maker withdraws, it is [`crate::ErrorKind::Conflict`]: try again later.
    async fn let_go(&self, owner: &Owner, key: &StepKey, video: VideoId) -> Result<bool>;

    /// Removes the entry of an artifact that this video closed and whose files are gone, and that
    /// the video used it.
    async fn forget(&self, owner: &Owner, key: &StepKey, video: VideoId) -> Result<()>;
}
