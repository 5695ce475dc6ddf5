use std::ffi::OsString;
use std::fs::File;
use std::io::Read;
use std::path::Path;

use oma_core::{Error, ErrorKind, Result};
use serde::{Deserialize, Serialize};

use super::{MediaInfo, probe_with};
use crate::ffmpeg::Tools;
use crate::segment::{Args, MAX_PIXELS};

/// A smaller picture is a mistake.
const MIN_SIDE: u32 = 16;

const DAMAGED: &str = "The file is damaged or incomplete.";

/// A user's file that can be used.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Asset {
    /// A picture.
    Image {
        /// Pixels as shown.
        width: u32,
        /// Pixels as shown.
        height: u32,
    },
    /// A film; its sound is not used.
    Clip {
        /// Pixels as shown.
        width: u32,
        /// Pixels as shown.
        height: u32,
        /// Its length.
        duration_ms: u64,
    },
    /// Music or speech.
    Sound {
        /// Its length.
        duration_ms: u64,
    },
}

/// Finds out what a user's file is, by its content and never by its name, and whether all of it
/// can be read. What cannot be used is [`ErrorKind::InvalidAsset`] with the reason.
///
/// The demuxer is chosen here and forced: left to guess, ffmpeg would open a playlist that names
/// other files or addresses.
pub async fn sniff(tools: &Tools, path: &Path) -> Result<Asset> {
    let found = format_of(&head(path)?)?;
    let options = ["-f", found.demuxer()];
    let info = probe_with(tools, path, &options).await.map_err(|e| damaged(&e))?;
    let asset = asset(found, &info)?;
    let check = check(found, asset, path);
    tools.look(&check, "Reading the file").await.map_err(|e| damaged(&e))?;
    Ok(asset)
}

/// The demuxer for a user's sound, or for a film with sound. A picture, and what is neither, is
/// [`ErrorKind::InvalidAsset`].
pub(crate) fn sound_demuxer(path: &Path) -> Result<&'static str> {
    let found = format_of(&head(path)?)?;
    if found.is_image() {
        return Err(refused("The music is a picture."));
    }
    Ok(found.demuxer())
}

/// The formats that users may bring, told apart by their first bytes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Format {
    Png,
    Jpeg,
    WebP,
    /// MP4, MOV, M4A.
    Mov,
    /// MKV, `WebM`.
    Matroska,
    Mp3,
    Wav,
    Flac,
    Ogg,
}

impl Format {
    fn demuxer(self) -> &'static str {
        match self {
            Self::Png => "png_pipe",
            Self::Jpeg => "jpeg_pipe",
            Self::WebP => "webp_pipe",
            Self::Mov => "mov",
            Self::Matroska => "matroska",
            Self::Mp3 => "mp3",
            Self::Wav => "wav",
            Self::Flac => "flac",
            Self::Ogg => "ogg",
        }
    }

    fn is_image(self) -> bool {
        matches!(self, Self::Png | Self::Jpeg | Self::WebP)
    }
}

fn format_of(head: &[u8]) -> Result<Format> {
    let at = |from: usize, magic: &[u8]| head.get(from..).is_some_and(|h| h.starts_with(magic));
    if head.is_empty() {
        return Err(refused("The file is empty."));
    }
    if at(4, b"ftyp") {
        // Still pictures of phones wear the same box as films.
        let brands: [&[u8]; 5] = [b"heic", b"heix", b"mif1", b"msf1", b"avif"];
        return if brands.iter().any(|brand| at(8, brand)) {
            Err(refused("HEIC and AVIF pictures cannot be read. Save it as JPEG or PNG."))
        } else {
            Ok(Format::Mov)
        };
    }
    let magics: [(usize, &[u8], Format); 10] = [
        (0, b"\x89PNG\r\n\x1a\n", Format::Png),
        (0, b"\xff\xd8\xff", Format::Jpeg),
        (8, b"WEBP", Format::WebP),
        (4, b"moov", Format::Mov),
        (0, b"\x1a\x45\xdf\xa3", Format::Matroska),
        (0, b"ID3", Format::Mp3),
        (8, b"WAVE", Format::Wav),
        (0, b"fLaC", Format::Flac),
        (0, b"OggS", Format::Ogg),
        (4, b"wide", Format::Mov),
    ];
    if let Some((.., format)) = magics.iter().find(|(from, magic, _)| at(*from, magic)) {
        return Ok(*format);
    }
    // An MP3 without tags begins with eleven set bits and a layer that is not 0.
    match head {
        [0xff, second, ..] if second & 0xe0 == 0xe0 && second & 0x06 != 0 => Ok(Format::Mp3),
        _ => Err(refused(
            "The file is no picture, film or sound that OMA can read (PNG, JPEG, WebP; MP4, MOV, \
             MKV, WebM; MP3, WAV, FLAC, OGG, M4A).",
        )),
    }
}

fn asset(format: Format, info: &MediaInfo) -> Result<Asset> {
    let duration_ms = info.duration_ms;
    let Some(video) = &info.video else {
        return match &info.audio {
            Some(_) if duration_ms > 0 => Ok(Asset::Sound { duration_ms }),
            _ => Err(refused("The file has neither pictures nor sound.")),
        };
    };
    let (width, height) = (video.width, video.height);
    if width == 0 || height == 0 {
        return Err(refused(DAMAGED));
    }
    if width < MIN_SIDE || height < MIN_SIDE {
        return Err(refused(format!("The picture is too small: {width} × {height} pixels.")));
    }
    if u64::from(width) * u64::from(height) > MAX_PIXELS {
        return Err(refused(format!("The picture is too large: {width} × {height} pixels.")));
    }
    if format.is_image() {
        return Ok(Asset::Image { width, height });
    }
    if duration_ms == 0 {
        return Err(refused("The film has no length."));
    }
    Ok(Asset::Clip { width, height, duration_ms })
}

/// The ffmpeg run that a sound file passes and a damaged one does not.
fn check(format: Format, asset: Asset, path: &Path) -> Vec<OsString> {
    let mut args = Args::new();
    args.words("-xerror");
    if matches!(asset, Asset::Image { .. }) {
        // Half a picture is the usual damage.
        args.words("-err_detect explode");
    }
    args.words(&format!("-threads 1 -f {}", format.demuxer()));
    args.media(path);
    match asset {
        Asset::Image { .. } => args.words("-map 0:v:0"),
        Asset::Sound { .. } => args.words("-map 0:a:0"),
        // All packets are there, and the first frames can be decoded. Decoding all of a long film
        // would cost as much as using it; and so it would as an output of the same input, which
        // ffmpeg decodes to its end although three frames are wanted.
        Asset::Clip { .. } => {
            args.words(&format!("-t 0.1 -threads 1 -f {}", format.demuxer()));
            args.media(path);
            args.words("-map 0:v:0 -c copy -f null - -map 1:v:0");
        }
    }
    args.no_output();
    args.into_vec()
}

fn head(path: &Path) -> Result<Vec<u8>> {
    let mut head = Vec::new();
    let read = File::open(path).and_then(|file| file.take(64).read_to_end(&mut head));
    read.map_err(|e| refused("The file cannot be read.").with_detail(e))?;
    Ok(head)
}

fn refused(message: impl Into<String>) -> Error {
    Error::new(ErrorKind::InvalidAsset, message)
}

/// A failure of ffmpeg is the file's fault here, but a missing ffmpeg is not.
pub(crate) fn damaged(error: &Error) -> Error {
    if error.kind == ErrorKind::DependencyMissing {
        return error.clone();
    }
    refused(DAMAGED).with_detail(error.full_text())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn formats_are_told_by_their_first_bytes() {
        let of = |head: &[u8]| format_of(head).unwrap();
        assert_eq!(of(b"\x89PNG\r\n\x1a\n...."), Format::Png);
        assert_eq!(of(b"\xff\xd8\xff\xe0"), Format::Jpeg);
        assert_eq!(of(b"RIFF....WEBPVP8 "), Format::WebP);
        assert_eq!(of(b"RIFF....WAVEfmt "), Format::Wav);
        assert_eq!(of(b"\0\0\0\x18ftypisom"), Format::Mov);
        assert_eq!(of(b"\xff\xfb\x90\x00"), Format::Mp3);
    }

    #[test]
    fn what_is_refused_says_why() {
        let message = |head: &[u8]| {
            let error = format_of(head).unwrap_err();
            assert_eq!(error.kind, ErrorKind::InvalidAsset);
            error.message
        };
        assert!(message(b"").contains("empty"));
        assert!(message(b"\0\0\0\x18ftypheic").contains("JPEG or PNG"));
        for text in [&b"#EXTM3U\nhttp://x"[..], b"ffconcat version 1.0", b"<svg>", b"RIFF....AVI "]
        {
            assert!(message(text).contains("no picture, film or sound"));
        }
    }
}
