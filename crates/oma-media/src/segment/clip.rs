//! A clip as the background: from its best part on, at the film's rate, in the film's shape.

use oma_core::brief::Fit;
use oma_core::format::VideoFormat;
use oma_core::timeline::Shot;

use super::still::counted;

/// What is known of a clip's file. What follows from it saves work or gives truer colours; a clip
/// of which nothing is known is shown too.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ClipFacts {
    /// Pixels as shown: a phone's rotation is applied.
    pub width: u32,
    /// Pixels as shown.
    pub height: u32,
    /// For example `yuv420p`.
    pub pix_fmt: Option<String>,
    /// For example `bt709`.
    pub color_space: Option<String>,
    /// For example `arib-std-b67`.
    pub color_transfer: Option<String>,
    /// `tv` or `pc`.
    pub color_range: Option<String>,
}

/// Chroma and luma to the same bits on every processor. Bicubic, because a clip is soft by itself
/// and Lanczos costs a third more.
const FLAGS: &str = "flags=bicubic+accurate_rnd+bitexact";
/// Frames decoded before the first that is used: the first may begin before the place sought.
const PREROLL_MS: u64 = 300;
/// A part of a frame by which times are moved: those of 60 frames per second would lie right
/// between two of 30, and rounding would decide.
const OFF_THE_TIE: f64 = 0.11;

/// How much of a clip a shot takes and from where, in frames of the film.
struct Part {
    begin: u32,
    looped: bool,
}

impl Part {
    /// Looped only when the clip is shorter than the whole motion; one that starts too near its
    /// end starts earlier.
    fn of(shot: &Shot, format: VideoFormat, duration_ms: u64, start_ms: u64) -> Self {
        let length = u32::try_from(duration_ms * u64::from(format.fps) / 1000).unwrap_or(u32::MAX);
        let start = format.frames(start_ms);
        match length.checked_sub(shot.motion_frames) {
            Some(room) => Self { begin: start.min(room) + shot.first_frame, looped: false },
            None => Self { begin: (start + shot.first_frame) % length.max(1), looped: true },
        }
    }

    /// The frames before the first one used that are decoded.
    fn preroll(&self, format: VideoFormat) -> u32 {
        if self.looped { self.begin } else { self.begin.min(format.frames(PREROLL_MS)) }
    }
}

/// The demuxer's options. A clip that is looped is decoded again each time: to hold its frames
/// would take 3 MB each.
pub(super) fn options(shot: &Shot, format: VideoFormat, duration_ms: u64, start_ms: u64) -> String {
    let part = Part::of(shot, format, duration_ms, start_ms);
    if part.looped {
        return "-threads 1 -stream_loop -1".to_owned();
    }
    let seek = f64::from(part.begin - part.preroll(format)) / f64::from(format.fps);
    if seek > 0.0 { format!("-threads 1 -ss {seek:.6}") } else { "-threads 1".to_owned() }
}

/// The filters from the decoded clip to frames of the film, in yuv420p. When the file ends before
/// its stated length, its last frame stands.
pub(super) fn filters(
    shot: &Shot,
    format: VideoFormat,
    (duration_ms, start_ms): (u64, u64),
    (fit, facts): (Fit, &ClipFacts),
    label: &str,
) -> String {
    let part = Part::of(shot, format, duration_ms, start_ms);
    let fps = format.fps;
    let shape = match fit {
        Fit::Cover => covering(format, facts),
        Fit::Contain => contained(format, facts, label),
    };
    format!(
        "setpts=PTS+{OFF_THE_TIE}/{fps}/TB,fps={fps}:start_time=0,\
         tpad=stop_mode=clone:stop=-1,trim=start_frame={},{},{shape}",
        part.preroll(format),
        counted(format),
    )
}

/// Fills the frame; what stands over is cut off evenly. A clip that has the film's shape and
/// colours already passes untouched.
fn covering(format: VideoFormat, facts: &ClipFacts) -> String {
    let VideoFormat { width: w, height: h, .. } = format;
    if (facts.width, facts.height) == (w, h) && facts.is_plain() {
        return "setsar=1".to_owned();
    }
    // Cut before it is scaled: of a clip on its side two thirds would be scaled to be thrown away.
    let side = |all: &str, used: String| format!("'2*min(floor({all}/2),floor({used}/2+0.5))'");
    let width = side("iw", format!("ih*{w}/{h}/sar"));
    let height = side("ih", format!("iw*sar*{h}/{w}"));
    format!("crop=w={width}:h={height},{},setsar=1", converted(&format!("{w}:{h}"), facts))
}

/// Shows all of the clip; a dark, blurred copy of it fills the rest. The copy is blurred small:
/// that costs next to nothing.
fn contained(format: VideoFormat, facts: &ClipFacts, label: &str) -> String {
    let VideoFormat { width: w, height: h, .. } = format;
    let size = format!("w='2*floor(min({w},{h}*dar)/2+0.01)':h='2*floor(min({h},{w}/dar)/2+0.01)'");
    let (small_w, small_h) = ((w / 16).next_multiple_of(2), (h / 16).next_multiple_of(2));
    format!(
        "{},setsar=1,split[{label}c][{label}d];\
         [{label}d]scale={small_w}:{small_h}:force_original_aspect_ratio=increase:\
         flags=area+accurate_rnd+bitexact,crop={small_w}:{small_h},\
         boxblur=lr=3:lp=2:cr=1:cp=2,lutyuv=y='16+(val-16)*0.5':u='128+(val-128)*0.8':\
         v='128+(val-128)*0.8',scale={w}:{h}:flags=bilinear+accurate_rnd+bitexact,\
         setsar=1[{label}e];\
         [{label}e][{label}c]overlay=format=yuv420:eval=init:x='2*floor((W-w)/4)':\
         y='2*floor((H-h)/4)'",
        converted(&size, facts)
    )
}

/// To a size and to bt709 in the television range.
fn converted(size: &str, facts: &ClipFacts) -> String {
    if facts.is_hdr() {
        // As bright as paper is 203 cd/m² (ITU-R BT.2408).
        return format!(
            "scale={size}:{FLAGS},zscale=transfer=linear:npl=203,format=gbrpf32le,\
             zscale=primaries=bt709,tonemap=tonemap=mobius:desat=0,\
             zscale=transfer=bt709:matrix=bt709:range=tv,format=yuv420p"
        );
    }
    let matrix = facts.matrix();
    format!(
        "scale={size}:in_color_matrix={matrix}:out_color_matrix=bt709:out_range=tv:{FLAGS},\
         format=yuv420p"
    )
}

impl ClipFacts {
    /// Whether its pixels are what a film has.
    fn is_plain(&self) -> bool {
        self.pix_fmt.as_deref() == Some("yuv420p")
            && self.color_range.as_deref() != Some("pc")
            && !self.is_hdr()
            && self.matrix() == "bt709"
    }

    fn is_hdr(&self) -> bool {
        matches!(self.color_transfer.as_deref(), Some("smpte2084" | "arib-std-b67"))
    }

    /// What is not stated is as players take it: by the size.
    fn matrix(&self) -> &'static str {
        match self.color_space.as_deref() {
            Some("bt709") => "bt709",
            Some("smpte170m" | "bt470bg") => "bt601",
            Some("bt2020nc" | "bt2020c") => "bt2020",
            _ if self.width.max(self.height) >= 1280 => "bt709",
            _ => "bt601",
        }
    }
}
