//! The timeline: when everything is seen and heard, in whole frames.
//!
//! A segment's spec holds all that decides its pixels and nothing else. In particular it holds no
//! position in the film, so a scene that moves is not rendered again.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::brief::{CaptionStyle, Color, Style};
use crate::format::VideoFormat;
use crate::picture::Picture;
use crate::ports::Credit;
use crate::step::StepKey;

/// The whole film; written to `timeline.json`.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Timeline {
    /// Size and rate.
    pub format: VideoFormat,
    /// The length of the film. The segments' frames sum to this.
    pub total_frames: u32,
    /// The scenes in order; they follow each other without gap or overlap.
    pub scenes: Vec<TimelineScene>,
    /// What is rendered, in order.
    pub segments: Vec<SegmentSpec>,
    /// Music under the whole film.
    pub music: Option<StepKey>,
}

/// Where one scene lies.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct TimelineScene {
    /// From 1.
    pub number: u32,
    /// Its first frame in the film.
    pub first_frame: u32,
    /// Its length; a transition takes half its frames from each neighbour.
    pub frames: u32,
    /// When its narration starts, from the start of the film.
    pub speech_start_ms: u64,
    /// How long its narration is.
    pub speech_ms: u64,
    /// The narration's artifact.
    pub narration: StepKey,
    /// Its captions, in times of the film.
    pub cues: Vec<Cue>,
}

/// One caption: at most two lines on the screen at a time.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Cue {
    /// When it appears.
    pub start_ms: u64,
    /// When it goes.
    pub end_ms: u64,
    /// Its words with their times; `lines` says how many stand on each line.
    pub words: Vec<CueWord>,
    /// The number of words on each line: one or two entries that sum to the number of words.
    pub lines: Vec<usize>,
}

/// A word of a caption.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct CueWord {
    /// The word with its punctuation.
    pub text: String,
    /// When it is spoken.
    pub start_ms: u64,
    /// When it has been spoken.
    pub end_ms: u64,
}

/// One piece of film that is rendered by itself.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct SegmentSpec {
    /// Size and rate.
    pub format: VideoFormat,
    /// Its length.
    pub frames: u32,
    /// What is in it.
    pub content: SegmentContent,
}

/// What a segment shows.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum SegmentContent {
    /// The body of a scene.
    Scene {
        /// Its number, for people.
        number: u32,
        /// Its picture in motion.
        shot: Shot,
        /// How captions are burned in.
        caption_style: CaptionStyle,
        /// The brand's colour and font for captions.
        #[serde(default, skip_serializing_if = "CaptionLook::is_empty")]
        caption_look: CaptionLook,
        /// Its captions, in times of the segment.
        cues: Vec<Cue>,
        /// The look, for captions and motion.
        style: Style,
    },
    /// The passage from one scene to the next.
    Transition {
        /// The scene before.
        from_number: u32,
        /// How it passes.
        transition: TransitionKind,
        /// The picture that goes.
        from: Shot,
        /// The picture that comes.
        to: Shot,
    },
}

impl Timeline {
    /// To whom the pictures of the film are owed, each once, in the order in which they are seen.
    pub fn credits(&self) -> Vec<Credit> {
        let mut credits: Vec<Credit> = Vec::new();
        for segment in &self.segments {
            let SegmentContent::Scene { shot, .. } = &segment.content else { continue };
            if let Some(credit) = &shot.picture.credit
                && !credits.contains(credit)
            {
                credits.push(credit.as_ref().clone());
            }
        }
        credits
    }
}

/// What a brand changes in burned-in captions; what is absent follows from the style.
#[derive(Debug, Clone, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct CaptionLook {
    /// The colour of the word being spoken.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub accent: Option<Color>,
    /// The font of all words.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub font: Option<CaptionFont>,
}

impl CaptionLook {
    /// Whether all of it follows from the style.
    pub fn is_empty(&self) -> bool {
        self.accent.is_none() && self.font.is_none()
    }
}

/// A font that the user brought.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct CaptionFont {
    /// The upload key of its file.
    pub upload: String,
    /// The name of its family, as the file states it.
    pub family: String,
}

/// A picture in motion: frames `first_frame..` of a motion that lasts `motion_frames`.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Shot {
    /// The artifact with the layers.
    pub artifact: StepKey,
    /// The layers.
    pub picture: Picture,
    /// Where in the motion this piece starts.
    pub first_frame: u32,
    /// How long the whole motion lasts: the scene with its halves of both transitions.
    pub motion_frames: u32,
    /// The way the background drifts.
    pub drift: Drift,
    /// The frame of the motion at which the foreground enters.
    pub enter_frame: u32,
}

/// The way a background drifts during a scene. It follows from the picture, never from the place
/// in the film.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Drift {
    /// To the left.
    Left,
    /// To the right.
    Right,
    /// Upwards.
    Up,
    /// Downwards.
    Down,
    /// Nearer.
    In,
    /// Farther.
    Out,
}

/// How one scene passes into the next.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum TransitionKind {
    /// At once; there is no transition segment.
    Cut,
    /// One fades into the other.
    Crossfade,
    /// The second pushes the first out to the left.
    Slide,
    /// The first grows and fades while the second settles.
    Zoom,
    /// An edge uncovers the second from left to right.
    Wipe,
}
