//! Who owns what, and what it is called.

use std::fmt;
use std::str::FromStr;

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::{Deserialize, Serialize};
use ulid::Ulid;

use crate::{Error, ErrorKind};

/// A video's id: a ULID, so ids sort by the time they were given.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct VideoId(pub Ulid);

impl JsonSchema for VideoId {
    fn schema_name() -> std::borrow::Cow<'static, str> {
        "VideoId".into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({
            "type": "string",
            "description": "A ULID: ids sort by the time they were given.",
            "pattern": "^[0-7][0-9A-HJKMNP-TV-Z]{25}$",
        })
    }
}

impl fmt::Display for VideoId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

impl FromStr for VideoId {
    type Err = Error;

    fn from_str(text: &str) -> Result<Self, Error> {
        Ulid::from_string(text)
            .map(Self)
            .map_err(|_| Error::new(ErrorKind::NotFound, format!("{text:?} is not a video id.")))
    }
}

/// The owner of videos and artifacts: the `sub` of a Cognito user, or `local` on one machine.
///
/// It becomes part of storage keys, so only letters, digits, `-` and `_` are let in.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Owner(String);

impl Owner {
    /// The owner of everything made on one machine without accounts.
    pub fn local() -> Self {
        Self("local".to_owned())
    }

    /// The owner as it stands in keys.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for Owner {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl From<Owner> for String {
    fn from(owner: Owner) -> Self {
        owner.0
    }
}

impl TryFrom<String> for Owner {
    type Error = Error;

    fn try_from(text: String) -> Result<Self, Error> {
        let allowed = |c: char| c.is_ascii_alphanumeric() || c == '-' || c == '_';
        if (1..=64).contains(&text.len()) && text.chars().all(allowed) {
            Ok(Self(text))
        } else {
            Err(Error::new(
                ErrorKind::InvalidEvent,
                "An owner is 1 to 64 letters, digits, '-' and '_'.",
            ))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_owner_cannot_leave_its_folder() {
        for bad in ["", "..", "a/b", "a b", "ü", &"x".repeat(65)] {
            assert!(Owner::try_from(bad.to_owned()).is_err(), "{bad:?}");
        }
        assert_eq!(Owner::try_from("3f1c-22_b".to_owned()).unwrap().as_str(), "3f1c-22_b");
    }

    #[test]
    fn a_video_id_is_read_back() {
        let id = VideoId(Ulid::from_parts(1_700_000_000_000, 42));
        assert_eq!(id.to_string().parse::<VideoId>().unwrap(), id);
        assert!("not-an-id".parse::<VideoId>().is_err());
    }
}
