//! Uploads: the user's own images, clips, logos, music, fonts and lists of briefs.

use std::collections::BTreeMap;

use jiff::Timestamp;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// `POST /v1/uploads`: what will be sent.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct CreateUpload {
    /// What it is for.
    pub purpose: Purpose,
    /// Its name, for people: `shop front.jpg`.
    #[schemars(length(min = 1, max = 200))]
    pub name: String,
    /// The media type. The link takes nothing else.
    #[schemars(length(min = 3, max = 100))]
    pub content_type: String,
    /// The length in bytes. The link takes nothing else.
    #[schemars(range(min = 1, max = 536_870_912_u64))]
    pub size: u64,
}

/// What a file is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Purpose {
    /// A picture of a scene: JPEG, PNG, WebP.
    Image,
    /// A clip of a scene: MP4, MOV, `WebM`.
    Clip,
    /// A brand's logo: PNG, SVG.
    Logo,
    /// Music under the voice: MP3, M4A, WAV, FLAC, OGG.
    Music,
    /// A brand's font: TTF, OTF.
    Font,
    /// The briefs of a batch: a table (CSV), or a brief per line (JSON Lines). UTF-8.
    Manifest,
}

/// The answer: where to send the bytes with `PUT`, and with which headers.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct UploadLink {
    /// The upload.
    pub upload: Upload,
    /// Where to `PUT` the bytes. Whoever has the link can send them.
    pub url: String,
    /// Headers that must be sent as they are.
    pub headers: BTreeMap<String, String>,
    /// When the link ends.
    pub expires_at: Timestamp,
}

/// An upload. It can be named in a brief when it is `ready`.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Upload {
    /// Its id, as a brief names it.
    pub upload_id: String,
    /// What it is for.
    pub purpose: Purpose,
    /// Its name, for people.
    pub name: String,
    /// As was said before it was sent.
    pub content_type: String,
    /// In bytes.
    pub size: u64,
    /// Where it stands.
    pub status: UploadStatus,
    /// What is wrong with it when it was refused.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub problem: Option<String>,
    /// What was found in it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub media: Option<MediaFacts>,
    /// When it was announced.
    pub created_at: Timestamp,
}

/// Where an upload stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum UploadStatus {
    /// Announced; `POST /v1/uploads/{upload_id}/complete` when the bytes are there.
    Pending,
    /// Looked at and good.
    Ready,
    /// Looked at and refused; its bytes are deleted.
    Refused,
}

/// What was found in a file.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct MediaFacts {
    /// What it really is: `image/png`.
    pub content_type: String,
    /// In pixels.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub width: Option<u32>,
    /// In pixels.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub height: Option<u32>,
    /// Of clips and sounds.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub duration_ms: Option<u64>,
}
