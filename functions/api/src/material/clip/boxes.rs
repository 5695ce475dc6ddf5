//! ISO base media files: MP4 and `QuickTime` (ISO/IEC 14496-12). A box is a length, a name of four
//! letters, and what is in it, often more boxes.

use std::io::{Read, Seek, SeekFrom};

use super::super::Look;
use super::super::inspect::unreadable;
use super::{CUT_OFF, Header};

/// The index of ten minutes at 60 frames per second is smaller by far.
const MOST_INDEX_BYTES: u64 = 16 * 1024 * 1024;
const MOST_BOXES: usize = 100_000;
const MOST_TRACKS: usize = 16;

/// Walks the boxes of a file, which must fill it exactly, and reads its index.
pub(super) fn read<R: Read + Seek>(file: &mut R, size: u64) -> Look<Header> {
    let (mut at, mut index, mut has_media) = (0, None::<Vec<u8>>, false);
    for _ in 0..MOST_BOXES {
        if at == size {
            let index = index.filter(|_| has_media).ok_or(CUT_OFF)?;
            return header(&index);
        }
        let (name, start, end) = frame(file, at, size)?;
        match &name {
            b"moov" if index.is_some() => return Err(odd("has two indexes")),
            b"moov" => index = Some(body(file, start, end)?),
            b"mdat" => has_media = true,
            _ => {}
        }
        at = end;
    }
    Err(odd("has too many parts"))
}

fn odd(what: &str) -> String {
    format!("The film {what}.")
}

/// The name of the box at a place, where its body starts and where it ends.
fn frame<R: Read + Seek>(file: &mut R, at: u64, size: u64) -> Look<([u8; 4], u64, u64)> {
    let mut head = [0; 16];
    file.seek(SeekFrom::Start(at)).map_err(|e| unreadable(&e))?;
    let known = usize::try_from(size - at).unwrap_or(usize::MAX).min(head.len());
    file.read_exact(&mut head[..known]).map_err(|e| unreadable(&e))?;
    let [a, b, c, d, name @ ..] = head;
    let (length, body) = match u32::from_be_bytes([a, b, c, d]) {
        0 => (size - at, 8),
        1 => (long(&head[8..16]), 16),
        short => (u64::from(short), 8),
    };
    let end = at.checked_add(length).filter(|_| length >= body).ok_or(CUT_OFF)?;
    if end > size {
        return Err(CUT_OFF.to_owned());
    }
    Ok(([name[0], name[1], name[2], name[3]], at + body, end))
}

fn body<R: Read + Seek>(file: &mut R, start: u64, end: u64) -> Look<Vec<u8>> {
    if end - start > MOST_INDEX_BYTES {
        return Err(odd("has an index that is too large"));
    }
    let mut bytes = Vec::new();
    file.seek(SeekFrom::Start(start)).map_err(|e| unreadable(&e))?;
    file.take(end - start).read_to_end(&mut bytes).map_err(|e| unreadable(&e))?;
    Ok(bytes)
}

fn long(bytes: &[u8]) -> u64 {
    bytes.iter().take(8).fold(0, |number, byte| number << 8 | u64::from(*byte))
}

fn number(bytes: &[u8], at: usize, width: usize) -> Option<u64> {
    bytes.get(at..at.checked_add(width)?).map(long)
}

/// The boxes in the body of another.
fn inner<'a>(mut bytes: &'a [u8]) -> impl Iterator<Item = (&'a [u8], &'a [u8])> {
    std::iter::from_fn(move || {
        let length = match usize::try_from(number(bytes, 0, 4)?).ok()? {
            0 => bytes.len(),
            length => length,
        };
        let whole = bytes.get(..length).filter(|whole| whole.len() >= 8)?;
        bytes = &bytes[length..];
        Some((&whole[4..8], &whole[8..]))
    })
}

fn find<'a>(bytes: &'a [u8], path: &[&[u8; 4]]) -> Option<&'a [u8]> {
    path.iter().try_fold(bytes, |bytes, name| {
        inner(bytes).find(|(found, _)| found == name).map(|(_, body)| body)
    })
}

fn header(index: &[u8]) -> Look<Header> {
    let movie = find(index, &[b"mvhd"]).and_then(length_ms);
    // A film that was written as it was made states its length at another place.
    let fragments = || {
        let scale = timescale(find(index, &[b"mvhd"])?)?;
        let extent = find(index, &[b"mvex", b"mehd"])?;
        let width = if extent.first() == Some(&1) { 8 } else { 4 };
        number(extent, 4, width)?.checked_mul(1000)?.checked_div(scale)
    };
    let duration_ms = movie.filter(|length| *length > 0).or_else(fragments).unwrap_or_default();
    let mut header = Header { duration_ms, pictures: Vec::new() };
    let tracks = inner(index).filter(|(name, _)| *name == b"trak");
    for (count, (_, track)) in tracks.enumerate() {
        if count >= MOST_TRACKS {
            return Err(odd("has too many streams"));
        }
        let handler = find(track, &[b"mdia", b"hdlr"]).and_then(|body| body.get(8..12));
        if handler == Some(b"vide") {
            let length = find(track, &[b"mdia", b"mdhd"]).and_then(length_ms).unwrap_or_default();
            header.duration_ms = header.duration_ms.max(length);
            header.pictures.push(shown(track).ok_or_else(|| odd("does not say how large it is"))?);
        }
    }
    Ok(header)
}

/// Where the numbers of `mvhd` and `mdhd` stand depends on the version.
fn timescale(body: &[u8]) -> Option<u64> {
    number(body, if body.first() == Some(&1) { 20 } else { 12 }, 4)
}

fn length_ms(body: &[u8]) -> Option<u64> {
    let (at, width) = if body.first() == Some(&1) { (24, 8) } else { (16, 4) };
    let length = number(body, at, width)?;
    let unknown = length == if width == 8 { u64::MAX } else { u64::from(u32::MAX) };
    if unknown { Some(0) } else { length.checked_mul(1000)?.checked_div(timescale(body)?) }
}

/// The size of a track as shown: what its first sample says, turned as its header says. That the
/// header itself states another size is common; what is decoded is the sample's.
fn shown(track: &[u8]) -> Option<(u32, u32)> {
    let samples = find(track, &[b"mdia", b"minf", b"stbl", b"stsd"])?;
    let (_, entry) = inner(samples.get(8..)?).next()?;
    let side = |at: usize| number(entry, at, 2).and_then(|side| u32::try_from(side).ok());
    let (width, height) = (side(24)?, side(26)?);
    let head = find(track, &[b"tkhd"])?;
    let matrix = if head.first() == Some(&1) { 52 } else { 40 };
    let turned = number(head, matrix, 4)? == 0 && number(head, matrix + 4, 4)? != 0;
    Some(if turned { (height, width) } else { (width, height) })
}

#[cfg(test)]
mod tests {
    use std::io::Cursor;

    use super::*;

    fn boxed(name: &[u8; 4], body: &[u8]) -> Vec<u8> {
        let length = u32::try_from(body.len() + 8).unwrap().to_be_bytes();
        [&length[..], name, body].concat()
    }

    fn film(width: u16, height: u16, duration: u32, turned: bool) -> Vec<u8> {
        let mut sample = vec![0; 78];
        sample[24..26].copy_from_slice(&width.to_be_bytes());
        sample[26..28].copy_from_slice(&height.to_be_bytes());
        let samples = [&[0, 0, 0, 0, 0, 0, 0, 1][..], &boxed(b"avc1", &sample)].concat();
        let table = boxed(b"minf", &boxed(b"stbl", &boxed(b"stsd", &samples)));
        let handler = boxed(b"hdlr", b"\0\0\0\0\0\0\0\0vide\0\0\0\0");
        let mut head = vec![0; 84];
        head[if turned { 45 } else { 41 }] = 1;
        let media = boxed(b"mdia", &[handler, table].concat());
        let track = boxed(b"trak", &[boxed(b"tkhd", &head), media].concat());
        let mut movie = vec![0; 100];
        movie[12..16].copy_from_slice(&1000u32.to_be_bytes());
        movie[16..20].copy_from_slice(&duration.to_be_bytes());
        let index = boxed(b"moov", &[boxed(b"mvhd", &movie), track].concat());
        [boxed(b"ftyp", b"isom"), index, boxed(b"mdat", &[7; 50])].concat()
    }

    fn seen(bytes: &[u8]) -> Look<Header> {
        read(&mut Cursor::new(bytes), bytes.len() as u64)
    }

    #[test]
    fn size_turn_and_length_are_read() {
        let header = seen(&film(1920, 1080, 4000, false)).unwrap();
        assert_eq!(header, Header { duration_ms: 4000, pictures: vec![(1920, 1080)] });
        assert_eq!(seen(&film(1920, 1080, 4000, true)).unwrap().pictures, [(1080, 1920)]);
    }

    #[test]
    fn a_film_that_is_cut_off_or_goes_on_is_refused() {
        let whole = film(64, 64, 4000, false);
        for length in [1, 9, 40, whole.len() - 60, whole.len() - 1] {
            assert_eq!(seen(&whole[..length]).unwrap_err(), CUT_OFF, "{length}");
        }
        assert!(seen(&[whole.clone(), b"PK".to_vec()].concat()).is_err());
        let twice = [whole.clone(), boxed(b"moov", b"")].concat();
        assert!(seen(&twice).unwrap_err().contains("two"));
    }

    #[test]
    fn boxes_that_lie_about_their_length_end_the_walk() {
        assert!(seen(b"\0\0\0\x01free\xff\xff\xff\xff\xff\xff\xff\xff").is_err());
        assert!(seen(b"\0\0\0\x04free").is_err());
        assert_eq!(inner(b"\0\0\0\x03abcd").count(), 0);
    }
}
