use futures::future::join_all;
use oma_core::brief::Brief;
use oma_core::contract::files;
use oma_core::event::{EventKind, VideoEvent};
use oma_core::format::VideoFormat;
use oma_core::id::Owner;
use oma_core::ports::VideoQuery;
use oma_core::video::{VideoRecord, VideoStatus, keys};
use oma_core::{ErrorKind, Result};
use serde::Deserialize;

use crate::services::Services;

/// How many finished films are looked at.
const FILMS: u32 = 5;

/// The release's own measurement: `examples/coffee-shop.json`, 30 seconds at 1080×1920 and 30
/// frames per second, with nothing cached, on two cores (docs/performance.md, "The pipeline's own
/// overhead": wall 31129 ms).
const MEASURED_WALL_MS: u64 = 31_129;
const MEASURED_PIXELS: u64 = 1_080 * 1_920 * 30 * 30;

/// How quickly films are made, in the time that a number of pixels takes: most of the work is
/// encoding them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Pace {
    wall_ms: u64,
    pixels: u64,
    /// From how many films it was learned; 0 for the release's measurement.
    pub(crate) learned_from: u32,
}

/// What is read of a film's `timeline.json`.
#[derive(Debug, Deserialize)]
struct Film {
    format: VideoFormat,
    total_frames: u32,
}

impl Pace {
    const MEASURED: Self =
        Self { wall_ms: MEASURED_WALL_MS, pixels: MEASURED_PIXELS, learned_from: 0 };

    /// Learns from the owner's latest finished films.
    pub(crate) async fn learn(services: &Services, owner: &Owner) -> Result<Self> {
        let succeeded = Some(VideoStatus::Succeeded);
        let query = VideoQuery { status: succeeded, limit: FILMS, ..VideoQuery::default() };
        let videos = services.videos.find(owner, &query).await?.videos;
        let mut learned = Self { wall_ms: 0, pixels: 0, learned_from: 0 };
        for one in join_all(videos.iter().map(|video| one(services, video))).await {
            if let Some((wall_ms, pixels)) = one? {
                learned.wall_ms += wall_ms;
                learned.pixels += pixels;
                learned.learned_from += 1;
            }
        }
        Ok(if learned.pixels == 0 { Self::MEASURED } else { learned })
    }

    /// How long the film of a brief would take.
    pub(crate) fn duration_ms(self, brief: &Brief) -> u64 {
        let VideoFormat { width, height, fps, .. } = brief.format();
        let frames = u64::from(brief.duration_s) * u64::from(fps);
        let pixels = u64::from(width) * u64::from(height) * frames;
        scaled(self.wall_ms, pixels, self.pixels)
    }
}

/// How long a film took to make, and how many pixels it has; nothing if that cannot be told.
async fn one(services: &Services, video: &VideoRecord) -> Result<Option<(u64, u64)>> {
    let key = keys::video_file(video.video_id, files::TIMELINE);
    let timeline = match services.objects.get_bytes(&key).await {
        Err(error) if error.kind == ErrorKind::NotFound => return Ok(None),
        timeline => timeline?,
    };
    let Ok(Film { format, total_frames }) = serde_json::from_slice(&timeline) else {
        return Ok(None);
    };
    let pixels = u64::from(format.width) * u64::from(format.height) * u64::from(total_frames);
    let events = services.events.list(video.video_id).await?;
    Ok(wall_ms(&events, &video.execution).map(|wall_ms| (wall_ms, pixels)))
}

/// The time from an execution's first event to its success, as if nothing had been found again. An
/// execution that waited for a person tells nothing.
fn wall_ms(events: &[VideoEvent], execution: &str) -> Option<u64> {
    let own: Vec<&VideoEvent> = events.iter().filter(|e| e.execution == execution).collect();
    let waited = |event: &&VideoEvent| matches!(event.kind, EventKind::ApprovalAsked { .. });
    if own.iter().any(waited) {
        return None;
    }
    let succeeded = EventKind::StatusChanged { status: VideoStatus::Succeeded };
    let start = own.iter().map(|event| event.at).min()?;
    let end = own.iter().filter(|event| event.kind == succeeded).map(|event| event.at).max()?;
    let seen_ms = u64::try_from(end.duration_since(start).as_millis()).ok()?;
    let (mut spent_ms, mut full_ms) = (0, 0);
    for event in own {
        if let EventKind::StepFinished(step) = &event.kind {
            spent_ms += step.wall_ms;
            full_ms += if step.cached { step.saved_ms } else { step.wall_ms };
        }
    }
    (spent_ms > 0 && seen_ms > 0).then(|| scaled(seen_ms, full_ms, spent_ms))
}

/// `amount × numerator ÷ denominator` without overflow on the way.
fn scaled(amount: u64, numerator: u64, denominator: u64) -> u64 {
    let product = u128::from(amount) * u128::from(numerator) / u128::from(denominator.max(1));
    u64::try_from(product).unwrap_or(u64::MAX)
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn brief(fields: &serde_json::Value) -> Brief {
        let mut json = json!({
            "title": "Tide pools", "description": "Life between tides.", "language": "en-US",
        });
        for (name, value) in fields.as_object().unwrap() {
            json[name] = value.clone();
        }
        Brief::from_value(json).unwrap()
    }

    #[test]
    fn the_measured_film_takes_the_measured_time_and_half_of_it_half() {
        let measured = brief(&json!({"duration_s": 30, "aspect": "9:16", "resolution": "1080p"}));
        assert_eq!(Pace::MEASURED.duration_ms(&measured), MEASURED_WALL_MS);
        let half = brief(&json!({"duration_s": 15, "aspect": "9:16", "resolution": "1080p"}));
        assert_eq!(Pace::MEASURED.duration_ms(&half), MEASURED_WALL_MS / 2);
    }
}
