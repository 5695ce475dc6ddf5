//! Single segments through the real ffmpeg.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)] // Only a test.

mod support;

use oma_core::ErrorKind;
use oma_core::brief::{CaptionStyle, Fit};
use oma_core::picture::{Background, FixedLayer};
use oma_core::timeline::{Drift, SegmentContent, SegmentSpec, TransitionKind};
use oma_media::captions::captions_area;
use oma_media::ffmpeg::Tools;
use oma_media::probe::probe;
use oma_media::segment::LayerDirs;
use oma_media::work::render_segment;
use support::{SMALL, Stage};

/// The mean difference of two frames inside a rectangle: x, y, width, height.
fn difference(a: &[u8], b: &[u8], area: (u32, u32, u32, u32)) -> f64 {
    let (x, y, width, height) = area;
    let mut sum = 0u64;
    for row in y..y + height {
        for column in x..x + width {
            let at = (row * SMALL.width + column) as usize;
            sum += u64::from(a[at].abs_diff(b[at]));
        }
    }
    sum as f64 / f64::from(width * height)
}

const WHOLE: (u32, u32, u32, u32) = (0, 0, SMALL.width, SMALL.height);

async fn render(stage: &Stage, spec: &SegmentSpec, name: &str) -> std::path::PathBuf {
    let out = stage.path(name);
    render_segment(&stage.tools, spec, &stage.layers(), &stage.fonts(), &out).await.unwrap();
    out
}

#[tokio::test]
async fn every_style_of_caption_changes_the_captions_area_and_little_else() {
    let mut stage = Stage::new(SMALL);
    stage.captions = CaptionStyle::None;
    let plain = render(&stage, &stage.timeline().segments[0], "plain.mp4").await;
    let area = captions_area(SMALL);
    for style in [CaptionStyle::Karaoke, CaptionStyle::Phrase, CaptionStyle::Minimal] {
        stage.captions = style;
        let captioned = render(&stage, &stage.timeline().segments[0], "captioned.mp4").await;
        // Frame 20 is inside the first caption.
        let (a, b) = (stage.frame(&plain, 20), stage.frame(&captioned, 20));
        let inside = difference(&a, &b, (area.x, area.y, area.width, area.height));
        assert!(inside > 4.0, "{style:?}: {inside}");
        let above = difference(&a, &b, (0, 0, SMALL.width, area.y - 8));
        let below = difference(&a, &b, (0, area.y + area.height + 8, SMALL.width, 50));
        assert!(above < 1.5 && below < 1.5, "{style:?}: {above} {below}");
        // Frame 2 is before the first word.
        let before = difference(&stage.frame(&plain, 2), &stage.frame(&captioned, 2), WHOLE);
        assert!(before < 1.0, "{style:?}: {before}");
    }
}

#[tokio::test]
async fn a_foreground_fades_in_with_the_body() {
    let mut stage = Stage::new(SMALL);
    stage.captions = CaptionStyle::None;
    let spec = stage.timeline().segments.remove(0);
    let mut bare = spec.clone();
    if let SegmentContent::Scene { shot, .. } = &mut bare.content {
        shot.picture.foreground = None;
    }
    let (with, without) =
        (render(&stage, &spec, "a.mp4").await, render(&stage, &bare, "b.mp4").await);
    // The white bar, well inside.
    let bar = (40, 95, 120, 20);
    let seen = |n| difference(&stage.frame(&with, n), &stage.frame(&without, n), bar);
    let shown = [0, 3, 6, 14, 30].map(seen);
    assert!(shown[0] < 0.25 * shown[3] && shown[1] < shown[2] && shown[2] < shown[3], "{shown:?}");
    assert!((shown[4] - shown[3]).abs() < 0.25 * shown[3], "it stays: {shown:?}");
}

#[tokio::test]
async fn a_transition_leads_from_the_last_frame_to_the_first() {
    for kind in [
        TransitionKind::Crossfade,
        TransitionKind::Slide,
        TransitionKind::Zoom,
        TransitionKind::Wipe,
    ] {
        let mut stage = Stage::new(SMALL);
        (stage.captions, stage.transition) = (CaptionStyle::None, kind);
        let timeline = stage.timeline();
        let files = stage.segments(&timeline, "segments").await;
        let last = stage.frame(&files[0], timeline.segments[0].frames - 1);
        let first = stage.frame(&files[2], 0);
        let all: Vec<Vec<u8>> = (0..12).map(|n| stage.frame(&files[1], n)).collect();
        let apart = difference(&last, &first, WHOLE);
        let gone: Vec<f64> = all.iter().map(|frame| difference(&last, frame, WHOLE)).collect();
        let left: Vec<f64> = all.iter().map(|frame| difference(&first, frame, WHOLE)).collect();
        assert!(apart > 20.0);
        // No frame is a copy of either end, and neither end is a jump.
        assert!(gone[0] < 0.4 * apart && left[11] < 0.4 * apart, "{kind:?} {gone:?} {left:?}");
        assert!(gone[0] > 0.02 * apart && left[11] > 0.02 * apart, "{kind:?} {gone:?} {left:?}");
        if matches!(kind, TransitionKind::Crossfade | TransitionKind::Wipe) {
            assert!(gone.is_sorted() && left.iter().rev().is_sorted(), "{kind:?} {gone:?}");
        }
    }
}

#[tokio::test]
async fn a_logo_stands_still_through_scenes_and_passages() {
    let mut stage = Stage::new(SMALL);
    (stage.captions, stage.transition) = (CaptionStyle::None, TransitionKind::Slide);
    for (key, picture) in stage.pictures.values_mut() {
        let logo = stage.dir.path().join(key.as_str()).join("logo.png");
        let red = ["-f", "lavfi", "-i", "color=red:s=41x21,format=rgba", "-frames:v", "1"];
        support::run(&stage.tools, &red, &logo);
        picture.fixed = Some(FixedLayer { file: "logo.png".into(), x: 140, y: 20 });
    }
    let timeline = stage.timeline();
    let files = stage.segments(&timeline, "segments").await;
    let inside = (142, 22, 36, 16);
    let shown = stage.frame(&files[0], 10);
    for (file, frame) in [(0, 40), (1, 0), (1, 5), (1, 11), (2, 0), (2, 30)] {
        let there = difference(&shown, &stage.frame(&files[file], frame), inside);
        assert!(there < 8.0, "segment {file} frame {frame}: {there}");
    }
}

#[tokio::test]
async fn every_drift_moves_its_own_way() {
    let mut stage = Stage::new(SMALL);
    stage.captions = CaptionStyle::None;
    let mut spec = stage.timeline().segments.remove(0);
    let mut ends = Vec::new();
    for drift in [Drift::Left, Drift::Right, Drift::Up, Drift::Down, Drift::In, Drift::Out] {
        if let SegmentContent::Scene { shot, .. } = &mut spec.content {
            shot.drift = drift;
            shot.motion_frames = spec.frames;
            shot.picture.foreground = None;
        }
        let file = render(&stage, &spec, "drift.mp4").await;
        let (a, b) = (stage.frame(&file, 0), stage.frame(&file, spec.frames - 1));
        assert!(difference(&a, &b, WHOLE) > 3.0, "{drift:?}");
        ends.push((a, b));
    }
    // One begins where its opposite ends.
    for (one, other) in [(0, 1), (2, 3), (4, 5)] {
        let there = difference(&ends[one].0, &ends[other].1, WHOLE);
        let back = difference(&ends[one].1, &ends[other].0, WHOLE);
        assert!(there < 3.0 && back < 3.0, "{there} {back}");
    }
}

#[tokio::test]
async fn a_clip_shorter_than_the_scene_is_looped() {
    let mut stage = Stage::new(SMALL);
    stage.captions = CaptionStyle::None;
    let (key, picture) = stage.pictures.get_mut(&1).unwrap();
    picture.background = Background::Clip {
        file: "clip.mp4".into(),
        duration_ms: 1000,
        start_ms: 0,
        fit: oma_core::brief::Fit::Cover,
    };
    picture.foreground = None;
    let clip = stage.dir.path().join(key.as_str()).join("clip.mp4");
    // A clip of another size and rate than the film's.
    let source = "testsrc2=s=320x240:r=15:d=1";
    stage.ffmpeg(&["-f", "lavfi", "-i", source, "-pix_fmt", "yuv420p", "-g", "5"], &clip);
    let timeline = stage.timeline();
    let files = stage.segments(&timeline, "segments").await;
    let info = probe(&stage.tools, &files[0]).await.unwrap().video.unwrap();
    assert_eq!(info.frames, Some(u64::from(timeline.segments[0].frames)));
    assert_eq!((info.width, info.height), (202, 360));
    let frames = [5, 35, 20].map(|n| stage.frame(&files[0], n));
    let again = difference(&frames[0], &frames[1], WHOLE);
    let other = difference(&frames[0], &frames[2], WHOLE);
    assert!(again < 0.5 * other, "a second later it is the same: {again} {other}");
}

#[tokio::test]
async fn odd_folders_do_no_harm() {
    let stage = Stage::new(SMALL);
    let spec = &stage.timeline().segments[0];
    let odd = stage.path("it's a [test], 100%d; c:d \\ e");
    std::fs::create_dir(&odd).unwrap();
    let fonts = oma_media::fonts::fonts_dir(&odd).unwrap();
    let layers: LayerDirs = stage
        .layers()
        .into_iter()
        .map(|(key, dir)| {
            let moved = odd.join(key.as_str());
            std::fs::rename(dir, &moved).unwrap();
            (key, moved)
        })
        .collect();
    let out = odd.join("out.mp4");
    render_segment(&stage.tools, spec, &layers, &fonts, &out).await.unwrap();
    let frames = probe(&stage.tools, &out).await.unwrap().video.unwrap().frames;
    assert_eq!(frames, Some(u64::from(spec.frames)));
}

#[tokio::test]
async fn a_broken_picture_is_a_media_failure_that_says_what_and_why() {
    let stage = Stage::new(SMALL);
    let spec = &stage.timeline().segments[0];
    let layers = stage.layers();
    let back = layers.values().next().unwrap().join("back.png");
    std::fs::write(&back, b"this is no picture").unwrap();
    let out = stage.path("made").join("out.mp4");
    let error =
        render_segment(&stage.tools, spec, &layers, &stage.fonts(), &out).await.unwrap_err();
    assert_eq!(error.kind, ErrorKind::MediaFailed);
    assert_eq!(error.message, "Rendering scene 1 failed.");
    assert!(error.detail.unwrap().contains("Invalid PNG signature"));
    assert_eq!(stage.count("made"), 0, "nothing is left");
}

#[tokio::test]
async fn the_installed_ffmpeg_is_known_and_can_do_all() {
    let tools = Tools::locate().unwrap();
    let (ffmpeg, ffprobe) = tools.versions().await.unwrap();
    assert!(ffmpeg.starts_with("ffmpeg version") && ffprobe.starts_with("ffprobe version"));
    assert_eq!(tools.missing_features().await.unwrap(), Vec::<String>::new());
}

/// A film whose second scene shows a clip, started at `start_ms`.
fn clip_stage(source: &[&str], start_ms: u64, duration_ms: u64, fit: Fit) -> Stage {
    let mut stage = Stage::new(SMALL);
    stage.captions = CaptionStyle::None;
    let (key, picture) = stage.pictures.get_mut(&2).unwrap();
    picture.background = Background::Clip { file: "clip.mp4".into(), duration_ms, start_ms, fit };
    picture.foreground = None;
    let clip = stage.dir.path().join(key.as_str()).join("clip.mp4");
    support::run(&stage.tools, source, &clip);
    stage
}

#[tokio::test]
async fn a_clip_goes_on_in_the_body_where_the_passage_left_it() {
    // Each frame is a little brighter than the one before, at another rate than the film's.
    for rate in ["25", "60", "30000/1001"] {
        let source = format!("color=s=202x360:r={rate}:d=8,format=gray,geq=lum='40+20*T'");
        let options = ["-f", "lavfi", "-i", &source, "-pix_fmt", "yuv420p", "-g", "50", "-qp", "4"];
        let stage = clip_stage(&options, 2000, 8000, Fit::Cover);
        let timeline = stage.timeline();
        let files = stage.segments(&timeline, "segments").await;
        let level = |n| stage.frame(&files[2], n).iter().map(|&b| f64::from(b)).sum::<f64>();
        let pixels = f64::from(SMALL.width * SMALL.height);
        for n in [0, 1, 15, 30] {
            // Twelve frames of the passage came before.
            let wanted = 40.0 + 20.0 * (2.0 + f64::from(n + 12) / 30.0);
            let seen = level(n) / pixels;
            // The encoder follows so slow a change late, but not in a key frame.
            let close = if n == 0 { 1.7 } else { 4.0 };
            assert!((seen - wanted).abs() < close, "{rate} {n}: {seen} for {wanted}");
        }
    }
}

#[tokio::test]
async fn a_wide_clip_is_shown_whole_before_its_dark_copy() {
    let source = ["-f", "lavfi", "-i", "color=white:s=320x180:r=30:d=8", "-pix_fmt", "yuv420p"];
    let stage = clip_stage(&source, 0, 8000, Fit::Contain);
    let files = stage.segments(&stage.timeline(), "segments").await;
    let frame = stage.frame(&files[2], 5);
    let at = |x: u32, y: u32| frame[(y * SMALL.width + x) as usize];
    assert!(at(100, 180) > 220 && at(4, 180) > 220, "the clip is as wide as the film");
    let around = [at(100, 20), at(100, 340)];
    assert!(around.iter().all(|level| (60..170).contains(level)), "{around:?}");
}
