use std::io::Write;
use std::sync::{Arc, Mutex, PoisonError};

use serde_json::{Map, Value};

/// Where lines of JSON go. Cheap to clone; a line is written whole, whoever else writes.
#[derive(Clone)]
pub(crate) struct Lines(Arc<Mutex<dyn Write + Send>>);

impl Lines {
    /// Standard output, which Lambda sends to CloudWatch.
    pub(crate) fn stdout() -> Self {
        Self::to(std::io::stdout())
    }

    pub(crate) fn to(writer: impl Write + Send + 'static) -> Self {
        Self(Arc::new(Mutex::new(writer)))
    }

    pub(crate) fn print(&self, line: Map<String, Value>) {
        let mut text = Value::Object(line).to_string();
        text.push('\n');
        let mut writer = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        // A closed standard output leaves nobody to tell.
        let _ = writer.write_all(text.as_bytes()).and_then(|()| writer.flush());
    }
}

#[cfg(test)]
pub(crate) mod capture {
    use super::*;

    /// Lines kept for a test.
    #[derive(Clone, Default)]
    pub(crate) struct Captured(Arc<Mutex<Vec<u8>>>);

    impl Captured {
        pub(crate) fn text(&self) -> String {
            String::from_utf8(self.0.lock().unwrap().clone()).unwrap()
        }

        pub(crate) fn lines(&self) -> Vec<Value> {
            self.text().lines().map(|line| serde_json::from_str(line).unwrap()).collect()
        }
    }

    impl Write for Captured {
        fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
            self.0.lock().unwrap().write(bytes)
        }

        fn flush(&mut self) -> std::io::Result<()> {
            Ok(())
        }
    }
}
