//! One picture in motion as filter chains: the background, and the foreground over it.

use std::path::PathBuf;

use oma_core::format::VideoFormat;
use oma_core::picture::Background;
use oma_core::timeline::{SegmentSpec, Shot};
use oma_core::{Error, Result};

use super::{LayerDirs, drift, graph::Graph};

/// How long the foreground takes to enter.
pub const ENTER_FRAMES: u32 = 12;

/// How a still is opened. With `none` a `%` in its name is a `%`. Without the rate it would claim
/// 25 frames per second through all filters, and `xfade` takes only equal rates.
fn still(format: VideoFormat) -> String {
    format!("-f image2 -pattern_type none -framerate {}", format.fps)
}

/// Adds a shot to the graph and returns the label of its frames: of the right size, from 0 on in
/// steps of one frame, without end.
pub(super) fn add(
    graph: &mut Graph,
    spec: &SegmentSpec,
    shot: &Shot,
    layers: &LayerDirs,
) -> Result<String> {
    let dir = layers
        .get(&shot.artifact)
        .ok_or_else(|| Error::internal(format!("no folder for artifact {}", shot.artifact)))?;
    let back = graph.label();
    match &shot.picture.background {
        Background::Still { file } => {
            let input = graph.input(still(spec.format), dir.join(file));
            let moving = drift::filters(shot, spec.format, &back);
            graph.chain(format!("[{input}:v:0]{moving}[{back}]"));
        }
        Background::Clip { file, duration_ms, .. } => {
            let input = graph.input("-stream_loop -1", dir.join(file));
            let playing = clip(shot, spec.format, *duration_ms);
            graph.chain(format!("[{input}:v:0]{playing}[{back}]"));
        }
    }
    // A foreground that has not entered by the end of the segment is not decoded at all.
    let visible = shot.enter_frame < shot.first_frame + spec.frames;
    match &shot.picture.foreground {
        Some(file) if visible => Ok(overlaid(graph, spec.format, shot, &back, dir.join(file))),
        _ => Ok(back),
    }
}

/// A clip from the frame of the motion on, around its end if need be.
fn clip(shot: &Shot, format: VideoFormat, duration_ms: u64) -> String {
    let VideoFormat { width: w, height: h, fps, .. } = format;
    let start = shot.first_frame % format.frames(duration_ms).max(1);
    format!(
        "fps={fps},trim=start_frame={start},{},\
         scale={w}:{h}:force_original_aspect_ratio=increase:{},crop={w}:{h},setsar=1,\
         format=yuv420p",
        counted(format),
        drift::SCALE
    )
}

/// Lays the foreground over the background: it fades in and rises a little, quick at first.
fn overlaid(
    graph: &mut Graph,
    format: VideoFormat,
    shot: &Shot,
    back: &str,
    file: PathBuf,
) -> String {
    let VideoFormat { width, height, .. } = format;
    let input = graph.input(still(format), file);
    let (front, both) = (graph.label(), graph.label());
    let mut filters = vec![
        format!("[{input}:v:0]format=rgba,scale={width}:{height}:{}", drift::SCALE),
        format!("setsar=1,format=yuva420p,{}", looped(format)),
    ];
    let mut y = String::from("0:eval=init");
    if shot.first_frame < shot.enter_frame + ENTER_FRAMES {
        // Frames of the fade before the segment are made and dropped.
        let begun = shot.first_frame.saturating_sub(shot.enter_frame);
        let waits = shot.enter_frame.saturating_sub(shot.first_frame);
        filters.push(format!("fade=t=in:start_frame={waits}:nb_frames={ENTER_FRAMES}:alpha=1"));
        if begun > 0 {
            filters.push(format!("trim=start_frame={begun},{}", counted(format)));
        }
        let step = format!("clip((n+{begun}-{waits}+1)/{ENTER_FRAMES},0,1)");
        y = format!("'floor({}*pow(1-{step},3))':eval=frame", height / 32);
    }
    graph.chain(format!("{}[{front}]", filters.join(",")));
    graph.chain(format!("[{back}][{front}]overlay=format=yuv420:x=0:y={y}[{both}]"));
    both
}

/// One decoded picture as endless frames: decoding it again for each would cost more than x264.
pub(super) fn looped(format: VideoFormat) -> String {
    format!("loop=loop=-1:size=1:start=0,{}", counted(format))
}

/// Frames get the times 0, 1, 2 … in units of one frame.
fn counted(format: VideoFormat) -> String {
    format!("settb=1/{},setpts=N", format.fps)
}
