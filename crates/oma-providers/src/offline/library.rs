//! Music from the pack that the set-up fetches; synthesised where there is no pack.

use std::path::{Path, PathBuf};

use async_trait::async_trait;
use oma_core::brief::Mood;
use oma_core::event::Fallback;
use oma_core::plan::ModelChoice;
use oma_core::ports::{ComposedMusic, Composer, MusicRequest};
use oma_core::spend::{Account, Bill};
use oma_core::{Error, ErrorKind, Result};
use serde::{Deserialize, Serialize};

use super::synth::SynthComposer;
use super::{PROVIDER, Packs};

/// Other pieces, or another way of choosing, need a new name: it is part of the step's key.
pub(super) const MODEL: &str = "music-pack-1";
const MANIFEST: &str = "manifest.json";

/// Chooses a piece of the music pack by mood and seed.
#[derive(Debug, Clone)]
pub struct MusicLibrary {
    folder: PathBuf,
    pieces: Vec<Piece>,
}

/// What the pack's manifest says.
#[derive(Debug, Default, Serialize, Deserialize)]
struct Manifest {
    tracks: Vec<Piece>,
}

/// A piece of the pack.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Piece {
    /// Its file in the pack.
    pub file: String,
    /// Its name.
    pub title: String,
    /// The pack's own word for its feeling; see [`Piece::suits`].
    pub mood: String,
    /// Under what licence it may be used.
    pub licence: String,
}

impl Piece {
    /// Whether the piece has a feeling. The pack knows no inspiring music: its tender pieces rise.
    pub fn suits(&self, mood: Mood) -> bool {
        self.mood
            == match mood {
                Mood::Calm => "calm",
                Mood::Happy => "happy",
                Mood::Energetic => "energetic",
                Mood::Nostalgic => "nostalgic",
                Mood::Inspiring => "tender",
            }
    }
}

impl MusicLibrary {
    /// The pack of this machine; see [`Packs::from_env`].
    pub fn from_env() -> Self {
        Self::in_folder(&Packs::from_env().music().unwrap_or_default())
    }

    /// The pack in a folder. One that is not there, or cannot be read, is an empty one.
    pub fn in_folder(folder: &Path) -> Self {
        let manifest = std::fs::read(folder.join(MANIFEST)).unwrap_or_default();
        let Manifest { tracks: mut pieces } = serde_json::from_slice(&manifest).unwrap_or_default();
        pieces.sort_by(|a, b| a.file.cmp(&b.file));
        Self { folder: folder.to_owned(), pieces }
    }

    /// Every piece, by file name; none when the pack is not installed.
    pub fn pieces(&self) -> &[Piece] {
        &self.pieces
    }

    /// The piece for a mood. Equal seeds give equal pieces.
    fn choose(&self, request: &MusicRequest) -> Option<&Piece> {
        let suitable: Vec<&Piece> =
            self.pieces.iter().filter(|piece| piece.suits(request.mood)).collect();
        let count = u64::try_from(suitable.len()).ok().filter(|count| *count > 0)?;
        usize::try_from(request.seed % count).ok().map(|index| suitable[index])
    }
}

#[async_trait]
impl Composer for MusicLibrary {
    fn model(&self) -> ModelChoice {
        if self.pieces.is_empty() {
            return SynthComposer.model();
        }
        ModelChoice::new(PROVIDER, MODEL)
    }

    async fn compose(&self, request: &MusicRequest, account: &Account) -> Result<ComposedMusic> {
        let Some(piece) = self.choose(request) else {
            let music = SynthComposer.compose(request, account).await?;
            return Ok(ComposedMusic { fallback: Some(not_installed()), ..music });
        };
        let path = self.folder.join(&piece.file);
        let sound = tokio::fs::read(&path).await.map_err(|e| {
            Error::new(ErrorKind::DependencyMissing, "A piece of the music pack is missing.")
                .with_detail(format!("{}: {e}", path.display()))
        })?;
        Ok(ComposedMusic {
            sound: sound.into(),
            file: piece.file.clone(),
            loops: false,
            title: piece.title.clone(),
            licence: piece.licence.clone(),
            credit: None,
            bill: Bill::default(),
            fallback: None,
        })
    }
}

fn not_installed() -> Fallback {
    Fallback {
        what: "music".to_owned(),
        wanted: "a piece of the music pack".to_owned(),
        used: "synthesised music".to_owned(),
        reason: "the music pack is not installed; `make setup` fetches it".to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use oma_core::ports::memory::Memory;

    use super::*;

    fn pack(dir: &Path) -> MusicLibrary {
        let piece = |file: &str, mood: &str| Piece {
            file: file.to_owned(),
            title: file.to_owned(),
            mood: mood.to_owned(),
            licence: "MIT".to_owned(),
        };
        let tracks =
            vec![piece("b.opus", "calm"), piece("a.opus", "calm"), piece("c.opus", "happy")];
        for piece in &tracks {
            std::fs::write(dir.join(&piece.file), piece.file.as_bytes()).unwrap();
        }
        let manifest = serde_json::to_vec(&Manifest { tracks }).unwrap();
        std::fs::write(dir.join(MANIFEST), manifest).unwrap();
        MusicLibrary::in_folder(dir)
    }

    #[tokio::test]
    async fn mood_and_seed_choose_the_piece() {
        let dir = tempfile::tempdir().unwrap();
        let library = pack(dir.path());
        for (mood, seed, file) in
            [(Mood::Calm, 0, "a.opus"), (Mood::Calm, 3, "b.opus"), (Mood::Happy, 7, "c.opus")]
        {
            let music = library
                .compose(&MusicRequest { mood, seed }, &Memory::an_account().await.unwrap())
                .await
                .unwrap();
            assert_eq!((music.file.as_str(), music.sound.as_ref()), (file, file.as_bytes()));
            assert!(music.fallback.is_none() && !music.loops);
        }
    }

    #[tokio::test]
    async fn without_a_pack_music_is_synthesised_and_says_so() {
        let dir = tempfile::tempdir().unwrap();
        let library = MusicLibrary::in_folder(dir.path());
        assert_eq!(library.model(), SynthComposer.model());
        let music = library
            .compose(
                &MusicRequest { mood: Mood::Calm, seed: 1 },
                &Memory::an_account().await.unwrap(),
            )
            .await
            .unwrap();
        assert!(music.loops);
        assert_eq!(music.fallback.unwrap().used, "synthesised music");
    }

    #[tokio::test]
    async fn a_piece_that_is_gone_is_a_missing_dependency() {
        let dir = tempfile::tempdir().unwrap();
        let library = pack(dir.path());
        std::fs::remove_file(dir.path().join("c.opus")).unwrap();
        let error = library
            .compose(
                &MusicRequest { mood: Mood::Happy, seed: 0 },
                &Memory::an_account().await.unwrap(),
            )
            .await;
        assert_eq!(error.err().unwrap().kind, ErrorKind::DependencyMissing);
    }
}
