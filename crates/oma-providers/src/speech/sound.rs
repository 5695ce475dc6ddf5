//! From a vendor's sound to the port's: mono, 16 bit, no silence at either end.

use oma_core::{Error, ErrorKind, Result};

use crate::offline::pcm::Pcm;

/// Reads a sound of a media type. Also says how many milliseconds of silence its beginning lost.
pub(super) fn read(content_type: &str, bytes: &[u8]) -> Result<(Pcm, u64)> {
    let pcm = samples(content_type, bytes).filter(|pcm| !pcm.samples.is_empty());
    let pcm = pcm.ok_or_else(|| {
        let message = "The voice's answer holds no sound that can be read.";
        Error::new(ErrorKind::ProviderBadAnswer, message).with_detail(content_type)
    })?;
    let (trimmed, lost) = mono(pcm).trimmed();
    let lost_ms = trimmed.ms_at(lost);
    Ok((trimmed, lost_ms))
}

/// The samples of a WAV file or of bare PCM (`audio/pcm;rate=24000`: mono, 16 bit, little-endian).
pub(super) fn samples(content_type: &str, bytes: &[u8]) -> Option<Pcm> {
    let (kind, parameters) = content_type.split_once(';').unwrap_or((content_type, ""));
    if matches!(kind.trim(), "audio/wav" | "audio/x-wav" | "audio/wave") {
        return Pcm::from_wav(bytes).filter(|pcm| pcm.rate > 0 && pcm.channels > 0);
    }
    let rate = parameters.trim().strip_prefix("rate=")?.parse().ok().filter(|rate| *rate > 0)?;
    if kind.trim() != "audio/pcm" || !bytes.len().is_multiple_of(2) {
        return None;
    }
    let samples = bytes.chunks_exact(2).map(|pair| i16::from_le_bytes([pair[0], pair[1]]));
    Some(Pcm { rate, channels: 1, samples: samples.collect() })
}

fn mono(pcm: Pcm) -> Pcm {
    let channels = usize::from(pcm.channels);
    if channels <= 1 {
        return pcm;
    }
    let mix = |frame: &[i16]| {
        let sum: i64 = frame.iter().map(|sample| i64::from(*sample)).sum();
        // A mean of samples is a sample.
        i16::try_from(sum / i64::from(pcm.channels)).unwrap_or_default()
    };
    let samples = pcm.samples.chunks_exact(channels).map(mix).collect();
    Pcm { channels: 1, samples, ..pcm }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bare_samples_and_files_are_read_and_trimmed() {
        let mut samples = vec![0_i16; 100];
        samples.extend([9_000; 200]);
        samples.extend([0; 300]);
        let bytes: Vec<u8> = samples.iter().flat_map(|sample| sample.to_le_bytes()).collect();
        let (pcm, lost_ms) = read("audio/pcm;rate=1000", &bytes).unwrap();
        assert_eq!((pcm.duration_ms(), lost_ms), (210, 95));

        let stereo = Pcm { rate: 1000, channels: 2, samples: [900, 300].repeat(50) };
        let (pcm, _) = read("audio/wav", &stereo.to_wav()).unwrap();
        assert_eq!((pcm.channels, pcm.samples), (1, vec![600; 50]));
    }

    #[test]
    fn what_is_no_sound_is_a_bad_answer() {
        for (kind, bytes) in [
            ("audio/pcm;rate=1000", &b"odd"[..]),
            ("audio/pcm;rate=1000", b""),
            ("audio/pcm", b"even"),
            ("audio/wav", b"RIFF...."),
            ("audio/mpeg", b"ID3."),
        ] {
            assert_eq!(read(kind, bytes).unwrap_err().kind, ErrorKind::ProviderBadAnswer, "{kind}");
        }
    }
}
