//! The names in the table, as the SAM template must declare them, and the keys of each item.

use oma_core::id::{Owner, VideoId};
use oma_core::ports::Partition;
use oma_core::step::StepKey;
use oma_core::video::VideoStatus;
use oma_core::{Error, Result};
use ulid::Ulid;

use super::item::Item;

/// The partition key, a string.
pub const PARTITION_KEY: &str = "pk";
/// The sort key, a string.
pub const SORT_KEY: &str = "sk";
/// When `DynamoDB` may delete an item, in epoch seconds. Only items that expire have it.
pub const TTL: &str = "ttl";
/// The sparse index of videos by status and time, for operators, and of documents that stand in a
/// list. It holds keys only: a record can carry a task token, which no list should show.
pub const STATUS_INDEX: &str = "status-index";
/// The index's partition key, a string: `STATUS#{status}` of videos, the list of documents.
pub const STATUS_INDEX_PARTITION_KEY: &str = "gsi1pk";
/// The index's sort key, a string: when the record last changed, the place in a list.
pub const STATUS_INDEX_SORT_KEY: &str = "gsi1sk";

const USER: &str = "USER#";
pub(super) const VIDEO: &str = "VIDEO#";
pub(super) const EVENT: &str = "EVENT#";
/// What a video uses: `USES#{artifact}`.
pub(super) const USES: &str = "USES#";
/// An execution as the closer of an artifact's entry.
pub(super) const EXECUTION: &str = "EXECUTION#";
const BATCH: &str = "BATCH#";
const WEBHOOK: &str = "WEBHOOK#";
const ADDRESS: &str = "ADDRESS#";
const PROVIDER: &str = "PROVIDER#";

pub(super) fn user(owner: &Owner) -> String {
    format!("{USER}{owner}")
}

pub(super) fn video(video: VideoId) -> String {
    format!("{VIDEO}{video}")
}

pub(super) fn event(event: Ulid) -> String {
    format!("{EVENT}{event}")
}

pub(super) fn artifact(key: &StepKey) -> String {
    format!("ARTIFACT#{key}")
}

pub(super) fn uses(key: &StepKey) -> String {
    format!("{USES}{key}")
}

/// The artifact of an item that [`uses`] is the sort key of.
pub(super) fn parse_use(item: &Item) -> Result<StepKey> {
    let sk = item.get(SORT_KEY).and_then(|value| value.as_s().ok());
    let key = sk.and_then(|sk| sk.strip_prefix(USES)).unwrap_or_default();
    StepKey::try_from(key.to_owned()).map_err(Error::internal)
}

pub(super) fn status(status: VideoStatus) -> String {
    format!("STATUS#{status}")
}

/// The partition key of documents and counters.
pub(super) fn partition(partition: &Partition) -> String {
    match partition {
        Partition::User(owner) => user(owner),
        Partition::Video(id) => video(*id),
        Partition::Batch(id) => format!("{BATCH}{id}"),
        Partition::Webhook(id) => format!("{WEBHOOK}{id}"),
        Partition::Address(address) => format!("{ADDRESS}{address}"),
        Partition::Provider(name) => format!("{PROVIDER}{name}"),
    }
}

/// The partition of a key that [`partition`] wrote.
pub(super) fn parse_partition(pk: &str) -> Option<Partition> {
    let (kind, rest) = pk.split_at_checked(pk.find('#')? + 1)?;
    Some(match kind {
        USER => Partition::User(Owner::try_from(rest.to_owned()).ok()?),
        VIDEO => Partition::Video(rest.parse().ok()?),
        BATCH => Partition::Batch(rest.parse().ok()?),
        WEBHOOK => Partition::Webhook(Ulid::from_string(rest).ok()?),
        ADDRESS => Partition::Address(rest.to_owned()),
        PROVIDER => Partition::Provider(rest.to_owned()),
        _ => return None,
    })
}

/// The owner and the video of a video item's keys.
pub(super) fn parse_video(pk: &str, sk: &str) -> Option<(Owner, VideoId)> {
    let owner = Owner::try_from(pk.strip_prefix(USER)?.to_owned()).ok()?;
    Some((owner, sk.strip_prefix(VIDEO)?.parse().ok()?))
}
