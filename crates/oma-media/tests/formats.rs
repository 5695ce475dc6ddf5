//! Every shape, rate and size of film, as small as they come.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)] // Only a test.

mod support;

use oma_core::format::{Aspect, Fps, Resolution, VideoFormat};
use oma_core::timeline::TransitionKind;
use oma_media::probe::{VideoStream, probe};
use oma_media::work::render_segment;
use support::Stage;

fn check(video: &VideoStream, format: VideoFormat, frames: u32, what: &str) {
    assert_eq!((video.width, video.height), (format.width, format.height), "{what}");
    assert!(video.fps.is(format.fps), "{what}: {}", video.fps);
    assert_eq!(video.frames, Some(u64::from(frames)), "{what}");
    let colors = [&video.color_space, &video.color_primaries, &video.color_transfer];
    assert!(colors.iter().all(|color| color.as_deref() == Some("bt709")), "{what}: {colors:?}");
    assert_eq!(video.color_range.as_deref(), Some("tv"), "{what}");
    assert_eq!(video.pix_fmt.as_deref(), Some("yuv420p"), "{what}");
}

#[tokio::test]
async fn films_of_every_shape_at_24_and_60_frames() {
    let passages = [
        TransitionKind::Slide,
        TransitionKind::Zoom,
        TransitionKind::Wipe,
        TransitionKind::Crossfade,
    ];
    let aspects = [Aspect::Portrait, Aspect::Landscape, Aspect::Square, Aspect::Feed];
    for (i, (aspect, passage)) in aspects.into_iter().zip(passages).enumerate() {
        let fps = if i % 2 == 0 { Fps::F24 } else { Fps::F60 };
        let format = VideoFormat::new(aspect, Resolution::P360).with_fps(fps);
        let mut stage = Stage::new(format);
        stage.transition = passage;
        let (timeline, files) = stage.film("film", None).await;
        let info = probe(&stage.tools, &files.film).await.unwrap();
        let what = format!("{aspect:?} {fps:?}");
        check(&info.video.unwrap(), format, timeline.total_frames, &what);
        let length = timeline.format.duration_ms(timeline.total_frames);
        assert!(info.duration_ms.abs_diff(length) <= 22, "{what}");
    }
}

#[tokio::test]
async fn a_second_of_4k() {
    let format = VideoFormat::new(Aspect::Portrait, Resolution::P2160);
    let stage = Stage::new(format);
    let mut spec = stage.timeline().segments.remove(0);
    spec.frames = 30;
    let out = stage.path("4k.mp4");
    render_segment(&stage.tools, &spec, &stage.layers(), &stage.fonts(), &out).await.unwrap();
    check(&probe(&stage.tools, &out).await.unwrap().video.unwrap(), format, 30, "4k");
}
