use oma_api::uploads::Upload;
use oma_core::id::Owner;
use serde::{Deserialize, Serialize};

use crate::shelf::Kind;

/// Where uploads are kept.
pub(crate) const UPLOADS: Kind = Kind { prefix: "UPLOAD#", noun: "upload" };

/// What is stored of an upload.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(crate) struct UploadRecord {
    /// What its owner sees.
    pub(crate) upload: Upload,
    /// The name under which the bytes are kept, from the moment they were found good.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) file: Option<String>,
}

/// Where the link writes.
pub(super) fn incoming(owner: &Owner, id: &str) -> String {
    format!("uploads/{owner}/incoming/{id}")
}

/// Where the copies lie that are looked at.
pub(super) fn checking(owner: &Owner, id: &str) -> String {
    format!("uploads/{owner}/checking/{id}/")
}
