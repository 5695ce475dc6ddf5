//! Lays out the timeline: from scenes, narrations and pictures to whole frames.
//!
//! ```text
//! scene 1            │ scene 2                  │ scene 3
//! ├── body 1 ──┬── transition ──┬── body 2 ──┬── transition ──┬── body 3 ──┤
//!              └ half │ half ───┘
//!              motion of scene 2 starts here, its foreground enters with its body
//! ```
//!
//! A segment depends only on its own scene, a transition only on its two shots: never on the
//! position in the film. So a change re-renders what it touches and nothing else.

mod scene;
#[cfg(test)]
mod tests;

use std::collections::BTreeMap;

use oma_core::brief::{CaptionStyle, Style};
use oma_core::format::VideoFormat;
use oma_core::narration::Narration;
use oma_core::picture::Picture;
use oma_core::script::{Scene, Script};
use oma_core::step::StepKey;
use oma_core::timeline::{
    CaptionLook, SegmentContent, SegmentSpec, Timeline, TimelineScene, TransitionKind,
};
use oma_core::{Error, ErrorKind, Result};

use crate::captions::Setting;
use scene::LaidScene;

/// How long a transition takes, as near as even frames come to it.
const TRANSITION_MS: u64 = 400;

/// The length of a transition. It is even: each neighbour gives half of it.
pub fn transition_frames(format: VideoFormat) -> u32 {
    2 * format.frames(TRANSITION_MS / 2)
}

/// All that decides a timeline.
#[derive(Debug, Clone)]
pub struct LayoutRequest<'a> {
    /// Size and rate.
    pub format: VideoFormat,
    /// The look, for captions.
    pub style: Style,
    /// How captions are burned in.
    pub caption_style: CaptionStyle,
    /// The brand's colour and font for captions.
    pub caption_look: &'a CaptionLook,
    /// How scenes pass into each other; see [`transition_for`].
    pub transition: TransitionKind,
    /// The scenes.
    pub script: &'a Script,
    /// By scene number: the artifact and what it says.
    pub narrations: &'a BTreeMap<u32, (StepKey, Narration)>,
    /// By scene number: the artifact and its layers.
    pub pictures: &'a BTreeMap<u32, (StepKey, Picture)>,
    /// Music under the whole film.
    pub music: Option<StepKey>,
}

/// How scenes of a style pass into each other.
pub fn transition_for(style: Style) -> TransitionKind {
    match style {
        Style::Minimalist => TransitionKind::Cut,
        Style::Professional | Style::Modern | Style::Energetic | Style::Elegant => {
            TransitionKind::Crossfade
        }
    }
}

/// Lays out the film.
///
/// A script without scenes, or a scene without narration or picture, is
/// [`ErrorKind::InvalidEvent`].
pub fn lay_out(request: &LayoutRequest<'_>) -> Result<Timeline> {
    if request.script.scenes.is_empty() {
        return Err(invalid("The script has no scenes."));
    }
    let last = request.script.scenes.len() - 1;
    let laid = request
        .script
        .scenes
        .iter()
        .enumerate()
        .map(|(i, scene)| lay_scene(request, scene, i > 0, i < last))
        .collect::<Result<Vec<_>>>()?;
    let scenes = place(request.format, &laid);
    Ok(Timeline {
        format: request.format,
        total_frames: laid.iter().map(|scene| scene.frames).sum(),
        segments: segments(request, &laid),
        scenes,
        music: request.music.clone(),
    })
}

fn lay_scene<'a>(
    request: &LayoutRequest<'a>,
    scene: &Scene,
    follows: bool,
    precedes: bool,
) -> Result<LaidScene<'a>> {
    let number = scene.number;
    let narration = request
        .narrations
        .get(&number)
        .ok_or_else(|| invalid(format!("Scene {number} has no narration.")))?;
    let picture = request
        .pictures
        .get(&number)
        .ok_or_else(|| invalid(format!("Scene {number} has no picture.")))?;
    let half = match request.transition {
        TransitionKind::Cut => 0,
        _ => transition_frames(request.format) / 2,
    };
    let before = if follows { half } else { 0 };
    let after = if precedes { half } else { 0 };
    let setting = Setting {
        format: request.format,
        style: request.caption_style,
        own_font: request.caption_look.font.is_some(),
    };
    LaidScene::new(setting, scene, narration, picture, before, after)
}

fn invalid(message: impl Into<String>) -> Error {
    Error::new(ErrorKind::InvalidEvent, message)
}

/// Puts the scenes one after the other; only here does a scene get its position in the film.
fn place(format: VideoFormat, laid: &[LaidScene<'_>]) -> Vec<TimelineScene> {
    let mut first_frame = 0;
    laid.iter()
        .map(|scene| {
            let placed = scene.placed_at(format, first_frame);
            first_frame += scene.frames;
            placed
        })
        .collect()
}

fn segments(request: &LayoutRequest<'_>, laid: &[LaidScene<'_>]) -> Vec<SegmentSpec> {
    let LayoutRequest { format, style, transition, .. } = *request;
    let captions = (request.caption_style, request.caption_look);
    let frames = transition_frames(format);
    let mut segments = Vec::with_capacity(2 * laid.len());
    for (i, scene) in laid.iter().enumerate() {
        segments.push(scene.body(format, style, captions));
        let Some(next) = laid.get(i + 1).filter(|_| transition != TransitionKind::Cut) else {
            continue;
        };
        segments.push(SegmentSpec {
            format,
            frames,
            content: SegmentContent::Transition {
                from_number: scene.number,
                transition,
                from: scene.shot_from(scene.motion_frames() - frames),
                to: next.shot_from(0),
            },
        });
    }
    segments
}
