//! The packs that `scripts/fetch-packs.sh` puts into the user's cache: larger than a source tree
//! should hold, and not needed to make a film.

use std::path::{Path, PathBuf};

/// The folder of packs. Nothing says that a pack is there.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Packs {
    dir: PathBuf,
}

impl Packs {
    /// The folder named by `OMA_PACKS`, else `oma/packs` in the user's cache folder.
    pub fn from_env() -> Self {
        let named = |name: &str| std::env::var_os(name).filter(|value| !value.is_empty());
        let cache = || {
            let home = || named("HOME").map(|home| Path::new(&home).join(".cache"));
            named("XDG_CACHE_HOME").map(PathBuf::from).or_else(home)
        };
        // Without a home there is no cache, and a relative folder is as empty as any.
        let usual = || cache().unwrap_or_default().join("oma/packs");
        let dir = named("OMA_PACKS").map_or_else(usual, PathBuf::from);
        Self::new(dir)
    }

    /// A folder by its path.
    pub fn new(dir: impl Into<PathBuf>) -> Self {
        Self { dir: dir.into() }
    }

    /// Where they are looked for.
    pub fn dir(&self) -> &Path {
        &self.dir
    }

    /// The Kokoro voices: model, vocabulary, styles, and the library that runs them.
    pub fn voice(&self) -> VoicePack {
        VoicePack { dir: self.dir.join("voice") }
    }

    /// The folder of music, if its manifest is there.
    pub fn music(&self) -> Option<PathBuf> {
        let dir = self.dir.join("music");
        dir.join("manifest.json").is_file().then_some(dir)
    }
}

/// The files of the Kokoro voices.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct VoicePack {
    dir: PathBuf,
}

impl VoicePack {
    /// Whether everything but the styles is there.
    pub fn is_installed(&self) -> bool {
        [self.model(), self.vocabulary(), self.library()].iter().all(|file| file.is_file())
    }

    /// Whether one voice can speak.
    pub fn has_voice(&self, id: &str) -> bool {
        self.is_installed() && self.style(id).is_file()
    }

    pub(super) fn model(&self) -> PathBuf {
        self.dir.join("model.onnx")
    }

    pub(super) fn vocabulary(&self) -> PathBuf {
        self.dir.join("vocab.json")
    }

    pub(super) fn style(&self, id: &str) -> PathBuf {
        self.dir.join("voices").join(format!("{id}.bin"))
    }

    pub(super) fn library(&self) -> PathBuf {
        let name =
            if cfg!(target_os = "macos") { "libonnxruntime.dylib" } else { "libonnxruntime.so" };
        self.dir.join(name)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_pack_that_is_not_there_is_not_installed() {
        let packs = Packs::new("/nonexistent");
        assert!(!packs.voice().is_installed() && !packs.voice().has_voice("pf_dora"));
        assert_eq!(packs.music(), None);
    }

    #[test]
    fn what_the_setup_fetched_is_found() {
        let packs = Packs::from_env();
        let hint = "run scripts/fetch-packs.sh first";
        assert!(packs.voice().has_voice("pf_dora"), "{}: {hint}", packs.dir().display());
        assert!(!packs.voice().has_voice("nobody"));
        assert!(packs.music().is_some(), "{}: {hint}", packs.dir().display());
    }
}
