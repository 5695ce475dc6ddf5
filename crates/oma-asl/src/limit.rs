//! The payload limit of Step Functions.

use std::io::{self, Write};

use serde_json::Value;

use crate::failure::{DATA_LIMIT_EXCEEDED, TaskFailure};

/// The largest input, output or argument of a state: 256 KiB of UTF-8.
pub const PAYLOAD_LIMIT_BYTES: usize = 262_144;

/// How many bytes `value` takes as compact JSON.
pub(crate) fn size_bytes(value: &Value) -> usize {
    let mut counter = Counter(0);
    // Counting cannot fail, and a JSON value always serialises.
    let _ = serde_json::to_writer(&mut counter, value);
    counter.0
}

/// Refuses a value over the limit. `what` names it in the cause.
pub(crate) fn check(what: &str, value: &Value) -> Result<usize, TaskFailure> {
    let bytes = size_bytes(value);
    if bytes <= PAYLOAD_LIMIT_BYTES {
        return Ok(bytes);
    }
    let cause = format!(
        "The {what} is {bytes} bytes, above the limit of {PAYLOAD_LIMIT_BYTES}: pass a reference instead"
    );
    Err(TaskFailure::new(DATA_LIMIT_EXCEEDED, cause))
}

struct Counter(usize);

impl Write for Counter {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0 += bytes.len();
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_limit_itself_is_allowed() {
        let text = |bytes: usize| Value::String("x".repeat(bytes - 2));
        assert_eq!(check("input", &text(PAYLOAD_LIMIT_BYTES)), Ok(PAYLOAD_LIMIT_BYTES));
        let refused = check("input", &text(PAYLOAD_LIMIT_BYTES + 1)).unwrap_err();
        assert_eq!(refused.error, DATA_LIMIT_EXCEEDED);
    }

    #[test]
    fn counts_utf_8() {
        assert_eq!(size_bytes(&Value::String("é€".to_owned())), 7);
    }
}
