//! How one moving picture passes into another.
//!
//! The first frame of a transition already moves and its last has nearly arrived: a passage of
//! `n` frames takes the steps 1 to n of n + 1, so neither neighbour's frame is seen twice.

use oma_core::timeline::{SegmentSpec, TransitionKind};

use super::graph::Graph;
use super::still::{counted, enlarged};

/// How much larger the first picture is at the end of a zoom, and the second at its beginning.
const GROWS: f64 = 0.5;
const SETTLES: f64 = 0.18;

/// Adds the passage from one stream to another and returns its label.
pub(super) fn add(
    graph: &mut Graph,
    spec: &SegmentSpec,
    kind: TransitionKind,
    from: &str,
    to: &str,
) -> String {
    let out = graph.label();
    let steps = spec.frames + 1;
    match kind {
        TransitionKind::Cut | TransitionKind::Crossfade => {
            graph.chain(format!("[{from}][{to}]{}[{out}]", crossfade(spec)));
        }
        TransitionKind::Slide => {
            // Both beside each other, and a window that moves over them.
            let width = spec.format.width;
            let at = eased(&format!("(n+1)/{steps}"));
            graph.chain(format!(
                "[{from}][{to}]hstack,crop=w={width}:h=ih:x='2*floor({width}*{at}/2+0.5)':y=0\
                 [{out}]"
            ));
        }
        TransitionKind::Wipe => wipe(graph, spec, (from, to), &out),
        TransitionKind::Zoom => {
            let at = format!("(on/{steps})");
            let near = enlarged(&format!("1/(1+{GROWS}*{at}*{at})"));
            let far = enlarged(&format!("1/(1+{SETTLES}*(1-{at})*(1-{at}))"));
            graph.chain(format!("[{from}]{near}[{out}a];[{to}]{far}[{out}b]"));
            graph.chain(format!("[{out}a][{out}b]{}[{out}]", crossfade(spec)));
        }
    }
    out
}

/// Slow, quick, slow; but never so slow that the first step could not be seen.
fn eased(at: &str) -> String {
    format!("(0.5-0.5*cos(PI*{at}))")
}

/// The fade would begin one frame before the segment and end one after it.
fn crossfade(spec: &SegmentSpec) -> String {
    let frame = 1.0 / f64::from(spec.format.fps);
    let duration = f64::from(spec.frames + 1) * frame;
    format!("xfade=transition=fade:duration={duration:.6}:offset={:.6}", -frame)
}

/// The second picture over the first, seen through a mask whose soft edge goes from left to
/// right. The mask is drawn once, two lines high, and a window moves over it.
fn wipe(graph: &mut Graph, spec: &SegmentSpec, (from, to): (&str, &str), out: &str) {
    let (w, h, fps) = (spec.format.width, spec.format.height, spec.format.fps);
    let soft = (w / 24).next_multiple_of(2);
    let way = w + soft;
    let at = eased(&format!("(n+1)/{}", spec.frames + 1));
    graph.chain(format!(
        "color=black:s={all}x2:r={fps}:d=1,format=gray,trim=end_frame=1,\
         geq=lum='255*clip(({way}-X)/{soft},0,1)',scale={all}:{h}:flags=neighbor+bitexact,\
         loop=loop=-1:size=1:start=0,{},crop=w={w}:h={h}:x='floor({way}*(1-{at})+0.5)':y=0:exact=1\
         [{out}m]",
        counted(spec.format),
        all = way + w,
    ));
    graph.chain(format!("[{to}][{out}m]alphamerge[{out}t]"));
    graph.chain(format!("[{from}][{out}t]overlay=format=yuv420:x=0:y=0:eval=init[{out}]"));
}
