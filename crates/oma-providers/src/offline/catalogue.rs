//! What can be named in a brief: what OMA offers, whichever packs are installed where it is asked.
//! The voices are the tables that narrators choose from, the music is the list of files that the
//! set-up fetches, so this says the same on a laptop and in a function without packs.

use oma_core::brief::Mood;
use oma_core::language::Language;
use oma_core::ports::{Composer as _, ScriptWriter as _};

use super::espeak::EspeakNarrator;
use super::kokoro::{self, KokoroNarrator};
use super::library::{self, Piece};
use super::synth::SynthComposer;
use super::writer::TemplateWriter;
use super::{Gender, PROVIDER};

/// A voice that a brief can name.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CatalogueVoice {
    /// What a brief's `voice` says.
    pub id: &'static str,
    /// What it speaks.
    pub language: Language,
    /// What makes it speak: `kokoro` or `espeak-ng`.
    pub provider: &'static str,
    /// Its name and how it sounds.
    pub description: String,
}

/// Every voice; the first of each language is its default.
pub fn voices() -> Vec<CatalogueVoice> {
    let natural = KokoroNarrator::voices().iter().map(|voice| CatalogueVoice {
        id: voice.id,
        language: voice.language,
        provider: kokoro::PROVIDER,
        description: described(voice.name, voice.gender, "natural, of the voice pack"),
    });
    let plain = EspeakNarrator::voices().iter().map(|voice| CatalogueVoice {
        id: voice.id,
        language: voice.language,
        provider: "espeak-ng",
        description: described(voice.name, voice.gender, "synthetic, always there"),
    });
    natural.chain(plain).collect()
}

fn described(name: &str, gender: Gender, kind: &str) -> String {
    let gender = match gender {
        Gender::Female => "like a woman",
        Gender::Male => "like a man",
    };
    format!("{name}: {gender}; {kind}")
}

/// The files of the music pack, as the set-up checks them.
const MUSIC: &str = include_str!("../../../../scripts/packs/music.sha256");

/// How many pieces of the music pack have a feeling. A file's name begins with the pack's word for
/// its own.
pub fn pieces(mood: Mood) -> u32 {
    let names = MUSIC.lines().filter_map(|line| line.split_whitespace().nth(1));
    let pieces = names.filter_map(|file| Some((file, file.split_once('_')?.0)));
    let suits = |(file, word): &(&str, &str)| {
        let piece = Piece {
            file: (*file).to_owned(),
            title: String::new(),
            mood: (*word).to_owned(),
            licence: String::new(),
        };
        piece.suits(mood)
    };
    u32::try_from(pieces.filter(suits).count()).unwrap_or(u32::MAX)
}

/// What makes one kind of thing.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CatalogueModel {
    /// What it does: `script`, `narration`, `picture`, `music`.
    pub task: &'static str,
    /// Who offers it.
    pub provider: String,
    /// Its name there.
    pub model: String,
    /// What it is like.
    pub description: &'static str,
}

/// Everything that makes something, the preferred one of each task first.
pub fn models() -> Vec<CatalogueModel> {
    let model = |task, provider: &str, model: &str, description| CatalogueModel {
        task,
        provider: provider.to_owned(),
        model: model.to_owned(),
        description,
    };
    let (writer, synth) = (TemplateWriter.model(), SynthComposer.model());
    vec![
        model(
            "script",
            &writer.provider,
            &writer.model,
            "Composes scenes of the brief's own sentences; free, the same every time",
        ),
        model("narration", kokoro::PROVIDER, "kokoro-82m-v1.0", "Natural voices; free"),
        model("narration", "espeak-ng", "espeak-ng", "Synthetic voices; free"),
        model("picture", PROVIDER, "cards", "Drawn cards with icons and type; free"),
        model("music", PROVIDER, library::MODEL, "Recorded music by mood; free"),
        model("music", &synth.provider, &synth.model, "Synthesised music by mood; free"),
    ]
}

#[cfg(test)]
mod tests {
    use super::super::OfflineNarrator;
    use super::*;

    #[tokio::test]
    async fn the_voices_are_those_that_the_narrator_has() {
        let narrator = OfflineNarrator::from_env().voices().await;
        let ids: Vec<&str> = narrator.iter().map(|voice| voice.id).collect();
        assert_eq!(voices().iter().map(|voice| voice.id).collect::<Vec<_>>(), ids);
    }

    #[test]
    fn the_music_is_that_of_the_pack() {
        let library = library::MusicLibrary::from_env();
        for mood in Mood::ALL {
            let suitable = library.pieces().iter().filter(|piece| piece.suits(*mood)).count();
            assert_eq!(pieces(*mood) as usize, suitable, "{mood:?}: run `make setup` first");
        }
    }
}
