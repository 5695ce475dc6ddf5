//! Files that users send: announced, sent to the bucket by a signed link, looked at, kept under the
//! hash of their content.
//!
//! Reading order: `record` (what is known of one), `arrival` (looking at what was sent).
//!
//! An upload's bytes lie at `uploads/{owner}/incoming/{id}` while its link lives, at
//! `uploads/{owner}/checking/…` while they are looked at, and at `uploads/{owner}/{hash}.{ext}` when
//! they are good. The copy in the middle is out of the link's reach: what was looked at is what is
//! kept, whatever is sent meanwhile.

mod arrival;
mod record;

use std::collections::BTreeMap;
use std::time::Duration;

use oma_api::uploads::{CreateUpload, Upload, UploadLink, UploadStatus};
use oma_core::brief::Problem;
use oma_core::id::Owner;
use oma_core::ports::Expected;
use oma_core::{Error, Result};
use ulid::Ulid;

use crate::material;
use crate::services::Services;
use crate::shelf::{Shelf, invalid};

pub(crate) use arrival::complete;
pub(crate) use record::{UPLOADS, UploadRecord};

/// How long a link takes bytes.
const LINK: Duration = Duration::from_secs(15 * 60);
/// How long an upload that never arrives is remembered, in hours.
const PENDING_HOURS: i64 = 24;

/// The uploads of a user.
pub(crate) fn shelf<'a>(services: &'a Services, owner: &'a Owner) -> Shelf<'a> {
    Shelf::new(services.documents.as_ref(), owner, UPLOADS)
}

/// Takes an announcement and gives the link for the bytes.
pub(crate) async fn announce(
    services: &Services,
    owner: &Owner,
    asked: CreateUpload,
) -> Result<UploadLink> {
    let problems = problems(&asked);
    if !problems.is_empty() {
        return Err(invalid(problems));
    }
    let now = services.clock.now();
    let upload_id = Ulid::generate().to_string();
    let after = |hours: i64| now.checked_add(jiff::SignedDuration::from_hours(hours));
    let key = record::incoming(owner, &upload_id);
    let url = services.presign.presign_put(&key, &asked.content_type, asked.size, LINK).await?;
    let headers = BTreeMap::from([
        ("content-type".to_owned(), asked.content_type.clone()),
        ("content-length".to_owned(), asked.size.to_string()),
    ]);
    let upload = Upload {
        upload_id,
        purpose: asked.purpose,
        name: asked.name,
        content_type: asked.content_type,
        size: asked.size,
        status: UploadStatus::Pending,
        problem: None,
        media: None,
        created_at: now,
    };
    let record = UploadRecord { upload, file: None };
    let expires_at = after(PENDING_HOURS).map_err(Error::internal)?;
    let shelf = shelf(services, owner);
    shelf.put(&record.upload.upload_id, &record, Expected::Absent, Some(expires_at)).await?;
    let seconds = jiff::SignedDuration::try_from(LINK).map_err(Error::internal)?;
    let link_ends = now.checked_add(seconds).map_err(Error::internal)?;
    Ok(UploadLink { upload: record.upload, url, headers, expires_at: link_ends })
}

/// What the schema of an announcement cannot say.
fn problems(asked: &CreateUpload) -> Vec<Problem> {
    let mut problems = Vec::new();
    let is_unprintable =
        |c: char| c.is_control() || matches!(c, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}');
    if asked.name.chars().any(is_unprintable) || asked.name.trim().is_empty() {
        problems.push(Problem::new("name", "is blank or unprintable", "printable characters"));
    }
    if material::kinds_for(asked.purpose, &asked.content_type).is_none() {
        let allowed = material::media_types(asked.purpose).join(", ");
        problems.push(Problem::new("content_type", "cannot be used for this purpose", allowed));
    }
    let limit = material::limit_bytes(asked.purpose);
    if asked.size > limit {
        let is = format!("is {} bytes", asked.size);
        problems.push(Problem::new("size", is, format!("at most {limit} bytes")));
    }
    problems
}

/// Forgets an upload, and its bytes when no other upload of the user has the same.
pub(crate) async fn delete(services: &Services, owner: &Owner, id: &str) -> Result<()> {
    let shelf = shelf(services, owner);
    let record: UploadRecord = shelf.get(id).await?.value;
    let upload_id = &record.upload.upload_id;
    shelf.remove(upload_id).await?;
    arrival::clear(services, owner, upload_id).await?;
    let Some(file) = &record.file else { return Ok(()) };
    let others: Vec<UploadRecord> = shelf.all().await?;
    if others.iter().all(|other| other.file.as_ref() != Some(file)) {
        services.bucket.delete(&oma_core::video::keys::upload(owner, file)).await?;
    }
    Ok(())
}
