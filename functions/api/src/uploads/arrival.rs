use futures::{StreamExt as _, TryStreamExt as _, stream};
use jiff::SignedDuration;
use oma_api::uploads::{Upload, UploadStatus};
use oma_core::id::Owner;
use oma_core::ports::Expected;
use oma_core::video::keys;
use oma_core::{Error, ErrorKind, Result};
use sha2::{Digest as _, Sha256};
use tokio::runtime::Handle;
use tokio::sync::Semaphore;
use ulid::Ulid;

use super::record::{UploadRecord, checking, incoming};
use super::shelf;
use crate::material::{self, Found, RangeReader};
use crate::services::Services;
use crate::shelf::Kept;

/// How long the problem of a refused upload can be read, in hours.
const REFUSED_HOURS: i64 = 7 * 24;
/// What is hashed at once, and how many such pieces are fetched ahead: 24 MB of memory.
const PIECE_BYTES: u64 = 8 * 1024 * 1024;
const PIECES_AHEAD: usize = 3;

/// Each may hold 200 MB while it decodes a picture.
static LOOKING: Semaphore = Semaphore::const_new(2);

/// Looks at what was sent and keeps it or deletes it. An upload that was looked at before stays as
/// it was found.
///
/// What has not been sent is [`ErrorKind::Conflict`].
pub(crate) async fn complete(services: &Services, owner: &Owner, id: &str) -> Result<Upload> {
    let kept: Kept<UploadRecord> = shelf(services, owner).get(id).await?;
    if kept.value.upload.status != UploadStatus::Pending {
        return Ok(kept.value.upload);
    }
    let upload_id = kept.value.upload.upload_id.clone();
    let sent = incoming(owner, &upload_id);
    if services.objects.size(&sent).await?.is_none() {
        let message = "Nothing has been sent to the upload's link yet.";
        return Err(Error::new(ErrorKind::Conflict, message));
    }
    // Out of the link's reach, and out of the way of another request that does the same.
    let copy = format!("{}{}", checking(owner, &upload_id), Ulid::generate());
    services.objects.copy(&sent, &copy).await.map_err(meanwhile)?;
    let looked = look(services, &kept.value.upload, &copy).await;
    let done = match looked {
        Ok(Ok(found)) => keep(services, owner, kept, (&copy, found)).await,
        Ok(Err(problem)) => refuse(services, owner, kept, problem).await,
        Err(error) => Err(error),
    };
    services.bucket.delete(&copy).await?;
    let upload = done?;
    services.bucket.delete(&sent).await?;
    Ok(upload)
}

/// What was there a moment ago is gone: somebody else completes or deletes the same upload.
fn meanwhile(error: Error) -> Error {
    if error.kind != ErrorKind::NotFound {
        return error;
    }
    Error::new(ErrorKind::Conflict, "The upload was completed or deleted meanwhile.")
}

/// What was found in the copy, or what is wrong with it.
async fn look(
    services: &Services,
    upload: &Upload,
    copy: &str,
) -> Result<std::result::Result<Found, String>> {
    let size = services.objects.size(copy).await?.unwrap_or_default();
    if size != upload.size {
        return Ok(Err(format!("{size} bytes arrived, and {} were announced.", upload.size)));
    }
    let _turn = LOOKING.acquire().await.map_err(Error::internal)?;
    let objects = services.objects.clone();
    let mut file = RangeReader::new(objects, copy.to_owned(), size, Handle::current());
    let (purpose, announced) = (upload.purpose, upload.content_type.clone());
    let work = tokio::task::spawn_blocking(move || {
        let found = material::inspect(&mut file, size, purpose, &announced);
        (found, file.failure())
    });
    // A decoder that panics has met a file that it cannot read.
    let Ok((found, failure)) = work.await else {
        return Ok(Err("The file cannot be read.".to_owned()));
    };
    failure.map_or(Ok(found), |error| Err(meanwhile(error)))
}

async fn keep(
    services: &Services,
    owner: &Owner,
    kept: Kept<UploadRecord>,
    (copy, found): (&str, Found),
) -> Result<Upload> {
    let hash = hash(services, copy, kept.value.upload.size).await?;
    let file = format!("{hash}.{}", found.kind.extension());
    let key = keys::upload(owner, &file);
    let shelf = shelf(services, owner);
    let id = kept.value.upload.upload_id.clone();
    // Named before it is copied: whoever deletes another upload of the same bytes leaves them.
    let mut record = UploadRecord { file: Some(file), ..kept.value };
    let expected = Expected::Version(kept.version);
    let version = shelf.put(&id, &record, expected, None).await?;
    services.objects.copy(copy, &key).await?;
    record.upload.status = UploadStatus::Ready;
    record.upload.media = Some(found.facts);
    shelf.put(&id, &record, Expected::Version(version), None).await?;
    // A deletion that looked around before this upload was named may have taken the bytes.
    if services.objects.size(&key).await?.is_none() {
        services.objects.copy(copy, &key).await?;
    }
    Ok(record.upload)
}

async fn refuse(
    services: &Services,
    owner: &Owner,
    kept: Kept<UploadRecord>,
    problem: String,
) -> Result<Upload> {
    let mut upload = kept.value.upload;
    upload.status = UploadStatus::Refused;
    upload.problem = Some(problem);
    let now = services.clock.now();
    let ends = now.checked_add(SignedDuration::from_hours(REFUSED_HOURS));
    let record = UploadRecord { upload, file: None };
    let expected = Expected::Version(kept.version);
    let expires_at = Some(ends.map_err(Error::internal)?);
    let id = &record.upload.upload_id;
    shelf(services, owner).put(id, &record, expected, expires_at).await?;
    Ok(record.upload)
}

/// The SHA-256 of an object, piece by piece.
async fn hash(services: &Services, key: &str, size: u64) -> Result<String> {
    let pieces = (0..size.div_ceil(PIECE_BYTES)).map(|n| n * PIECE_BYTES);
    let fetched = stream::iter(pieces)
        .map(|from| services.objects.get_range(key, from, PIECE_BYTES))
        .buffered(PIECES_AHEAD);
    let hash = fetched.try_fold(Sha256::new(), |mut hash, piece| async move {
        hash.update(&piece);
        Ok(hash)
    });
    Ok(hex::encode(hash.await?.finalize()))
}

/// Deletes what an upload has left on its way.
pub(super) async fn clear(services: &Services, owner: &Owner, id: &str) -> Result<()> {
    services.bucket.delete(&incoming(owner, id)).await?;
    for copy in services.bucket.list(&checking(owner, id)).await? {
        services.bucket.delete(&copy).await?;
    }
    Ok(())
}
