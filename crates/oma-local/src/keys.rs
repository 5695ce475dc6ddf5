//! The vendors' keys on this machine: in the environment, else in a file that only its owner may read.

use std::collections::BTreeMap;
use std::fmt;
use std::fs::{self, File};
use std::io::Write as _;
use std::os::unix::fs::{DirBuilderExt as _, MetadataExt as _, OpenOptionsExt as _};
use std::path::{Path, PathBuf};

use async_trait::async_trait;
use oma_core::ports::{Secret, Secrets};
use oma_core::{Error, ErrorKind, Result};
use oma_providers::Vendors;

/// The file of keys: an object of vendor and key.
#[derive(Debug, Clone)]
pub struct KeyFile {
    path: PathBuf,
}

/// Where a key comes from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum KeySource {
    /// This environment variable.
    Environment(String),
    /// The file of keys.
    File,
}

/// Secrets by the names of vendors: the environment's, else the file's.
#[derive(Debug, Clone)]
pub struct LocalSecrets {
    file: KeyFile,
}

impl KeyFile {
    /// The keys in this file, which need not be there.
    pub fn new(path: impl Into<PathBuf>) -> Self {
        Self { path: path.into() }
    }

    /// `$XDG_CONFIG_HOME/oma/keys.json`, else `~/.config/oma/keys.json`.
    pub fn of_user() -> Self {
        let set = |name| std::env::var_os(name).filter(|value| !value.is_empty());
        let config = set("XDG_CONFIG_HOME").map(PathBuf::from);
        let config = config.or_else(|| Some(PathBuf::from(set("HOME")?).join(".config")));
        Self::new(config.unwrap_or_default().join("oma").join("keys.json"))
    }

    /// Where it is.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// The key of a vendor.
    ///
    /// # Errors
    /// [`ErrorKind::ProviderRefused`] if others could read or change the file, with what to do.
    pub fn get(&self, vendor: &str) -> Result<Option<Secret>> {
        Ok(self.read()?.remove(vendor).filter(|key| !key.is_empty()).map(Secret::new))
    }

    /// Keeps a vendor's key, in place of the one it had.
    pub fn set(&self, vendor: &str, key: &Secret) -> Result<()> {
        let _locked = self.lock()?;
        let mut keys = self.read()?;
        keys.insert(vendor.to_owned(), key.reveal().to_owned());
        self.write(&keys)
    }

    /// Forgets a vendor's key. `false` if there was none.
    pub fn remove(&self, vendor: &str) -> Result<bool> {
        let _locked = self.lock()?;
        let mut keys = self.read()?;
        let had = keys.remove(vendor).is_some();
        if had {
            self.write(&keys)?;
        }
        Ok(had)
    }

    fn read(&self) -> Result<BTreeMap<String, String>> {
        let metadata = match fs::metadata(&self.path) {
            Ok(metadata) => metadata,
            Err(e) if e.kind() == std::io::ErrorKind::NotFound => return Ok(BTreeMap::new()),
            Err(e) => return Err(self.failed(&e.to_string())),
        };
        let mode = metadata.mode() & 0o777;
        if mode & 0o077 != 0 {
            return Err(self.failed(&format!(
                "others can read or change it (mode {mode:o}). Run: chmod 600 {}",
                self.path.display()
            )));
        }
        let json = fs::read(&self.path).map_err(|e| self.failed(&e.to_string()))?;
        serde_json::from_slice(&json).map_err(|e| {
            // Where, not what: the text may be a key.
            self.failed(&format!("it is damaged at line {}", e.line()))
        })
    }

    /// A reader sees the old file or the new one, never half of one.
    fn write(&self, keys: &BTreeMap<String, String>) -> Result<()> {
        let json = serde_json::to_vec_pretty(keys)?;
        let replace = || {
            // A temporary file is made with mode 0600, and keeps it when it is renamed.
            let mut file = tempfile::NamedTempFile::new_in(self.dir())?;
            file.write_all(&json)?;
            file.as_file().sync_all()?;
            file.persist(&self.path)?;
            File::open(self.dir())?.sync_all()
        };
        replace().map_err(|e: std::io::Error| self.failed(&e.to_string()))
    }

    /// Held while the file is read, changed and replaced.
    fn lock(&self) -> Result<File> {
        let take = || {
            fs::DirBuilder::new().recursive(true).mode(0o700).create(self.dir())?;
            let path = self.path.with_extension("lock");
            let mut options = fs::OpenOptions::new();
            let file = options.create(true).truncate(false).write(true).mode(0o600).open(path)?;
            file.lock()?;
            Ok(file)
        };
        take().map_err(|e: std::io::Error| self.failed(&e.to_string()))
    }

    fn dir(&self) -> &Path {
        let parent = self.path.parent().filter(|dir| !dir.as_os_str().is_empty());
        parent.unwrap_or_else(|| Path::new("."))
    }

    fn failed(&self, problem: &str) -> Error {
        let message = format!("The file of keys {} is not used: {problem}.", self.path.display());
        Error::new(ErrorKind::ProviderRefused, message)
    }
}

impl LocalSecrets {
    /// The environment's keys, else those of a file.
    pub fn new(file: KeyFile) -> Self {
        Self { file }
    }

    /// The environment's keys, else those of [`KeyFile::of_user`].
    pub fn of_user() -> Self {
        Self::new(KeyFile::of_user())
    }

    /// A vendor's key and where it comes from, if there is one.
    pub fn find(&self, vendor: &str) -> Result<Option<(Secret, KeySource)>> {
        let key = Vendors::table().get(vendor).ok().and_then(|vendor| vendor.key.as_ref());
        let variable = key.map(|key| key.env.clone());
        let set = variable.and_then(|name| Some((std::env::var(&name).ok()?, name)));
        match set.filter(|(key, _)| !key.trim().is_empty()) {
            Some((key, name)) => Ok(Some((Secret::new(key.trim()), KeySource::Environment(name)))),
            None => Ok(self.file.get(vendor)?.map(|key| (key, KeySource::File))),
        }
    }
}

#[async_trait]
impl Secrets for LocalSecrets {
    async fn get(&self, name: &str) -> Result<Secret> {
        let absent = || Error::new(ErrorKind::NotFound, format!("There is no key {name}."));
        self.find(name)?.map(|(key, _)| key).ok_or_else(absent)
    }
}

impl fmt::Display for KeySource {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Environment(name) => f.write_str(name),
            Self::File => f.write_str("the file of keys"),
        }
    }
}

#[cfg(test)]
mod tests {
    use std::os::unix::fs::PermissionsExt as _;

    use super::*;

    fn in_folder() -> (tempfile::TempDir, KeyFile) {
        let dir = tempfile::tempdir().unwrap();
        let file = KeyFile::new(dir.path().join("config/oma/keys.json"));
        (dir, file)
    }

    #[tokio::test]
    async fn a_key_is_kept_for_its_owner_alone_and_found_again() {
        let (_dir, file) = in_folder();
        assert!(file.get("pexels").unwrap().is_none());
        file.set("pexels", &Secret::new("hush-hush")).unwrap();
        file.set("runway", &Secret::new("other")).unwrap();
        for path in [file.path(), file.path().parent().unwrap()] {
            assert_eq!(fs::metadata(path).unwrap().mode() & 0o077, 0, "{}", path.display());
        }
        let secrets = LocalSecrets::new(file.clone());
        assert_eq!(secrets.get("pexels").await.unwrap().reveal(), "hush-hush");
        assert!(!format!("{secrets:?}").contains("hush"));
        assert!(file.remove("pexels").unwrap() && !file.remove("pexels").unwrap());
        assert_eq!(secrets.get("pexels").await.unwrap_err().kind, ErrorKind::NotFound);
        assert_eq!(secrets.get("runway").await.unwrap().reveal(), "other");
    }

    #[test]
    fn a_file_that_others_can_read_is_refused_with_the_fix() {
        let (_dir, file) = in_folder();
        file.set("pexels", &Secret::new("hush-hush")).unwrap();
        for mode in [0o640, 0o604, 0o620] {
            fs::set_permissions(file.path(), fs::Permissions::from_mode(mode)).unwrap();
            let error = file.get("pexels").unwrap_err();
            assert!(error.message.contains("chmod 600"), "{error}");
            assert!(file.set("pexels", &Secret::new("x")).is_err());
        }
    }

    #[test]
    fn a_damaged_file_is_not_quoted() {
        let (_dir, file) = in_folder();
        file.set("pexels", &Secret::new("x")).unwrap();
        fs::write(file.path(), r#"{"pexels": hush-hush}"#).unwrap();
        let error = file.get("pexels").unwrap_err();
        assert!(error.message.contains("line 1") && !format!("{error:?}").contains("hush"));
    }

    #[test]
    fn keys_that_are_set_at_the_same_time_are_all_kept() {
        let (_dir, file) = in_folder();
        std::thread::scope(|scope| {
            for n in 0..8 {
                let file = &file;
                scope.spawn(move || file.set(&format!("v{n}"), &Secret::new("k")).unwrap());
            }
        });
        assert_eq!(file.read().unwrap().len(), 8);
    }
}
