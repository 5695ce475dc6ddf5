use std::fs::File;
use std::io::{self, Read, Seek, SeekFrom};
use std::path::Path;

/// More top-level boxes than any real file has; a broken file must not keep us busy.
const MAX_BOXES: usize = 1000;

/// Whether an MP4's index (`moov`) stands before its media (`mdat`), so that playing can start
/// before the download ends. `None` when the file does not begin like an MP4.
pub fn is_faststart(path: &Path) -> io::Result<Option<bool>> {
    faststart(&mut File::open(path)?)
}

fn faststart(file: &mut (impl Read + Seek)) -> io::Result<Option<bool>> {
    let mut at = 0;
    for i in 0..MAX_BOXES {
        file.seek(SeekFrom::Start(at))?;
        let mut header = [0; 16];
        let read = read_up_to(file, &mut header)?;
        if read < 8 || (i == 0 && &header[4..8] != b"ftyp") {
            return Ok(None);
        }
        match &header[4..8] {
            b"moov" => return Ok(Some(true)),
            b"mdat" => return Ok(Some(false)),
            _ => {}
        }
        let short = u32::from_be_bytes([header[0], header[1], header[2], header[3]]);
        let size = match short {
            // The real size follows the name.
            1 if read == 16 => {
                let mut long = [0; 8];
                long.copy_from_slice(&header[8..]);
                u64::from_be_bytes(long)
            }
            short => u64::from(short),
        };
        // 0 means "to the end of the file", anything below 8 is broken.
        if size < 8 {
            return Ok(None);
        }
        let Some(next) = at.checked_add(size) else { return Ok(None) };
        at = next;
    }
    Ok(None)
}

fn read_up_to(file: &mut impl Read, buffer: &mut [u8]) -> io::Result<usize> {
    let mut filled = 0;
    while filled < buffer.len() {
        match file.read(&mut buffer[filled..])? {
            0 => break,
            n => filled += n,
        }
    }
    Ok(filled)
}

#[cfg(test)]
mod tests {
    use std::io::Cursor;

    use super::*;

    fn of(boxes: &[(&[u8; 4], usize)]) -> Option<bool> {
        let mut file = Vec::new();
        for (name, body) in boxes {
            file.extend(u32::try_from(body + 8).unwrap().to_be_bytes());
            file.extend(*name);
            file.extend(vec![0; *body]);
        }
        faststart(&mut Cursor::new(file)).unwrap()
    }

    #[test]
    fn the_order_of_the_boxes_decides() {
        assert_eq!(of(&[(b"ftyp", 24), (b"moov", 100), (b"mdat", 10)]), Some(true));
        assert_eq!(of(&[(b"ftyp", 24), (b"free", 8), (b"mdat", 10), (b"moov", 9)]), Some(false));
    }

    #[test]
    fn a_long_box_is_stepped_over() {
        let mut file = b"\0\0\0\x08ftyp\0\0\0\x01free\0\0\0\0\0\0\0\x18".to_vec();
        file.extend([0; 8]);
        file.extend(b"\0\0\0\x08moov");
        assert_eq!(faststart(&mut Cursor::new(file)).unwrap(), Some(true));
    }

    #[test]
    fn other_and_broken_files_are_neither() {
        assert_eq!(faststart(&mut Cursor::new(b"hello, I am text".to_vec())).unwrap(), None);
        assert_eq!(faststart(&mut Cursor::new(Vec::new())).unwrap(), None);
        assert_eq!(of(&[(b"ftyp", 24)]), None);
        let endless = b"\0\0\0\x08ftyp\0\0\0\0free\0\0\0\0\0\0\0\0".to_vec();
        assert_eq!(faststart(&mut Cursor::new(endless)).unwrap(), None);
    }
}
