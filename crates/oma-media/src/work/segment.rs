use std::path::{Path, PathBuf};

use oma_core::timeline::{SegmentContent, SegmentSpec};
use oma_core::{Error, Result};

use super::look::look;
use super::{disk, move_to, scratch, write};
use crate::assemble::score;
use crate::captions;
use crate::ffmpeg::Tools;
use crate::inspect::{SegmentSeen, seen_in_render};
use crate::segment::{CaptionFiles, LayerDirs, Layers, SegmentFiles, poster_frame, segment_args};

/// A rendered segment.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Rendered {
    /// What the review needs to know of it, and how good its poster is.
    pub seen: SegmentSeen,
    /// The frame that may stand for the film, as JPEG beside the segment; a transition has none.
    pub poster: Option<PathBuf>,
}

/// Renders a segment to `out`, an MP4 without sound of exactly the spec's frames, and looks at
/// it. Equal specs and layers give equal bytes.
///
/// `layers` holds the folder of each artifact of [`crate::segment::artifacts`]; `fonts_dir` is
/// what [`crate::fonts::fonts_dir`] made.
pub async fn render_segment(
    tools: &Tools,
    spec: &SegmentSpec,
    layers: &LayerDirs,
    fonts_dir: &Path,
    out: &Path,
) -> Result<Rendered> {
    let folder = out.parent().ok_or_else(|| Error::internal("a segment needs a folder"))?;
    let scratch = scratch(folder)?;
    let ass = scratch.path().join("captions.ass");
    let script = caption_script(spec);
    if let Some(script) = &script {
        write(&ass, script).await?;
    }
    let captions = script.is_some().then_some(CaptionFiles { ass: &ass, fonts_dir });
    let [made, poster, judged] =
        ["segment.mp4", "poster.jpg", "judged.rgb"].map(|name| scratch.path().join(name));
    let files = SegmentFiles { film: &made, poster: &poster, judged: &judged };
    let facts = look(tools, spec, layers).await;
    let args = segment_args(spec, Layers { dirs: layers, facts: &facts }, captions, &files)?;
    let output = tools.ffmpeg(&args, &format!("Rendering {}", name(spec))).await?;
    let mut seen = seen_in_render(spec, &made, &output.stdout).await?;
    let mut kept = None;
    if poster_frame(spec).is_some() {
        let judged = tokio::fs::read(&judged).await.map_err(|e| disk(out, &e))?;
        seen.poster_worth = Some(score(&judged));
        let beside = out.with_extension("jpg");
        move_to(&poster, &beside).await?;
        kept = Some(beside);
    }
    move_to(&made, out).await?;
    Ok(Rendered { seen, poster: kept })
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
