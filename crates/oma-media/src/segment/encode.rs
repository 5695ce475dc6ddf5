//! How every segment is encoded. Equal parameters are what lets segments join without encoding.

use oma_core::format::VideoFormat;
use oma_core::timeline::{SegmentContent, SegmentSpec};

use super::Args;

/// To be part of a segment's step key: it goes up when anything in this module changes pixels.
pub const ENCODER_VERSION: u32 = 3;

/// Ticks per second of a segment's and a film's times: a whole number per frame. The movie header
/// gets the same scale; in its usual milliseconds a segment's length would be rounded, and each
/// join would be off by up to a millisecond (measured: 522 ticks where 512 are a frame).
pub fn time_scale(format: VideoFormat) -> u32 {
    format.fps * 512
}

/// A passage holds two pictures and is over soon: the memory of x264's threads is better spent on
/// the pictures.
fn threads(spec: &SegmentSpec) -> u32 {
    match spec.content {
        SegmentContent::Scene { .. } => 3,
        SegmentContent::Transition { .. } => 1,
    }
}

/// Writes everything from the codec to the container.
///
/// - B-frames stay on (x264's three): joined segments have continuous times with them too (tested),
///   and slow drifts take a third of the bytes.
/// - Three threads always (each takes 20 MB): x264's output depends on their number, not on the machine's. And
///   `sync-lookahead=0`: otherwise the lookahead thread's lead over the encoder, which is chance,
///   decides the quantiser of a key frame near the end (seen in 24 of 80 encodes of one input on a
///   busy machine; in none of 80 since).
/// - A closed GOP of eight seconds without scene cuts, so most segments are one: key frames every
///   two seconds took up to 23 % more bytes at the same SSIM. Each segment starts with one.
pub(super) fn write(args: &mut Args, spec: &SegmentSpec) {
    let VideoFormat { fps, .. } = spec.format;
    let (gop, scale) = (8 * fps, time_scale(spec.format));
    args.words("-an -c:v libx264 -preset veryfast -profile:v high -pix_fmt yuv420p");
    args.words(&format!("-crf {}", spec.format.crf));
    let threads = threads(spec);
    args.words(&format!("-threads {threads} -bf 3 -g {gop} -keyint_min {gop} -sc_threshold 0"));
    args.words("-x264-params scenecut=0:open-gop=0:repeat-headers=1:stitchable=1:sync-lookahead=0");
    args.words("-colorspace bt709 -color_primaries bt709 -color_trc bt709 -color_range tv");
    args.words(&format!("-r {fps} -frames:v {}", spec.frames));
    args.words("-map_metadata -1 -map_chapters -1 -flags:v +bitexact -fflags +bitexact");
    args.words(&format!("-video_track_timescale {scale} -movie_timescale {scale} -f mp4"));
}
