//! What lies over the background: the scene's words, and what stands still over everything.

use std::path::{Path, PathBuf};

use oma_core::format::VideoFormat;
use oma_core::picture::FixedLayer;
use oma_core::timeline::Shot;

use super::graph::Graph;
use super::still::{self, SCALE, counted, looped};

/// How long the foreground takes to enter.
const ENTER_MS: u64 = 400;

/// A rectangle of the frame with even sides at even places.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Area {
    /// Pixels from the left.
    pub x: u32,
    /// Pixels from above.
    pub y: u32,
    /// Pixels.
    pub width: u32,
    /// Pixels.
    pub height: u32,
}

/// How many frames the foreground takes to enter.
pub fn enter_frames(format: VideoFormat) -> u32 {
    format.frames(ENTER_MS)
}

/// Lays the foreground over the background: it fades in and rises a little, quick at first. Of
/// the foreground only `area` is blended, outside of which it is empty.
pub(super) fn foreground(
    graph: &mut Graph,
    format: VideoFormat,
    shot: &Shot,
    back: &str,
    (file, area): (PathBuf, Area),
) -> String {
    let VideoFormat { width, height, .. } = format;
    let input = graph.input(still::options(format), file);
    let (front, both) = (graph.label(), graph.label());
    let Area { x, y: top, width: w, height: h } = area;
    let mut filters = vec![
        format!("[{input}:v:0]format=rgba,scale={width}:{height}:{SCALE}"),
        format!("setsar=1,format=yuva420p,crop={w}:{h}:{x}:{top}:exact=1,{}", looped(format)),
    ];
    let enter = enter_frames(format);
    let mut y = format!("{top}:eval=init");
    if shot.first_frame < shot.enter_frame + enter {
        // Frames of the fade before the segment are made and dropped.
        let begun = shot.first_frame.saturating_sub(shot.enter_frame);
        let waits = shot.enter_frame.saturating_sub(shot.first_frame);
        filters.push(format!("fade=t=in:start_frame={waits}:nb_frames={enter}:alpha=1"));
        if begun > 0 {
            filters.push(format!("trim=start_frame={begun},{}", counted(format)));
        }
        let step = format!("clip((n+{begun}-{waits}+1)/{enter},0,1)");
        y = format!("'{top}+floor({}*pow(1-{step},3))':eval=frame", height / 32);
    }
    graph.chain(format!("{}[{front}]", filters.join(",")));
    graph.chain(format!("[{back}][{front}]overlay=format=yuv420:x={x}:y={y}[{both}]"));
    both
}

/// Lays a picture over the frames where it stands; only its own area is touched.
pub(super) fn fixed(
    graph: &mut Graph,
    format: VideoFormat,
    below: &str,
    (dir, layer): (&Path, &FixedLayer),
) -> String {
    let input = graph.input(still::options(format), dir.join(&layer.file));
    let (logo, both) = (graph.label(), graph.label());
    graph.chain(format!(
        "[{input}:v:0]format=rgba,scale=w='2*ceil(iw/2)':h='2*ceil(ih/2)':{SCALE},setsar=1,\
         format=yuva420p,{}[{logo}]",
        looped(format)
    ));
    let FixedLayer { x, y, .. } = layer;
    graph.chain(format!("[{below}][{logo}]overlay=format=yuv420:x={x}:y={y}:eval=init[{both}]"));
    both
}
