//! Looks at the layers of a segment before it is rendered.

use std::collections::BTreeMap;
use std::fs::File;
use std::io::BufReader;
use std::path::Path;

use oma_core::format::VideoFormat;
use oma_core::picture::Background;
use oma_core::step::StepKey;
use oma_core::timeline::{SegmentSpec, Shot};
use png::{ColorType, Decoder, Transformations};

use crate::ffmpeg::Tools;
use crate::probe;
use crate::segment::{Area, ClipFacts, LayerDirs, LayerFacts, shots};

/// What is known of each picture of a segment. Of a file that cannot be read nothing is known;
/// ffmpeg will say what is wrong with it.
pub(super) async fn look(
    tools: &Tools,
    spec: &SegmentSpec,
    dirs: &LayerDirs,
) -> BTreeMap<StepKey, LayerFacts> {
    let mut known = BTreeMap::new();
    for shot in shots(spec) {
        let Some(dir) = dirs.get(&shot.artifact) else { continue };
        let clip = match &shot.picture.background {
            Background::Clip { file, .. } => clip(tools, &dir.join(file)).await,
            Background::Still { .. } => ClipFacts::default(),
        };
        let foreground = foreground(shot, dir, spec.format).await;
        known.insert(shot.artifact.clone(), LayerFacts { foreground, clip });
    }
    known
}

async fn clip(tools: &Tools, path: &Path) -> ClipFacts {
    let info = probe::describe(tools, path).await.ok();
    let Some(video) = info.and_then(|info| info.video) else { return ClipFacts::default() };
    ClipFacts {
        width: video.width,
        height: video.height,
        pix_fmt: video.pix_fmt,
        color_space: video.color_space,
        color_transfer: video.color_transfer,
        color_range: video.color_range,
    }
}

/// Where the foreground is not empty: 15 milliseconds that save some for every frame.
async fn foreground(shot: &Shot, dir: &Path, format: VideoFormat) -> Option<Area> {
    let path = dir.join(shot.picture.foreground.as_ref()?);
    tokio::task::spawn_blocking(move || covered(&path, format)).await.ok()?
}

/// The smallest even rectangle that holds every pixel which is not transparent; of no size for an
/// empty picture, and `None` for a file that is not a PNG of the frame's size with transparency.
fn covered(path: &Path, format: VideoFormat) -> Option<Area> {
    let mut decoder = Decoder::new(BufReader::new(File::open(path).ok()?));
    decoder.set_transformations(Transformations::normalize_to_color8());
    let mut reader = decoder.read_info().ok()?;
    let mut pixels = vec![0; reader.output_buffer_size()?];
    let info = reader.next_frame(&mut pixels).ok()?;
    let fits = (info.width, info.height) == (format.width, format.height);
    if !fits || info.color_type != ColorType::Rgba {
        return None;
    }
    let (mut left, mut right, mut top, mut bottom) = (u32::MAX, 0, u32::MAX, 0);
    for (y, row) in (0u32..).zip(pixels.chunks_exact(info.line_size)) {
        let seen = |pixel: &[u8]| pixel[3] > 0;
        let Some(first) = row.chunks_exact(4).position(seen) else { continue };
        let last = row.chunks_exact(4).rposition(seen).unwrap_or(first);
        left = left.min(u32::try_from(first).ok()?);
        right = right.max(u32::try_from(last).ok()? + 1);
        top = top.min(y);
        bottom = y + 1;
    }
    if right == 0 {
        return Some(Area { x: 0, y: 0, width: 0, height: 0 });
    }
    let (x, y) = (left / 2 * 2, top / 2 * 2);
    let even = |from: u32, to: u32| (to - from).next_multiple_of(2);
    Some(Area { x, y, width: even(x, right), height: even(y, bottom) })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn format() -> VideoFormat {
        VideoFormat { width: 40, height: 60, fps: 30, crf: 23 }
    }

    fn drawn(color: ColorType, dots: &[(usize, usize)]) -> Option<Area> {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("a.png");
        let channels = color.samples();
        let mut pixels = vec![0; 40 * 60 * channels];
        for &(x, y) in dots {
            pixels[(y * 40 + x) * channels + channels - 1] = 1;
        }
        let mut encoder = png::Encoder::new(File::create(&path).unwrap(), 40, 60);
        encoder.set_color(color);
        encoder.write_header().unwrap().write_image_data(&pixels).unwrap();
        covered(&path, format())
    }

    #[test]
    fn the_covered_area_is_even_and_holds_every_dot() {
        let area = |x, y, width, height| Some(Area { x, y, width, height });
        assert_eq!(drawn(ColorType::Rgba, &[(5, 9), (12, 20)]), area(4, 8, 10, 14));
        assert_eq!(drawn(ColorType::Rgba, &[(0, 0), (39, 59)]), area(0, 0, 40, 60));
        assert_eq!(drawn(ColorType::Rgba, &[]), area(0, 0, 0, 0));
        assert_eq!(drawn(ColorType::Rgb, &[(5, 9)]), None);
    }

    #[test]
    fn of_another_file_nothing_is_known() {
        assert_eq!(covered(Path::new("/no/such.png"), format()), None);
    }
}
