use std::path::Path;

use oma_core::timeline::{SegmentContent, SegmentSpec};
use oma_core::{Error, Result};

use super::look::look;
use super::{move_to, scratch, write};
use crate::captions;
use crate::ffmpeg::Tools;
use crate::segment::{CaptionFiles, LayerDirs, Layers, segment_args};

/// Renders a segment to `out`, an MP4 without sound of exactly the spec's frames. Equal specs and
/// layers give equal bytes.
///
/// `layers` holds the folder of each artifact of [`crate::segment::artifacts`]; `fonts_dir` is
/// what [`crate::fonts::fonts_dir`] made.
pub async fn render_segment(
    tools: &Tools,
    spec: &SegmentSpec,
    layers: &LayerDirs,
    fonts_dir: &Path,
    out: &Path,
) -> Result<()> {
    let folder = out.parent().ok_or_else(|| Error::internal("a segment needs a folder"))?;
    let scratch = scratch(folder)?;
    let ass = scratch.path().join("captions.ass");
    let script = caption_script(spec);
    if let Some(script) = &script {
        write(&ass, script).await?;
    }
    let captions = script.is_some().then_some(CaptionFiles { ass: &ass, fonts_dir });
    let made = scratch.path().join("segment.mp4");
    let facts = look(tools, spec, layers).await;
    let args = segment_args(spec, Layers { dirs: layers, facts: &facts }, captions, &made)?;
    tools.ffmpeg(&args, &format!("Rendering {}", name(spec))).await?;
    move_to(&made, out).await
}

fn caption_script(spec: &SegmentSpec) -> Option<String> {
    match &spec.content {
        SegmentContent::Scene { caption_style, caption_look, cues, style, .. } => {
            captions::ass(spec.format, *style, (*caption_style, caption_look), cues)
        }
        SegmentContent::Transition { .. } => None,
    }
}

fn name(spec: &SegmentSpec) -> String {
    match &spec.content {
        SegmentContent::Scene { number, .. } => format!("scene {number}"),
        SegmentContent::Transition { from_number, .. } => {
            format!("the transition after scene {from_number}")
        }
    }
}
