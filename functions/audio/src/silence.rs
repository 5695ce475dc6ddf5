//! A moment of silence as a WAV file.

const RATE: u32 = 48_000;
const SAMPLES: u32 = RATE / 10;

/// A tenth of a second: mono, 16 bit, 48 kHz. Empty sounds make ffmpeg's mixer end early.
pub(crate) fn wav() -> Vec<u8> {
    let data_bytes = SAMPLES * 2;
    let mut wav = Vec::new();
    wav.extend(b"RIFF");
    wav.extend((36 + data_bytes).to_le_bytes());
    wav.extend(b"WAVEfmt ");
    wav.extend(16_u32.to_le_bytes());
    // PCM, one channel.
    wav.extend([1_u16, 1].map(u16::to_le_bytes).concat());
    wav.extend([RATE, RATE * 2].map(u32::to_le_bytes).concat());
    // Two bytes a frame, 16 bits a sample.
    wav.extend([2_u16, 16].map(u16::to_le_bytes).concat());
    wav.extend(b"data");
    wav.extend(data_bytes.to_le_bytes());
    wav.resize(wav.len() + data_bytes as usize, 0);
    wav
}

#[cfg(test)]
mod tests {
    use oma_media::ffmpeg::Tools;
    use oma_media::probe::{self, Asset};

    #[tokio::test]
    async fn it_is_a_sound_of_a_tenth_of_a_second() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("silence.wav");
        std::fs::write(&path, super::wav()).unwrap();
        let tools = Tools::locate().unwrap();
        let asset = probe::sniff(&tools, &path).await.unwrap();
        assert_eq!(asset, Asset::Sound { duration_ms: 100 });
    }
}
