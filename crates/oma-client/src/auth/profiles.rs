use std::fs::{self, File, OpenOptions};
use std::io::Write as _;
use std::os::unix::fs::{DirBuilderExt as _, OpenOptionsExt as _, PermissionsExt as _};
use std::path::{Path, PathBuf};

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::Secret;
use crate::error::{Error, Result};

/// A server and who is signed in there.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Profile {
    /// What it is called on this machine: `default`.
    pub name: String,
    /// The API's address, without `/v1`.
    pub server: String,
    /// Who gives tokens.
    pub issuer: String,
    /// The client that the tokens are for.
    pub client_id: String,
    /// The token for the API.
    pub access_token: Secret,
    /// Gets the next one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub refresh_token: Option<Secret>,
    /// When `access_token` ends.
    pub expires_at: Timestamp,
}

#[derive(Default, Serialize, Deserialize)]
struct Contents {
    profiles: Vec<Profile>,
}

/// The file that keeps sign-ins: `~/.config/oma/credentials.json`, readable by its owner alone.
#[derive(Debug, Clone)]
pub struct Profiles {
    path: PathBuf,
}

/// Held while the file is changed, so that two programs do not renew the same token, which an
/// issuer that rotates refresh tokens takes for a theft.
pub(super) struct Locked(#[allow(dead_code)] File);

impl Profiles {
    /// The file at a path; it need not be there.
    pub fn at(path: impl Into<PathBuf>) -> Self {
        Self { path: path.into() }
    }

    /// Where it is.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// The profile with this name.
    ///
    /// # Errors
    /// [`Error::File`] when the file cannot be read, or when others could read it.
    pub fn get(&self, name: &str) -> Result<Option<Profile>> {
        Ok(self.read()?.profiles.into_iter().find(|profile| profile.name == name))
    }

    /// All profiles, by name.
    pub fn all(&self) -> Result<Vec<Profile>> {
        Ok(self.read()?.profiles)
    }

    /// Keeps a profile, in place of the one with its name.
    pub fn put(&self, profile: Profile) -> Result<()> {
        let _locked = self.lock()?;
        self.put_locked(profile)
    }

    /// Takes a profile out.
    pub fn remove(&self, name: &str) -> Result<Option<Profile>> {
        let _locked = self.lock()?;
        let mut contents = self.read()?;
        let at = contents.profiles.iter().position(|profile| profile.name == name);
        let removed = at.map(|at| contents.profiles.remove(at));
        if removed.is_some() {
            self.write(&contents)?;
        }
        Ok(removed)
    }

    pub(super) fn put_locked(&self, profile: Profile) -> Result<()> {
        let mut contents = self.read()?;
        contents.profiles.retain(|other| other.name != profile.name);
        contents.profiles.push(profile);
        contents.profiles.sort_by(|a, b| a.name.cmp(&b.name));
        self.write(&contents)
    }

    /// Waits until no other program changes the file.
    pub(super) fn lock(&self) -> Result<Locked> {
        let dir = self.dir();
        let made = fs::DirBuilder::new().recursive(true).mode(0o700).create(dir);
        made.map_err(|e| Error::file(dir, e))?;
        let path = self.path.with_extension("lock");
        let file =
            OpenOptions::new().create(true).truncate(false).write(true).mode(0o600).open(&path);
        let file = file.map_err(|e| Error::file(&path, e))?;
        file.lock().map_err(|e| Error::file(&path, e))?;
        Ok(Locked(file))
    }

    fn dir(&self) -> &Path {
        match self.path.parent() {
            Some(dir) if !dir.as_os_str().is_empty() => dir,
            _ => Path::new("."),
        }
    }

    fn read(&self) -> Result<Contents> {
        let metadata = match fs::metadata(&self.path) {
            Ok(metadata) => metadata,
            Err(e) if e.kind() == std::io::ErrorKind::NotFound => return Ok(Contents::default()),
            Err(e) => return Err(Error::file(&self.path, e)),
        };
        let mode = metadata.permissions().mode() & 0o777;
        if mode & 0o077 != 0 {
            let cause = format!(
                "others can read it (mode {mode:o}), and it holds tokens. Run: chmod 600 {}",
                self.path.display()
            );
            return Err(Error::file(&self.path, cause));
        }
        let json = fs::read(&self.path).map_err(|e| Error::file(&self.path, e))?;
        serde_json::from_slice(&json).map_err(|e| {
            // Where, not what: the text may be a token.
            Error::file(&self.path, format!("is damaged at line {}", e.line()))
        })
    }

    /// A reader sees the old file or the new one, never half of one.
    fn write(&self, contents: &Contents) -> Result<()> {
        let json = serde_json::to_vec_pretty(contents).map_err(|e| Error::file(&self.path, e))?;
        let part = self.dir().join(format!(".credentials.{}", ulid::Ulid::generate()));
        let written = (|| {
            let mut file =
                OpenOptions::new().create_new(true).write(true).mode(0o600).open(&part)?;
            file.write_all(&json)?;
            file.sync_all()?;
            fs::rename(&part, &self.path)
        })();
        written.map_err(|e: std::io::Error| {
            let _ = fs::remove_file(&part);
            Error::file(&self.path, e)
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn profile(name: &str) -> Profile {
        Profile {
            name: name.to_owned(),
            server: "https://a.example".to_owned(),
            issuer: "https://i.example".to_owned(),
            client_id: "cli".to_owned(),
            access_token: Secret::new("very-secret"),
            refresh_token: Some(Secret::new("more-secret")),
            expires_at: Timestamp::UNIX_EPOCH,
        }
    }

    #[test]
    fn profiles_are_kept_side_by_side_for_their_owner_alone() {
        let dir = tempfile::tempdir().unwrap();
        let file = Profiles::at(dir.path().join("oma/credentials.json"));
        assert_eq!(file.get("default").unwrap(), None);
        file.put(profile("work")).unwrap();
        file.put(profile("default")).unwrap();
        file.put(Profile { client_id: "other".to_owned(), ..profile("work") }).unwrap();
        assert_eq!(file.get("default").unwrap(), Some(profile("default")));
        assert_eq!(file.get("work").unwrap().unwrap().client_id, "other");
        let mode = fs::metadata(file.path()).unwrap().permissions().mode();
        assert_eq!(mode & 0o777, 0o600);
        let dir_mode = fs::metadata(file.path().parent().unwrap()).unwrap().permissions().mode();
        assert_eq!(dir_mode & 0o777, 0o700);
        assert!(file.remove("work").unwrap().is_some());
        assert_eq!(file.all().unwrap(), [profile("default")]);
    }

    #[test]
    fn a_file_that_others_can_read_is_refused() {
        let dir = tempfile::tempdir().unwrap();
        let file = Profiles::at(dir.path().join("credentials.json"));
        file.put(profile("default")).unwrap();
        fs::set_permissions(file.path(), fs::Permissions::from_mode(0o640)).unwrap();
        let told = file.get("default").unwrap_err().to_string();
        assert!(told.contains("chmod 600"), "{told}");
    }

    #[test]
    fn nothing_secret_is_shown() {
        let dir = tempfile::tempdir().unwrap();
        let file = Profiles::at(dir.path().join("credentials.json"));
        file.put(profile("default")).unwrap();
        assert!(!format!("{:?}", file.get("default")).contains("secret\""));
        let damaged = fs::read_to_string(file.path()).unwrap().replace('}', "very-secret");
        fs::write(file.path(), damaged).unwrap();
        let told = format!("{:?}", file.get("default").unwrap_err());
        assert!(told.contains("damaged") && !told.contains("very-secret"), "{told}");
    }
}
