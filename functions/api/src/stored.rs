//! What users keep here, for who makes videos of it elsewhere.

use oma_api::templates::Template;
use oma_api::uploads::{Upload, UploadStatus};
use oma_core::Result;
use oma_core::id::Owner;
use oma_core::video::keys;
use serde_json::{Map, Value};

use crate::services::Services;
use crate::uploads::UploadRecord;
use crate::{templates, uploads};

/// An upload of a user that was found good, and the key of its bytes in the bucket. Another's, none,
/// and one that is not ready are alike.
pub async fn stored_upload(
    services: &Services,
    owner: &Owner,
    id: &str,
) -> Result<Option<(Upload, String)>> {
    let kept = uploads::shelf(services, owner).find::<UploadRecord>(id).await?;
    Ok(kept.and_then(|kept| match (kept.value.upload, kept.value.file) {
        (upload, Some(file)) if upload.status == UploadStatus::Ready => {
            Some((upload, keys::upload(owner, &file)))
        }
        _ => None,
    }))
}

/// The fields of a template that a user keeps, if there is one by this id.
pub async fn stored_template(
    services: &Services,
    owner: &Owner,
    id: &str,
) -> Result<Option<Map<String, Value>>> {
    let kept = templates::shelf(services, owner).find::<Template>(id).await?;
    Ok(kept.map(|kept| kept.value.brief))
}

/// The key of a manifest in the bucket: of an upload, by its id, or of a file of the user's by the name
/// under which it is kept, a hash and an extension, which no id is.
pub async fn stored_manifest(
    services: &Services,
    owner: &Owner,
    id: &str,
) -> Result<Option<String>> {
    let hash = id.split('.').next().unwrap_or_default();
    let is_kept = hash.len() == 64
        && hash.bytes().all(|b| matches!(b, b'0'..=b'9' | b'a'..=b'f'))
        && id.bytes().all(|b| b == b'.' || b.is_ascii_alphanumeric());
    if is_kept {
        let key = keys::upload(owner, id);
        return Ok(services.objects.size(&key).await?.map(|_| key));
    }
    Ok(stored_upload(services, owner, id).await?.map(|(_, key)| key))
}
