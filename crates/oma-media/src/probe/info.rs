use std::fmt;

use oma_core::{Error, ErrorKind, Result};
use serde::{Deserialize, Serialize};

/// What is in a media file: the first picture stream and the first sound stream.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct MediaInfo {
    /// ffmpeg's names for the container, for example `mov,mp4,m4a,3gp,3g2,mj2`.
    pub container: String,
    /// Its length; 0 when it has none, like a picture.
    pub duration_ms: u64,
    /// Its size.
    pub size_bytes: u64,
    /// Its title.
    pub title: Option<String>,
    /// The pictures; cover art does not count.
    pub video: Option<VideoStream>,
    /// The sound.
    pub audio: Option<AudioStream>,
    /// Whether the index stands before the media; absent when the file is not an MP4.
    pub faststart: Option<bool>,
}

/// A stream of pictures.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct VideoStream {
    /// For example `h264`.
    pub codec: String,
    /// For example `High`.
    pub profile: Option<String>,
    /// For example `yuv420p`.
    pub pix_fmt: Option<String>,
    /// Pixels as shown: a phone's rotation is applied.
    pub width: u32,
    /// Pixels as shown.
    pub height: u32,
    /// Frames per second on average.
    pub fps: Rate,
    /// Frames that were counted or, without counting, that the container states.
    pub frames: Option<u64>,
    /// Its own length.
    pub duration_ms: Option<u64>,
    /// For example `bt709`.
    pub color_space: Option<String>,
    /// For example `bt709`.
    pub color_primaries: Option<String>,
    /// For example `bt709`.
    pub color_transfer: Option<String>,
    /// `tv` or `pc`.
    pub color_range: Option<String>,
}

/// A stream of sound.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct AudioStream {
    /// For example `aac`.
    pub codec: String,
    /// For example `LC`.
    pub profile: Option<String>,
    /// In Hz.
    pub sample_rate: u32,
    /// 2 for stereo.
    pub channels: u32,
    /// Its own length.
    pub duration_ms: Option<u64>,
    /// Three letters, as in `eng`.
    pub language: Option<String>,
}

/// A fraction of two whole numbers; `0/0` when unknown.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Rate {
    /// Above the line.
    pub numerator: u32,
    /// Below the line.
    pub denominator: u32,
}

impl Rate {
    /// Whether it is exactly a whole number.
    pub fn is(&self, whole: u32) -> bool {
        self.denominator != 0 && self.numerator == whole * self.denominator
    }
}

impl fmt::Display for Rate {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.denominator {
            1 => write!(f, "{}", self.numerator),
            _ => write!(f, "{}/{}", self.numerator, self.denominator),
        }
    }
}

/// ffprobe's own JSON, as far as it is read. Numbers are strings there, and most may be absent.
#[derive(Deserialize)]
struct Probed {
    #[serde(default)]
    streams: Vec<Stream>,
    format: Format,
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct Format {
    #[serde(rename = "format_name")]
    name: String,
    duration: Option<String>,
    size: Option<String>,
    tags: Tags,
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct Tags {
    title: Option<String>,
    language: Option<String>,
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct Stream {
    codec_type: String,
    codec_name: String,
    profile: Option<String>,
    pix_fmt: Option<String>,
    width: u32,
    height: u32,
    avg_frame_rate: Option<String>,
    nb_frames: Option<String>,
    nb_read_packets: Option<String>,
    duration: Option<String>,
    color_space: Option<String>,
    color_primaries: Option<String>,
    color_transfer: Option<String>,
    color_range: Option<String>,
    sample_rate: Option<String>,
    channels: u32,
    disposition: Disposition,
    side_data_list: Vec<SideData>,
    tags: Tags,
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct Disposition {
    attached_pic: u8,
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct SideData {
    /// Degrees.
    rotation: Option<f64>,
}

pub(super) fn parse(json: &[u8]) -> Result<MediaInfo> {
    let probed: Probed = serde_json::from_slice(json).map_err(|e| {
        Error::new(ErrorKind::MediaFailed, "ffprobe gave an answer that cannot be read.")
            .with_detail(e)
    })?;
    let first = |kind: &str| {
        let usable = |s: &&Stream| s.codec_type == kind && s.disposition.attached_pic == 0;
        probed.streams.iter().find(usable)
    };
    Ok(MediaInfo {
        container: probed.format.name.clone(),
        duration_ms: milliseconds(probed.format.duration.as_deref()).unwrap_or(0),
        size_bytes: number(probed.format.size.as_deref()).unwrap_or(0),
        title: probed.format.tags.title.clone(),
        video: first("video").map(video),
        audio: first("audio").map(audio),
        faststart: None,
    })
}

fn video(stream: &Stream) -> VideoStream {
    let turned = stream.side_data_list.iter().filter_map(|data| data.rotation).any(|degrees| {
        // 90 or 270, in either direction.
        (degrees.abs() % 180.0 - 90.0).abs() < 1.0
    });
    let (width, height) =
        if turned { (stream.height, stream.width) } else { (stream.width, stream.height) };
    VideoStream {
        codec: stream.codec_name.clone(),
        profile: stream.profile.clone(),
        pix_fmt: stream.pix_fmt.clone(),
        width,
        height,
        fps: rate(stream.avg_frame_rate.as_deref()),
        frames: number(stream.nb_read_packets.as_deref())
            .or_else(|| number(stream.nb_frames.as_deref())),
        duration_ms: milliseconds(stream.duration.as_deref()),
        color_space: stream.color_space.clone(),
        color_primaries: stream.color_primaries.clone(),
        color_transfer: stream.color_transfer.clone(),
        color_range: stream.color_range.clone(),
    }
}

fn audio(stream: &Stream) -> AudioStream {
    AudioStream {
        codec: stream.codec_name.clone(),
        profile: stream.profile.clone(),
        sample_rate: number(stream.sample_rate.as_deref())
            .and_then(|rate| u32::try_from(rate).ok())
            .unwrap_or(0),
        channels: stream.channels,
        duration_ms: milliseconds(stream.duration.as_deref()),
        language: stream.tags.language.clone(),
    }
}

fn number(text: Option<&str>) -> Option<u64> {
    text?.parse().ok()
}

fn milliseconds(text: Option<&str>) -> Option<u64> {
    let seconds: f64 = text?.parse().ok()?;
    let sound = seconds.is_finite() && (0.0..1e9).contains(&seconds);
    // Bounded above, so the cast keeps the value.
    #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)]
    sound.then(|| (seconds * 1000.0).round() as u64)
}

fn rate(text: Option<&str>) -> Rate {
    let parsed = text.and_then(|text| {
        let (numerator, denominator) = text.split_once('/')?;
        Some(Rate { numerator: numerator.parse().ok()?, denominator: denominator.parse().ok()? })
    });
    parsed.unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_film_is_described() {
        let info = parse(
            br#"{"streams": [
                {"codec_type": "video", "codec_name": "h264", "profile": "High",
                 "pix_fmt": "yuv420p", "width": 1080, "height": 1920, "avg_frame_rate": "30/1",
                 "nb_frames": "9", "nb_read_packets": "90", "duration": "3.000000",
                 "color_space": "bt709"},
                {"codec_type": "audio", "codec_name": "aac", "profile": "LC",
                 "sample_rate": "48000", "channels": 2, "duration": "3.000000",
                 "tags": {"language": "eng"}}],
               "format": {"format_name": "mov,mp4", "duration": "3.001", "size": "1234",
                          "tags": {"title": "Honey"}}}"#,
        )
        .unwrap();
        let video = info.video.unwrap();
        assert_eq!((video.width, video.height, video.frames), (1080, 1920, Some(90)));
        assert!(video.fps.is(30) && !video.fps.is(15));
        assert_eq!(video.color_space.as_deref(), Some("bt709"));
        let audio = info.audio.unwrap();
        assert_eq!((audio.sample_rate, audio.duration_ms), (48_000, Some(3000)));
        assert_eq!((info.duration_ms, info.size_bytes), (3001, 1234));
    }

    #[test]
    fn cover_art_is_no_video_and_a_turned_phone_is() {
        let song = parse(
            br#"{"streams": [{"codec_type": "video", "disposition": {"attached_pic": 1}},
                             {"codec_type": "audio"}], "format": {}}"#,
        )
        .unwrap();
        assert!(song.video.is_none() && song.audio.is_some());
        let phone = parse(
            br#"{"streams": [{"codec_type": "video", "width": 1920, "height": 1080,
                              "side_data_list": [{"rotation": -90}]}], "format": {}}"#,
        )
        .unwrap();
        let video = phone.video.unwrap();
        assert_eq!((video.width, video.height), (1080, 1920));
    }

    #[test]
    fn rates_are_shown_as_people_write_them() {
        assert_eq!(rate(Some("30/1")).to_string(), "30");
        assert_eq!(rate(Some("30000/1001")).to_string(), "30000/1001");
        assert_eq!(rate(Some("N/A")), Rate::default());
        assert!(!Rate::default().is(0));
    }

    #[test]
    fn an_answer_that_is_no_json_is_an_error() {
        assert_eq!(parse(b"").unwrap_err().kind, ErrorKind::MediaFailed);
    }
}
