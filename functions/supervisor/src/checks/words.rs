use oma_core::review::Check;
use oma_core::timeline::{SegmentContent, Timeline, TimelineScene};
use oma_media::captions::{Setting, clipped};
use oma_media::inspect::Span;

use super::pictures::first;
use crate::examination::Expected;

/// A narration counts as heard if at least this part of it is not silent, in percent.
const HEARD_PERCENT: u64 = 50;

/// Whether each caption can be read to its end.
pub(super) fn captions(expected: &Expected<'_>) -> Check {
    let timeline = expected.timeline;
    let setting = Setting {
        format: timeline.format,
        style: expected.captions,
        own_font: timeline.segments.iter().any(|segment| match &segment.content {
            SegmentContent::Scene { caption_look, .. } => caption_look.font.is_some(),
            SegmentContent::Transition { .. } => false,
        }),
    };
    let found = timeline.scenes.iter().flat_map(|scene| {
        scene.cues.iter().filter_map(move |cue| {
            let why = clipped(cue, setting)?;
            Some(format!("in scene {}, the one at {} ms {why}", scene.number, cue.start_ms))
        })
    });
    let found: Vec<String> = found.collect();
    let value = found.first().cloned().unwrap_or_else(|| "none".to_owned());
    Check::new("captions_clipped", value, "none", found.is_empty())
}

/// Whether each scene's narration is heard: silence may not cover most of it.
pub(super) fn narration(timeline: &Timeline, silent: &[Span]) -> Check {
    let unheard: Vec<String> = timeline
        .scenes
        .iter()
        .filter(|scene| !is_heard(scene, silent))
        .map(|scene| scene.number.to_string())
        .collect();
    let passed = unheard.is_empty();
    let value = if passed {
        "all scenes".to_owned()
    } else {
        format!("not in scene {}", unheard.join(", "))
    };
    Check::new("narration_heard", value, "all scenes", passed)
}

fn is_heard(scene: &TimelineScene, silent: &[Span]) -> bool {
    let (start, end) = (scene.speech_start_ms, scene.speech_start_ms + scene.speech_ms);
    let covered = |span: &Span| {
        let span_end = span.end_ms.unwrap_or(u64::MAX).min(end);
        span_end.saturating_sub(span.start_ms.max(start))
    };
    let silence_ms: u64 = silent.iter().map(covered).sum();
    silence_ms * 100 <= scene.speech_ms * (100 - HEARD_PERCENT)
}

/// Under music there is no silence; without it, pauses are silent.
pub(super) fn silence(timeline: &Timeline, silent: &[Span]) -> Check {
    let allowed = timeline.music.is_none();
    let passed = allowed || silent.is_empty();
    let bound = if allowed { "any, without music" } else { "none" };
    Check::new("silence", first(silent.iter()), bound, passed)
}
