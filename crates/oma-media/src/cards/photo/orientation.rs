//! How the camera was held: the orientation tag of EXIF 2.32 in a JPEG.

use oma_core::Result;
use resvg::tiny_skia::Pixmap;

use crate::cards::raster::canvas;

/// The orientation from 1 (upright) to 8; 1 if the image does not say.
pub(super) fn read(bytes: &[u8]) -> u16 {
    exif(bytes).and_then(orientation).filter(|turn| (1..=8).contains(turn)).unwrap_or(1)
}

/// The TIFF structure in a JPEG's APP1 segment.
fn exif(jpeg: &[u8]) -> Option<&[u8]> {
    let mut rest = jpeg.strip_prefix(&[0xff, 0xd8])?;
    // Segments stand before the start of scan (0xda), each with its length.
    while let [0xff, marker, high, low, ..] = *rest {
        let length = usize::from(u16::from_be_bytes([high, low]));
        let segment = rest.get(4..2 + length)?;
        if marker == 0xe1
            && let Some(tiff) = segment.strip_prefix(b"Exif\0\0")
        {
            return Some(tiff);
        }
        if marker == 0xda {
            return None;
        }
        rest = rest.get(2 + length..)?;
    }
    None
}

/// The value of tag 0x0112 in the first directory.
fn orientation(tiff: &[u8]) -> Option<u16> {
    let little = tiff.starts_with(b"II");
    let short = |at: usize| {
        let bytes: [u8; 2] = tiff.get(at..at.checked_add(2)?)?.try_into().ok()?;
        Some(if little { u16::from_le_bytes(bytes) } else { u16::from_be_bytes(bytes) })
    };
    let long = |at: usize| {
        let bytes: [u8; 4] = tiff.get(at..at + 4)?.try_into().ok()?;
        Some(if little { u32::from_le_bytes(bytes) } else { u32::from_be_bytes(bytes) })
    };
    let directory = usize::try_from(long(4)?).ok()?;
    let count = usize::from(short(directory)?);
    let entry = (0..count)
        .filter_map(|at| directory.checked_add(2 + 12 * at))
        .find(|entry| short(*entry) == Some(0x0112))?;
    short(entry.checked_add(8)?)
}

/// Turns and mirrors the pixels so that up is up.
pub(super) fn upright(photo: Pixmap, orientation: u16) -> Result<Pixmap> {
    if orientation <= 1 {
        return Ok(photo);
    }
    let (width, height) = (photo.width(), photo.height());
    let (to_width, to_height) = if orientation >= 5 { (height, width) } else { (width, height) };
    let mut turned = canvas(to_width, to_height)?;
    let source = photo.pixels();
    for (at, pixel) in (0_u32..).zip(turned.pixels_mut()) {
        let (x, y) = (at % to_width, at / to_width);
        let (from_x, from_y) = match orientation {
            2 => (width - 1 - x, y),
            3 => (width - 1 - x, height - 1 - y),
            4 => (x, height - 1 - y),
            5 => (y, x),
            6 => (y, height - 1 - x),
            7 => (width - 1 - y, height - 1 - x),
            _ => (width - 1 - y, x),
        };
        *pixel = source[(from_y * width + from_x) as usize];
    }
    Ok(turned)
}

#[cfg(test)]
mod tests {
    use resvg::tiny_skia::PremultipliedColorU8;

    use super::*;

    /// A JPEG's first bytes with an EXIF directory of one entry.
    fn header(orientation: u16, little: bool) -> Vec<u8> {
        let two = |n: u16| if little { n.to_le_bytes() } else { n.to_be_bytes() };
        let four = |n: u32| if little { n.to_le_bytes() } else { n.to_be_bytes() };
        let mut tiff = if little { b"II".to_vec() } else { b"MM".to_vec() };
        tiff.extend(two(42));
        tiff.extend(four(8));
        tiff.extend(two(1));
        tiff.extend(two(0x0112));
        tiff.extend(two(3));
        tiff.extend(four(1));
        tiff.extend(two(orientation));
        tiff.extend([0; 6]);
        let mut jpeg = vec![0xff, 0xd8, 0xff, 0xe0, 0, 4, 0, 0, 0xff, 0xe1];
        jpeg.extend(u16::try_from(tiff.len() + 8).unwrap().to_be_bytes());
        jpeg.extend(b"Exif\0\0");
        jpeg.extend(tiff);
        jpeg
    }

    #[test]
    fn the_tag_is_read_in_both_byte_orders() {
        for turn in 1..=8 {
            assert_eq!(read(&header(turn, true)), turn);
            assert_eq!(read(&header(turn, false)), turn);
        }
    }

    #[test]
    fn what_is_damaged_counts_as_upright() {
        let whole = header(6, true);
        for end in 0..whole.len() - 8 {
            assert_eq!(read(&whole[..end]), 1, "{end}");
        }
        assert_eq!(read(&header(9, true)), 1);
        assert_eq!(read(b"\x89PNG"), 1);
    }

    #[test]
    fn each_orientation_puts_the_same_corner_where_exif_says() {
        // The red pixel is the stored image's upper left corner.
        for (turn, corner) in [
            (1, (0, 0)),
            (2, (2, 0)),
            (3, (2, 1)),
            (4, (0, 1)),
            (5, (0, 0)),
            (6, (1, 0)),
            (7, (1, 2)),
            (8, (0, 2)),
        ] {
            let mut stored = Pixmap::new(3, 2).unwrap();
            stored.pixels_mut()[0] = PremultipliedColorU8::from_rgba(255, 0, 0, 255).unwrap();
            let turned = upright(stored, turn).unwrap();
            assert_eq!(turned.width(), if turn >= 5 { 2 } else { 3 });
            assert_eq!(turned.pixel(corner.0, corner.1).unwrap().red(), 255, "{turn}");
        }
    }
}
