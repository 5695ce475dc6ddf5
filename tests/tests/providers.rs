//! A film with footage of a library: over the real client, to a server on this machine that answers as
//! Pexels documents.
#![allow(clippy::unwrap_used, clippy::panic)] // A test fails by panicking.

use std::path::Path;
use std::process::Command;
use std::sync::OnceLock;
use std::sync::atomic::{AtomicUsize, Ordering};

use axum::extract::Path as Segment;
use axum::http::HeaderMap;
use axum::http::header::{AUTHORIZATION, CONTENT_TYPE};
use axum::routing::get;
use axum::{Json, Router};
use oma_core::contract::files;
use oma_core::ports::Secret;
use oma_core::video::VideoStatus;
use oma_local::{Reach, Studio};
use oma_media::ffmpeg::Tools;
use oma_providers::keys::Keys;
use oma_tests::{make, own_script, small_brief_with};
use serde_json::{Value, json};
use tokio::net::TcpListener;

/// Where the library is; settings are read by a function that holds nothing.
static BASE: OnceLock<String> = OnceLock::new();
static CLIP: OnceLock<Vec<u8>> = OnceLock::new();
static ASKED: AtomicUsize = AtomicUsize::new(0);

fn setting(name: &str) -> Option<String> {
    (name == "OMA_PEXELS_BASE_URL").then(|| BASE.get().cloned()).flatten()
}

/// The shape in <https://www.pexels.com/api/documentation/#videos-search>.
async fn videos(headers: HeaderMap) -> Json<Value> {
    ASKED.fetch_add(1, Ordering::Relaxed);
    assert_eq!(headers[AUTHORIZATION], "pexels-key");
    let base = BASE.get().unwrap();
    let video = |id: u32| {
        json!({
            "id": id, "width": 360, "height": 640, "duration": 8, "full_res": null, "tags": [],
            "url": format!("https://www.pexels.com/video/cup-of-fresh-coffee-in-the-morning-{id}/"),
            "image": "https://images.pexels.com/x.jpg",
            "user": { "id": id, "name": format!("Ana {id}"), "url": "https://www.pexels.com/@ana" },
            "video_files": [{
                "id": id, "quality": "sd", "file_type": "video/mp4", "width": 360, "height": 640,
                "fps": 30.0, "link": format!("{base}/video-files/{id}.mp4"),
            }],
            "video_pictures": [],
        })
    };
    let videos: Vec<Value> = (1..=6).map(video).collect();
    Json(json!({ "page": 1, "per_page": 30, "total_results": 6, "url": "u", "videos": videos }))
}

async fn photos() -> Json<Value> {
    ASKED.fetch_add(1, Ordering::Relaxed);
    Json(json!({ "page": 1, "per_page": 30, "total_results": 0, "photos": [] }))
}

async fn file(
    Segment(_): Segment<String>,
) -> ([(axum::http::HeaderName, &'static str); 1], Vec<u8>) {
    ASKED.fetch_add(1, Ordering::Relaxed);
    ([(CONTENT_TYPE, "video/mp4")], CLIP.get().unwrap().clone())
}

async fn library(folder: &Path) {
    let clip = folder.join("green.mp4");
    let made = Command::new("ffmpeg")
        .args(["-v", "error", "-f", "lavfi", "-i", "color=c=0x00a000:s=360x640:r=30:d=8"])
        .args(["-pix_fmt", "yuv420p", "-c:v", "libx264"])
        .arg(&clip)
        .status();
    assert!(made.unwrap().success());
    CLIP.set(std::fs::read(clip).unwrap()).unwrap();
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    BASE.set(format!("http://{}", listener.local_addr().unwrap())).unwrap();
    let routes = Router::new()
        .route("/videos/search", get(videos))
        .route("/v1/videos/search", get(videos))
        .route("/v1/search", get(photos))
        .route("/video-files/{name}", get(file));
    tokio::spawn(async move { axum::serve(listener, routes).await });
}

/// The mean colour of the film at a moment.
fn colour(film: &Path, second: &str) -> [u8; 3] {
    let shown = Command::new("ffmpeg")
        .args(["-v", "error", "-ss", second, "-i"])
        .arg(film)
        .args(["-frames:v", "1", "-vf", "scale=1:1:flags=area", "-f", "rawvideo"])
        .args(["-pix_fmt", "rgb24", "-"])
        .output();
    shown.unwrap().stdout[..3].try_into().unwrap()
}

#[tokio::test]
async fn footage_is_shown_once_credited_and_never_fetched_again() {
    let folder = tempfile::tempdir().unwrap();
    library(folder.path()).await;
    let keys = Keys::given([("pexels".to_owned(), Secret::new("pexels-key"))]);
    let reach = Reach::with(keys, setting);
    let state = folder.path().join("state");
    let studio = Studio::open(&state, Tools::locate().unwrap(), "", &reach).await.unwrap();
    let script = own_script("A cup of fresh coffee, made every morning.");
    let brief = || small_brief_with(&json!({ "script": script, "pictures": "stock" }));
    let first = make(&studio, brief()).await.report;
    assert_eq!(first.status, VideoStatus::Succeeded, "{:?}", first.error);
    assert_eq!(first.fallbacks, [], "every scene found something");

    let authors: Vec<&str> = first.credits.iter().map(|credit| credit.author.as_str()).collect();
    let different: std::collections::BTreeSet<_> = authors.iter().collect();
    assert_eq!((authors.len(), different.len()), (4, 4), "four scenes, four clips: {authors:?}");
    let out = folder.path().join("out");
    studio.download(first.video_id, &out).await.unwrap();
    let credits = std::fs::read_to_string(out.join(files::CREDITS)).unwrap();
    assert!(credits.contains("Ana 1") && credits.contains("Pexels"), "{credits}");
    for second in ["1.5", "6.0", "13.0"] {
        let [red, green, blue] = colour(&out.join(files::VIDEO), second);
        assert!(green > red.max(blue).saturating_add(25), "{second} s: {red} {green} {blue}");
    }

    let asked = ASKED.load(Ordering::Relaxed);
    assert!(asked >= 5, "{asked}");
    let again = make(&studio, brief()).await.report;
    assert_eq!(ASKED.load(Ordering::Relaxed), asked, "the second film asks nobody");
    assert_eq!(again.credits, first.credits);
    assert_eq!((first.cost_micro_usd.0, again.cost_micro_usd.0), (0, 0));
}
