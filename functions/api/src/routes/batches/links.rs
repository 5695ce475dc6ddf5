use std::time::Duration;

use jiff::Timestamp;
use oma_api::videos::FileLink;
use oma_core::batch::{BatchId, keys};
use oma_core::{Error, Result};

use crate::services::Services;

/// How long a link can be used.
const VALID_FOR: Duration = Duration::from_mins(15);

/// When links end that are given now.
pub(super) fn end(services: &Services) -> Result<Timestamp> {
    let valid_for = jiff::SignedDuration::try_from(VALID_FOR).map_err(Error::internal)?;
    services.clock.now().checked_add(valid_for).map_err(Error::internal)
}

/// A link to one of a batch's files, if it is there.
pub(super) async fn link(
    services: &Services,
    batch: BatchId,
    file: &str,
    content_type: &str,
) -> Result<Option<FileLink>> {
    let key = keys::file(batch, file);
    let Some(size) = services.objects.size(&key).await? else { return Ok(None) };
    let url = services.presign.presign_get(&key, VALID_FOR).await?;
    Ok(Some(FileLink { url, size, content_type: content_type.to_owned() }))
}
