//! Measures films: black, frozen and silent stretches, loudness and peak, and whether all of it
//! is there.
//!
//! A film is inspected by its parts: each segment's pictures are looked at while it is rendered
//! ([`inspect_segment`] looks at a segment of which only the file is there), [`join_spans`] puts the findings together,
//! [`inspect_sound`] measures the sound, [`video_packets`] proves without decoding that a film
//! consists of just these segments, and [`play_keys`] that it can be played.

mod film;
mod packets;
mod pictures;
mod samples;
mod segment;
mod sound;

use serde::{Deserialize, Serialize};

pub use film::{Inspection, inspect};
pub use packets::{KeyPicture, PacketHash, play_keys, video_packets};
pub use pictures::Thumbnail;
pub(crate) use segment::seen_in_render;
pub use segment::{
    PictureSpans, SegmentInspection, SegmentSeen, inspect_segment, join_spans, unlike_encoded,
};
pub use sound::{SoundInspection, inspect_sound};

/// From when on a black stretch counts.
pub const BLACK_MS: u64 = 500;
/// From when on a frozen stretch counts.
pub const FROZEN_MS: u64 = 2000;
/// From when on a silent stretch counts.
pub const SILENT_MS: u64 = 2000;

/// A stretch of the film.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Span {
    /// Where it begins.
    pub start_ms: u64,
    /// Where it ends; absent when it lasts to the end of the film.
    pub end_ms: Option<u64>,
}

/// Pairs starts with the ends that follow them, whether on one line or on two.
fn spans(stderr: &str, start: &str, end: &str) -> Vec<Span> {
    let mut spans: Vec<Span> = Vec::new();
    for line in stderr.lines() {
        if let Some(start_ms) = milliseconds(line, start) {
            spans.push(Span { start_ms, end_ms: None });
        }
        if let (Some(end_ms), Some(open)) = (milliseconds(line, end), spans.last_mut()) {
            open.end_ms = open.end_ms.or(Some(end_ms));
        }
    }
    spans
}

fn milliseconds(line: &str, name: &str) -> Option<u64> {
    let (_, rest) = line.split_once(name)?;
    let seconds: f64 = rest.split_whitespace().next()?.parse().ok()?;
    // Not negative and at most hours, so the cast keeps the value. (A silence may begin at -0.)
    #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)]
    let ms = (seconds.clamp(0.0, 1e9) * 1000.0).round() as u64;
    Some(ms)
}
