//! One piece of film as one ffmpeg command: one decode, one filter pass, one encode.
//!
//! Reading order: `drift` (how a still moves) → `shot` (background and foreground as a filter
//! chain) → `encode` (the parameters that all segments share). All of it is pure.

mod args;
mod drift;
mod encode;
mod graph;
mod shot;
#[cfg(test)]
mod tests;

use std::collections::BTreeMap;
use std::ffi::OsString;
use std::path::{Path, PathBuf};

use oma_core::step::StepKey;
use oma_core::timeline::{SegmentContent, SegmentSpec, TransitionKind};
use oma_core::{Error, Result};

pub use drift::overscan_size;
pub use encode::{ENCODER_VERSION, time_scale};
pub use shot::ENTER_FRAMES;

pub(crate) use args::Args;
pub(crate) use graph::filter_value;

use graph::Graph;

/// Where the files of the pictures lie: the folder of each artifact.
pub type LayerDirs = BTreeMap<StepKey, PathBuf>;

/// The captions of a segment on disk.
#[derive(Debug, Clone, Copy)]
pub struct CaptionFiles<'a> {
    /// The ASS script.
    pub ass: &'a Path,
    /// The folder with the fonts; see [`crate::fonts::fonts_dir`].
    pub fonts_dir: &'a Path,
}

/// The arguments with which ffmpeg renders a segment to `out`.
///
/// A picture without its folder in `layers` is an internal error: the caller fetches all of
/// [`artifacts`] before.
pub fn segment_args(
    spec: &SegmentSpec,
    layers: &LayerDirs,
    captions: Option<CaptionFiles<'_>>,
    out: &Path,
) -> Result<Vec<OsString>> {
    let mut graph = Graph::default();
    match &spec.content {
        SegmentContent::Scene { shot, .. } => {
            let picture = shot::add(&mut graph, spec, shot, layers)?;
            let captions = captions.map(burned_in).transpose()?.unwrap_or_default();
            graph.chain(format!("[{picture}]{captions}format=yuv420p[v]"));
        }
        SegmentContent::Transition { transition: TransitionKind::Cut, .. } => {
            return Err(Error::internal("a cut has no segment"));
        }
        SegmentContent::Transition { from, to, .. } => {
            let from = shot::add(&mut graph, spec, from, layers)?;
            let to = shot::add(&mut graph, spec, to, layers)?;
            graph.chain(format!("[{from}][{to}]{}[v]", crossfade(spec)));
        }
    }
    let mut args = Args::new();
    graph.write(&mut args);
    args.pair("-map", "[v]");
    encode::write(&mut args, spec);
    args.output(out);
    Ok(args.into_vec())
}

/// The artifacts whose files a segment needs.
pub fn artifacts(spec: &SegmentSpec) -> Vec<&StepKey> {
    match &spec.content {
        SegmentContent::Scene { shot, .. } => vec![&shot.artifact],
        SegmentContent::Transition { from, to, .. } => vec![&from.artifact, &to.artifact],
    }
}

/// The spec with the scene's number taken out: what decides the pixels and nothing else. A key
/// made from it survives the scene's moving to another place in the film.
#[must_use]
pub fn without_numbers(spec: &SegmentSpec) -> SegmentSpec {
    let mut spec = spec.clone();
    match &mut spec.content {
        SegmentContent::Scene { number, .. }
        | SegmentContent::Transition { from_number: number, .. } => *number = 0,
    }
    spec
}

/// A crossfade whose first frame already shows a little of the second picture and whose last
/// frame a little of the first: the fade would begin one frame before the segment and end after.
fn crossfade(spec: &SegmentSpec) -> String {
    let frame = 1.0 / f64::from(spec.format.fps);
    let duration = f64::from(spec.frames + 1) * frame;
    format!("xfade=transition=fade:duration={duration:.6}:offset={:.6},format=yuv420p", -frame)
}

fn burned_in(captions: CaptionFiles<'_>) -> Result<String> {
    let ass = filter_value(captions.ass)?;
    let fonts = filter_value(captions.fonts_dir)?;
    Ok(format!("ass=filename={ass}:fontsdir={fonts},"))
}
