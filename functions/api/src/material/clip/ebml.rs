//! `WebM` (RFC 8794, RFC 9559): an element is an id, a length and a body, both of the first written
//! so that their leading bits tell how long they are.

use std::io::{Read, Seek, SeekFrom};

use super::super::Look;
use super::super::inspect::unreadable;
use super::{CUT_OFF, Header};

const SEGMENT: u64 = 0x1853_8067;
const INFO: u64 = 0x1549_A966;
const TIMESTAMP_SCALE: u64 = 0x2A_D7B1;
const DURATION: u64 = 0x4489;
const TRACKS: u64 = 0x1654_AE6B;
const TRACK: u64 = 0xAE;
const VIDEO: u64 = 0xE0;
const WIDTH: u64 = 0xB0;
const HEIGHT: u64 = 0xBA;

/// What is read of an element at most; those that matter are far smaller.
const MOST_BYTES: u64 = 1024 * 1024;
const MOST_ELEMENTS: usize = 100_000;

/// Reads a film's header. A film whose length was never written down has none here.
pub(super) fn read<R: Read + Seek>(file: &mut R, size: u64) -> Look<Header> {
    let mut header = Header::default();
    let (mut has_info, mut has_tracks) = (false, false);
    let mut at = 0;
    for _ in 0..MOST_ELEMENTS {
        if (has_info && has_tracks) || at >= size {
            break;
        }
        let (id, start, length) = element(file, at, size)?;
        let end = match length {
            Some(length) => start.checked_add(length).filter(|end| *end <= size).ok_or(CUT_OFF)?,
            // A stream's segment goes on to the end; so does its last cluster.
            None => size,
        };
        match id {
            // What is in the segment follows at once.
            SEGMENT => {
                at = start;
                continue;
            }
            INFO => {
                header.duration_ms = duration_ms(&body(file, start, end)?).unwrap_or_default();
                has_info = true;
            }
            TRACKS => {
                header.pictures = pictures(&body(file, start, end)?);
                has_tracks = true;
            }
            _ => {}
        }
        at = end;
    }
    Ok(header)
}

fn element<R: Read + Seek>(file: &mut R, at: u64, size: u64) -> Look<(u64, u64, Option<u64>)> {
    let mut head = [0; 12];
    file.seek(SeekFrom::Start(at)).map_err(|e| unreadable(&e))?;
    let known = usize::try_from(size - at).unwrap_or(usize::MAX).min(head.len());
    file.read_exact(&mut head[..known]).map_err(|e| unreadable(&e))?;
    let (id, first) = id(&head[..known]).ok_or(CUT_OFF)?;
    let (length, second) = length(&head[first..known]).ok_or(CUT_OFF)?;
    Ok((id, at + (first + second) as u64, length))
}

fn body<R: Read + Seek>(file: &mut R, start: u64, end: u64) -> Look<Vec<u8>> {
    if end - start > MOST_BYTES {
        return Err("The film has a header that is too large.".to_owned());
    }
    let mut bytes = Vec::new();
    file.seek(SeekFrom::Start(start)).map_err(|e| unreadable(&e))?;
    file.take(end - start).read_to_end(&mut bytes).map_err(|e| unreadable(&e))?;
    Ok(bytes)
}

/// How many bytes a number has whose first byte this is; 0 for one that begins no number.
fn width(first: u8) -> usize {
    if first == 0 { 0 } else { first.leading_zeros() as usize + 1 }
}

fn unsigned(bytes: &[u8]) -> u64 {
    bytes.iter().fold(0, |number, byte| number << 8 | u64::from(*byte))
}

/// An id keeps its leading bit. Its value and its width.
fn id(bytes: &[u8]) -> Option<(u64, usize)> {
    let width = Some(width(*bytes.first()?)).filter(|width| (1..=4).contains(width))?;
    Some((unsigned(bytes.get(..width)?), width))
}

/// A length loses its leading bit; one of all ones is not known.
fn length(bytes: &[u8]) -> Option<(Option<u64>, usize)> {
    let width = Some(width(*bytes.first()?)).filter(|width| *width > 0)?;
    let bits = 7 * width;
    let all = (1u64 << bits) - 1;
    let value = unsigned(bytes.get(..width)?) & all;
    Some(((value != all).then_some(value), width))
}

/// The elements in the body of another.
fn inner(mut bytes: &[u8]) -> impl Iterator<Item = (u64, &[u8])> {
    std::iter::from_fn(move || {
        let (id, first) = id(bytes)?;
        let (length, second) = length(&bytes[first..])?;
        let start = first + second;
        let end = start.checked_add(usize::try_from(length?).ok()?)?;
        let body = bytes.get(start..end)?;
        bytes = &bytes[end..];
        Some((id, body))
    })
}

fn find(bytes: &[u8], id: u64) -> Option<&[u8]> {
    inner(bytes).find(|(found, _)| *found == id).map(|(_, body)| body)
}

fn duration_ms(info: &[u8]) -> Option<u64> {
    // In nanoseconds.
    let scale = find(info, TIMESTAMP_SCALE).map_or(1_000_000, unsigned);
    let duration = find(info, DURATION)?;
    let ticks = match duration.len() {
        4 => f64::from(f32::from_be_bytes(duration.try_into().ok()?)),
        8 => f64::from_be_bytes(duration.try_into().ok()?),
        _ => return None,
    };
    let ms = ticks * scale as f64 / 1e6;
    // Held to what a clip could ever have, so the cast keeps the value.
    #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)]
    let whole = ms.clamp(0.0, 1e12) as u64;
    ms.is_finite().then_some(whole)
}

fn pictures(tracks: &[u8]) -> Vec<(u32, u32)> {
    let side = |video: &[u8], id: u64| {
        u32::try_from(find(video, id).map(unsigned).unwrap_or_default()).unwrap_or(u32::MAX)
    };
    inner(tracks)
        .filter(|(id, _)| *id == TRACK)
        .filter_map(|(_, track)| find(track, VIDEO))
        .map(|video| (side(video, WIDTH), side(video, HEIGHT)))
        .collect()
}

#[cfg(test)]
mod tests {
    use std::io::Cursor;

    use super::*;

    fn written(id: u64, body: &[u8]) -> Vec<u8> {
        let id: Vec<u8> = id.to_be_bytes().into_iter().skip_while(|byte| *byte == 0).collect();
        let length = (1u32 << 28 | u32::try_from(body.len()).unwrap()).to_be_bytes();
        [&id[..], &length, body].concat()
    }

    fn film(width: u16, ticks: f64) -> Vec<u8> {
        let sides = [written(WIDTH, &width.to_be_bytes()), written(HEIGHT, &720u16.to_be_bytes())];
        let video = written(TRACK, &written(VIDEO, &sides.concat()));
        let info = written(INFO, &written(DURATION, &ticks.to_be_bytes()));
        let inside = [info, written(TRACKS, &video), written(0x1F43_B675, &[0; 40])].concat();
        [written(0x1A45_DFA3, b"\x42\x82\x84webm"), written(SEGMENT, &inside)].concat()
    }

    fn seen(bytes: &[u8]) -> Look<Header> {
        read(&mut Cursor::new(bytes), bytes.len() as u64)
    }

    #[test]
    fn size_and_length_are_read() {
        let header = seen(&film(1280, 2500.0)).unwrap();
        assert_eq!(header, Header { duration_ms: 2500, pictures: vec![(1280, 720)] });
        assert_eq!(seen(&film(1280, f64::NAN)).unwrap().duration_ms, 0);
    }

    #[test]
    fn a_film_that_is_cut_off_is_refused() {
        let whole = film(1280, 2500.0);
        for cut in [3, 15, 22] {
            assert_eq!(seen(&whole[..cut]).unwrap_err(), CUT_OFF, "{cut}");
        }
        assert!(seen(&[0; 40]).is_err());
    }
}
