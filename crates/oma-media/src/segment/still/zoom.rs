//! The slow zoom of a photo: its middle grows or shrinks by a few percent.
//!
//! `zoompan` and `crop` cut at whole pixels, so a slow zoom made of them trembles. `perspective`
//! looks up every pixel at a 256th of one and is smooth. It is the price of a zoom: 19 ms per
//! frame of 1080×1920 (0.55 CPU-seconds per second of film), where a drift costs 3 ms. So only
//! photos are zoomed, and only some of them.

use oma_core::format::VideoFormat;
use oma_core::timeline::{Drift, Shot};

use super::SCALE;

/// How much larger the picture is at the near end, in thousandths: less for short scenes.
const MOST: u32 = 100;
/// Thousandths per second.
const FASTEST: u32 = 22;

/// The filters from a decoded still to endless frames of the zoom, in yuv420p.
pub(super) fn filters(shot: &Shot, format: VideoFormat) -> String {
    let VideoFormat { width: w, height: h, .. } = format;
    format!(
        "scale={w}:{h}:force_original_aspect_ratio=increase:{SCALE},crop={w}:{h},setsar=1,\
         format=yuv420p,{},{}",
        super::looped(format),
        window(shot, format)
    )
}

/// The size grows by the same factor each frame, as a camera's does that comes nearer evenly.
fn window(shot: &Shot, format: VideoFormat) -> String {
    let last = shot.motion_frames.saturating_sub(1).max(1);
    let most = MOST.min(shot.motion_frames.saturating_mul(FASTEST) / format.fps);
    let near = 1.0 + f64::from(most) / 1000.0;
    // `on` counts from 1.
    let at = format!("(on-1+{})/{last}", shot.first_frame);
    let far = match shot.drift {
        Drift::Out => format!("pow({near:.3},1-{at})"),
        _ => format!("pow({near:.3},{at})"),
    };
    enlarged(&format!("1/{far}"))
}

/// The part `share` of a picture around its middle, made as large as the picture. `share` is an
/// expression of `on`, the number of the frame from 1.
pub(in crate::segment) fn enlarged(share: &str) -> String {
    let edge = |side: char| format!("{side}*(1-{share})/2");
    let (left, top) = (edge('W'), edge('H'));
    format!(
        "perspective=eval=frame:sense=source:interpolation=linear:x0='{left}':y0='{top}':\
         x1='W-{left}':y1='{top}':x2='{left}':y2='H-{top}':x3='W-{left}':y3='H-{top}'"
    )
}
