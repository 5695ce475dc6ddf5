use std::io::{Read, Seek, SeekFrom};

use oma_api::uploads::{MediaFacts, Purpose};

use super::kind::{self, Kind, TAIL_BYTES};
use super::{Look, clip, font, kinds_for, picture, sound, text, vector};

/// What a file is.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Found {
    pub(crate) kind: Kind,
    pub(crate) facts: MediaFacts,
}

/// The most bytes that are read into memory at once.
const MOST_WHOLE: u64 = 32 * 1024 * 1024;

/// Looks at a file of `size` bytes: whether it is what was announced, within all limits, and whole.
pub(crate) fn inspect<R: Read + Seek>(
    file: &mut R,
    size: u64,
    purpose: Purpose,
    media_type: &str,
) -> Look<Found> {
    let head = part(file, 0, 4096)?;
    if purpose == Purpose::Manifest {
        return manifest(file, &head, size, media_type);
    }
    let kind = kind::of(&head)?;
    let tail = part(file, size.saturating_sub(TAIL_BYTES), TAIL_BYTES)?;
    if let Some(other) = kind::disguise(kind, &head, &tail) {
        return Err(format!("The file is {other} at the same time."));
    }
    let announced = kinds_for(purpose, media_type).unwrap_or_default();
    if !announced.contains(&kind) {
        return Err(format!("The file is {}, and {media_type} was announced.", kind.media_type()));
    }
    file.rewind().map_err(|e| unreadable(&e))?;
    let mut facts = match purpose {
        Purpose::Image | Purpose::Logo if kind == Kind::Svg => vector::look(&whole(file, size)?)?,
        Purpose::Image | Purpose::Logo => picture::look(kind, &whole(file, size)?)?,
        Purpose::Font => font::look(&whole(file, size)?)?,
        Purpose::Music => sound::look(kind, file, size)?,
        Purpose::Clip => clip::look(kind, file, size)?,
        // Text, which no first bytes tell: looked at above.
        Purpose::Manifest => MediaFacts::default(),
    };
    // An MP4 in which there is nothing but sound is what others call an M4A.
    let kind = if purpose == Purpose::Music && kind == Kind::Mp4 { Kind::M4a } else { kind };
    kind.media_type().clone_into(&mut facts.content_type);
    Ok(Found { kind, facts })
}

/// A manifest is what it was announced as, if it is text. What its rows say is for who reads them all.
fn manifest<R: Read + Seek>(file: &mut R, head: &[u8], size: u64, media_type: &str) -> Look<Found> {
    let kinds = kinds_for(Purpose::Manifest, media_type).unwrap_or_default();
    let kind = *kinds.first().ok_or("A manifest is CSV or JSON Lines.")?;
    let tail = part(file, size.saturating_sub(text::EDGE_BYTES), text::EDGE_BYTES)?;
    text::look(kind, head, &tail, size)?;
    let content_type = kind.media_type().to_owned();
    Ok(Found { kind, facts: MediaFacts { content_type, ..MediaFacts::default() } })
}

fn part<R: Read + Seek>(file: &mut R, at: u64, length: u64) -> Look<Vec<u8>> {
    let mut bytes = Vec::new();
    file.seek(SeekFrom::Start(at)).map_err(|e| unreadable(&e))?;
    file.take(length).read_to_end(&mut bytes).map_err(|e| unreadable(&e))?;
    Ok(bytes)
}

fn whole<R: Read>(file: &mut R, size: u64) -> Look<Vec<u8>> {
    let mut bytes = Vec::with_capacity(usize::try_from(size.min(MOST_WHOLE)).unwrap_or(0));
    file.take(MOST_WHOLE).read_to_end(&mut bytes).map_err(|e| unreadable(&e))?;
    if bytes.len() as u64 == size { Ok(bytes) } else { Err(super::clip::CUT_OFF.to_owned()) }
}

pub(super) fn unreadable(error: &std::io::Error) -> String {
    format!("The file cannot be read: {error}.")
}
