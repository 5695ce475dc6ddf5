use std::io::{Read, Seek};
use std::time::Duration;

use lofty::config::ParseOptions;
use lofty::file::{AudioFile as _, FileType};
use lofty::probe::Probe;
use oma_api::uploads::MediaFacts;

use super::{Kind, Look, clip};

/// The longest sound.
const LONGEST: Duration = Duration::from_secs(15 * 60);
/// Less is no music.
const SHORTEST: Duration = Duration::from_millis(100);

/// Reads the length of a sound from its headers. That all of it can be played is seen when it is
/// used.
pub(super) fn look<R: Read + Seek>(kind: Kind, file: &mut R, size: u64) -> Look<MediaFacts> {
    if matches!(kind, Kind::M4a | Kind::Mp4) {
        clip::check_sound(file, size)?;
        file.rewind().map_err(|e| damaged(&e))?;
    }
    let options = ParseOptions::new().read_tags(false).read_cover_art(false);
    let types: &[FileType] = match kind {
        Kind::Mp3 => &[FileType::Mpeg],
        Kind::Wav => &[FileType::Wav],
        Kind::Flac => &[FileType::Flac],
        Kind::Ogg => &[FileType::Vorbis, FileType::Opus],
        _ => &[FileType::Mp4],
    };
    let mut duration = Err(String::new());
    for file_type in types {
        file.rewind().map_err(|e| damaged(&e))?;
        let probe = Probe::with_file_type(&mut *file, *file_type).options(options);
        duration = probe.read().map(|f| f.properties().duration()).map_err(|e| damaged(&e));
        if duration.is_ok() {
            break;
        }
    }
    let duration = duration?;
    if duration < SHORTEST {
        return Err("The sound has no length.".to_owned());
    }
    if duration > LONGEST {
        let seconds = duration.as_secs();
        return Err(format!("The sound lasts {seconds} s; allowed: 15 minutes."));
    }
    let duration_ms = u64::try_from(duration.as_millis()).ok();
    Ok(MediaFacts { duration_ms, ..MediaFacts::default() })
}

fn damaged(error: &impl std::fmt::Display) -> String {
    format!("The sound is damaged or incomplete: {error}.")
}

#[cfg(test)]
mod tests {
    use std::io::Cursor;

    use super::*;

    fn wav(seconds: u32) -> Vec<u8> {
        let data = 8000 * seconds;
        let mut bytes = Vec::new();
        bytes.extend(b"RIFF");
        bytes.extend((36 + data).to_le_bytes());
        bytes.extend(b"WAVEfmt \x10\0\0\0\x01\0\x01\0");
        bytes.extend(8000u32.to_le_bytes());
        bytes.extend(8000u32.to_le_bytes());
        bytes.extend(b"\x01\0\x08\0data");
        bytes.extend(data.to_le_bytes());
        bytes.resize(bytes.len() + data as usize, 128);
        bytes
    }

    fn seen(bytes: Vec<u8>) -> Look<Option<u64>> {
        let size = bytes.len() as u64;
        look(Kind::Wav, &mut Cursor::new(bytes), size).map(|facts| facts.duration_ms)
    }

    #[test]
    fn the_length_is_read_and_held_to_a_quarter_of_an_hour() {
        assert_eq!(seen(wav(2)), Ok(Some(2000)));
        assert!(seen(wav(901)).unwrap_err().contains("15 minutes"));
        assert!(seen(wav(0)).is_err());
        assert!(seen(b"RIFF\0\0\0\0WAVE".to_vec()).is_err());
    }
}
