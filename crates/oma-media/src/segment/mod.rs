//! One piece of film as one ffmpeg command: one decode, one filter pass, one encode.
//!
//! Reading order: `still` and `clip` (the backgrounds) → `layers` (what lies over them) → `shot`
//! (both as filter chains) → `transition` (from one shot to the next) → `encode` (the parameters
//! that all segments share) and `outputs` (what is written besides). All of it is pure.

mod args;
mod clip;
mod encode;
mod graph;
mod layers;
mod outputs;
mod shot;
mod still;
#[cfg(test)]
mod tests;
mod transition;

use std::collections::BTreeMap;
use std::ffi::OsString;
use std::path::{Path, PathBuf};

use oma_core::step::StepKey;
use oma_core::timeline::{SegmentContent, SegmentSpec, Shot, TransitionKind};
use oma_core::{Error, Result};

pub use clip::ClipFacts;
pub use encode::{ENCODER_VERSION, time_scale};
pub use layers::{Area, enter_frames};
pub use outputs::SegmentFiles;
pub use shot::{LayerFacts, Layers};
pub use still::overscan_size;

pub(crate) use args::{Args, CONTAINED, MAX_PIXELS};
pub(crate) use graph::filter_value;
pub(crate) use outputs::{
    JUDGED_SIDE, LOOK_SIDE, LOOKS_PER_S, look_filters, poster_frame, small_filters,
};

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

/// The arguments with which ffmpeg renders a segment to `files`.
///
/// A picture without its folder in `layers` is an internal error: the caller fetches all of
/// [`artifacts`] before.
pub fn segment_args(
    spec: &SegmentSpec,
    layers: Layers<'_>,
    captions: Option<CaptionFiles<'_>>,
    files: &SegmentFiles<'_>,
) -> Result<Vec<OsString>> {
    let mut graph = Graph::default();
    let picture = match &spec.content {
        SegmentContent::Scene { shot, .. } => {
            let picture = shot::add(&mut graph, spec, shot, layers)?;
            shot::fix(&mut graph, spec, shot, layers, picture)?
        }
        SegmentContent::Transition { transition: TransitionKind::Cut, .. } => {
            return Err(Error::internal("a cut has no segment"));
        }
        SegmentContent::Transition { from, to, transition, .. } => {
            passage(&mut graph, spec, *transition, (from, to), layers)?
        }
    };
    let captions = captions.map(burned_in).transpose()?.unwrap_or_default();
    outputs::split(&mut graph, spec, &format!("[{picture}]{captions}format=yuv420p"));
    let mut args = Args::new();
    args.words("-filter_complex_threads 2");
    graph.write(&mut args);
    outputs::write(&mut args, spec, files);
    Ok(args.into_vec())
}

/// From one shot to the next. A fixed layer that both have stands over the passage; one that only
/// one of them has goes or comes with it.
fn passage(
    graph: &mut Graph,
    spec: &SegmentSpec,
    kind: TransitionKind,
    (from, to): (&Shot, &Shot),
    layers: Layers<'_>,
) -> Result<String> {
    let shared = from.picture.fixed == to.picture.fixed;
    let mut seen = Vec::new();
    for shot in [from, to] {
        let picture = shot::add(graph, spec, shot, layers)?;
        let picture = if shared { picture } else { shot::fix(graph, spec, shot, layers, picture)? };
        seen.push(picture);
    }
    let both = transition::add(graph, spec, kind, &seen[0], &seen[1]);
    if shared { shot::fix(graph, spec, from, layers, both) } else { Ok(both) }
}

/// The artifacts whose files a segment needs.
pub fn artifacts(spec: &SegmentSpec) -> Vec<&StepKey> {
    shots(spec).into_iter().map(|shot| &shot.artifact).collect()
}

pub(crate) fn shots(spec: &SegmentSpec) -> Vec<&Shot> {
    match &spec.content {
        SegmentContent::Scene { shot, .. } => vec![shot],
        SegmentContent::Transition { from, to, .. } => vec![from, to],
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

fn burned_in(captions: CaptionFiles<'_>) -> Result<String> {
    let ass = filter_value(captions.ass)?;
    let fonts = filter_value(captions.fonts_dir)?;
    Ok(format!("ass=filename={ass}:fontsdir={fonts},"))
}
