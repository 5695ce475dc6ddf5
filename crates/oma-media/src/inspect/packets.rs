use std::fs::File;
use std::io::{self, Read, Seek, SeekFrom};
use std::path::Path;

use oma_core::{Error, ErrorKind, Result};
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use super::pictures::{BYTES, Thumbnail};
use super::samples::picture_samples;
use crate::ffmpeg::Tools;
use crate::segment::{Args, small_filters};

/// No packet of a film is larger.
const MOST_PACKET: u64 = 64 * 1024 * 1024;

/// The SHA-256 of one packet of pictures, in hexadecimal digits.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct PacketHash(pub String);

/// The packets of the pictures in their order, without decoding: a millisecond of CPU per second
/// of film. They are found by the file's own tables; a file whose tables are damaged is
/// [`ErrorKind::MediaFailed`].
///
/// Joining copies packets as they are (the segments repeat their headers in every key frame, so
/// none have to be put in). So a film whose packets are those of its segments, one after the
/// other, shows every frame of them and no other.
pub async fn video_packets(path: &Path) -> Result<Vec<PacketHash>> {
    let path = path.to_owned();
    let read = tokio::task::spawn_blocking(move || packets(&path));
    read.await.map_err(Error::internal)?.map_err(|e| unreadable(&e))
}

fn packets(path: &Path) -> io::Result<Vec<PacketHash>> {
    let mut file = File::open(path)?;
    let samples = picture_samples(&mut file)?;
    let mut packet = Vec::new();
    let mut hashes = Vec::with_capacity(samples.len());
    for sample in samples {
        file.seek(SeekFrom::Start(sample.offset))?;
        packet.clear();
        let read = (&mut file).take(sample.size.min(MOST_PACKET)).read_to_end(&mut packet)?;
        if read as u64 != sample.size {
            return Err(io::ErrorKind::UnexpectedEof.into());
        }
        hashes.push(PacketHash(hex::encode(Sha256::digest(&packet))));
    }
    Ok(hashes)
}

fn unreadable(error: &io::Error) -> Error {
    Error::new(ErrorKind::MediaFailed, "The film cannot be read.").with_detail(error)
}

/// A key frame as a decoder shows it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KeyPicture {
    /// The place of its packet among all of the film's.
    pub packet: usize,
    /// It, small.
    pub picture: Thumbnail,
}

/// Decodes a film's key frames, its first frames and its last second of sound. What cannot be
/// decoded is [`ErrorKind::MediaFailed`]. Returns the key frames.
///
/// The frames after a key frame are not decoded: that they are those of the segments,
/// [`video_packets`] says.
pub async fn play_keys(tools: &Tools, film: &Path) -> Result<Vec<KeyPicture>> {
    let mut args = Args::new();
    for part in ["-t 0.2", "-skip_frame nokey -threads 1", "-vn -sseof -1"] {
        args.words("-err_detect explode");
        args.words(part);
        args.input(film);
    }
    args.words("-xerror -map 0:v:0 -map 0:a:0? -map 2:a:0?");
    args.no_output();
    args.pair("-map", "1:v:0");
    args.pair("-vf", small_filters());
    args.words("-fps_mode passthrough -f rawvideo -");
    let output = tools.ffmpeg(&args.into_vec(), "Playing the film").await?;
    if !output.stderr.trim().is_empty() {
        return Err(Error::new(ErrorKind::MediaFailed, "The film cannot be played.")
            .with_detail(output.stderr));
    }
    let samples = File::open(film).and_then(|mut file| picture_samples(&mut file));
    let samples = samples.map_err(|e| unreadable(&e))?.into_iter().enumerate();
    let keys = samples.filter(|(_, sample)| sample.key).map(|(packet, _)| packet);
    let pictures = output.stdout.chunks_exact(BYTES).map(|p| Thumbnail(p.to_vec()));
    Ok(keys.zip(pictures).map(|(packet, picture)| KeyPicture { packet, picture }).collect())
}
