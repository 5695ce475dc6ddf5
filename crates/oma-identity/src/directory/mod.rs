//! The users and machine clients of the local issuer.

mod clients;
mod users;

use std::path::{Path, PathBuf};

use oma_core::{Error, ErrorKind, Result};
use serde::{Deserialize, Serialize};

pub use self::clients::{Client, NewClient};
pub use self::users::{NewUser, User};
use crate::files;

/// Users and clients, in one file. It is read anew at each question, so another process may change
/// it at any time: `oma users` does while the server runs.
#[derive(Debug, Clone)]
pub struct Directory {
    folder: PathBuf,
}

#[derive(Debug, Default, Serialize, Deserialize)]
#[serde(default)]
struct Listed {
    users: Vec<User>,
    clients: Vec<Client>,
}

impl Directory {
    /// The directory in a folder, which is made if need be.
    pub fn open(folder: &Path) -> Result<Self> {
        files::private_folder(folder)?;
        Ok(Self { folder: folder.to_owned() })
    }

    /// Where it lies.
    pub fn folder(&self) -> &Path {
        &self.folder
    }

    fn read(&self) -> Result<Listed> {
        files::read(&self.path())
    }

    /// Changes the file. What `change` refuses is not written.
    fn change<T>(&self, change: impl FnOnce(&mut Listed) -> Result<T>) -> Result<T> {
        let _lock = files::lock(&self.folder)?;
        let mut listed = self.read()?;
        let outcome = change(&mut listed)?;
        files::write(&self.path(), &listed)?;
        Ok(outcome)
    }

    fn path(&self) -> PathBuf {
        self.folder.join("directory.json")
    }
}

/// Names are typed and printed: 1 to 64 characters without blanks or control characters.
fn check_name(name: &str) -> Result<()> {
    let strange = |c: char| c.is_whitespace() || c.is_control();
    if (1..=64).contains(&name.chars().count()) && !name.contains(strange) {
        return Ok(());
    }
    let message = "A name is 1 to 64 characters without blanks.";
    Err(Error::new(ErrorKind::InvalidRequest, message))
}

fn taken(what: &str, name: &str) -> Error {
    Error::new(ErrorKind::Conflict, format!("There is a {what} {name:?} already."))
}

fn no_such(what: &str, name: &str) -> Error {
    Error::new(ErrorKind::NotFound, format!("There is no {what} {name:?}."))
}

#[cfg(test)]
mod tests;
