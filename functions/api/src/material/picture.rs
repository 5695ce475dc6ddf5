use std::io::Cursor;

use image_webp::WebPDecoder;
use oma_api::uploads::MediaFacts;
use zune_core::options::DecoderOptions;
use zune_jpeg::JpegDecoder;
use zune_jpeg::zune_core::bytestream::ZCursor;

use super::{Kind, Look, MAX_SIDE, check_size};

/// A decoder that must hold a whole picture in several forms gets no larger one: about 200 MB.
const MOST_HELD_PIXELS: u64 = 24_000_000;
/// A progressive JPEG of more scans takes minutes on purpose.
const MOST_SCANS: usize = 100;
/// Text and colour profiles of a PNG, unpacked.
const MOST_PNG_BYTES: usize = 32 * 1024 * 1024;
/// Each packed text of a PNG, unpacked.
const MOST_TEXT_BYTES: usize = 1024 * 1024;

/// Reads the size of a picture from its header and then decodes all of it.
pub(super) fn look(kind: Kind, bytes: &[u8]) -> Look<MediaFacts> {
    let (width, height) = match kind {
        Kind::Png => png(bytes)?,
        Kind::WebP => webp(bytes)?,
        _ => jpeg(bytes)?,
    };
    Ok(MediaFacts { width: Some(width), height: Some(height), ..MediaFacts::default() })
}

fn damaged(error: &impl std::fmt::Display) -> String {
    format!("The picture is damaged or incomplete: {error}.")
}

/// Row by row, so that a picture of any size needs two rows of memory.
fn png(bytes: &[u8]) -> Look<(u32, u32)> {
    let limits = png::Limits { bytes: MOST_PNG_BYTES };
    let mut decoder = png::Decoder::new_with_limits(Cursor::new(bytes), limits);
    let header = decoder.read_header_info().map_err(|e| damaged(&e))?;
    let (width, height) = (header.width, header.height);
    check_size(width, height)?;
    let mut reader = decoder.read_info().map_err(|e| damaged(&e))?;
    while reader.next_row().map_err(|e| damaged(&e))?.is_some() {}
    reader.finish().map_err(|e| damaged(&e))?;
    check_packed(bytes, reader.info())?;
    let end = png_chunks(bytes).find(|(name, _)| *name == b"IEND");
    if end.map(|(_, end)| end) != Some(bytes.len()) {
        return Err("Something stands behind the end of the picture.".to_owned());
    }
    Ok((width, height))
}

/// What is packed beside the pixels. The decoder leaves packed texts as they are, and a profile that
/// is too large, too; others would unpack them.
fn check_packed(bytes: &[u8], info: &png::Info<'_>) -> Look<()> {
    let has_profile = png_chunks(bytes).any(|(name, _)| name == b"iCCP");
    if has_profile && info.icc_profile.is_none() {
        return Err("The colour profile in the picture is damaged or too large.".to_owned());
    }
    let too_long = |_| "The texts in the picture are damaged or too long.".to_owned();
    for text in &info.compressed_latin1_text {
        text.clone().decompress_text_with_limit(MOST_TEXT_BYTES).map_err(too_long)?;
    }
    for text in &info.utf8_text {
        text.clone().decompress_text_with_limit(MOST_TEXT_BYTES).map_err(too_long)?;
    }
    Ok(())
}

/// The chunks of a PNG up to its end: the name of each, and where it ends.
fn png_chunks(bytes: &[u8]) -> impl Iterator<Item = (&[u8], usize)> {
    let mut at = Some(8_usize);
    std::iter::from_fn(move || {
        let from = at.take()?;
        let head = bytes.get(from..from.checked_add(8)?)?;
        let length = u32::from_be_bytes([head[0], head[1], head[2], head[3]]);
        let to = from.checked_add(usize::try_from(length).ok()?)?.checked_add(12)?;
        at = (&head[4..] != b"IEND").then_some(to);
        Some((&head[4..], to))
    })
}

fn jpeg(bytes: &[u8]) -> Look<(u32, u32)> {
    let side = MAX_SIDE as usize;
    let options = DecoderOptions::default()
        .set_use_unsafe(false)
        .set_max_width(side)
        .set_max_height(side)
        .jpeg_set_max_scans(MOST_SCANS);
    let mut decoder = JpegDecoder::new_with_options(ZCursor::new(bytes), options);
    decoder.decode_headers().map_err(|e| damaged(&e))?;
    let info = decoder.info().ok_or_else(|| damaged(&"no header"))?;
    let (width, height) = (u32::from(info.width), u32::from(info.height));
    check_size(width, height)?;
    if is_progressive(bytes) {
        check_held("A progressive JPEG", width, height)?;
    }
    decoder.decode().map_err(|e| damaged(&e))?;
    // The decoder fills up what is missing; a picture that was cut off lacks its end.
    if !bytes.windows(2).rev().any(|pair| pair == [0xff, 0xd9]) {
        return Err(damaged(&"its end is missing"));
    }
    Ok((width, height))
}

/// Walks the segments to the frame's header; `SOF2` and its kin are decoded scan over scan.
fn is_progressive(bytes: &[u8]) -> bool {
    let mut at = 2;
    while let Some(&[0xff, marker, high, low]) = bytes.get(at..at + 4) {
        match marker {
            0xc2 | 0xc6 | 0xca | 0xce => return true,
            0xc0 | 0xc1 | 0xda => return false,
            0xff => at += 1,
            _ => at += 2 + usize::from(u16::from_be_bytes([high, low])),
        }
    }
    // A header that is written in another way is taken for the costlier one.
    true
}

fn webp(bytes: &[u8]) -> Look<(u32, u32)> {
    let stated = bytes.get(4..8).map(|n| u32::from_le_bytes([n[0], n[1], n[2], n[3]]));
    let length = u64::from(stated.unwrap_or_default()) + 8;
    if (bytes.len() as u64) != length && (bytes.len() as u64) != length.next_multiple_of(2) {
        return Err("The picture is not as long as it says.".to_owned());
    }
    let mut decoder = WebPDecoder::new(Cursor::new(bytes)).map_err(|e| damaged(&e))?;
    let (width, height) = decoder.dimensions();
    check_size(width, height)?;
    check_held("A WebP picture", width, height)?;
    decoder.set_memory_limit(MOST_PNG_BYTES);
    let size = decoder.output_buffer_size().ok_or_else(|| damaged(&"no size"))?;
    decoder.read_image(&mut vec![0; size]).map_err(|e| damaged(&e))?;
    Ok((width, height))
}

fn check_held(what: &str, width: u32, height: u32) -> Look<()> {
    if u64::from(width) * u64::from(height) <= MOST_HELD_PIXELS {
        return Ok(());
    }
    Err(format!("{what} can have 24 megapixels; this one is {width} × {height} pixels."))
}

#[cfg(test)]
mod tests {
    use super::*;

    pub(crate) fn drawn(width: u32, height: u32) -> Vec<u8> {
        let mut bytes = Vec::new();
        let encoder = png::Encoder::new(&mut bytes, width, height);
        let pixels = vec![90; (width * height) as usize];
        encoder.write_header().unwrap().write_image_data(&pixels).unwrap();
        bytes
    }

    #[test]
    fn a_whole_picture_tells_its_size() {
        let facts = look(Kind::Png, &drawn(30, 20)).unwrap();
        assert_eq!((facts.width, facts.height), (Some(30), Some(20)));
    }

    #[test]
    fn a_bomb_is_refused_by_its_header_alone() {
        let mut bomb = drawn(1, 1);
        bomb[16..20].copy_from_slice(&60_000u32.to_be_bytes());
        bomb[20..24].copy_from_slice(&60_000u32.to_be_bytes());
        // The checksum of the header must fit, or the refusal says nothing about the size.
        let crc = crc32(&bomb[12..29]);
        bomb[29..33].copy_from_slice(&crc.to_be_bytes());
        let problem = look(Kind::Png, &bomb).unwrap_err();
        assert!(problem.contains("60000 × 60000"), "{problem}");
    }

    fn crc32(bytes: &[u8]) -> u32 {
        bytes.iter().fold(!0u32, |crc, byte| {
            (0..8).fold(crc ^ u32::from(*byte), |crc, _| {
                if crc & 1 == 1 { crc >> 1 ^ 0xedb8_8320 } else { crc >> 1 }
            })
        }) ^ !0
    }

    #[test]
    fn half_a_picture_and_one_with_a_tail_are_refused() {
        let whole = drawn(300, 200);
        assert!(look(Kind::Png, &whole[..whole.len() - 30]).is_err());
        let tailed = [whole, b"and more".to_vec()].concat();
        assert!(look(Kind::Png, &tailed).unwrap_err().contains("behind"));
        assert!(look(Kind::Jpeg, b"\xff\xd8\xff\xe0\0\x10JFIF").is_err());
        assert!(look(Kind::WebP, b"RIFF\x04\0\0\0WEBP").is_err());
    }
}
