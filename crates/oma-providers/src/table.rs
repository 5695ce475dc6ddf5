//! Tables of models: built in, or a file that the environment names.

use oma_core::{Error, Result};
use serde::de::DeserializeOwned;

/// A table as JSON, and where it comes from.
pub(crate) struct Source {
    /// What the table is of, for errors.
    pub(crate) of: &'static str,
    /// The table that is used where no other is named.
    pub(crate) built_in: &'static str,
    /// Names a file with another table.
    pub(crate) variable: &'static str,
}

impl Source {
    /// The table of the file that the environment names, else the built-in one.
    ///
    /// # Errors
    /// Names the file or the line that cannot be read.
    pub(crate) fn read<T: DeserializeOwned>(
        &self,
        lookup: impl Fn(&str) -> Option<String>,
    ) -> Result<T> {
        match lookup(self.variable).filter(|path| !path.is_empty()) {
            None => self.parse(self.built_in),
            Some(path) => {
                let text = std::fs::read_to_string(&path)
                    .map_err(|e| Error::internal(format!("{}: {path}: {e}", self.variable)))?;
                self.parse(&text)
            }
        }
    }

    /// Reads a table.
    pub(crate) fn parse<T: DeserializeOwned>(&self, json: &str) -> Result<T> {
        serde_json::from_str(json)
            .map_err(|e| Error::internal(format!("the table of {}: {e}", self.of)))
    }
}
