//! The examination of a finished file: measures it, and holds it against what it must be.

use std::path::Path;

use oma_core::brief::CaptionStyle;
use oma_core::review::ReviewReport;
use oma_core::timeline::Timeline;
use oma_core::{ErrorKind, Result};
use oma_media::ffmpeg::Tools;
use oma_media::inspect::{
    KeyPicture, PacketHash, PictureSpans, SegmentSeen, SoundInspection, inspect_sound, join_spans,
    play_keys, unlike_encoded, video_packets,
};
use oma_media::probe::{MediaInfo, probe};

use crate::checks;

/// What a film must be.
#[derive(Debug, Clone, Copy)]
pub struct Expected<'a> {
    /// The length asked for.
    pub duration_ms: u64,
    /// How captions are burned in.
    pub captions: CaptionStyle,
    /// What was to be seen and heard, and when.
    pub timeline: &'a Timeline,
    /// What was seen in each segment when it was rendered, in the film's order.
    pub segments: &'a [SegmentSeen],
}

/// What a film is, as measured.
#[derive(Debug)]
pub(crate) struct Measured {
    pub(crate) info: MediaInfo,
    /// Nothing if there is no sound.
    pub(crate) sound: Option<SoundInspection>,
    pub(crate) packets: Vec<PacketHash>,
    /// Black and frozen stretches.
    pub(crate) pictures: PictureSpans,
    /// Why it cannot be played.
    pub(crate) unplayable: Option<String>,
}

/// Examines a finished file; each property is a check in the report.
///
/// Its pictures are not decoded again but for the key frames: that its packets are those of the segments,
/// which were looked at when they were rendered, says the same for a hundredth of the time.
pub async fn examine(tools: &Tools, expected: &Expected<'_>, film: &Path) -> Result<ReviewReport> {
    let info = probe(tools, film).await?;
    let sound = match &info.audio {
        Some(_) => Some(inspect_sound(tools, film).await?),
        None => None,
    };
    let packets = match &info.video {
        Some(_) => packets(film).await?,
        None => Vec::new(),
    };
    let unplayable = match play_keys(tools, film).await {
        Ok(keys) => unlike(expected, &packets, &keys),
        Err(error) if error.kind == ErrorKind::MediaFailed => Some(error.full_text()),
        Err(error) => return Err(error),
    };
    let inspections: Vec<_> = expected.segments.iter().map(|s| s.inspection.clone()).collect();
    let pictures = join_spans(&inspections);
    let measured = Measured { info, sound, packets, pictures, unplayable };
    Ok(ReviewReport::new(checks::all(expected, &measured)))
}

/// The film's packets; none if its tables cannot be read, which is no reason not to look at the
/// rest of it.
async fn packets(film: &Path) -> Result<Vec<PacketHash>> {
    match video_packets(film).await {
        Err(error) if error.kind == ErrorKind::MediaFailed => Ok(Vec::new()),
        read => read,
    }
}

/// What a decoder shows of a film that holds the segments' packets, if it is not what was encoded.
/// Of another film the check of the packets says what is wrong.
fn unlike(expected: &Expected<'_>, packets: &[PacketHash], keys: &[KeyPicture]) -> Option<String> {
    let all = expected.segments.iter().flat_map(|segment| &segment.packets);
    let number = all.eq(packets).then(|| unlike_encoded(expected.segments, keys)).flatten()?;
    Some(format!("the first picture of segment {number} is not the one that was encoded"))
}
