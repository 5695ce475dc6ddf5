//! Lists, progress, estimates and analyses: what changes nothing.

use axum::http::StatusCode;
use oma_core::event::{EventKind, StepRecord, VideoEvent};
use oma_core::id::VideoId;
use oma_core::money::MicroUsd;
use oma_core::ports::{EventLog, Objects as _};
use oma_core::step::{Step, StepKey};
use oma_core::video::VideoStatus;
use serde_json::{Value, json};

use crate::support::{Api, Ask, brief};

fn get(path: &str) -> Ask {
    Ask::get(path).by("ana", "viewer")
}

fn ids(page: &Value) -> Vec<String> {
    let items = page["items"].as_array().unwrap();
    items.iter().map(|item| item["video_id"].as_str().unwrap().to_owned()).collect()
}

#[tokio::test]
async fn a_list_goes_page_by_page_and_by_what_is_asked() {
    let api = Api::new();
    let mut made = Vec::new();
    for tags in [json!(["a"]), json!(["b"]), json!(["a", "b"])] {
        made.insert(0, api.video(&json!({ "tags": tags })).await);
    }
    // Videos of one millisecond are in no order of time.
    made.sort_by(|a, b| b.cmp(a));
    api.edit("ana", &made[1], |record| record.status = VideoStatus::Failed).await;

    let first = api.ask(get("/v1/videos?limit=2")).await.json;
    assert_eq!(ids(&first), made[..2]);
    let cursor = first["next_cursor"].as_str().unwrap();
    let second = api.ask(get(&format!("/v1/videos?limit=2&cursor={cursor}"))).await.json;
    assert_eq!((ids(&second), second.get("next_cursor")), (made[2..].to_vec(), None));

    let failed = api.ask(get("/v1/videos?status=failed")).await.json;
    assert_eq!(ids(&failed), made[1..2]);
    assert_eq!(ids(&api.ask(get("/v1/videos?tag=b")).await.json).len(), 2);
    let later = api.ask(get("/v1/videos?created_from=2000-01-01T00:00:00Z")).await.json;
    assert_eq!(ids(&later).len(), 0, "memory's clock stands at 1970");
    let others = api.ask(Ask::get("/v1/videos").by("ben", "admin")).await.json;
    assert_eq!(ids(&others).len(), 0);
}

#[tokio::test]
async fn a_question_that_cannot_be_read_is_refused_by_its_field() {
    let api = Api::new();
    for (query, path) in [
        ("cursor=nonsense", "cursor"),
        ("limit=0", "limit"),
        ("limit=101", "limit"),
        ("status=lost", "status"),
    ] {
        let answer = api.ask(get(&format!("/v1/videos?{query}"))).await;
        answer.is_problem(422, "Oma.InvalidRequest");
        let found = answer.json["problems"][0]["path"].as_str().unwrap();
        assert!(found.ends_with(path), "{query}: {}", answer.json);
    }
    api.ask(get("/v1/approvals?cursor=nonsense")).await.is_problem(422, "Oma.InvalidRequest");
    let strangers = Ask::get("/v1/videos?limit=0").by("ana", "strangers");
    api.ask(strangers).await.is_problem(403, "Oma.Forbidden");
}

fn step(cost: u64, cached: bool, wall_ms: u64) -> EventKind {
    let step = Step { name: "x", version: 1, provider: "x", model: "x", item: None };
    EventKind::StepFinished(StepRecord {
        step: "audio.narrate".to_owned(),
        item: Some(1),
        artifact: StepKey::new(&step, &()).unwrap(),
        cached,
        wall_ms,
        memory_mb: None,
        cost_micro_usd: MicroUsd(cost),
        saved_micro_usd: MicroUsd(if cached { 40 } else { 0 }),
        saved_ms: if cached { 1_000 } else { 0 },
        provider: "x".to_owned(),
        model: "x".to_owned(),
    })
}

/// A call that was charged.
fn called(cost: u64) -> EventKind {
    serde_json::from_value(json!({
        "event": "provider_called", "call": "0".repeat(64), "purpose": "audio.narrate",
        "provider": "x", "model": "x", "outcome": "answered", "units": { "characters": 7 },
        "cost_micro_usd": cost, "price": "table", "saved_micro_usd": 0, "wall_ms": 5,
    }))
    .unwrap()
}

/// Appends an event of the first execution, some seconds after 1970 began.
async fn append(api: &Api, id: &str, second: i64, kind: EventKind) -> String {
    let video_id: VideoId = id.parse().unwrap();
    let ms = u64::try_from(second).unwrap() * 1000;
    let event: Value = json!({
        "event_id": ulid::Ulid::from_parts(ms, 1), "video_id": video_id, "execution": id,
        "at": jiff::Timestamp::from_second(second).unwrap(),
    });
    let mut event = event.as_object().unwrap().clone();
    event.extend(serde_json::to_value(kind).unwrap().as_object().unwrap().clone());
    let event: VideoEvent = serde_json::from_value(Value::Object(event)).unwrap();
    EventLog::append(api.memory.as_ref(), &event).await.unwrap();
    event.event_id.to_string()
}

#[tokio::test]
async fn progress_is_told_from_where_one_was_with_what_all_of_it_cost() {
    let api = Api::new();
    let id = api.video(&json!({})).await;
    let path = format!("/v1/videos/{id}/events");
    let none = api.ask(get(&path)).await;
    assert_eq!(none.json["events"], json!([]));
    assert_eq!(none.json.get("last_event_id"), None);
    let first = append(&api, &id, 1, called(42)).await;
    let second = append(&api, &id, 2, step(12, true, 500)).await;
    let all = api.ask(get(&path)).await.json;
    assert_eq!(all["events"].as_array().unwrap().len(), 2);
    assert_eq!((&all["cost_micro_usd"], &all["saved_micro_usd"]), (&json!(42), &json!(40)));
    assert_eq!((&all["last_event_id"], &all["status"]), (&json!(second), &json!("running")));
    let new = api.ask(get(&format!("{path}?after={first}"))).await.json;
    assert_eq!(new["events"].as_array().unwrap().len(), 1);
    assert_eq!(new["cost_micro_usd"], 42);
    let nothing_new = api.ask(get(&format!("{path}?after={second}"))).await.json;
    assert_eq!(
        (&nothing_new["events"], &nothing_new["last_event_id"]),
        (&json!([]), &json!(second))
    );
    let nonsense = format!("{path}?after={}", "!".repeat(26));
    api.ask(get(&nonsense)).await.is_problem(422, "Oma.InvalidRequest");
}

async fn estimate(api: &Api, fields: &Value) -> Value {
    let mut body = brief();
    for (name, value) in fields.as_object().unwrap() {
        body[name] = value.clone();
    }
    let answer = api.ask(Ask::post("/v1/videos/estimate", &body).by("ana", "viewer")).await;
    assert_eq!(answer.status, StatusCode::OK, "{}", answer.json);
    answer.json
}

#[tokio::test]
async fn an_estimate_says_what_it_is_made_of_and_learns_from_finished_films() {
    let api = Api::new();
    let measured = estimate(&api, &json!({"duration_s": 15, "resolution": "1080p"})).await;
    assert_eq!((&measured["learned_from"], &measured["cost_micro_usd"]), (&json!(0), &json!(0)));
    assert_eq!(measured["duration_ms"], 15_564);
    let lines = measured["lines"].as_array().unwrap();
    let what: Vec<&Value> = lines.iter().map(|line| &line["what"]).collect();
    assert_eq!(what, ["script", "narration", "pictures", "rendering", "music"]);
    let own = json!({"script": "Hello there, come in and look at the sea.", "music": "none"});
    let own = estimate(&api, &own).await;
    assert_eq!(
        (&own["lines"][0]["provider"], &own["lines"][0]["units"]),
        (&json!("user"), &json!(41))
    );
    assert_eq!(own["lines"].as_array().unwrap().len(), 4);

    // A film of 15 s that took 6 s, half of whose work was found again: 9 s and a half in full.
    let id = api.video(&json!({"duration_s": 15})).await;
    api.edit("ana", &id, |record| record.status = VideoStatus::Succeeded).await;
    let format = json!({"width": 1080, "height": 1920, "fps": 30, "crf": 23});
    let timeline = json!({"format": format, "total_frames": 450}).to_string();
    api.memory.put_bytes(&format!("videos/{id}/timeline.json"), timeline.into(), "").await.unwrap();
    append(&api, &id, 1, step(0, false, 500)).await;
    append(&api, &id, 2, step(0, true, 500)).await;
    let end = EventKind::StatusChanged { status: VideoStatus::Succeeded };
    append(&api, &id, 7, end).await;
    let learned = estimate(&api, &json!({"duration_s": 15, "resolution": "1080p"})).await;
    assert_eq!((&learned["learned_from"], &learned["duration_ms"]), (&json!(1), &json!(9_000)));
}

#[tokio::test]
async fn a_brief_is_looked_at_without_making_anything() {
    let api = Api::new();
    let ask = |body: &Value| Ask::post("/v1/briefs/analyze", body).by("ana", "viewer");
    let bare = api.ask(ask(&brief())).await;
    assert_eq!((bare.status, &bare.json["valid"]), (StatusCode::OK, &json!(true)));
    assert_eq!(bare.json["completeness"], 20, "{}", bare.json);
    assert_eq!(bare.json["gaps"].as_array().unwrap().len(), 5);
    assert_eq!(bare.json["suggestions"].as_array().unwrap().len(), 5);
    let wrong = api.ask(ask(&json!({"title": "x"}))).await;
    assert_eq!((wrong.status, &wrong.json["valid"]), (StatusCode::OK, &json!(false)));
    assert_eq!(wrong.json["problems"].as_array().unwrap().len(), 3, "{}", wrong.json);
    assert_eq!(wrong.json["completeness"], 0);
    assert_eq!(api.memory.executions(), []);
    api.ask(Ask::post_text("/v1/briefs/analyze", "{").by("ana", "viewer"))
        .await
        .is_problem(400, "Oma.MalformedRequest");
}
