//! The slow drift of a still: a window of the frame's size that moves over a larger picture.
//!
//! Whole pixels would make a photo tremble: at under one pixel per frame the picture stands still
//! in some frames and jumps in others. So the still is made once in eight versions, each moved by
//! a quarter of a pixel, which lie beside each other in one large picture. A frame is then a plain
//! `crop` of the right version: quarter-pixel motion at the cost of whole-pixel motion (measured
//! for 150 frames of 1080×1920: 0.4 CPU-seconds, where `perspective` takes 3 and `zoompan` 7).
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
    let path = Path::of(shot, format);
    let pair = |along: u32, across: u32| {
        if path.sideways { format!("{along}:{across}") } else { format!("{across}:{along}") }
    };
    // The versions lose two pixels along the drift: the room they are moved in.
    let (room, across) = (path.length + 2, path.across);
    let cut = pair(path.length * PER_PIXEL, across);
    let version = pair(path.length, across);
    let moved: Vec<String> = (0..PHASES)
        .map(|k| {
            format!(
                "[{label}a{k}]crop={cut}:{corner}:exact=1,\
                 scale={version}:flags=bicubic+accurate_rnd+bitexact,format=yuv420p[{label}b{k}];",
                corner = pair(k, 0),
            )
        })
        .collect();
    let (large_w, large_h) = overscan_size(format);
    format!(
        "scale={large_w}:{large_h}:{SCALE},crop={used}:exact=1,scale={fine}:{SCALE},setsar=1,\
         format=yuv444p,split={PHASES}{};{}{}{stack}=inputs={PHASES},{},{}",
        pads(label, 'a'),
        moved.concat(),
        pads(label, 'b'),
        super::looped(format),
        path.window(shot, format),
        used = pair(room, across),
        fine = pair(room * PER_PIXEL, across),
        stack = if path.sideways { "vstack" } else { "hstack" },
    )
}

fn pads(label: &str, stage: char) -> String {
    (0..PHASES).map(|k| format!("[{label}{stage}{k}]")).collect::<Vec<_>>().concat()
}

/// The part of the still that is ever seen: the middle of it, as long as the window's way. The
/// rest would only take memory.
struct Path {
    sideways: bool,
    /// Pixels along the drift, even.
    length: u32,
    /// Pixels across it.
    across: u32,
    /// Quarters of a pixel that the window moves.
    travel: u32,
}

impl Path {
    fn of(shot: &Shot, format: VideoFormat) -> Self {
        let sideways = matches!(shot.drift, Drift::Left | Drift::Right);
        let (large_w, large_h) = overscan_size(format);
        let (large, side, across) = if sideways {
            (large_w, format.width, format.height)
        } else {
            (large_h, format.height, format.width)
        };
        let most = (large - 2 - side) * PER_PIXEL;
        let travel = most.min(fastest(shot.motion_frames, format));
        let length = (side + travel.div_ceil(PER_PIXEL)).next_multiple_of(2).min(large - 2);
        Self { sideways, length, across, travel }
    }

    /// The `crop` that follows the motion.
    fn window(&self, shot: &Shot, format: VideoFormat) -> String {
        let at = self.position(shot);
        let along = format!("2*floor({at}/{PHASES})");
        let version = format!("{}*mod({at},{PHASES})", self.across);
        let (x, y) = if self.sideways { (along, version) } else { (version, along) };
        format!("crop=w={}:h={}:x='{x}':y='{y}'", format.width, format.height)
    }

    /// The place of the window at frame `n` of the segment, in quarters of a pixel: a constant
    /// speed, so that pieces of one motion join.
    fn position(&self, shot: &Shot) -> String {
        let last = shot.motion_frames.saturating_sub(1).max(1);
        let travel = self.travel;
        let moved = format!("floor((n+{})*{travel}/{last}+0.5)", shot.first_frame);
        match shot.drift {
            // The picture goes left when the window goes right.
            Drift::Left | Drift::Up | Drift::In => format!("(0+{moved})"),
            Drift::Right | Drift::Down | Drift::Out => format!("({travel}-{moved})"),
        }
    }
}

/// A drift faster than 36 pixels of 1080 per second would be a pan: short scenes move less far.
fn fastest(motion_frames: u32, format: VideoFormat) -> u32 {
    let short_side = format.width.min(format.height);
    motion_frames.saturating_mul(short_side) * PER_PIXEL / (30 * format.fps)
}
