use std::fmt;

use serde::de::{DeserializeSeed, Error as _, MapAccess, SeqAccess, Visitor};
use serde_json::{Map, Number, Value};

use crate::{Error, ErrorKind, Result};

/// How deep objects and lists may lie in each other. Nothing that OMA reads needs ten.
pub const MAX_DEPTH: u8 = 32;

/// Reads JSON that every reader reads alike: UTF-8, no field twice in an object, no number that
/// only some hold exactly, nothing nested deeper than [`MAX_DEPTH`].
///
/// # Errors
/// [`ErrorKind::MalformedRequest`] that says what and where.
pub fn read(json: &[u8]) -> Result<Value> {
    let malformed = |message: String| Error::new(ErrorKind::MalformedRequest, message);
    let text = std::str::from_utf8(json).map_err(|error| {
        malformed(format!("It is not UTF-8 from byte {}.", error.valid_up_to()))
    })?;
    let mut reader = serde_json::Deserializer::from_str(text);
    let value = Strict { depth: 0 }.deserialize(&mut reader);
    let value = value.and_then(|value| reader.end().map(|()| value));
    value.map_err(|error| malformed(format!("It is not JSON as it is read here: {error}.")))
}

/// A value at a depth.
#[derive(Clone, Copy)]
struct Strict {
    depth: u8,
}

impl Strict {
    fn deeper<E: serde::de::Error>(self) -> Result<Self, E> {
        if self.depth >= MAX_DEPTH {
            return Err(E::custom(format!("nested deeper than {MAX_DEPTH} levels")));
        }
        Ok(Self { depth: self.depth + 1 })
    }
}

impl<'de> DeserializeSeed<'de> for Strict {
    type Value = Value;

    fn deserialize<D: serde::Deserializer<'de>>(self, reader: D) -> Result<Value, D::Error> {
        reader.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Strict {
    type Value = Value;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("JSON")
    }

    fn visit_unit<E>(self) -> Result<Value, E> {
        Ok(Value::Null)
    }

    fn visit_bool<E>(self, value: bool) -> Result<Value, E> {
        Ok(Value::Bool(value))
    }

    fn visit_i64<E>(self, value: i64) -> Result<Value, E> {
        Ok(value.into())
    }

    fn visit_u64<E: serde::de::Error>(self, value: u64) -> Result<Value, E> {
        i64::try_from(value).map(Value::from).map_err(|_| E::custom("a number is too large"))
    }

    /// A whole number that is too large for 64 bits arrives here too, rounded.
    fn visit_f64<E: serde::de::Error>(self, value: f64) -> Result<Value, E> {
        // 2^63, which a double holds exactly.
        let is_held = value.abs() < 9_223_372_036_854_775_808.0;
        let number = Number::from_f64(value).filter(|_| is_held);
        number.map(Value::Number).ok_or_else(|| E::custom("a number is too large"))
    }

    fn visit_str<E>(self, text: &str) -> Result<Value, E> {
        Ok(Value::String(text.to_owned()))
    }

    fn visit_string<E>(self, text: String) -> Result<Value, E> {
        Ok(Value::String(text))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<Value, A::Error> {
        let inner = self.deeper()?;
        let mut list = Vec::new();
        while let Some(item) = items.next_element_seed(inner)? {
            list.push(item);
        }
        Ok(Value::Array(list))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut fields: A) -> Result<Value, A::Error> {
        let inner = self.deeper()?;
        let mut object = Map::new();
        while let Some(name) = fields.next_key::<String>()? {
            if object.contains_key(&name) {
                let shown = super::problem::cut(&name).into_owned();
                return Err(A::Error::custom(format!("the field {shown:?} stands there twice")));
            }
            let value = fields.next_value_seed(inner)?;
            object.insert(name, value);
        }
        Ok(Value::Object(object))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn refused(json: &str) -> String {
        let error = read(json.as_bytes()).unwrap_err();
        assert_eq!(error.kind, ErrorKind::MalformedRequest);
        error.message
    }

    #[test]
    fn what_two_readers_could_read_differently_is_refused() {
        assert!(
            refused(r#"{"a": 1, "b": {"c": 1, "\u0063": 2}}"#).contains("\"c\" stands there twice")
        );
        assert!(refused("[9223372036854775808]").contains("too large"));
        assert!(refused("123456789012345678901234567890").contains("too large"));
        assert!(refused("1e300").contains("too large"));
        assert!(refused("1e999").contains("not JSON"));
        assert!(refused("NaN").contains("not JSON"));
        assert!(refused("{} {}").contains("trailing"));
        assert!(refused(r#""\ud800""#).contains("not JSON"));
        assert!(read(b"\"\xff\"").unwrap_err().message.contains("not UTF-8 from byte 1"));
    }

    #[test]
    fn depth_has_a_limit_that_is_told() {
        let nested = |n: usize| format!("{}{}", "[".repeat(n), "]".repeat(n));
        assert!(read(nested(usize::from(MAX_DEPTH)).as_bytes()).is_ok());
        for depth in [usize::from(MAX_DEPTH) + 1, 127, 128, 100_000] {
            assert!(refused(&nested(depth)).contains("nested deeper than 32 levels"), "{depth}");
        }
    }

    #[test]
    fn the_rest_is_read_as_it_stands() {
        let json = r#"{"a": [1, -2.5, "é", true, null], "b": 9223372036854775807}"#;
        let plain: Value = serde_json::from_str(json).unwrap();
        assert_eq!(read(json.as_bytes()).unwrap(), plain);
    }
}
