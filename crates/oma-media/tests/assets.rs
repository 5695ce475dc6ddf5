//! Users' files: what is accepted and what is refused, whatever they are called.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)] // Only a test.

mod support;

use oma_core::{ErrorKind, Result};
use oma_media::probe::{Asset, best_part, sniff};
use support::{SMALL, Stage};

async fn made(stage: &Stage, args: &[&str], name: &str) -> Result<Asset> {
    let path = stage.path(name);
    stage.ffmpeg(args, &path);
    sniff(&stage.tools, &path).await
}

/// The message with which the beginning of a file is refused.
async fn refused(stage: &Stage, name: &str, percent: usize) -> String {
    let whole = std::fs::read(stage.path(name)).unwrap();
    let cut = stage.path(&format!("cut-{name}"));
    std::fs::write(&cut, &whole[..whole.len() * percent / 100]).unwrap();
    let error = sniff(&stage.tools, &cut).await.unwrap_err();
    assert_eq!(error.kind, ErrorKind::InvalidAsset, "{name}");
    error.message
}

const PICTURE: [&str; 6] = ["-f", "lavfi", "-i", "testsrc2=s=320x240", "-frames:v", "1"];

#[tokio::test]
async fn pictures_are_known_by_their_content_and_whole() {
    let stage = Stage::new(SMALL);
    let image = Asset::Image { width: 320, height: 240 };
    for name in ["a.png", "a.jpg", "a.webp"] {
        assert_eq!(made(&stage, &PICTURE, name).await.unwrap(), image, "{name}");
        assert_eq!(refused(&stage, name, 60).await, "The file is damaged or incomplete.");
        assert_eq!(refused(&stage, name, 0).await, "The file is empty.");
    }
    let renamed = stage.path("really-a-png.mp3");
    std::fs::copy(stage.path("a.png"), &renamed).unwrap();
    assert_eq!(sniff(&stage.tools, &renamed).await.unwrap(), image);
}

#[tokio::test]
async fn films_are_accepted_whole_only() {
    let stage = Stage::new(SMALL);
    let source = ["-f", "lavfi", "-i", "testsrc2=s=320x240:r=25:d=2", "-pix_fmt", "yuv420p"];
    let clip = Asset::Clip { width: 320, height: 240, duration_ms: 2000 };
    let front = [&source[..], &["-movflags", "+faststart"]].concat();
    assert_eq!(made(&stage, &front, "a.mp4").await.unwrap(), clip);
    assert_eq!(made(&stage, &source, "b.mov").await.unwrap(), clip);
    assert_eq!(made(&stage, &source, "c.mkv").await.unwrap(), clip);
    for name in ["a.mp4", "b.mov"] {
        assert_eq!(refused(&stage, name, 60).await, "The file is damaged or incomplete.");
    }
}

#[tokio::test]
async fn sounds_are_accepted() {
    let stage = Stage::new(SMALL);
    let source = ["-f", "lavfi", "-i", "sine=d=2"];
    for name in ["a.wav", "a.mp3", "a.flac", "a.ogg", "a.m4a"] {
        let Asset::Sound { duration_ms } = made(&stage, &source, name).await.unwrap() else {
            panic!("{name} is no sound")
        };
        assert!(duration_ms.abs_diff(2000) < 80, "{name}: {duration_ms}");
    }
    for name in ["a.wav", "a.flac", "a.m4a"] {
        assert_eq!(refused(&stage, name, 60).await, "The file is damaged or incomplete.");
    }
}

#[tokio::test]
async fn what_is_no_media_is_refused_whatever_its_name() {
    let stage = Stage::new(SMALL);
    let playlist = "#EXTM3U\n#EXT-X-TARGETDURATION:9\n#EXTINF:9,\n/etc/passwd\n";
    for (name, text) in [
        ("holiday.jpg", "I am only a text."),
        ("film.mp4", playlist),
        ("song.mp3", "ffconcat version 1.0\nfile /etc/passwd\n"),
        ("drawing.svg", "<svg xmlns='http://www.w3.org/2000/svg'/>"),
    ] {
        let path = stage.path(name);
        std::fs::write(&path, text).unwrap();
        let error = sniff(&stage.tools, &path).await.unwrap_err();
        assert_eq!(error.kind, ErrorKind::InvalidAsset, "{name}");
        assert!(error.message.contains("PNG, JPEG, WebP"), "{error}");
    }
}

#[tokio::test]
async fn a_picture_of_a_few_pixels_is_refused() {
    let stage = Stage::new(SMALL);
    let tiny = ["-f", "lavfi", "-i", "color=s=4x300", "-frames:v", "1"];
    let error = made(&stage, &tiny, "tiny.png").await.unwrap_err();
    assert_eq!(error.message, "The picture is too small: 4 × 300 pixels.");
}

#[tokio::test]
async fn the_best_part_is_where_something_happens() {
    let stage = Stage::new(SMALL);
    let clip = stage.path("clip.mp4");
    // Four seconds of black, four of grey, four of motion, four of grey.
    let dull = |level: &str| format!("color={level}:s=320x240:r=25:d=4[{level}]");
    let graph = format!(
        "{};{};testsrc2=s=320x240:r=25:d=4[lively];[gray]split[g1][g2];\
         [black][g1][lively][g2]concat=n=4,format=yuv420p",
        dull("black"),
        dull("gray")
    );
    for gop in ["25", "400"] {
        stage.ffmpeg(&["-filter_complex", &graph, "-g", gop], &clip);
        let start_ms = best_part(&stage.tools, &clip, 3000).await.unwrap();
        assert!((8000..=9000).contains(&start_ms), "{gop}: {start_ms}");
        assert_eq!(best_part(&stage.tools, &clip, 3000).await.unwrap(), start_ms);
        assert_eq!(best_part(&stage.tools, &clip, 20_000).await.unwrap(), 0);
    }
}
