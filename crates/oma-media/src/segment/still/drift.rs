//! The slow drift of a still: a window of the frame's size that moves over a larger picture.
//!
//! Whole pixels would make a photo tremble: at under one pixel per frame the picture stands still
//! in some frames and jumps in others. So the still is made once in eight versions, each moved by
//! a quarter of a pixel, which lie beside each other in one large picture. A frame is then a plain
//! `crop` of the right version: quarter-pixel motion at the cost of whole-pixel motion (measured
//! for 150 frames of 1080×1920: 0.4 CPU-seconds, where `perspective` takes 4 and `zoompan` 7).
//! Eight versions span two pixels, because 4:2:0 chroma can only be cut at even ones.

use oma_core::format::VideoFormat;
use oma_core::picture::OVERSCAN_PERCENT;
use oma_core::timeline::{Drift, Shot};

use super::SCALE;

/// Versions of the still.
const PHASES: u32 = 8;
/// Positions per pixel.
const PER_PIXEL: u32 = 4;

/// The size of a still background, in even pixels: the frame and [`OVERSCAN_PERCENT`] more.
pub fn overscan_size(format: VideoFormat) -> (u32, u32) {
    let larger = |side: u32| (side * (100 + OVERSCAN_PERCENT)).div_ceil(200) * 2;
    (larger(format.width), larger(format.height))
}

/// The filters from a decoded still to endless frames of the moving window, in yuv420p.
pub(super) fn filters(shot: &Shot, format: VideoFormat, label: &str) -> String {
    let (large_w, large_h) = overscan_size(format);
    let sideways = is_sideways(shot);
    let pair = |width: u32, height: u32| format!("{width}:{height}");
    // The versions lose two pixels along the drift: the room they are moved in.
    let (kept, fine, cut, version, stack, side) = if sideways {
        let kept = large_w - 2;
        let fine = pair(large_w * PER_PIXEL, large_h);
        let cut = pair(kept * PER_PIXEL, large_h);
        (kept, fine, cut, pair(kept, large_h), "vstack", format.width)
    } else {
        let kept = large_h - 2;
        let fine = pair(large_w, large_h * PER_PIXEL);
        let cut = pair(large_w, kept * PER_PIXEL);
        (kept, fine, cut, pair(large_w, kept), "hstack", format.height)
    };
    let moved: Vec<String> = (0..PHASES)
        .map(|k| {
            let corner = if sideways { pair(k, 0) } else { pair(0, k) };
            format!(
                "[{label}a{k}]crop={cut}:{corner}:exact=1,\
                 scale={version}:flags=bicubic+accurate_rnd+bitexact,format=yuv420p[{label}b{k}];"
            )
        })
        .collect();
    format!(
        "scale={fine}:{SCALE},setsar=1,format=yuv444p,split={PHASES}{};\
         {}{}{stack}=inputs={PHASES},{},{}",
        pads(label, 'a'),
        moved.concat(),
        pads(label, 'b'),
        super::looped(format),
        window(shot, format, (kept - side) * PER_PIXEL),
    )
}

fn pads(label: &str, stage: char) -> String {
    (0..PHASES).map(|k| format!("[{label}{stage}{k}]")).collect::<Vec<_>>().concat()
}

fn is_sideways(shot: &Shot) -> bool {
    matches!(shot.drift, Drift::Left | Drift::Right)
}

/// The `crop` that follows the motion; `room` in quarters of a pixel.
fn window(shot: &Shot, format: VideoFormat, room: u32) -> String {
    let (large_w, large_h) = overscan_size(format);
    let at = position(shot, format, room);
    let along = format!("2*floor({at}/{PHASES})");
    let version = format!("mod({at},{PHASES})");
    let middle = |large: u32, side: u32| (large - side) / 4 * 2;
    let (x, y) = if is_sideways(shot) {
        (along, format!("{}+{large_h}*{version}", middle(large_h, format.height)))
    } else {
        (format!("{}+{large_w}*{version}", middle(large_w, format.width)), along)
    };
    format!("crop=w={}:h={}:x='{x}':y='{y}'", format.width, format.height)
}

/// The place of the window along the drift at frame `n` of the segment, in quarters of a pixel:
/// a constant speed through the middle of the room, so that pieces of one motion join.
fn position(shot: &Shot, format: VideoFormat, room: u32) -> String {
    let last = shot.motion_frames.saturating_sub(1).max(1);
    let travel = room.min(fastest(shot.motion_frames, format));
    let start = (room - travel) / 2;
    let moved = format!("floor((n+{})*{travel}/{last}+0.5)", shot.first_frame);
    match shot.drift {
        // The picture goes left when the window goes right.
        Drift::Left | Drift::Up | Drift::In => format!("({start}+{moved})"),
        Drift::Right | Drift::Down | Drift::Out => format!("({}-{moved})", start + travel),
    }
}

/// A drift faster than 36 pixels of 1080 per second would be a pan: short scenes move less far.
fn fastest(motion_frames: u32, format: VideoFormat) -> u32 {
    let short_side = format.width.min(format.height);
    motion_frames.saturating_mul(short_side) * PER_PIXEL / (30 * format.fps)
}
