//! One picture in motion as filter chains: the background, and the foreground over it.

use std::collections::BTreeMap;
use std::path::Path;

use oma_core::picture::Background;
use oma_core::step::StepKey;
use oma_core::timeline::{SegmentSpec, Shot};
use oma_core::{Error, Result};

use super::clip::{self, ClipFacts};
use super::layers::{self, Area};
use super::{LayerDirs, graph::Graph, still};

/// What is known of the layers of a picture. It saves work; a picture of which nothing is known
/// is rendered too.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct LayerFacts {
    /// Where the foreground is not empty.
    pub foreground: Option<Area>,
    /// The clip behind it.
    pub clip: ClipFacts,
}

/// The layers' folders and what is known of them.
#[derive(Debug, Clone, Copy)]
pub struct Layers<'a> {
    /// The folder of each artifact.
    pub dirs: &'a LayerDirs,
    /// By artifact.
    pub facts: &'a BTreeMap<StepKey, LayerFacts>,
}

impl<'a> Layers<'a> {
    pub(super) fn dir(&self, shot: &Shot) -> Result<&'a Path> {
        let dir = self.dirs.get(&shot.artifact).map(std::path::PathBuf::as_path);
        dir.ok_or_else(|| Error::internal(format!("no folder for artifact {}", shot.artifact)))
    }
}

/// Adds a shot to the graph and returns the label of its frames: of the right size, from 0 on in
/// steps of one frame, without end. Its fixed layer is not in it.
pub(super) fn add(
    graph: &mut Graph,
    spec: &SegmentSpec,
    shot: &Shot,
    layers: Layers<'_>,
) -> Result<String> {
    let format = spec.format;
    let dir = layers.dir(shot)?;
    let unknown = LayerFacts::default();
    let facts = layers.facts.get(&shot.artifact).unwrap_or(&unknown);
    let back = graph.label();
    match &shot.picture.background {
        Background::Still { file, .. } => {
            let input = graph.input(still::options(format), dir.join(file));
            let moving = still::filters(shot, format, &back);
            graph.chain(format!("[{input}:v:0]{moving}[{back}]"));
        }
        Background::Clip { file, duration_ms, start_ms, fit } => {
            let (duration_ms, start_ms) = (*duration_ms, *start_ms);
            let options = clip::options(shot, format, duration_ms, start_ms);
            let input = graph.input(options, dir.join(file));
            let times = (duration_ms, start_ms);
            let playing = clip::filters(shot, format, times, (*fit, &facts.clip), &back);
            graph.chain(format!("[{input}:v:0]{playing}[{back}]"));
        }
    }
    // A foreground that has not entered by the end of the segment is not decoded at all.
    let visible = shot.enter_frame < shot.first_frame + spec.frames;
    let whole = Area { x: 0, y: 0, width: format.width, height: format.height };
    let area = facts.foreground.unwrap_or(whole);
    match &shot.picture.foreground {
        Some(file) if visible && area.width > 0 => {
            Ok(layers::foreground(graph, format, shot, &back, (dir.join(file), area)))
        }
        _ => Ok(back),
    }
}

/// Lays a shot's fixed layer over a stream, if it has one.
pub(super) fn fix(
    graph: &mut Graph,
    spec: &SegmentSpec,
    shot: &Shot,
    layers: Layers<'_>,
    below: String,
) -> Result<String> {
    match &shot.picture.fixed {
        Some(layer) => Ok(layers::fixed(graph, spec.format, &below, (layers.dir(shot)?, layer))),
        None => Ok(below),
    }
}
