use std::fmt;

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use super::Step;
use crate::{Error, ErrorKind, Result};

/// The address of an artifact: 64 lower-case hexadecimal digits of a SHA-256.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct StepKey(String);

impl StepKey {
    /// The key of a step with its inputs.
    pub fn new<I: Serialize>(step: &Step<'_>, inputs: &I) -> Result<Self> {
        #[derive(Serialize)]
        struct Keyed<'a, I> {
            step: &'a str,
            version: u32,
            provider: &'a str,
            model: &'a str,
            inputs: &'a I,
        }
        let Step { name, version, provider, model, .. } = *step;
        hash_of(&Keyed { step: name, version, provider, model, inputs }).map(Self)
    }

    /// The digits.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// The SHA-256 of a value's canonical JSON (RFC 8785), in hexadecimal digits. Field order and
/// number notation do not matter.
pub fn hash_of<T: Serialize>(value: &T) -> Result<String> {
    let canonical = serde_json_canonicalizer::to_vec(value)?;
    Ok(hex::encode(Sha256::digest(&canonical)))
}

impl JsonSchema for StepKey {
    fn schema_name() -> std::borrow::Cow<'static, str> {
        "StepKey".into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({
            "type": "string",
            "description": "The address of an artifact: a SHA-256.",
            "pattern": "^[0-9a-f]{64}$",
        })
    }
}

impl fmt::Display for StepKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl From<StepKey> for String {
    fn from(key: StepKey) -> Self {
        key.0
    }
}

impl TryFrom<String> for StepKey {
    type Error = Error;

    fn try_from(text: String) -> Result<Self> {
        let digit = |b: u8| matches!(b, b'0'..=b'9' | b'a'..=b'f');
        if text.len() == 64 && text.bytes().all(digit) {
            Ok(Self(text))
        } else {
            Err(Error::new(ErrorKind::InvalidEvent, "An artifact key is 64 hexadecimal digits."))
        }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn step(name: &str) -> Step<'_> {
        Step { name, version: 1, provider: "offline", model: "m", item: None }
    }

    #[test]
    fn the_order_of_fields_does_not_matter() {
        let a = StepKey::new(&step("s"), &json!({"a": 1, "b": [1.0, 2]})).unwrap();
        let b = StepKey::new(&step("s"), &json!({"b": [1, 2.0], "a": 1})).unwrap();
        assert_eq!(a, b);
    }

    #[test]
    fn everything_that_decides_the_result_changes_the_key() {
        let inputs = json!({"text": "x"});
        let base = StepKey::new(&step("s"), &inputs).unwrap();
        let others = [
            StepKey::new(&step("t"), &inputs),
            StepKey::new(&Step { version: 2, ..step("s") }, &inputs),
            StepKey::new(&Step { provider: "p", ..step("s") }, &inputs),
            StepKey::new(&Step { model: "n", ..step("s") }, &inputs),
            StepKey::new(&step("s"), &json!({"text": "y"})),
        ];
        for other in others {
            assert_ne!(other.unwrap(), base);
        }
        let elsewhere = Step { item: Some(3), ..step("s") };
        assert_eq!(StepKey::new(&elsewhere, &inputs).unwrap(), base, "the item is only a label");
    }

    #[test]
    fn a_key_cannot_leave_its_folder() {
        assert!(StepKey::try_from("../../etc/passwd".to_owned()).is_err());
        assert!(StepKey::try_from("A".repeat(64)).is_err());
    }
}
