//! What owners ask of their videos.

use axum::http::{Method, StatusCode, header};
use oma_core::brief::Brief;
use oma_core::contract::ApprovalStage;
use oma_core::language::Language;
use oma_core::ports::{Clock as _, Objects as _};
use oma_core::step::{Step, StepKey};
use oma_core::video::{PendingApproval, VideoRecord, VideoStatus};
use serde_json::{Value, json};

use crate::support::{Api, Ask, brief};

fn post(path: &str, body: &Value) -> Ask {
    Ask::post(path, body).by("ana", "editor")
}

fn get(path: &str) -> Ask {
    Ask::get(path).by("ana", "viewer")
}

fn delete(path: &str) -> Ask {
    Ask::get(path).method(Method::DELETE).by("ana", "editor")
}

fn succeeded(record: &mut VideoRecord) {
    let step = Step { name: "x", version: 1, provider: "x", model: "x", item: None };
    record.status = VideoStatus::Succeeded;
    record.film = Some(StepKey::new(&step, &()).unwrap());
}

#[tokio::test]
async fn a_video_is_cancelled_once_and_taken_up_again() {
    let api = Api::new();
    let id = api.video(&json!({})).await;
    let path = format!("/v1/videos/{id}");
    let cancelled = api.ask(post(&format!("{path}/cancel"), &json!({}))).await;
    assert_eq!(
        (cancelled.status, &cancelled.json["status"]),
        (StatusCode::OK, &json!("cancelled"))
    );
    assert_eq!(api.memory.executions(), []);
    let again = api.ask(post(&format!("{path}/cancel"), &json!({}))).await;
    again.is_problem(409, "Oma.Conflict");

    let retried = api.ask(post(&format!("{path}/retry"), &json!({}))).await;
    assert_eq!(retried.status, StatusCode::ACCEPTED, "{}", retried.json);
    assert_eq!(retried.json, json!({"video_id": id, "status": "running", "revision": 1}));
    assert_eq!(api.memory.executions()[0].0, format!("{id}-2"));
    api.ask(post(&format!("{path}/retry"), &json!({}))).await.is_problem(409, "Oma.Conflict");

    let events = api.ask(get(&format!("{path}/events"))).await;
    assert_eq!(events.json["events"][0]["status"], "cancelled", "{}", events.json);
}

#[tokio::test]
async fn a_deleted_video_is_gone_at_once_for_everybody_and_every_route() {
    let api = Api::new();
    let id = api.video(&json!({})).await;
    let path = format!("/v1/videos/{id}");
    assert_eq!(api.ask(delete(&path)).await.status, StatusCode::ACCEPTED);
    assert_eq!(api.memory.executions(), []);
    for ask in every_route(&path) {
        api.ask(ask.by("ana", "editor")).await.is_problem(404, "Oma.NotFound");
    }
    let list = api.ask(get("/v1/videos")).await;
    assert_eq!(list.json["items"], json!([]));
}

/// A request to every route of one video, with a body that is not right: the video comes first.
fn every_route(path: &str) -> Vec<Ask> {
    let mut asks = vec![
        Ask::get(path),
        Ask::get(&format!("{path}/files")),
        Ask::get(&format!("{path}/events?after=nonsense")),
        Ask::get(path).method(Method::DELETE),
    ];
    for verb in ["cancel", "retry", "revisions", "variants", "translations", "approval"] {
        asks.push(Ask::post_text(&format!("{path}/{verb}"), "{"));
    }
    asks
}

#[tokio::test]
async fn on_no_route_can_anothers_video_be_told_from_none() {
    let api = Api::new();
    let id = api.video(&json!({})).await;
    let mut details = Vec::new();
    for name in [id.as_str(), "01ARZ3NDEKTSV4RRFFQ69G5FAV", "no-id", "%00", "%ff"] {
        for ask in every_route(&format!("/v1/videos/{name}")) {
            let answer = api.ask(ask.clone().by("ben", "admin")).await;
            answer.is_problem(404, "Oma.NotFound");
            details.push((answer.json["detail"].clone(), answer.json["title"].clone()));
            api.ask(ask.clone()).await.is_problem(401, "Oma.Unauthenticated");
            api.ask(ask.by("ben", "strangers")).await.is_problem(403, "Oma.Forbidden");
        }
    }
    details.dedup();
    assert_eq!(details.len(), 1, "{details:?}");
    assert_eq!(api.memory.executions().len(), 1, "nothing was done to it");
}

#[tokio::test]
async fn viewers_change_nothing() {
    let api = Api::new();
    let id = api.video(&json!({})).await;
    for (i, ask) in every_route(&format!("/v1/videos/{id}")).into_iter().enumerate() {
        let answer = api.ask(ask.by("ana", "viewer")).await;
        if i >= 3 {
            answer.is_problem(403, "Oma.Forbidden");
        }
    }
}

#[tokio::test]
async fn a_revision_is_the_next_of_its_video() {
    let api = Api::new();
    let id = api.video(&json!({})).await;
    let path = format!("/v1/videos/{id}/revisions");
    let change = json!({"brief": {"title": "Rock pools", "music": {"mood": "calm"}}});
    api.ask(post(&path, &change)).await.is_problem(409, "Oma.Conflict");
    api.edit("ana", &id, succeeded).await;

    api.ask(post(&path, &json!({}))).await.is_problem(422, "Oma.InvalidRequest");
    let wrong = json!({"brief": {"title": "x", "colour": 1}});
    let answer = api.ask(post(&path, &wrong)).await;
    answer.is_problem(422, "Oma.InvalidBrief");
    assert_eq!(answer.json["problems"].as_array().unwrap().len(), 2, "{}", answer.json);
    let unknown = json!({"scenery": []});
    api.ask(post(&path, &unknown)).await.is_problem(422, "Oma.InvalidRequest");

    let made = api.ask(post(&path, &change).seen_as(&format!("/live{path}"))).await;
    assert_eq!(made.status, StatusCode::ACCEPTED, "{}", made.json);
    assert_eq!(made.json["revision"], 2);
    assert_eq!(made.header(header::LOCATION), format!("/live/v1/videos/{id}"));
    let now = Brief::load(api.memory.as_ref(), id.parse().unwrap()).await.unwrap();
    assert_eq!(now.title, "Rock pools");
    let read = api.ask(get(&format!("/v1/videos/{id}"))).await;
    assert_eq!((&read.json["has_film"], &read.json["status"]), (&json!(true), &json!("running")));
}

#[tokio::test]
async fn variants_are_all_checked_before_any_is_started() {
    let api = Api::new();
    let id = api.video(&json!({"tags": ["spring"]})).await;
    let path = format!("/v1/videos/{id}/variants");
    let wrong = json!({"variants": [{"aspect": "1:1"}, {"title": "x"}, {"voice": ""}]});
    let answer = api.ask(post(&path, &wrong)).await;
    answer.is_problem(422, "Oma.InvalidBrief");
    let problems = answer.json["problems"].as_array().unwrap();
    let paths: Vec<&Value> = problems.iter().map(|problem| &problem["path"]).collect();
    assert_eq!(paths, ["variants[1].title", "variants[2].voice"]);
    assert_eq!(api.memory.executions().len(), 1);

    let made = api.ask(post(&path, &json!({"variants": [{"aspect": "1:1"}, {"seed": 2}]}))).await;
    assert_eq!(made.status, StatusCode::ACCEPTED, "{}", made.json);
    assert_eq!(api.memory.executions().len(), 3);
    let variant = made.json["videos"][1]["video_id"].as_str().unwrap();
    let read = api.ask(get(&format!("/v1/videos/{variant}"))).await;
    assert_eq!((&read.json["variant_of"], &read.json["tags"]), (&json!(id), &json!(["spring"])));
}

#[tokio::test]
async fn what_is_to_vary_becomes_variants_with_labels() {
    let api = Api::new();
    let id = api.video(&json!({})).await;
    let path = format!("/v1/videos/{id}/variants");
    for (wrong, at) in [
        (json!({}), ""),
        (json!({"vary": {"seed": [1]}, "variants": [{"seed": 2}]}), ""),
        (json!({"vary": {"aspect": ["1:1", "3:1"]}}), "vary.aspect[1]"),
        (json!({"vary": {"colour": ["red"]}}), "vary.colour[0]"),
    ] {
        let answer = api.ask(post(&path, &wrong)).await;
        answer.is_problem(422, "Oma.InvalidRequest");
        assert_eq!(answer.json["problems"][0]["path"], at, "{}", answer.json);
    }
    assert_eq!(api.memory.executions().len(), 1);

    let vary = json!({"aspect": ["1:1", "9:16"], "hook": ["Have you seen a tide pool?"]});
    let made = api.ask(post(&path, &json!({"vary": vary, "how": "all"}))).await;
    assert_eq!(made.status, StatusCode::ACCEPTED, "{}", made.json);
    let labels =
        ["aspect=1:1", "aspect=9:16"].map(|it| format!("{it}, hook=Have you seen a tide pool?"));
    assert_eq!(made.json["labels"], json!(labels));
    let ids: Vec<String> =
        (0..2).map(|i| made.json["videos"][i]["video_id"].as_str().unwrap().to_owned()).collect();
    let brief = Brief::load(api.memory.as_ref(), ids[1].parse().unwrap()).await.unwrap();
    assert_eq!(brief.hook.as_deref(), Some("Have you seen a tide pool?"));
    api.edit("ana", &ids[0], |record| {
        assert_eq!(record.siblings, [ids[1].parse().unwrap()]);
    })
    .await;
}

/// The script of a film of two scenes.
fn tide_pools() -> Value {
    let scene = |number: u32, narration: &str| {
        json!({
            "number": number, "purpose": "body", "narration": narration, "on_screen": "Pools",
            "visual": "A pool.", "keywords": ["pool"], "mood": "calm", "seconds": 15.0,
        })
    };
    json!({
        "title": "Tide pools", "language": "en-US",
        "writer": {"provider": "offline", "model": "w"},
        "scenes": [scene(1, "Have you seen a tide pool?"), scene(2, "Come and see.")],
    })
}

#[tokio::test]
async fn a_finished_film_is_translated_by_a_model_or_in_words_of_ones_own() {
    let api = Api::new().with_writer();
    let id = api.video(&json!({"cta": "Come and see", "voice": "af_bella"})).await;
    let path = format!("/v1/videos/{id}/translations");
    let by_model = json!({"language": "pt-BR"});
    api.ask(post(&path, &by_model)).await.is_problem(409, "Oma.Conflict");
    api.edit("ana", &id, succeeded).await;
    let script = serde_json::to_vec(&tide_pools()).unwrap();
    let key = format!("videos/{id}/script.json");
    api.memory.put_bytes(&key, script.into(), "application/json").await.unwrap();

    for (wrong, at) in [
        (json!({"language": "en-US"}), "language"),
        (json!({"language": "pt-BR", "brief": {"language": "en-US"}}), "brief"),
        (
            json!({"language": "pt-BR", "script": {"scenes": [{"narration": "Venha ver."}]}}),
            "script.scenes",
        ),
    ] {
        let answer = api.ask(post(&path, &wrong)).await;
        answer.is_problem(422, "Oma.InvalidRequest");
        assert_eq!(answer.json["problems"][0]["path"], at, "{}", answer.json);
    }

    let made = api.ask(post(&path, &by_model).seen_as(&format!("/live{path}"))).await;
    assert_eq!(made.status, StatusCode::ACCEPTED, "{}", made.json);
    let new = made.json["video_id"].as_str().unwrap();
    assert_eq!(made.header(header::LOCATION), format!("/live/v1/videos/{new}"));
    let brief = Brief::load(api.memory.as_ref(), new.parse().unwrap()).await.unwrap();
    assert_eq!(brief.translates_from().map(Language::tag), Some("en-US"));
    assert_eq!((brief.cta.as_deref(), brief.voice.as_deref()), (None, None));

    let scenes = json!([{"narration": "Já viu uma poça de maré?"}, {"narration": "Venha ver."}]);
    let own =
        json!({"language": "pt-BR", "script": {"scenes": scenes}, "brief": {"title": "Poças"}});
    let made = api.ask(post(&path, &own)).await;
    let new = made.json["video_id"].as_str().unwrap();
    let brief = Brief::load(api.memory.as_ref(), new.parse().unwrap()).await.unwrap();
    assert_eq!((brief.translates_from(), brief.title.as_str()), (None, "Poças"));
    let script = serde_json::to_value(&brief.script).unwrap();
    assert_eq!(script["scenes"][1]["visual"], "A pool.");
    assert_eq!(script["original"]["scenes"][1]["narration"], "Come and see.");
}

#[tokio::test]
async fn a_translation_that_nobody_makes_is_refused_before_it_begins() {
    let api = Api::new();
    let id = api.video(&json!({})).await;
    api.edit("ana", &id, succeeded).await;
    let script = serde_json::to_vec(&tide_pools()).unwrap();
    let key = format!("videos/{id}/script.json");
    api.memory.put_bytes(&key, script.into(), "application/json").await.unwrap();
    let path = format!("/v1/videos/{id}/translations");
    let answer = api.ask(post(&path, &json!({"language": "pt-BR"}))).await;
    answer.is_problem(422, "Oma.InvalidBrief");
    assert_eq!(answer.json["problems"][0]["path"], "script.language", "{}", answer.json);
    assert_eq!(api.memory.executions().len(), 1, "nothing was started");
}

async fn asked(api: &Api, id: &str, stage: ApprovalStage) {
    let asked_at = api.memory.now();
    api.edit("ana", id, |record| {
        record.status = VideoStatus::WaitingForApproval;
        record.approval = Some(PendingApproval { stage, token: "TOKEN".to_owned(), asked_at });
    })
    .await;
}

#[tokio::test]
async fn a_question_is_listed_and_answered_once() {
    let api = Api::with_waiting_executions();
    let id = api.video(&json!({})).await;
    let path = format!("/v1/videos/{id}/approval");
    let yes = json!({"stage": "script", "decision": "approve"});
    api.ask(post(&path, &yes)).await.is_problem(409, "Oma.Conflict");
    asked(&api, &id, ApprovalStage::Script).await;
    let waiting = api.ask(get("/v1/approvals")).await;
    assert_eq!(waiting.json["items"][0]["video_id"], id.as_str(), "{}", waiting.json);
    assert!(!waiting.json.to_string().contains("TOKEN"));
    let others = api.ask(Ask::get("/v1/approvals").by("ben", "admin")).await;
    assert_eq!(others.json["items"], json!([]));

    let late = json!({"stage": "final", "decision": "approve"});
    api.ask(post(&path, &late)).await.is_problem(409, "Oma.Conflict");
    for reason in [json!(""), json!("  ")] {
        let no = json!({"stage": "script", "decision": "reject", "reason": reason});
        let answer = api.ask(post(&path, &no)).await;
        answer.is_problem(422, "Oma.InvalidRequest");
        assert_eq!(answer.json["problems"][0]["path"], "reason");
    }
    let no = json!({"stage": "script", "decision": "reject", "reason": "too long"});
    let answered = api.ask(post(&path, &no)).await;
    assert_eq!(answered.status, StatusCode::OK, "{}", answered.json);
    assert_eq!(
        (&answered.json["status"], answered.json.get("approval")),
        (&json!("running"), None)
    );
    api.ask(post(&path, &no)).await.is_problem(409, "Oma.Conflict");
    assert_eq!(api.ask(get("/v1/approvals")).await.json["items"], json!([]));
}

#[tokio::test]
async fn files_are_linked_once_there_is_a_film() {
    let api = Api::new();
    let id = api.video(&json!({})).await;
    let path = format!("/v1/videos/{id}/files");
    api.ask(get(&path)).await.is_problem(409, "Oma.Conflict");
    api.edit("ana", &id, succeeded).await;
    for (file, bytes) in [("video.mp4", "12345"), ("captions.srt", "123")] {
        let key = format!("videos/{id}/{file}");
        api.memory.put_bytes(&key, bytes.into(), "").await.unwrap();
    }
    let answer = api.ask(get(&path)).await;
    assert_eq!(answer.status, StatusCode::OK, "{}", answer.json);
    let files = answer.json["files"].as_object().unwrap();
    assert_eq!(files.keys().collect::<Vec<_>>(), ["captions.srt", "video.mp4"], "no brief");
    assert_eq!(
        (&files["video.mp4"]["size"], &files["video.mp4"]["content_type"]),
        (&json!(5), &json!("video/mp4"))
    );
    let url = files["video.mp4"]["url"].as_str().unwrap();
    assert!(
        url.contains(&format!("videos/{id}/video.mp4")) && url.contains("seconds=900"),
        "{url}"
    );
    assert_eq!(answer.json["expires_at"], "1970-01-01T00:15:00Z");
}

#[tokio::test]
async fn tags_are_checked_with_the_brief() {
    let api = Api::new();
    let mut body = brief();
    body["tags"] = json!(["a", "", 7, "x".repeat(51), "a\u{7}"]);
    let answer = api.ask(post("/v1/videos", &body)).await;
    answer.is_problem(422, "Oma.InvalidRequest");
    assert_eq!(answer.json["problems"].as_array().unwrap().len(), 4, "{}", answer.json);
    body["title"] = json!("x");
    let answer = api.ask(post("/v1/videos", &body)).await;
    answer.is_problem(422, "Oma.InvalidBrief");
    assert_eq!(answer.json["problems"].as_array().unwrap().len(), 5, "{}", answer.json);
    let id = api.video(&json!({"tags": ["b", "a", "b"]})).await;
    let read = api.ask(get(&format!("/v1/videos/{id}"))).await;
    assert_eq!(read.json["tags"], json!(["b", "a"]));
}
