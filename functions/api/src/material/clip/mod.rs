//! The headers of films: how long, how large, whether all of it is there.

mod boxes;
mod ebml;

use std::io::{Read, Seek};

use oma_api::uploads::MediaFacts;

use super::{Kind, Look, check_size};

/// What is said of a file that ends too early.
pub(super) const CUT_OFF: &str = "The file is incomplete: its end is missing.";

/// The longest clip.
const LONGEST_MS: u64 = 10 * 60 * 1000;

/// What a film's header says.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
struct Header {
    duration_ms: u64,
    /// Of every stream of pictures, as shown.
    pictures: Vec<(u32, u32)>,
}

/// Reads a clip's headers.
pub(super) fn look<R: Read + Seek>(kind: Kind, file: &mut R, size: u64) -> Look<MediaFacts> {
    let header =
        if kind == Kind::WebM { ebml::read(file, size)? } else { boxes::read(file, size)? };
    let &(width, height) = header.pictures.first().ok_or("The clip has no pictures.")?;
    for &(width, height) in &header.pictures {
        check_size(width, height)?;
    }
    if header.duration_ms == 0 {
        return Err("The clip does not say how long it is.".to_owned());
    }
    if header.duration_ms > LONGEST_MS {
        let seconds = header.duration_ms / 1000;
        return Err(format!("The clip lasts {seconds} s; allowed: 10 minutes."));
    }
    Ok(MediaFacts {
        width: Some(width),
        height: Some(height),
        duration_ms: Some(header.duration_ms),
        ..MediaFacts::default()
    })
}

/// Holds an MP4 to being whole and having no pictures.
pub(super) fn check_sound<R: Read + Seek>(file: &mut R, size: u64) -> Look<()> {
    let header = boxes::read(file, size)?;
    if header.pictures.is_empty() { Ok(()) } else { Err("The sound has pictures.".to_owned()) }
}
