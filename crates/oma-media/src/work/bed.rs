use std::path::Path;

use oma_core::{Error, ErrorKind, Result};

use super::disk;
use crate::assemble::{SAMPLE_RATE, bed, wav};
use crate::ffmpeg::Tools;
use crate::probe::{damaged, sound_demuxer};
use crate::segment::Args;

/// More music than any film is long is not read.
const MOST_SECONDS: u32 = 200;
/// Less is no music.
const LEAST_FRAMES: usize = SAMPLE_RATE as usize / 10;

/// Turns any sound into music that can be played over and over: a stereo WAV of 48 kHz and 16
/// bits whose end leads into its beginning. Returns its length in milliseconds.
///
/// The file may be anything that a user brings: it is held to be what its first bytes say, and what
/// cannot be decoded, like a sound of less than a tenth of a second, is
/// [`ErrorKind::InvalidAsset`]. Equal sounds give equal bytes. Costs a second of CPU per three
/// minutes of sound.
pub async fn loop_bed(tools: &Tools, input: &Path, out: &Path) -> Result<u64> {
    let mut args = Args::new();
    args.words(&format!("-xerror -threads 1 -f {}", sound_demuxer(input)?));
    args.media(input);
    args.words(&format!("-map 0:a:0 -t {MOST_SECONDS} -ac 2 -ar {SAMPLE_RATE} -f f32le -"));
    let decoded = tools.look(&args.into_vec(), "Reading the music").await;
    let decoded = decoded.map_err(|e| damaged(&e))?;
    let sample = |bytes: &[u8]| f32::from_le_bytes([bytes[0], bytes[1], bytes[2], bytes[3]]);
    let sound: Vec<[f32; 2]> = decoded
        .stdout
        .chunks_exact(8)
        .map(|frame| [sample(&frame[..4]), sample(&frame[4..])])
        .collect();
    let made = bed(&sound);
    if made.len() < LEAST_FRAMES {
        return Err(Error::new(ErrorKind::InvalidAsset, "The music is too short."));
    }
    tokio::fs::write(out, wav(&made)).await.map_err(|e| disk(out, &e))?;
    Ok(made.len() as u64 * 1000 / u64::from(SAMPLE_RATE))
}
