//! Where the packets of pictures lie in an MP4, from its sample tables.

use std::fs::File;
use std::io::{self, ErrorKind, Read, Seek, SeekFrom};

/// An index of hours is a few megabytes.
const MOST_INDEX: u64 = 64 * 1024 * 1024;
/// More top-level boxes than any file of ours has.
const MOST_BOXES: usize = 1000;

/// One packet.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Sample {
    pub(super) offset: u64,
    pub(super) size: u64,
    /// Whether decoding can start here.
    pub(super) key: bool,
}

/// The packets of the first track of pictures, in the order of decoding.
pub(super) fn picture_samples(file: &mut File) -> io::Result<Vec<Sample>> {
    let index = index(file)?;
    samples(&index).ok_or_else(|| damaged("there is no whole table of pictures"))
}

fn damaged(why: &str) -> io::Error {
    io::Error::new(ErrorKind::InvalidData, why)
}

/// The body of the top-level `moov`.
fn index(file: &mut File) -> io::Result<Vec<u8>> {
    let mut at = 0;
    for _ in 0..MOST_BOXES {
        file.seek(SeekFrom::Start(at))?;
        let mut header = [0; 16];
        file.read_exact(&mut header[..8])?;
        let (mut size, mut used) = (u64::from(number(&header, 0).unwrap_or(0)), 8);
        if size == 1 {
            file.read_exact(&mut header[8..])?;
            (size, used) = (long(&header, 8).unwrap_or(0), 16);
        }
        let body = size.checked_sub(used).ok_or_else(|| damaged("a box has no size"))?;
        if &header[4..8] == b"moov" {
            let mut index = Vec::new();
            file.take(body.min(MOST_INDEX)).read_to_end(&mut index)?;
            return Ok(index);
        }
        at = at.checked_add(size).ok_or_else(|| damaged("a box has no end"))?;
    }
    Err(damaged("there is no index"))
}

fn samples(index: &[u8]) -> Option<Vec<Sample>> {
    let tracks = boxes(index).filter(|(name, _)| name == b"trak");
    let mut media = tracks.filter_map(|(_, track)| inner(track, *b"mdia"));
    let pictures = media.find(|media| {
        inner(media, *b"hdlr").and_then(|handler| handler.get(8..12)) == Some(b"vide".as_slice())
    })?;
    let tables = inner(inner(pictures, *b"minf")?, *b"stbl")?;
    let sizes = sizes(inner(tables, *b"stsz")?)?;
    let mut starts = chunks(tables)?.into_iter();
    let mut runs = runs(inner(tables, *b"stsc")?)?.into_iter().peekable();
    let keys = match inner(tables, *b"stss") {
        Some(table) => Some(numbers(table, 4, 1)?),
        None => None,
    };
    let mut samples = Vec::with_capacity(sizes.len());
    let (mut chunk, mut in_chunk, mut left, mut offset) = (0, 0, 0, 0);
    for size in sizes {
        while left == 0 {
            chunk += 1;
            offset = starts.next()?;
            if let Some(&(_, count)) = runs.peek().filter(|(first, _)| *first == chunk) {
                in_chunk = count;
                runs.next();
            }
            left = in_chunk;
        }
        let number = u32::try_from(samples.len()).ok()? + 1;
        let key = keys.as_ref().is_none_or(|keys| keys.binary_search(&number).is_ok());
        samples.push(Sample { offset, size: u64::from(size), key });
        offset = offset.checked_add(u64::from(size))?;
        left -= 1;
    }
    Some(samples)
}

/// The size of each sample.
fn sizes(table: &[u8]) -> Option<Vec<u32>> {
    match number(table, 4)? {
        0 => numbers(table, 8, 1),
        // Nobody writes pictures of one size; the table would have to be believed.
        _ => None,
    }
}

/// Where each chunk begins.
fn chunks(tables: &[u8]) -> Option<Vec<u64>> {
    if let Some(table) = inner(tables, *b"stco") {
        return Some(numbers(table, 4, 1)?.into_iter().map(u64::from).collect());
    }
    let halves = numbers(inner(tables, *b"co64")?, 4, 2)?;
    Some(halves.chunks_exact(2).map(|it| u64::from(it[0]) << 32 | u64::from(it[1])).collect())
}

/// From which chunk on a chunk holds how many samples.
fn runs(table: &[u8]) -> Option<Vec<(u32, u32)>> {
    let runs = numbers(table, 4, 3)?;
    Some(runs.chunks_exact(3).map(|run| (run[0], run[1])).collect())
}

/// The entries of a table, each of so many numbers, after its count.
fn numbers(table: &[u8], count_at: usize, each: usize) -> Option<Vec<u32>> {
    let count = usize::try_from(number(table, count_at)?).ok()?.checked_mul(each * 4)?;
    let entries = table.get(count_at + 4..)?.get(..count)?;
    Some(entries.chunks_exact(4).filter_map(|it| number(it, 0)).collect())
}

fn number(bytes: &[u8], at: usize) -> Option<u32> {
    let bytes = bytes.get(at..)?.first_chunk()?;
    Some(u32::from_be_bytes(*bytes))
}

fn long(bytes: &[u8], at: usize) -> Option<u64> {
    let bytes = bytes.get(at..)?.first_chunk()?;
    Some(u64::from_be_bytes(*bytes))
}

/// The first box of a name within another.
fn inner(outer: &[u8], name: [u8; 4]) -> Option<&[u8]> {
    boxes(outer).find(|(found, _)| *found == name).map(|(_, body)| body)
}

/// Names and bodies of the boxes in a row, up to the first that is not whole.
fn boxes(mut rest: &[u8]) -> impl Iterator<Item = ([u8; 4], &[u8])> {
    std::iter::from_fn(move || {
        let size = usize::try_from(number(rest, 0)?).ok()?;
        let (name, body) = (*rest.get(4..)?.first_chunk()?, rest.get(8..size)?);
        rest = rest.get(size..)?;
        Some((name, body))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn boxed(name: &str, body: &[u8]) -> Vec<u8> {
        let size = u32::try_from(body.len() + 8).unwrap();
        [&size.to_be_bytes(), name.as_bytes(), body].concat()
    }

    fn table(name: &str, numbers: &[u32]) -> Vec<u8> {
        let bytes: Vec<u8> = numbers.iter().flat_map(|number| number.to_be_bytes()).collect();
        boxed(name, &bytes)
    }

    /// Three samples in two chunks; the first is a key.
    fn moov(handler: &str, chunks: Vec<u8>) -> Vec<u8> {
        let tables = [
            table("stsz", &[0, 0, 3, 10, 20, 30]),
            table("stsc", &[0, 2, 1, 2, 1, 2, 1, 1]),
            table("stss", &[0, 1, 1]),
            chunks,
        ]
        .concat();
        let minf = boxed("minf", &boxed("stbl", &tables));
        let hdlr = boxed("hdlr", &[&[0; 8], handler.as_bytes()].concat());
        boxed("trak", &boxed("mdia", &[hdlr, minf].concat()))
    }

    #[test]
    fn samples_lie_one_after_the_other_in_their_chunks() {
        let sample = |offset, size, key| Sample { offset, size, key };
        let expected = [sample(100, 10, true), sample(110, 20, false), sample(500, 30, false)];
        let short = table("stco", &[0, 2, 100, 500]);
        let sound = moov("soun", table("stco", &[0, 2, 1, 2]));
        let index = [sound, moov("vide", short)].concat();
        assert_eq!(samples(&index).unwrap(), expected);
        let long = table("co64", &[0, 2, 0, 100, 0, 500]);
        assert_eq!(samples(&moov("vide", long)).unwrap(), expected);
    }

    #[test]
    fn a_table_that_is_cut_or_absent_is_an_error() {
        assert_eq!(samples(b""), None);
        let index = moov("vide", table("stco", &[0, 1, 100]));
        assert_eq!(samples(&index), None);
        for length in 0..index.len() {
            assert_eq!(samples(&index[..length]), None);
        }
    }
}
