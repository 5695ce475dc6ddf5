use oma_core::picture::Background;
use oma_core::review::Check;
use oma_core::timeline::{SegmentContent, Timeline, TimelineScene};
use oma_media::inspect::{PacketHash, SegmentSeen, Span};

/// Whether the film consists of exactly its segments, in their order.
pub(super) fn every_scene(
    timeline: &Timeline,
    segments: &[SegmentSeen],
    packets: &[PacketHash],
) -> Check {
    let mut rest = packets;
    let mut missing = None;
    for (at, segment) in segments.iter().enumerate() {
        let Some(after) = rest.strip_prefix(segment.packets.as_slice()) else {
            missing = Some(name(timeline, at));
            break;
        };
        rest = after;
    }
    let value = match missing {
        Some(name) => format!("not {name}"),
        None if segments.len() != timeline.segments.len() => format!("{} segments", segments.len()),
        None if !rest.is_empty() => format!("{} frames more", rest.len()),
        None => "all".to_owned(),
    };
    let passed = value == "all";
    Check::new("every_scene", value, "all", passed)
}

fn name(timeline: &Timeline, segment: usize) -> String {
    match timeline.segments.get(segment).map(|spec| &spec.content) {
        Some(SegmentContent::Scene { number, .. }) => format!("scene {number}"),
        Some(SegmentContent::Transition { from_number, .. }) => {
            format!("the transition after scene {from_number}")
        }
        None => format!("segment {segment}"),
    }
}

pub(super) fn decodable(segments: &[SegmentSeen]) -> Check {
    let broken = segments.iter().find_map(|segment| segment.inspection.broken.as_deref());
    Check::new("decodable", broken.unwrap_or("all"), "all", broken.is_none())
}

pub(super) fn black(black: &[Span]) -> Check {
    Check::new("black", first(black.iter()), "none", black.is_empty())
}

/// A scene that stands still is a fault unless it shows a clip of the user's, which may.
pub(super) fn frozen(timeline: &Timeline, frozen: &[Span]) -> Check {
    let faults = || frozen.iter().filter(|span| !is_all_clips(timeline, span));
    Check::new("frozen", first(faults()), "none", faults().next().is_none())
}

fn is_all_clips(timeline: &Timeline, span: &Span) -> bool {
    let shown = |scene: &&TimelineScene| {
        let start = timeline.format.duration_ms(scene.first_frame);
        let end = timeline.format.duration_ms(scene.first_frame + scene.frames);
        start < span.end_ms.unwrap_or(u64::MAX) && span.start_ms < end
    };
    timeline.scenes.iter().filter(shown).all(|scene| shows_clip(timeline, scene.number))
}

fn shows_clip(timeline: &Timeline, scene: u32) -> bool {
    timeline.segments.iter().any(|segment| match &segment.content {
        SegmentContent::Scene { number, shot, .. } => {
            *number == scene && matches!(shot.picture.background, Background::Clip { .. })
        }
        SegmentContent::Transition { .. } => false,
    })
}

pub(super) fn first<'a>(mut spans: impl Iterator<Item = &'a Span>) -> String {
    spans.next().map_or_else(|| "none".to_owned(), |span| format!("from {} ms", span.start_ms))
}
