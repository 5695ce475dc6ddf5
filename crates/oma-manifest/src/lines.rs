//! JSON Lines in bounded memory.

use std::io::BufRead;

use oma_core::brief::Problem;
use oma_core::check;
use serde_json::Value;

use crate::manifest::unreadable;
use crate::raw::{Content, MAX_ROW_BYTES, Raw, not_utf8, too_long};

pub(crate) struct Lines<R> {
    input: R,
    /// The line that was read last.
    line: u64,
    bytes: Vec<u8>,
    is_over: bool,
}

impl<R: BufRead> Lines<R> {
    pub(crate) fn new(input: R) -> Self {
        Self { input, line: 0, bytes: Vec::new(), is_over: false }
    }

    /// Reads a line, of which no more is held than a row may have and one byte. False at the end.
    fn read(&mut self) -> std::io::Result<bool> {
        self.bytes.clear();
        let mut is_any = false;
        loop {
            let buffer = self.input.fill_buf()?;
            if buffer.is_empty() {
                return Ok(is_any);
            }
            is_any = true;
            let end = buffer.iter().position(|byte| *byte == b'\n');
            let part = &buffer[..end.unwrap_or(buffer.len())];
            let room = (MAX_ROW_BYTES + 1).saturating_sub(self.bytes.len());
            self.bytes.extend_from_slice(&part[..part.len().min(room)]);
            let read = end.map_or(buffer.len(), |end| end + 1);
            self.input.consume(read);
            if end.is_some() {
                return Ok(true);
            }
        }
    }

    fn content(&self) -> Result<Content, Problem> {
        if self.bytes.len() > MAX_ROW_BYTES {
            return Err(too_long());
        }
        if std::str::from_utf8(&self.bytes).is_err() {
            return Err(not_utf8("row"));
        }
        let allowed = "one JSON object on one line";
        match check::read(&self.bytes) {
            Ok(Value::Object(object)) => Ok(Content::Object(object)),
            Ok(_) => Err(Problem::new("row", "is JSON, and no object", allowed)),
            Err(error) => {
                let why = error.message.trim_end_matches('.').replacen("It is", "is", 1);
                Err(Problem::new("row", why, allowed))
            }
        }
    }
}

impl<R: BufRead> Iterator for Lines<R> {
    type Item = Raw;

    fn next(&mut self) -> Option<Raw> {
        while !self.is_over {
            self.line += 1;
            match self.read() {
                Ok(true) if self.bytes.iter().all(u8::is_ascii_whitespace) => {}
                Ok(true) => return Some(Raw { line: self.line, content: self.content() }),
                Ok(false) => self.is_over = true,
                Err(error) => {
                    self.is_over = true;
                    return Some(Raw { line: self.line, content: Err(unreadable(&error)) });
                }
            }
        }
        None
    }
}
