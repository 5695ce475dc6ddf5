use std::path::Path;

use oma_core::{Error, ErrorKind, Result};
use serde::{Deserialize, Serialize};

use super::pictures::{BYTES, Thumbnail};
use crate::ffmpeg::Tools;
use crate::segment::{Args, small_filters};

/// The MD5 of one packet of pictures, in hexadecimal digits.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct PacketHash(pub String);

/// The packets of the pictures in their order, without decoding: 3 ms of CPU per second of film.
///
/// Joining copies packets as they are (the segments repeat their headers in every key frame, so
/// none have to be put in). So a film whose packets are those of its segments, one after the
/// other, shows every frame of them and no other.
pub async fn video_packets(tools: &Tools, path: &Path) -> Result<Vec<PacketHash>> {
    let mut args = Args::new();
    args.input(path);
    args.words("-map 0:v:0 -c copy -f framehash -hash md5 -");
    let output = tools.ffmpeg(&args.into_vec(), "Reading the film").await?;
    Ok(hashes(&String::from_utf8_lossy(&output.stdout)))
}

/// [`video_packets`] of a segment, and its first picture, decoded and small.
pub(super) async fn packets_and_key_frame(
    tools: &Tools,
    path: &Path,
) -> Result<(Vec<PacketHash>, Option<Thumbnail>)> {
    let list = path.with_extension("packets");
    let mut args = Args::new();
    args.words("-err_detect explode -xerror -skip_frame nokey -threads 1");
    args.input(path);
    args.words("-map 0:v:0 -c copy -f framehash -hash md5");
    args.output(&list);
    args.pair("-map", "0:v:0");
    args.pair("-vf", small_filters());
    args.words("-frames:v 1 -f rawvideo -");
    let output = tools.ffmpeg(&args.into_vec(), "Looking at a segment").await?;
    let text = tokio::fs::read_to_string(&list).await.map_err(Error::internal)?;
    tokio::fs::remove_file(&list).await.map_err(Error::internal)?;
    let first = output.stdout.chunks_exact(BYTES).next().map(|p| Thumbnail(p.to_vec()));
    Ok((hashes(&text), first))
}

fn hashes(list: &str) -> Vec<PacketHash> {
    let lines = list.lines().filter(|line| !line.starts_with('#'));
    let hash = |line: &str| line.rsplit(',').next().map(|hash| PacketHash(hash.trim().to_owned()));
    lines.filter_map(hash).collect()
}

/// Decodes the first second of a film, its last key frame and its last second of sound. What
/// cannot be decoded is [`ErrorKind::MediaFailed`].
///
/// The frames after the last key frame are not decoded: up to eight seconds of them would have to
/// be. That they are those of the segments, [`video_packets`] says.
pub async fn check_ends(tools: &Tools, film: &Path) -> Result<()> {
    let mut args = Args::new();
    for place in ["-t 1", "-skip_frame nokey -sseof -1"] {
        args.words("-err_detect explode");
        args.words(place);
        args.input(film);
    }
    args.words("-xerror -map 0:v:0 -map 0:a:0? -map 1:v:0 -map 1:a:0?");
    args.no_output();
    let output = tools.ffmpeg(&args.into_vec(), "Playing the film's ends").await?;
    if !output.stderr.trim().is_empty() {
        return Err(Error::new(ErrorKind::MediaFailed, "The film cannot be played.")
            .with_detail(output.stderr));
    }
    Ok(())
}
