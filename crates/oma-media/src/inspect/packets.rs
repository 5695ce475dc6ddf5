use std::path::Path;

use oma_core::{Error, ErrorKind, Result};
use serde::{Deserialize, Serialize};

use crate::ffmpeg::Tools;
use crate::segment::Args;

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
    let text = String::from_utf8_lossy(&output.stdout);
    let lines = text.lines().filter(|line| !line.starts_with('#'));
    let hash = |line: &str| line.rsplit(',').next().map(|hash| PacketHash(hash.trim().to_owned()));
    Ok(lines.filter_map(hash).collect())
}

/// Decodes the first and the last second of a film, pictures and sound. What cannot be decoded is
/// [`ErrorKind::MediaFailed`].
pub async fn check_ends(tools: &Tools, film: &Path) -> Result<()> {
    for place in ["-t 1", "-sseof -1"] {
        let mut args = Args::new();
        args.words("-xerror -err_detect explode");
        args.words(place);
        args.input(film);
        args.words("-map 0:v:0 -map 0:a:0?");
        args.no_output();
        let output = tools.ffmpeg(&args.into_vec(), "Playing the film's ends").await?;
        if !output.stderr.trim().is_empty() {
            return Err(Error::new(ErrorKind::MediaFailed, "The film cannot be played.")
                .with_detail(output.stderr));
        }
    }
    Ok(())
}
