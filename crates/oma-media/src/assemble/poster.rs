use std::ffi::OsString;
use std::path::Path;

use oma_core::timeline::{SegmentContent, Timeline};

use crate::segment::{Args, enter_frames};

/// The frame that stands for the film: the middle of the first scene, once its foreground is in.
pub fn poster_frame(timeline: &Timeline) -> u32 {
    let Some(first) = timeline.segments.first() else { return 0 };
    let entered = match &first.content {
        SegmentContent::Scene { shot, .. } => {
            shot.enter_frame.saturating_sub(shot.first_frame) + enter_frames(timeline.format)
        }
        SegmentContent::Transition { .. } => 0,
    };
    (first.frames / 2).max(entered).min(first.frames.saturating_sub(1))
}

/// Takes one frame of a film as JPEG. Counts frames instead of seeking: the poster is near the
/// start, and a count cannot be off by one.
pub fn poster_args(film: &Path, frame: u32, out: &Path) -> Vec<OsString> {
    let mut args = Args::new();
    args.input(film);
    args.pair(
        "-vf",
        format!("select=eq(n\\,{frame}),scale=in_range=tv:out_range=pc,format=yuvj420p"),
    );
    args.words("-frames:v 1 -an -q:v 2 -flags:v +bitexact -fflags +bitexact -map_metadata -1");
    args.words("-f image2 -update 1");
    args.output(out);
    args.into_vec()
}
