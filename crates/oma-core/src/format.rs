//! The shape of the film: aspect, size, frame rate.

use std::borrow::Cow;

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::{Deserialize, Serialize};

/// Width to height.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema)]
pub enum Aspect {
    /// Upright: Reels, TikTok, Shorts, Stories.
    #[default]
    #[serde(rename = "9:16")]
    Portrait,
    /// Wide: YouTube, television, the web.
    #[serde(rename = "16:9")]
    Landscape,
    /// Square: feeds.
    #[serde(rename = "1:1")]
    Square,
    /// Slightly upright: the Instagram feed.
    #[serde(rename = "4:5")]
    Feed,
}

/// The shorter side of the film.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema)]
pub enum Resolution {
    /// 360 pixels: a draft, ten times quicker.
    #[serde(rename = "360p")]
    P360,
    /// 720 pixels.
    #[serde(rename = "720p")]
    P720,
    /// 1080 pixels.
    #[default]
    #[serde(rename = "1080p")]
    P1080,
    /// 2160 pixels: four times the work of 1080p.
    #[serde(rename = "4k")]
    P2160,
}

/// Frames per second, constant over the film.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(try_from = "u32", into = "u32")]
pub enum Fps {
    /// As in the cinema.
    F24 = 24,
    /// What phones record and platforms expect.
    #[default]
    F30 = 30,
    /// Smooth motion, twice the work.
    F60 = 60,
}

impl From<Fps> for u32 {
    fn from(fps: Fps) -> Self {
        fps as Self
    }
}

impl TryFrom<u32> for Fps {
    type Error = String;

    fn try_from(fps: u32) -> Result<Self, String> {
        match fps {
            24 => Ok(Self::F24),
            30 => Ok(Self::F30),
            60 => Ok(Self::F60),
            _ => Err(format!("{fps} frames per second; 24, 30 or 60")),
        }
    }
}

/// In the schema: one of three numbers.
impl JsonSchema for Fps {
    fn schema_name() -> Cow<'static, str> {
        "Fps".into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({
            "description": "Frames per second, constant over the film.",
            "enum": [24, 30, 60],
        })
    }
}

/// How much detail the encoder keeps.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Quality {
    /// What the platforms' own encoders cannot tell from better.
    #[default]
    Standard,
    /// For screens larger than a phone; about twice the bytes.
    High,
}

/// What every segment of one film has in common; equal formats join without re-encoding.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct VideoFormat {
    /// Pixels, even.
    pub width: u32,
    /// Pixels, even.
    pub height: u32,
    /// Frames per second, constant.
    pub fps: u32,
    /// x264's constant rate factor: lower keeps more detail.
    pub crf: u32,
}

impl VideoFormat {
    /// The format for an aspect at a resolution: 30 frames per second, standard quality.
    pub fn new(aspect: Aspect, resolution: Resolution) -> Self {
        let short = match resolution {
            Resolution::P360 => 360,
            Resolution::P720 => 720,
            Resolution::P1080 => 1080,
            Resolution::P2160 => 2160,
        };
        let (width, height) = match aspect {
            Aspect::Portrait => (short, short * 16 / 9),
            Aspect::Landscape => (short * 16 / 9, short),
            Aspect::Square => (short, short),
            Aspect::Feed => (short, short * 5 / 4),
        };
        Self { width, height, fps: 30, crf: 23 }
    }

    /// The same size at another frame rate.
    #[must_use]
    pub fn with_fps(self, fps: Fps) -> Self {
        Self { fps: fps as u32, ..self }
    }

    /// The same size at another quality.
    #[must_use]
    pub fn with_quality(self, quality: Quality) -> Self {
        let crf = match quality {
            Quality::Standard => 23,
            Quality::High => 18,
        };
        Self { crf, ..self }
    }

    /// The nearest whole number of frames to a duration.
    pub fn frames(&self, duration_ms: u64) -> u32 {
        let frames = (duration_ms * u64::from(self.fps) + 500) / 1000;
        u32::try_from(frames).unwrap_or(u32::MAX)
    }

    /// The duration of some frames, rounded to the nearest millisecond.
    pub fn duration_ms(&self, frames: u32) -> u64 {
        let fps = u64::from(self.fps);
        (u64::from(frames) * 1000 + fps / 2) / fps
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_format_has_even_sides() {
        for aspect in [Aspect::Portrait, Aspect::Landscape, Aspect::Square, Aspect::Feed] {
            for resolution in
                [Resolution::P360, Resolution::P720, Resolution::P1080, Resolution::P2160]
            {
                let format = VideoFormat::new(aspect, resolution);
                assert_eq!((format.width % 2, format.height % 2), (0, 0), "{format:?}");
            }
        }
    }

    #[test]
    fn frames_and_milliseconds_round_to_the_nearest() {
        let format = VideoFormat::new(Aspect::Portrait, Resolution::P1080);
        assert_eq!(format.frames(1000), 30);
        assert_eq!(format.frames(1016), 30);
        assert_eq!(format.frames(1017), 31);
        assert_eq!(format.duration_ms(31), 1033);
    }
}
