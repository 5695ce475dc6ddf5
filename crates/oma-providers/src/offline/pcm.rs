//! 16-bit sound in memory, and its WAV file.

use bytes::Bytes;

/// Sound: interleaved 16-bit samples.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Pcm {
    /// Samples per second and channel.
    pub(crate) rate: u32,
    /// 1 is mono, 2 is stereo.
    pub(crate) channels: u16,
    /// Sample of the left channel, of the right, of the left, …
    pub(crate) samples: Vec<i16>,
}

const HEADER: usize = 44;
/// Samples below this are silence (-46 dB).
pub(crate) const SILENCE: u16 = 164;
/// Silence left at both ends, so that a soft first or last sound is not cut.
const MARGIN_MS: usize = 5;

impl Pcm {
    /// The samples of a 16-bit PCM WAV file; nothing for any other file.
    ///
    /// The length fields are not trusted: a program that writes to a pipe cannot know them.
    pub(crate) fn from_wav(file: &[u8]) -> Option<Self> {
        if file.get(..4)? != b"RIFF" || file.get(8..12)? != b"WAVE" {
            return None;
        }
        let mut format = None;
        let mut at = 12;
        loop {
            let id = file.get(at..at + 4)?;
            let length = usize::try_from(u32_at(file, at + 4)?).ok()?;
            let body = &file[at + 8..];
            match id {
                b"fmt " => format = Some(body.get(..16)?),
                b"data" => return Self::from_chunks(format?, &body[..length.min(body.len())]),
                _ => {}
            }
            // Chunks begin at even places.
            at = at.checked_add(8 + length + length % 2)?;
        }
    }

    fn from_chunks(format: &[u8], data: &[u8]) -> Option<Self> {
        let (encoding, bits) = (u16_at(format, 0)?, u16_at(format, 14)?);
        if encoding != 1 || bits != 16 {
            return None;
        }
        let samples = data.chunks_exact(2).map(|b| i16::from_le_bytes([b[0], b[1]])).collect();
        Some(Self { rate: u32_at(format, 4)?, channels: u16_at(format, 2)?, samples })
    }

    /// The WAV file.
    pub(crate) fn to_wav(&self) -> Bytes {
        let frame = self.channels * 2;
        // A film is minutes long, so lengths are far below 4 GB.
        let data_length = u32::try_from(self.samples.len() * 2).unwrap_or(u32::MAX);
        let mut file = Vec::with_capacity(HEADER + self.samples.len() * 2);
        file.extend(b"RIFF");
        file.extend((data_length + 36).to_le_bytes());
        file.extend(b"WAVEfmt ");
        file.extend(16_u32.to_le_bytes());
        file.extend(1_u16.to_le_bytes());
        file.extend(self.channels.to_le_bytes());
        file.extend(self.rate.to_le_bytes());
        file.extend((self.rate * u32::from(frame)).to_le_bytes());
        file.extend(frame.to_le_bytes());
        file.extend(16_u16.to_le_bytes());
        file.extend(b"data");
        file.extend(data_length.to_le_bytes());
        file.extend(self.samples.iter().flat_map(|sample| sample.to_le_bytes()));
        file.into()
    }

    /// The sound without silence at its ends, and how many samples the beginning lost. Mono only.
    /// Silence alone stays as it is.
    pub(crate) fn trimmed(mut self) -> (Self, usize) {
        let loud = |sample: &i16| sample.unsigned_abs() > SILENCE;
        let first = self.samples.iter().position(loud);
        let last = self.samples.iter().rposition(loud);
        let (Some(first), Some(last)) = (first, last) else { return (self, 0) };
        let margin = self.rate as usize * MARGIN_MS / 1000;
        let before = first.saturating_sub(margin);
        self.samples.truncate(last + 1 + margin);
        self.samples.drain(..before);
        (self, before)
    }

    /// The time at which a sample of the first channel is heard.
    pub(crate) fn ms_at(&self, frame: usize) -> u64 {
        frame as u64 * 1000 / u64::from(self.rate.max(1))
    }

    /// The length.
    pub(crate) fn duration_ms(&self) -> u64 {
        self.ms_at(self.samples.len() / usize::from(self.channels.max(1)))
    }
}

fn u16_at(bytes: &[u8], at: usize) -> Option<u16> {
    Some(u16::from_le_bytes(bytes.get(at..at + 2)?.try_into().ok()?))
}

fn u32_at(bytes: &[u8], at: usize) -> Option<u32> {
    Some(u32::from_le_bytes(bytes.get(at..at + 4)?.try_into().ok()?))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn stereo() -> Pcm {
        Pcm { rate: 48_000, channels: 2, samples: vec![0, -1, i16::MAX, i16::MIN] }
    }

    #[test]
    fn a_wav_file_is_read_back() {
        assert_eq!(Pcm::from_wav(&stereo().to_wav()), Some(stereo()));
    }

    #[test]
    fn a_length_field_that_lies_is_not_trusted() {
        let mut file = stereo().to_wav().to_vec();
        file[40..44].copy_from_slice(&0x7fff_f000_u32.to_le_bytes());
        assert_eq!(Pcm::from_wav(&file), Some(stereo()));
    }

    #[test]
    fn a_chunk_before_the_samples_is_skipped() {
        let mut file = stereo().to_wav().to_vec();
        file.splice(36..36, *b"LIST\x03\0\0\0abc\0");
        assert_eq!(Pcm::from_wav(&file), Some(stereo()));
    }

    #[test]
    fn other_files_are_refused() {
        let file = stereo().to_wav();
        assert_eq!(Pcm::from_wav(b""), None);
        assert_eq!(Pcm::from_wav(b"Error: no such voice"), None);
        assert_eq!(Pcm::from_wav(&file[..40]), None);
        let mut float = file.to_vec();
        float[20] = 3;
        assert_eq!(Pcm::from_wav(&float), None);
    }

    #[test]
    fn silence_at_both_ends_is_cut() {
        let sound = |parts: &[(usize, i16)]| {
            let samples = parts.iter().flat_map(|&(ms, level)| vec![level; ms]).collect();
            Pcm { rate: 1000, channels: 1, samples }
        };
        let (trimmed, lost) =
            sound(&[(100, 3), (50, 900), (200, 0), (50, -900), (300, -9)]).trimmed();
        assert_eq!((trimmed.duration_ms(), lost), (300 + 10, 95));
        assert_eq!(sound(&[(40, 1)]).trimmed().0.duration_ms(), 40);
    }

    #[test]
    fn the_length_counts_frames() {
        let pcm = Pcm { rate: 1000, channels: 2, samples: vec![0; 500] };
        assert_eq!(pcm.duration_ms(), 250);
    }
}
