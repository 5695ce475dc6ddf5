//! What one pass over a segment's frames writes besides the film: small pictures for the review,
//! and the frame that may become the poster. They are the very frames that went into the encoder;
//! to decode them again afterwards would cost a tenth of the segment.

use std::path::Path;

use oma_core::timeline::{SegmentContent, SegmentSpec};

use super::graph::Graph;
use super::{Args, encode, enter_frames};

/// The sides of the small pictures, whatever the film's shape.
pub(crate) const LOOK_SIDE: usize = 90;
/// Small pictures per second.
pub(crate) const LOOKS_PER_S: u64 = 10;
/// The sides of the small copy of the poster that is judged.
pub(crate) const JUDGED_SIDE: usize = 128;
/// How long the foreground has stood when the poster is taken.
const SETTLED_MS: u64 = 500;

/// Where a segment's files go. The small pictures go to stdout, one byte a pixel.
#[derive(Debug, Clone, Copy)]
pub struct SegmentFiles<'a> {
    /// The segment, an MP4 without sound.
    pub film: &'a Path,
    /// The frame that may stand for the film, as JPEG; a transition has none.
    pub poster: &'a Path,
    /// The same small, three bytes a pixel.
    pub judged: &'a Path,
}

/// The frame that may stand for the film: once the foreground is in; never of a transition.
pub(crate) fn poster_frame(spec: &SegmentSpec) -> Option<u32> {
    let SegmentContent::Scene { shot, .. } = &spec.content else { return None };
    let entered = shot.enter_frame.saturating_sub(shot.first_frame)
        + enter_frames(spec.format)
        + spec.format.frames(SETTLED_MS);
    Some(entered.min(spec.frames.saturating_sub(1)))
}

/// The filters from a film's frames to small pictures. Rounded up, the first is the first frame:
/// rounded to the nearest, it would be the last one of the first twentieth of a second.
pub(crate) fn look_filters() -> String {
    format!("fps={LOOKS_PER_S}:start_time=0:round=up,{}", small_filters())
}

/// The filters from one frame to a small picture.
pub(crate) fn small_filters() -> String {
    format!("scale={LOOK_SIDE}:{LOOK_SIDE}:flags=fast_bilinear,format=gray")
}

/// Splits the finished frames for all outputs. They end here: without the `trim` a still would
/// go on for ever in those that count no frames.
pub(super) fn split(graph: &mut Graph, spec: &SegmentSpec, finished: &str) {
    let end = format!("trim=end_frame={}", spec.frames);
    let look = look_filters();
    let Some(frame) = poster_frame(spec) else {
        graph.chain(format!("{finished},{end},split[v][seen];[seen]{look}[look]"));
        return;
    };
    graph.chain(format!(
        "{finished},{end},split=3[v][seen][still];[seen]{look}[look];\
         [still]trim=start_frame={frame}:end_frame={},split[large][small];\
         [large]scale=in_range=tv:out_range=pc,format=yuvj420p[poster];\
         [small]scale={JUDGED_SIDE}:{JUDGED_SIDE}:flags=area+bitexact,format=rgb24[judged]",
        frame + 1
    ));
}

/// One frame, once: at a constant rate, which is what ffmpeg writes these formats at, it would be
/// written again for each frame before it (28 times, 0.4 CPU seconds of a segment's 5.6).
const ONCE: &str = "-fps_mode passthrough -frames:v 1";

/// Writes the outputs, the film last.
pub(super) fn write(args: &mut Args, spec: &SegmentSpec, files: &SegmentFiles<'_>) {
    args.words("-map [look] -f rawvideo -");
    if poster_frame(spec).is_some() {
        // One thread, or the bytes would depend on the number of processors.
        args.words(&format!("-map [poster] {ONCE}"));
        args.words("-threads 1 -q:v 2 -flags:v +bitexact -fflags +bitexact");
        args.words("-map_metadata -1 -f image2 -update 1");
        args.output(files.poster);
        args.words(&format!("-map [judged] {ONCE} -f rawvideo"));
        args.output(files.judged);
    }
    args.words("-map [v]");
    encode::write(args, spec);
    args.output(files.film);
}
