//! What a media file is, by ffprobe; and whether a user's file can be used at all.

mod best;
mod boxes;
mod info;
mod sniff;

use std::ffi::OsString;
use std::path::Path;

use oma_core::{Error, ErrorKind, Result};

use crate::ffmpeg::Tools;
use crate::segment::CONTAINED;

pub use best::best_part;
pub use boxes::is_faststart;
pub use info::{AudioStream, MediaInfo, Rate, VideoStream};
pub use sniff::{Asset, sniff};
pub(crate) use sniff::{damaged, sound_demuxer};

/// Describes one of our own files. Every packet is read, so that frames are counted and not
/// believed.
pub async fn probe(tools: &Tools, path: &Path) -> Result<MediaInfo> {
    let mut info = probe_with(tools, path, &["-count_packets"]).await?;
    info.faststart = is_faststart(path).map_err(|e| {
        Error::new(ErrorKind::MediaFailed, "The film could not be read.").with_detail(e)
    })?;
    Ok(info)
}

/// Describes any film by its header alone.
pub(crate) async fn describe(tools: &Tools, path: &Path) -> Result<MediaInfo> {
    probe_with(tools, path, &[]).await
}

async fn probe_with(tools: &Tools, path: &Path, options: &[&str]) -> Result<MediaInfo> {
    let fixed = ["-v", "error", "-print_format", "json", "-show_format", "-show_streams"];
    let contained = CONTAINED.split_whitespace();
    let words = fixed.into_iter().chain(contained).chain(options.iter().copied());
    let mut args: Vec<OsString> = words.map(OsString::from).collect();
    let mut url = OsString::from("file:");
    url.push(path);
    args.push(url);
    let output = tools.ffprobe(&args, "Looking at the file").await?;
    info::parse(&output.stdout)
}
