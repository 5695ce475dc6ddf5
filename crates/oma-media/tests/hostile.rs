//! Files that were made to do harm: what happens when they are looked at and played.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)] // Only a test.

mod support;

use std::net::TcpListener;
use std::path::{Path, PathBuf};

use oma_core::ErrorKind;
use oma_media::probe::{best_part, probe, sniff};
use oma_media::work::loop_bed;
use support::{SMALL, Stage};

/// The ways in which a user's file is decoded before it is rendered. All of them refuse it.
async fn is_refused_everywhere(stage: &Stage, path: &Path) {
    let name = path.display();
    let sniffed = sniff(&stage.tools, path).await.unwrap_err();
    assert_eq!(sniffed.kind, ErrorKind::InvalidAsset, "{name}");
    let bed = stage.path("bed.wav");
    assert!(loop_bed(&stage.tools, path, &bed).await.is_err(), "loop_bed {name}");
}

fn written(stage: &Stage, name: &str, bytes: &[u8]) -> PathBuf {
    let path = stage.path(name);
    std::fs::write(&path, bytes).unwrap();
    path
}

#[tokio::test]
async fn a_playlist_in_disguise_reaches_neither_files_nor_the_network() {
    let stage = Stage::new(SMALL);
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    listener.set_nonblocking(true).unwrap();
    let port = listener.local_addr().unwrap().port();
    // A file that would play well if only it were opened.
    let secret = stage.path("secret.wav");
    stage.ffmpeg(&["-f", "lavfi", "-i", "sine=d=3"], &secret);
    let secret = secret.display();
    for (n, target) in [
        "file:///etc/passwd".to_owned(),
        format!("http://127.0.0.1:{port}/a.ts"),
        format!("{secret}"),
        format!("file:{secret}"),
        format!("subfile,,start,0,end,0,,:{secret}"),
    ]
    .iter()
    .enumerate()
    {
        let hls =
            format!("#EXTM3U\n#EXT-X-TARGETDURATION:9\n#EXTINF:9,\n{target}\n#EXT-X-ENDLIST\n");
        let concat = format!("ffconcat version 1.0\nfile '{target}'\n");
        let dash = format!(
            "<?xml version=\"1.0\"?><MPD xmlns=\"urn:mpeg:dash:schema:mpd:2011\" type=\"static\">\
             <Period><AdaptationSet><Representation id=\"1\"><BaseURL>{target}</BaseURL>\
             </Representation></AdaptationSet></Period></MPD>"
        );
        for (name, text) in [
            ("a.mp4", &hls),
            ("a.m3u8", &hls),
            ("a.mov", &concat),
            ("a.ffconcat", &concat),
            ("a.mpd", &dash),
        ] {
            let path = written(&stage, &format!("{n}{name}"), text.as_bytes());
            is_refused_everywhere(&stage, &path).await;
            assert!(probe(&stage.tools, &path).await.is_err(), "{n}{name}");
            assert!(best_part(&stage.tools, &path, 1000).await.is_err(), "{n}{name}");
        }
    }
    assert!(listener.accept().is_err(), "somebody called");
}

/// A PNG whose header alone is of a giant.
fn giant() -> Vec<u8> {
    let mut header = b"IHDR\0\0\xea\x60\0\0\xea\x60\x08\x06\0\0\0".to_vec();
    let crc = header.iter().fold(!0u32, |crc, byte| {
        (0..8).fold(crc ^ u32::from(*byte), |crc, _| {
            if crc & 1 == 1 { (crc >> 1) ^ 0xedb8_8320 } else { crc >> 1 }
        })
    });
    header.extend((crc ^ !0).to_be_bytes());
    [b"\x89PNG\r\n\x1a\n\0\0\0\x0d", &header[..], b"\0\0\0\x10IDAT\x78\x9c"].concat()
}

#[tokio::test]
async fn a_giant_is_refused_before_it_is_decoded() {
    let stage = Stage::new(SMALL);
    let path = written(&stage, "giant.png", &giant());
    is_refused_everywhere(&stage, &path).await;
}

#[tokio::test]
async fn what_is_two_things_or_half_a_thing_is_refused() {
    let stage = Stage::new(SMALL);
    let clip = stage.path("whole.mp4");
    stage.ffmpeg(&["-f", "lavfi", "-i", "testsrc2=s=64x64:d=2", "-pix_fmt", "yuv420p"], &clip);
    let whole = std::fs::read(&clip).unwrap();
    // Its index stands at its end.
    let half = written(&stage, "half.mp4", &whole[..whole.len() / 2]);
    is_refused_everywhere(&stage, &half).await;
    let zip = [b"GIF89a\x01\0\x01\0\0\0\0;PK\x05\x06".as_slice(), &[0; 18]].concat();
    let path = written(&stage, "two.gif", &zip);
    is_refused_everywhere(&stage, &path).await;
    let svg = b"<svg xmlns='http://www.w3.org/2000/svg'><image href='/etc/passwd'/></svg>";
    let path = written(&stage, "a.svg", svg);
    is_refused_everywhere(&stage, &path).await;
}
