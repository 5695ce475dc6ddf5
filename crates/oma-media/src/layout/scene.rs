//! One scene in its own time: nothing here knows where in the film it lies.

use oma_core::Result;
use oma_core::brief::{CaptionStyle, Style};
use oma_core::format::VideoFormat;
use oma_core::narration::Narration;
use oma_core::pacing::pauses_around;
use oma_core::picture::{Background, Picture};
use oma_core::script::Scene;
use oma_core::step::StepKey;
use oma_core::timeline::{
    CaptionLook, Cue, Drift, SegmentContent, SegmentSpec, Shot, TimelineScene,
};

use crate::captions::{self, Setting};

/// A scene with its length in frames and its captions in times of the scene.
pub(super) struct LaidScene<'a> {
    pub(super) number: u32,
    pub(super) frames: u32,
    /// Frames that the transition before takes from this scene.
    before: u32,
    /// Frames that the transition after takes from this scene.
    after: u32,
    narration: &'a (StepKey, Narration),
    picture: &'a (StepKey, Picture),
    /// Silence before the first word.
    lead_ms: u64,
    cues: Vec<Cue>,
}

impl<'a> LaidScene<'a> {
    pub(super) fn new(
        setting: Setting,
        scene: &Scene,
        narration: &'a (StepKey, Narration),
        picture: &'a (StepKey, Picture),
        before: u32,
        after: u32,
    ) -> Result<Self> {
        let format = setting.format;
        let speech_ms = narration.1.duration_ms;
        let (lead_ms, tail_ms) = pauses_around(speech_ms, scene.duration_ms());
        // No word falls into a transition, which has no captions.
        let lead_ms = lead_ms.max(format.duration_ms(before));
        let tail_ms = tail_ms.max(format.duration_ms(after));
        let frames = frames_up(format, scene.duration_ms().max(lead_ms + speech_ms + tail_ms));
        if frames <= before + after {
            return Err(super::invalid(format!("Scene {} is too short.", scene.number)));
        }
        let body_end_ms = u64::from(frames - after) * 1000 / u64::from(format.fps);
        let cues = captions::cues(&narration.1, setting, lead_ms, body_end_ms);
        Ok(Self { number: scene.number, frames, before, after, narration, picture, lead_ms, cues })
    }

    /// The scene with its halves of both transitions and the neighbours' halves of them: every
    /// frame in which it is visible.
    pub(super) fn motion_frames(&self) -> u32 {
        self.frames + self.before + self.after
    }

    /// The picture from a frame of its motion on.
    pub(super) fn shot_from(&self, first_frame: u32) -> Shot {
        Shot {
            artifact: self.picture.0.clone(),
            picture: self.picture.1.clone(),
            first_frame,
            motion_frames: self.motion_frames(),
            drift: drift_of(&self.picture.0, &self.picture.1),
            enter_frame: self.body_in_motion(),
        }
    }

    /// The frame of the motion at which the body starts: after the whole incoming transition.
    fn body_in_motion(&self) -> u32 {
        2 * self.before
    }

    /// What is seen between the transitions.
    pub(super) fn body(
        &self,
        format: VideoFormat,
        style: Style,
        (caption_style, caption_look): (CaptionStyle, &CaptionLook),
    ) -> SegmentSpec {
        let start_ms = format.duration_ms(self.before);
        // Without burned-in captions the words do not decide any pixel.
        let cues = match caption_style {
            CaptionStyle::None => Vec::new(),
            _ => self.cues.iter().map(|cue| shifted(cue, |ms| ms - start_ms)).collect(),
        };
        SegmentSpec {
            format,
            frames: self.frames - self.before - self.after,
            content: SegmentContent::Scene {
                number: self.number,
                shot: self.shot_from(self.body_in_motion()),
                caption_style,
                caption_look: match caption_style {
                    CaptionStyle::None => CaptionLook::default(),
                    _ => caption_look.clone(),
                },
                cues,
                style,
            },
        }
    }

    /// The scene in the film.
    pub(super) fn placed_at(&self, format: VideoFormat, first_frame: u32) -> TimelineScene {
        let start_ms = format.duration_ms(first_frame);
        TimelineScene {
            number: self.number,
            first_frame,
            frames: self.frames,
            speech_start_ms: start_ms + self.lead_ms,
            speech_ms: self.narration.1.duration_ms,
            narration: self.narration.0.clone(),
            cues: self.cues.iter().map(|cue| shifted(cue, |ms| ms + start_ms)).collect(),
        }
    }
}

/// A duration in whole frames, rounded up.
fn frames_up(format: VideoFormat, duration_ms: u64) -> u32 {
    let frames = (duration_ms * u64::from(format.fps)).div_ceil(1000);
    u32::try_from(frames).unwrap_or(u32::MAX)
}

/// The way a picture drifts, from its own key: choosing by the neighbours' or by the number would
/// render a scene again when another one is put in before it. Every second photo is zoomed, which
/// costs more than drifting (see the renderer's `zoom`); a drawing looks the same either way.
fn drift_of(key: &StepKey, picture: &Picture) -> Drift {
    const DRIFTS: [Drift; 4] = [Drift::Left, Drift::Up, Drift::Right, Drift::Down];
    let sum: u32 = key.as_str().bytes().map(u32::from).sum();
    let choice = (sum % 4) as usize;
    match (&picture.background, sum / 4 % 2) {
        (Background::Still { photo: true, .. }, 0) => [Drift::In, Drift::Out][choice % 2],
        _ => DRIFTS[choice],
    }
}

fn shifted(cue: &Cue, shift: impl Fn(u64) -> u64) -> Cue {
    let mut cue = cue.clone();
    cue.start_ms = shift(cue.start_ms);
    cue.end_ms = shift(cue.end_ms);
    for word in &mut cue.words {
        word.start_ms = shift(word.start_ms);
        word.end_ms = shift(word.end_ms);
    }
    cue
}
