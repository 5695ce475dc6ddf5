//! Uploads, brand kits, templates and the catalogue.

use axum::http::{Method, header};
use oma_core::brief::{Brief, Style};
use oma_core::ports::{ManageObjects as _, Objects as _};
use serde_json::{Value, json};

use crate::support::{Answer, Api, Ask, brief};

fn picture(width: u32) -> Vec<u8> {
    let mut bytes = Vec::new();
    let encoder = png::Encoder::new(&mut bytes, width, 20);
    encoder.write_header().unwrap().write_image_data(&vec![90; width as usize * 20]).unwrap();
    bytes
}

/// Announces a file, sends other bytes or the same, and has them looked at.
async fn sent(api: &Api, sub: &str, announced: &Value, bytes: Vec<u8>) -> Answer {
    let made = api.ask(Ask::post("/v1/uploads", announced).by(sub, "editor")).await;
    assert_eq!(made.status.as_u16(), 201, "{}", made.json);
    let id = made.json["upload"]["upload_id"].as_str().unwrap();
    assert_eq!(made.header(header::LOCATION), format!("/v1/uploads/{id}"));
    assert_eq!(made.json["headers"]["content-type"], announced["content_type"]);
    let key = format!("uploads/{sub}/incoming/{id}");
    assert!(made.json["url"].as_str().unwrap().contains(&key), "{}", made.json);
    api.memory.put_bytes(&key, bytes.into(), "x").await.unwrap();
    let path = format!("/v1/uploads/{id}/complete");
    api.ask(Ask::post_text(&path, "").by(sub, "editor")).await
}

fn image(bytes: &[u8]) -> Value {
    let size = bytes.len();
    json!({"purpose": "image", "name": "a.png", "content_type": "image/png", "size": size})
}

async fn left(api: &Api) -> Vec<String> {
    api.memory.list("uploads/").await.unwrap()
}

#[tokio::test]
async fn a_picture_is_sent_looked_at_and_used() {
    let api = Api::new();
    let bytes = picture(30);
    let done = sent(&api, "ana", &image(&bytes), bytes).await;
    assert_eq!((done.status.as_u16(), &done.json["status"]), (200, &json!("ready")));
    assert_eq!(done.json["media"], json!({"content_type": "image/png", "width": 30, "height": 20}));
    let id = done.json["upload_id"].as_str().unwrap();
    let kept = left(&api).await;
    assert!(kept.len() == 1 && kept[0].contains(".png"), "{kept:?}");

    let mut with = brief();
    with["assets"] = json!([{"source": id}]);
    let made = api.ask(Ask::post("/v1/videos", &with).by("ana", "editor")).await;
    assert_eq!(made.status.as_u16(), 202, "{}", made.json);
    let video = made.json["video_id"].as_str().unwrap().parse().unwrap();
    let stored = Brief::load(api.memory.as_ref(), video).await.unwrap();
    assert_eq!(format!("uploads/ana/{}", stored.assets[0].source), kept[0]);
    let foreign = api.ask(Ask::post("/v1/videos", &with).by("ben", "editor")).await;
    foreign.is_problem(422, "Oma.InvalidBrief");
    for (path, method) in [("", Method::GET), ("", Method::DELETE), ("/complete", Method::POST)] {
        let ask = Ask::get(&format!("/v1/uploads/{id}{path}")).method(method);
        api.ask(ask.by("ben", "admin")).await.is_problem(404, "Oma.NotFound");
    }
}

#[tokio::test]
async fn what_cannot_be_announced_is_said_at_once() {
    let api = Api::new();
    let wrong = json!({
        "purpose": "logo", "name": "a\u{7}b", "content_type": "image/gif", "size": 6_000_000,
    });
    let answer = api.ask(Ask::post("/v1/uploads", &wrong).by("ana", "editor")).await;
    answer.is_problem(422, "Oma.InvalidRequest");
    let viewer = Ask::post("/v1/uploads", &image(b"x")).by("ana", "viewer");
    api.ask(viewer).await.is_problem(403, "Oma.Forbidden");
}

#[tokio::test]
async fn what_is_not_what_was_announced_is_refused_and_deleted() {
    let api = Api::new();
    let good = picture(30);
    let mut bomb = good.clone();
    bomb[16..24].copy_from_slice(&[0, 0, 0xea, 0x60, 0, 0, 0xea, 0x60]);
    let zip = [&good[..], b"PK\x05\x06\0\0\0\0\x01\0\x01\0", &[0; 10]].concat();
    for (bytes, word) in [
        (b"GIF89a<script>alert(1)</script>".to_vec(), "no kind"),
        (b"#EXTM3U\nfile:///etc/passwd\n".to_vec(), "no kind"),
        (b"\xff\xd8\xff\xe0 <html><script>".to_vec(), "web page"),
        (zip, "ZIP archive"),
        (good[..good.len() - 20].to_vec(), "damaged"),
        (b"\xff\xd8\xff\xe0\0\x10JFIF".to_vec(), "image/jpeg"),
        (bomb, "damaged"),
        (Vec::from(*b"\0\0\0\x18ftypisom\0\0\0\0"), "video/mp4"),
    ] {
        let answer = sent(&api, "ana", &image(&bytes), bytes).await;
        assert_eq!(answer.json["status"], "refused", "{word}: {}", answer.json);
        let problem = answer.json["problem"].as_str().unwrap();
        assert!(problem.contains(word), "{word}: {problem}");
        assert_eq!(left(&api).await, Vec::<String>::new(), "{word}");
    }
    let shorter = sent(&api, "ana", &image(&good), good[..9].to_vec()).await;
    assert!(shorter.json["problem"].as_str().unwrap().contains("announced"), "{}", shorter.json);
}

#[tokio::test]
async fn completing_again_is_the_same_answer_and_nothing_sent_is_a_conflict() {
    let api = Api::new();
    let bytes = picture(10);
    let made = api.ask(Ask::post("/v1/uploads", &image(&bytes)).by("ana", "editor")).await;
    let id = made.json["upload"]["upload_id"].as_str().unwrap();
    let complete = Ask::post_text(&format!("/v1/uploads/{id}/complete"), "").by("ana", "editor");
    api.ask(complete.clone()).await.is_problem(409, "Oma.Conflict");
    let key = format!("uploads/ana/incoming/{id}");
    api.memory.put_bytes(&key, bytes.into(), "x").await.unwrap();
    let first = api.ask(complete.clone()).await;
    // What the link takes afterwards changes nothing.
    api.memory.put_bytes(&key, "other".into(), "x").await.unwrap();
    let again = api.ask(complete).await;
    assert_eq!((first.status.as_u16(), &first.json), (200, &again.json));
}

#[tokio::test]
async fn bytes_go_with_the_last_upload_that_has_them() {
    let api = Api::new();
    let mut paths = Vec::new();
    for _ in 0..2 {
        let done = sent(&api, "ana", &image(&picture(10)), picture(10)).await;
        paths.push(format!("/v1/uploads/{}", done.json["upload_id"].as_str().unwrap()));
    }
    let page = api.ask(Ask::get("/v1/uploads?limit=1").by("ana", "viewer")).await;
    let cursor = page.json["next_cursor"].as_str().unwrap().to_owned();
    let next = Ask::get(&format!("/v1/uploads?limit=1&cursor={cursor}")).by("ana", "viewer");
    let next = api.ask(next).await;
    assert_ne!(page.json["items"][0]["upload_id"], next.json["items"][0]["upload_id"]);
    api.ask(Ask::get("/v1/uploads?cursor=x").by("ana", "viewer"))
        .await
        .is_problem(422, "Oma.InvalidRequest");
    for (path, files) in paths.iter().zip([1, 0]) {
        let ask = || Ask::get(path).method(Method::DELETE).by("ana", "editor");
        assert_eq!(api.ask(ask()).await.status.as_u16(), 204);
        assert_eq!(left(&api).await.len(), files);
        api.ask(ask()).await.is_problem(404, "Oma.NotFound");
    }
}

#[tokio::test]
async fn a_brand_kit_is_kept_and_named_in_a_brief() {
    let api = Api::new();
    let logo = json!({
        "purpose": "logo", "name": "l", "content_type": "image/png", "size": picture(10).len(),
    });
    let logo = sent(&api, "ana", &logo, picture(10)).await;
    let logo = logo.json["upload_id"].as_str().unwrap();
    let kit = json!({
        "name": "House",
        "kit": {"colors": {"primary": "#102030"}, "logo": {"source": logo}, "intro": {"title": "Hi"}},
    });
    let made = api.ask(Ask::post("/v1/brands", &kit).by("ana", "editor")).await;
    assert_eq!((made.status.as_u16(), made.header(header::ETAG)), (201, "\"1\""), "{}", made.json);
    let id = made.json["brand_id"].as_str().unwrap();
    let path = format!("/v1/brands/{id}");
    assert_eq!(made.header(header::LOCATION), path);
    let changed = json!({"name": "Hut", "kit": kit["kit"]});
    let put = Ask::post(&path, &changed).method(Method::PUT);
    let written = api.ask(put.clone().by("ana", "editor")).await;
    assert_eq!((&written.json["name"], written.header(header::ETAG)), (&json!("Hut"), "\"2\""));
    for ask in [put, Ask::get(&path), Ask::get(&path).method(Method::DELETE)] {
        api.ask(ask.by("ben", "admin")).await.is_problem(404, "Oma.NotFound");
    }

    let mut with = brief();
    with["brand"] = json!(id);
    let made = api.ask(Ask::post("/v1/videos", &with).by("ana", "editor")).await;
    assert_eq!(made.status.as_u16(), 202, "{}", made.json);
    let video = made.json["video_id"].as_str().unwrap().parse().unwrap();
    let stored = Brief::load(api.memory.as_ref(), video).await.unwrap();
    let stored_kit = stored.brand().unwrap();
    assert!(stored_kit.logo.as_ref().unwrap().source.contains(".png"));
    assert_eq!(stored_kit.cards_ms(), 1500);

    let wrong = json!({"name": "x", "kit": {"logo": {"source": "l.png"}, "font": logo}});
    let answer = api.ask(Ask::post("/v1/brands", &wrong).by("ana", "editor")).await;
    answer.is_problem(422, "Oma.InvalidRequest");
    let paths: Vec<_> = answer.json["problems"].as_array().unwrap().iter().collect();
    let paths: Vec<&str> = paths.iter().filter_map(|problem| problem["path"].as_str()).collect();
    assert_eq!(paths, ["kit.logo.source", "kit.font"]);

    let gone = api.ask(Ask::get(&path).method(Method::DELETE).by("ana", "editor")).await;
    assert_eq!(gone.status.as_u16(), 204);
    api.ask(Ask::post("/v1/videos", &with).by("ana", "editor"))
        .await
        .is_problem(422, "Oma.InvalidBrief");
}

#[tokio::test]
async fn a_template_becomes_videos() {
    let api = Api::new();
    let template = json!({
        "name": "Weekly",
        "brief": {"description": "Life between the tides.", "language": "en-US", "style": "elegant"},
    });
    let made = api.ask(Ask::post("/v1/templates", &template).by("ana", "editor")).await;
    assert_eq!(made.status.as_u16(), 201, "{}", made.json);
    let path = format!("/v1/templates/{}", made.json["template_id"].as_str().unwrap());
    let ask = Ask::post(&format!("{path}/videos"), &json!({"title": "Tide pools", "style": null}));
    let public = format!("/live{path}/videos");
    let video = api.ask(ask.by("ana", "editor").seen_as(&public)).await;
    assert_eq!(video.status.as_u16(), 202, "{}", video.json);
    let id = video.json["video_id"].as_str().unwrap();
    assert_eq!(video.header(header::LOCATION), format!("/live/v1/videos/{id}"));
    let stored = Brief::load(api.memory.as_ref(), id.parse().unwrap()).await.unwrap();
    assert_eq!((stored.title.as_str(), stored.style), ("Tide pools", Style::default()));

    let untitled = Ask::post(&format!("{path}/videos"), &json!({})).by("ana", "editor");
    let answer = api.ask(untitled).await;
    answer.is_problem(422, "Oma.InvalidBrief");
    assert_eq!(answer.json["problems"][0]["path"], "title");
    let foreign = Ask::post(&format!("{path}/videos"), &json!({"title": "Tide pools"}));
    api.ask(foreign.by("ben", "admin")).await.is_problem(404, "Oma.NotFound");
    let wrong = json!({"name": "x", "brief": {"colour": "red", "duration_s": 5}});
    let answer = api.ask(Ask::post("/v1/templates", &wrong).by("ana", "editor")).await;
    answer.is_problem(422, "Oma.InvalidRequest");
    assert_eq!(answer.json["problems"].as_array().unwrap().len(), 2, "{}", answer.json);
}

#[tokio::test]
async fn a_user_keeps_a_hundred_templates() {
    let api = Api::new();
    let template = json!({"name": "x", "brief": {}});
    for n in 0..101 {
        let answer = api.ask(Ask::post("/v1/templates", &template).by("ana", "editor")).await;
        assert_eq!(answer.status.as_u16(), if n < 100 { 201 } else { 409 }, "{}", answer.json);
    }
}

#[tokio::test]
async fn what_the_catalogue_lists_a_brief_can_name() {
    let api = Api::new();
    let voices = api.ask(Ask::get("/v1/voices").by("ana", "viewer")).await;
    for (n, voice) in voices.json["items"].as_array().unwrap().iter().enumerate() {
        let mut with = brief();
        with["language"] = voice["language"].clone();
        with["voice"] = voice["voice_id"].clone();
        // A user each: five videos at once are one user's quota.
        let user = format!("ana-{n}");
        let made = api.ask(Ask::post("/v1/videos", &with).by(&user, "editor")).await;
        assert_eq!(made.status.as_u16(), 202, "{}", made.json);
    }
    let moods = api.ask(Ask::get("/v1/music-moods").by("ana", "viewer")).await;
    assert_eq!(moods.json["items"].as_array().unwrap().len(), 5, "{}", moods.json);
    let models = api.ask(Ask::get("/v1/models").by("ana", "viewer")).await;
    let tasks: Vec<_> = models.json["items"].as_array().unwrap().iter().collect();
    for task in ["script", "narration", "picture", "music"] {
        assert!(tasks.iter().any(|model| model["task"] == task), "{task}");
    }
}
