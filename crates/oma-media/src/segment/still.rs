//! A still in slow motion: a `drift` of a window over it, or a zoom.

mod drift;
mod zoom;

use oma_core::format::VideoFormat;
use oma_core::timeline::{Drift, Shot};

pub use drift::overscan_size;
pub(super) use zoom::enlarged;

/// How a still is scaled and converted: the same bits on every processor.
pub(super) const SCALE: &str =
    "out_color_matrix=bt709:out_range=tv:flags=lanczos+accurate_rnd+full_chroma_int+bitexact";

/// How a still is opened. With `none` a `%` in its name is a `%`. Without the rate it would claim
/// 25 frames per second through all filters, and `xfade` takes only equal rates.
pub(super) fn options(format: VideoFormat) -> String {
    format!("-threads 1 -f image2 -pattern_type none -framerate {}", format.fps)
}

/// The filters from a decoded still to endless frames of its motion, in yuv420p.
pub(super) fn filters(shot: &Shot, format: VideoFormat, label: &str) -> String {
    match shot.drift {
        Drift::In | Drift::Out => zoom::filters(shot, format),
        Drift::Left | Drift::Right | Drift::Up | Drift::Down => drift::filters(shot, format, label),
    }
}

/// One decoded picture as endless frames: decoding it again for each would cost more than x264.
pub(super) fn looped(format: VideoFormat) -> String {
    format!("loop=loop=-1:size=1:start=0,{}", counted(format))
}

/// Frames get the times 0, 1, 2 … in units of one frame.
pub(super) fn counted(format: VideoFormat) -> String {
    format!("settb=1/{},setpts=N", format.fps)
}
