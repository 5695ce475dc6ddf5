use super::Look;

/// What a file is, by its content.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kind {
    Png,
    Jpeg,
    WebP,
    Svg,
    Ttf,
    Otf,
    Mp3,
    M4a,
    Wav,
    Flac,
    Ogg,
    Mp4,
    Mov,
    WebM,
    Csv,
    JsonLines,
}

impl Kind {
    const ALL: [Self; 16] = [
        Self::Png,
        Self::Jpeg,
        Self::WebP,
        Self::Svg,
        Self::Ttf,
        Self::Otf,
        Self::Mp3,
        Self::M4a,
        Self::Wav,
        Self::Flac,
        Self::Ogg,
        Self::Mp4,
        Self::Mov,
        Self::WebM,
        Self::Csv,
        Self::JsonLines,
    ];

    /// The media type and the extension of its upload name.
    fn names(self) -> (&'static str, &'static str) {
        match self {
            Self::Png => ("image/png", "png"),
            Self::Jpeg => ("image/jpeg", "jpg"),
            Self::WebP => ("image/webp", "webp"),
            Self::Svg => ("image/svg+xml", "svg"),
            Self::Ttf => ("font/ttf", "ttf"),
            Self::Otf => ("font/otf", "otf"),
            Self::Mp3 => ("audio/mpeg", "mp3"),
            Self::M4a => ("audio/mp4", "m4a"),
            Self::Wav => ("audio/wav", "wav"),
            Self::Flac => ("audio/flac", "flac"),
            Self::Ogg => ("audio/ogg", "ogg"),
            Self::Mp4 => ("video/mp4", "mp4"),
            Self::Mov => ("video/quicktime", "mov"),
            Self::WebM => ("video/webm", "webm"),
            Self::Csv => ("text/csv", "csv"),
            Self::JsonLines => ("application/x-ndjson", "jsonl"),
        }
    }

    pub(crate) fn media_type(self) -> &'static str {
        self.names().0
    }

    pub(crate) fn extension(self) -> &'static str {
        self.names().1
    }

    /// By the extension of an upload name.
    pub(crate) fn by_extension(extension: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.extension() == extension)
    }
}

/// Tells a file by its first bytes.
pub(super) fn of(head: &[u8]) -> Look<Kind> {
    let at = |from: usize, magic: &[u8]| head.get(from..).is_some_and(|h| h.starts_with(magic));
    let kind = match head {
        _ if at(0, b"\x89PNG\r\n\x1a\n") => Kind::Png,
        _ if at(0, b"\xff\xd8\xff") => Kind::Jpeg,
        _ if at(0, b"RIFF") && at(8, b"WEBP") => Kind::WebP,
        _ if at(0, b"RIFF") && at(8, b"WAVE") => Kind::Wav,
        _ if at(0, b"fLaC") => Kind::Flac,
        _ if at(0, b"OggS") => Kind::Ogg,
        _ if at(0, b"OTTO") => Kind::Otf,
        _ if at(0, b"\0\x01\0\0\0") || at(0, b"true\0") => Kind::Ttf,
        _ if at(4, b"ftyp") => film(head)?,
        _ if [&b"moov"[..], b"wide", b"mdat"].iter().any(|name| at(4, name)) => Kind::Mov,
        _ if at(0, b"\x1a\x45\xdf\xa3") => matroska(head)?,
        _ if at(0, b"wOFF") || at(0, b"wOF2") => return Err("This is a web font.".to_owned()),
        _ if at(0, b"ttcf") => return Err("This is a collection of fonts.".to_owned()),
        [0xff, second, ..] if second & 0xe0 == 0xe0 && second & 0x06 != 0 => Kind::Mp3,
        _ if at(0, b"ID3") => Kind::Mp3,
        _ if is_svg(head) => Kind::Svg,
        _ => return Err("The file is of no kind that OMA reads.".to_owned()),
    };
    Ok(kind)
}

/// MP4, M4A and MOV name themselves in their first box, and so do the pictures of some phones.
fn film(head: &[u8]) -> Look<Kind> {
    match head.get(8..12).unwrap_or_default() {
        b"heic" | b"heix" | b"mif1" | b"msf1" | b"avif" | b"avis" => {
            Err("HEIC and AVIF pictures cannot be read. Save it as JPEG or PNG.".to_owned())
        }
        b"qt  " => Ok(Kind::Mov),
        b"M4A " | b"M4B " => Ok(Kind::M4a),
        _ => Ok(Kind::Mp4),
    }
}

fn matroska(head: &[u8]) -> Look<Kind> {
    let start = &head[..head.len().min(64)];
    if start.windows(4).any(|name| name == b"webm") {
        return Ok(Kind::WebM);
    }
    Err("Matroska films cannot be used, unless they are WebM.".to_owned())
}

fn is_svg(head: &[u8]) -> bool {
    let text = head.strip_prefix(b"\xef\xbb\xbf").unwrap_or(head).trim_ascii_start();
    [&b"<?xml"[..], b"<svg", b"<!--", b"<!DOCTYPE svg"].iter().any(|start| text.starts_with(start))
}

/// What other programs would take a file for: a page, a document, an archive. Each of them can be
/// wrapped around or behind a sound picture, and does harm where it is served or opened.
pub(super) fn disguise(kind: Kind, head: &[u8], tail: &[u8]) -> Option<&'static str> {
    let has = |bytes: &[u8], word: &[u8]| {
        bytes.windows(word.len()).any(|window| window.eq_ignore_ascii_case(word))
    };
    let first = &head[..head.len().min(1024)];
    if has(first, b"%PDF-") {
        return Some("a PDF document");
    }
    let is_page = [&b"<!doctype html"[..], b"<html", b"<script", b"<body", b"<?php"];
    if kind != Kind::Svg && is_page.iter().any(|word| has(first, word)) {
        return Some("a web page");
    }
    ends_as_archive(tail).then_some("a ZIP archive")
}

/// The bytes at the end in which an archive's directory ends.
pub(super) const TAIL_BYTES: u64 = 66_000;
const DIRECTORY_END: &[u8] = b"PK\x05\x06";
const DIRECTORY_END_BYTES: usize = 22;

/// Whether an archive's directory ends here. Its numbers must agree, for four bytes alone stand in
/// many a film by chance.
fn ends_as_archive(tail: &[u8]) -> bool {
    let whole = tail.windows(DIRECTORY_END_BYTES);
    whole.filter(|end| end.starts_with(DIRECTORY_END)).any(|end| {
        let on_one_disk = end[4..8] == [0; 4];
        on_one_disk && end[8..10] == end[10..12]
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn kinds_are_told_by_their_first_bytes_and_nothing_else() {
        assert_eq!(of(b"\x89PNG\r\n\x1a\n...").unwrap(), Kind::Png);
        assert_eq!(of(b"\0\0\0\x18ftypisom").unwrap(), Kind::Mp4);
        assert_eq!(of(b"\0\0\0\x18ftypqt  ").unwrap(), Kind::Mov);
        assert_eq!(of(b"\0\0\0\x18ftypM4A ").unwrap(), Kind::M4a);
        assert_eq!(of(b"\x1a\x45\xdf\xa3\x9f\x42\x82\x84webm").unwrap(), Kind::WebM);
        assert_eq!(of(b"\xef\xbb\xbf <svg/>").unwrap(), Kind::Svg);
        for other in [
            &b""[..],
            b"#EXTM3U\nfile:///etc/passwd",
            b"ffconcat version 1.0",
            b"PK\x03\x04",
            b"GIF89a",
            b"<!doctype html>",
            b"\0\0\0\x18ftypheic",
            b"wOF2",
            b"\x1a\x45\xdf\xa3\x9f\x42\x82\x88matroska",
        ] {
            assert!(of(other).is_err(), "{other:?}");
        }
        for kind in Kind::ALL {
            assert_eq!(Kind::by_extension(kind.extension()), Some(kind));
        }
    }

    #[test]
    fn a_file_that_is_two_things_is_found_out() {
        let zip_end = [DIRECTORY_END, &[0; 4], &[1, 0, 1, 0], &[0; 10]].concat();
        let tail = [&b"the rest of a picture"[..], &zip_end, b"behind it"].concat();
        assert_eq!(disguise(Kind::Png, b"\x89PNG", &tail), Some("a ZIP archive"));
        assert_eq!(disguise(Kind::Jpeg, b"..%PDF-1.7", b""), Some("a PDF document"));
        assert_eq!(disguise(Kind::Jpeg, b"\xff\xd8<SCRIPT>", b""), Some("a web page"));
        assert_eq!(
            disguise(Kind::Mp4, b"\0\0\0\x18ftyp", b"by chance PK\x05\x06 xxxxxxxxxxxxxxx"),
            None
        );
    }
}
