use std::path::Path;

use oma_core::timeline::SegmentSpec;
use oma_core::{ErrorKind, Result};
use serde::{Deserialize, Serialize};

use super::packets::{KeyPicture, video_packets};
use super::pictures::{BYTES, Thumbnail, stretches};
use super::{BLACK_MS, FROZEN_MS, PacketHash, Span};
use crate::ffmpeg::Tools;
use crate::segment::{Args, LOOKS_PER_S, look_filters};

/// How far apart the pictures are that are looked at.
const STEP_MS: u64 = 1000 / LOOKS_PER_S;

/// What is in a segment. Times are of the segment.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SegmentInspection {
    /// Its length, as its frames say.
    pub duration_ms: u64,
    /// Black stretches of any length, since one may go on in the next segment.
    pub black: Vec<Span>,
    /// Stretches of any length in which nothing moves, but not single frames.
    pub frozen: Vec<Span>,
    /// Why it cannot be decoded; then nothing else is known.
    pub broken: Option<String>,
    /// Its first frame, small.
    pub first: Option<Thumbnail>,
    /// Its last frame, small.
    pub last: Option<Thumbnail>,
}

/// What the review needs to know of a segment, kept beside it from when it was rendered.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SegmentSeen {
    /// Its packets in their order: a film that holds them shows this segment.
    pub packets: Vec<PacketHash>,
    /// What is in its pictures.
    pub inspection: SegmentInspection,
    /// How good its poster is, in thousandths; see [`crate::assemble::score`].
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub poster_worth: Option<i32>,
}

/// What the review needs to know of a segment that was just rendered. `looks` are the small
/// pictures of the frames that went into the encoder, one after the other.
///
/// Of the segment itself only the packets are read. That its first picture is the one that was
/// encoded is seen in the film ([`unlike_encoded`]): to decode all of it would cost a tenth of
/// rendering it, and a decoder for one picture a tenth of a second.
pub(crate) async fn seen_in_render(
    spec: &SegmentSpec,
    path: &Path,
    looks: &[u8],
) -> Result<SegmentSeen> {
    let duration_ms = u64::from(spec.frames) * 1000 / u64::from(spec.format.fps.max(1));
    let pictures = thumbnails(looks);
    let (packets, inspection) = match video_packets(path).await {
        Ok(packets) if pictures.is_empty() => {
            (packets, broken(duration_ms, "It has no pictures.".to_owned()))
        }
        Ok(packets) => (packets, found(&pictures, duration_ms)),
        Err(error) if error.kind == ErrorKind::MediaFailed => {
            (Vec::new(), broken(duration_ms, error.full_text()))
        }
        Err(error) => return Err(error),
    };
    Ok(SegmentSeen { packets, inspection, poster_worth: None })
}

/// Which segment does not begin with the picture that was encoded, counted from one, if any:
/// its packet is no key frame, or a decoder shows something else.
///
/// `keys` are those of a film that consists of the packets of these segments.
pub fn unlike_encoded(segments: &[SegmentSeen], keys: &[KeyPicture]) -> Option<usize> {
    let mut at = 0;
    segments
        .iter()
        .position(|segment| {
            let shown = keys.iter().find(|key| key.packet == at).map(|key| &key.picture);
            at += segment.packets.len();
            let encoded = segment.inspection.first.as_ref();
            encoded.is_some_and(|encoded| !shown.is_some_and(|shown| shown.shows(encoded)))
        })
        .map(|place| place + 1)
}

fn thumbnails(bytes: &[u8]) -> Vec<Thumbnail> {
    bytes.chunks_exact(BYTES).map(|picture| Thumbnail(picture.to_vec())).collect()
}

/// Stretches of a whole film.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct PictureSpans {
    /// Of at least [`BLACK_MS`] in which nearly every pixel is black.
    pub black: Vec<Span>,
    /// Of at least [`FROZEN_MS`] in which nothing moves.
    pub frozen: Vec<Span>,
}

/// Looks at the pictures of one segment of `frames` frames at `fps`, of which nothing is known but
/// its file.
///
/// Only frames that others refer to are decoded (any more left out, and the decoder misses
/// what they refer to), without smoothing, and looked at small: about
/// 0.08 CPU-seconds per second of 1080×1920, less than half of what decoding all of it costs. So
/// times are true to a tenth of a second.
pub async fn inspect_segment(
    tools: &Tools,
    path: &Path,
    frames: u32,
    fps: u32,
) -> Result<SegmentInspection> {
    let mut args = Args::new();
    args.words("-err_detect explode -xerror -skip_frame noref -skip_loop_filter all -threads 1");
    args.input(path);
    args.pair("-map", "0:v:0");
    args.pair("-vf", look_filters());
    args.words("-f rawvideo -");
    let duration_ms = u64::from(frames) * 1000 / u64::from(fps.max(1));
    let output = match tools.ffmpeg(&args.into_vec(), "Looking at a segment").await {
        Ok(output) => output,
        Err(error) if error.kind == ErrorKind::MediaFailed => {
            return Ok(broken(duration_ms, error.full_text()));
        }
        Err(error) => return Err(error),
    };
    let pictures = thumbnails(&output.stdout);
    Ok(if pictures.is_empty() {
        broken(duration_ms, "It has no pictures.".to_owned())
    } else {
        found(&pictures, duration_ms)
    })
}

fn broken(duration_ms: u64, why: String) -> SegmentInspection {
    SegmentInspection {
        duration_ms,
        black: Vec::new(),
        frozen: Vec::new(),
        broken: Some(why),
        first: None,
        last: None,
    }
}

fn found(pictures: &[Thumbnail], duration_ms: u64) -> SegmentInspection {
    let time = |at: usize| (at as u64 * STEP_MS).min(duration_ms);
    let span = |&(from, to): &(usize, usize)| Span {
        start_ms: time(from),
        end_ms: Some(if to == pictures.len() { duration_ms } else { time(to) }),
    };
    let both_black = |a: &Thumbnail, b: &Thumbnail| a.is_black() && b.is_black();
    let black = stretches(pictures, both_black);
    let frozen = stretches(pictures, Thumbnail::is_like);
    SegmentInspection {
        duration_ms,
        black: black.iter().filter(|(from, _)| pictures[*from].is_black()).map(span).collect(),
        frozen: frozen.iter().filter(|(from, to)| to - from > 1).map(span).collect(),
        broken: None,
        first: pictures.first().cloned(),
        last: pictures.last().cloned(),
    }
}

/// Puts the findings of a film's segments together, in the film's order. A stretch that reaches a
/// segment's end goes on in the next one: black always, stillness if the picture stays the same.
pub fn join_spans(segments: &[SegmentInspection]) -> PictureSpans {
    let mut joined = PictureSpans::default();
    let mut offset_ms = 0;
    let mut before: Option<&SegmentInspection> = None;
    for segment in segments {
        let last = before.and_then(|segment| segment.last.as_ref());
        let same =
            last.zip(segment.first.as_ref()).is_some_and(|(last, first)| last.is_like(first));
        append(&mut joined.black, &segment.black, offset_ms, true);
        append(&mut joined.frozen, &segment.frozen, offset_ms, same);
        offset_ms += segment.duration_ms;
        before = Some(segment);
    }
    joined.black.retain(|span| length_ms(span) >= BLACK_MS);
    joined.frozen.retain(|span| length_ms(span) >= FROZEN_MS);
    joined
}

fn append(spans: &mut Vec<Span>, more: &[Span], offset_ms: u64, goes_on: bool) {
    for span in more {
        let start_ms = span.start_ms + offset_ms;
        let end_ms = span.end_ms.map(|end_ms| end_ms + offset_ms);
        match spans.last_mut() {
            Some(open) if goes_on && start_ms == offset_ms && open.end_ms == Some(start_ms) => {
                open.end_ms = end_ms;
            }
            _ => spans.push(Span { start_ms, end_ms }),
        }
    }
}

fn length_ms(span: &Span) -> u64 {
    span.end_ms.map_or(u64::MAX, |end_ms| end_ms.saturating_sub(span.start_ms))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn segment(duration_ms: u64, frozen: &[(u64, u64)], first: u8, last: u8) -> SegmentInspection {
        let picture = |level| Some(Thumbnail(vec![level; BYTES]));
        let span = |&(start_ms, end_ms): &(u64, u64)| Span { start_ms, end_ms: Some(end_ms) };
        SegmentInspection {
            duration_ms,
            black: Vec::new(),
            frozen: frozen.iter().map(span).collect(),
            broken: None,
            first: picture(first),
            last: picture(last),
        }
    }

    #[test]
    fn stillness_crosses_a_border_only_with_the_same_picture() {
        let parts = |next| {
            let frozen = [(800, 2000)];
            join_spans(&[segment(2000, &frozen, 9, 50), segment(3000, &[(0, 900)], next, 90)])
        };
        let whole = Span { start_ms: 800, end_ms: Some(2900) };
        assert_eq!(parts(50).frozen, [whole]);
        assert_eq!(parts(60).frozen, []);
    }

    #[test]
    fn a_segment_must_begin_with_the_picture_that_was_encoded() {
        let seen = |level| SegmentSeen {
            packets: vec![PacketHash(String::new()); 3],
            inspection: segment(100, &[], level, level),
            poster_worth: None,
        };
        let key = |packet, level| KeyPicture { packet, picture: Thumbnail(vec![level; BYTES]) };
        let segments = [seen(50), seen(90)];
        assert_eq!(unlike_encoded(&segments, &[key(0, 50), key(1, 200), key(3, 92)]), None);
        assert_eq!(unlike_encoded(&segments, &[key(0, 50), key(3, 120)]), Some(2));
        assert_eq!(unlike_encoded(&segments, &[key(0, 50), key(2, 90)]), Some(2));
        assert_eq!(unlike_encoded(&segments, &[]), Some(1));
    }

    #[test]
    fn black_crosses_every_border() {
        let mut parts = [segment(2000, &[], 9, 9), segment(3000, &[], 9, 9)];
        parts[0].black = vec![Span { start_ms: 1700, end_ms: Some(2000) }];
        parts[1].black = vec![Span { start_ms: 0, end_ms: Some(250) }];
        let whole = Span { start_ms: 1700, end_ms: Some(2250) };
        assert_eq!(join_spans(&parts).black, [whole]);
        assert_eq!(join_spans(&parts[..1]).black, []);
    }

    #[test]
    fn spans_end_where_the_next_picture_comes() {
        let pictures: Vec<Thumbnail> =
            [16, 16, 200, 200, 90].map(|level| Thumbnail(vec![level; BYTES])).into();
        let found = found(&pictures, 480);
        assert_eq!(found.black, [Span { start_ms: 0, end_ms: Some(200) }]);
        let frozen = [(0, 200), (200, 400)]
            .map(|(start_ms, end_ms)| Span { start_ms, end_ms: Some(end_ms) });
        assert_eq!(found.frozen, frozen);
    }
}
