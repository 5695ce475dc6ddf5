use std::collections::VecDeque;
use std::io::{self, Read, Seek, SeekFrom};
use std::sync::Arc;

use bytes::Bytes;
use oma_core::Error;
use oma_core::ports::Objects;
use tokio::runtime::Handle;

/// What is fetched at once.
const BLOCK_BYTES: u64 = 256 * 1024;
/// The blocks that are kept.
const KEPT: usize = 8;
/// The most blocks that are fetched: twice the largest file that is read whole. Only a file that
/// sends its reader to and fro needs more.
const MOST_FETCHES: u32 = 400;

/// An object of the bucket as a file. It holds 2 MB at most, whatever the object's size.
///
/// Reading waits for the bucket, so it is for threads that may block, and not for those that run
/// tasks.
pub(crate) struct RangeReader {
    objects: Arc<dyn Objects>,
    key: String,
    size: u64,
    at: u64,
    kept: VecDeque<(u64, Bytes)>,
    fetches: u32,
    runtime: Handle,
    failure: Option<Error>,
}

impl RangeReader {
    /// Over an object of a known size.
    pub(crate) fn new(objects: Arc<dyn Objects>, key: String, size: u64, runtime: Handle) -> Self {
        let kept = VecDeque::new();
        Self { objects, key, size, at: 0, kept, fetches: 0, runtime, failure: None }
    }

    /// Why the bucket did not answer, if it did not. Then nothing is known of the file.
    pub(crate) fn failure(self) -> Option<Error> {
        self.failure
    }

    fn block(&mut self, number: u64) -> io::Result<Bytes> {
        if let Some((_, bytes)) = self.kept.iter().find(|(kept, _)| *kept == number) {
            return Ok(bytes.clone());
        }
        self.fetches += 1;
        if self.fetches > MOST_FETCHES {
            return Err(io::Error::other("its parts lie too far apart"));
        }
        let range = self.objects.get_range(&self.key, number * BLOCK_BYTES, BLOCK_BYTES);
        let bytes = self.runtime.block_on(range).map_err(|error| {
            self.failure = Some(error);
            io::Error::other("it could not be fetched")
        })?;
        if self.kept.len() == KEPT {
            self.kept.pop_front();
        }
        self.kept.push_back((number, bytes.clone()));
        Ok(bytes)
    }
}

impl Read for RangeReader {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        if self.at >= self.size || buffer.is_empty() {
            return Ok(0);
        }
        let block = self.block(self.at / BLOCK_BYTES)?;
        let from = usize::try_from(self.at % BLOCK_BYTES).map_err(io::Error::other)?;
        let rest = block.get(from..).unwrap_or_default();
        let length = rest.len().min(buffer.len());
        buffer[..length].copy_from_slice(&rest[..length]);
        self.at += length as u64;
        Ok(length)
    }
}

impl Seek for RangeReader {
    fn seek(&mut self, to: SeekFrom) -> io::Result<u64> {
        let at = match to {
            SeekFrom::Start(at) => Some(at),
            SeekFrom::End(by) => self.size.checked_add_signed(by),
            SeekFrom::Current(by) => self.at.checked_add_signed(by),
        };
        self.at = at.ok_or_else(|| io::Error::other("a place outside of the file"))?;
        Ok(self.at)
    }
}

#[cfg(test)]
mod tests {
    use oma_core::ErrorKind;
    use oma_core::ports::memory::Memory;

    use super::*;

    async fn with_reader<T: Send + 'static>(
        size: u64,
        work: impl FnOnce(&mut RangeReader) -> T + Send + 'static,
    ) -> (T, Option<Error>) {
        let memory = Arc::new(Memory::default());
        let bytes: Vec<u8> = (0..700_000u32).map(|at| at.to_le_bytes()[1]).collect();
        memory.put_bytes("k", bytes.into(), "x").await.unwrap();
        let mut reader = RangeReader::new(memory, "k".to_owned(), size, Handle::current());
        tokio::task::spawn_blocking(move || (work(&mut reader), reader.failure())).await.unwrap()
    }

    #[tokio::test]
    async fn every_part_is_what_stands_there() {
        let ((parts, whole), _) = with_reader(700_000, |reader| {
            let mut parts = Vec::new();
            for at in [699_999, 262_143, 0] {
                let mut pair = [0; 2];
                reader.seek(SeekFrom::Start(at)).unwrap();
                let read = reader.read(&mut pair).unwrap();
                parts.push((read, pair[0]));
            }
            let mut whole = Vec::new();
            reader.rewind().unwrap();
            reader.read_to_end(&mut whole).unwrap();
            (parts, whole.len())
        })
        .await;
        let level = |at: u32| at.to_le_bytes()[1];
        assert_eq!(parts, [(1, level(699_999)), (1, level(262_143)), (2, 0)]);
        assert_eq!(whole, 700_000);
    }

    #[tokio::test]
    async fn a_bucket_that_fails_is_no_fault_of_the_file() {
        let memory = Arc::new(Memory::default());
        let mut reader = RangeReader::new(memory, "none".to_owned(), 9, Handle::current());
        let work = move || (reader.read(&mut [0; 4]).is_err(), reader.failure());
        let (failed, failure) = tokio::task::spawn_blocking(work).await.unwrap();
        assert!(failed && failure.unwrap().kind == ErrorKind::NotFound);
    }

    #[tokio::test]
    async fn a_file_that_sends_its_reader_to_and_fro_is_given_up() {
        let (given_up, failure) = with_reader(u64::MAX, |reader| {
            (0..2000u64).any(|n| {
                reader.seek(SeekFrom::Start(n % 20 * BLOCK_BYTES)).unwrap();
                reader.read(&mut [0; 1]).is_err()
            })
        })
        .await;
        assert!(given_up && failure.is_none());
    }
}
