use async_trait::async_trait;
use jiff::Timestamp;
use serde_json::Value;
use ulid::Ulid;

use crate::Result;
use crate::batch::BatchId;
use crate::id::{Owner, VideoId};

/// Under whom a document or counter lies. Nothing crosses partitions, so a query that names an
/// owner can never give another's.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Partition {
    /// A user.
    User(Owner),
    /// A video.
    Video(VideoId),
    /// A batch.
    Batch(BatchId),
    /// A webhook.
    Webhook(Ulid),
    /// An address that requests come from, as whoever counts them writes it.
    Address(String),
    /// A provider: what its callers share, such as whether it is down.
    Provider(String),
}

/// Where a document lies.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Place {
    /// Under whom.
    pub partition: Partition,
    /// Its key there, `KIND#id`: documents of a kind are listed by its prefix, in its order.
    pub sort: String,
}

/// Small JSON that belongs to somebody: a brand kit, a webhook, an entry of the audit trail.
#[derive(Debug, Clone, PartialEq)]
pub struct Document {
    /// Where it lies.
    pub place: Place,
    /// Counts writes, from 1.
    pub version: u64,
    /// What it says: an object.
    pub body: Value,
    /// Where it stands in a list across partitions, if it is in one.
    pub listing: Option<Listing>,
    /// When it may be removed. One that is past this is not given any more.
    pub expires_at: Option<Timestamp>,
}

/// A place in a list that crosses partitions: for workers and administrators alone.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Listing {
    /// The list: `DUE#webhook`.
    pub list: String,
    /// The place in it: a time with three decimals, an owner.
    pub order: String,
}

/// What must be stored for a write to happen.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Expected {
    /// Nothing (a document that has expired counts as nothing).
    Absent,
    /// A document of this version.
    Version(u64),
    /// Whatever there is.
    Any,
}

/// Which documents of a partition.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DocumentQuery {
    /// Under whom.
    pub partition: Partition,
    /// What their keys begin with.
    pub prefix: String,
    /// Begin behind this key, which begins with the prefix; behind any other there is nothing.
    pub after: Option<String>,
    /// The most documents.
    pub limit: u32,
    /// Whether the greatest key comes first.
    pub descending: bool,
}

/// Some of the documents that were asked for.
#[derive(Debug, Clone, PartialEq)]
pub struct DocumentPage {
    /// In the order asked for.
    pub documents: Vec<Document>,
    /// The `after` of the next page, if there may be one.
    pub next: Option<String>,
}

/// The table's small documents.
#[async_trait]
pub trait Documents: Send + Sync {
    /// Reads a document as it was last written.
    async fn read(&self, place: &Place) -> Result<Option<Document>>;

    /// Writes a document and returns its version: 1 where there was none, else one more than the
    /// stored one, even if that has expired (`document.version` itself does not matter). What was
    /// expected and is not so is [`crate::ErrorKind::Conflict`].
    async fn write(&self, document: &Document, expected: Expected) -> Result<u64>;

    /// Removes a document; one that is not there is no error, unless a version was expected.
    async fn remove(&self, place: &Place, expected: Expected) -> Result<()>;

    /// A page of a partition's documents, consistently read.
    async fn query(&self, query: &DocumentQuery) -> Result<DocumentPage>;

    /// Where the documents of a list lie, in its order, up to and including `until`; at most
    /// `limit`. It follows writes within about a second. Videos lie in lists too: `STATUS#failed`,
    /// in the order in which they changed, as `VIDEO#{id}` of their owners.
    async fn listed(&self, list: &str, until: Option<&str>, limit: u32) -> Result<Vec<Place>>;
}
