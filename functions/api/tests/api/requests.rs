//! The router over ports in memory, asked as a client asks it.

use axum::http::{Method, StatusCode, header};
use oma_core::brief::Brief;
use oma_core::contract::ApprovalStage;
use oma_core::id::{Owner, VideoId};
use oma_core::ports::{Clock as _, Videos};
use oma_core::video::{PendingApproval, VideoRecord, VideoStatus};
use oma_core::{Error, ErrorKind};
use serde_json::{Value, json};

use crate::support::{Api, Ask, brief};

#[tokio::test]
async fn a_brief_becomes_a_video_that_its_owner_can_read() {
    let api = Api::new();
    let answer = api.ask(Ask::post("/v1/videos", &brief()).by("u-1", "editor")).await;
    assert_eq!(answer.status, StatusCode::ACCEPTED, "{}", answer.json);
    assert_eq!(answer.json["status"], "running");
    let id = answer.json["video_id"].as_str().unwrap().to_owned();
    assert_eq!(answer.header(header::LOCATION), format!("/v1/videos/{id}"));
    let video: VideoId = id.parse().unwrap();
    assert_eq!(Brief::load(api.memory.as_ref(), video).await.unwrap().title, "Tide pools");
    assert_eq!(api.memory.executions(), [(id.clone(), json!({"owner": "u-1", "video_id": id}))]);

    let read = api.ask(Ask::get(&format!("/v1/videos/{id}")).by("u-1", "viewer")).await;
    assert_eq!(read.status, StatusCode::OK);
    let now = api.memory.now();
    let expected = json!({
        "video_id": id, "title": "Tide pools", "status": "running",
        "revision": 1, "created_at": now, "updated_at": now, "has_film": false,
    });
    assert_eq!(read.json, expected);
    assert_eq!(read.header(header::CACHE_CONTROL), "no-store");
}

#[tokio::test]
async fn a_location_begins_as_the_client_wrote_the_path() {
    let api = Api::new();
    let ask = Ask::post("/v1/videos", &brief()).by("u-1", "admin").seen_as("/live/v1/videos");
    let answer = api.ask(ask).await;
    assert!(answer.header(header::LOCATION).starts_with("/live/v1/videos/0"));
}

#[tokio::test]
async fn who_may_do_what() {
    let api = Api::new();
    let (post, get) = (Ask::post("/v1/videos", &brief()), Ask::get("/v1/videos/x"));
    for (ask, groups, status) in [
        (&post, "admin", 202),
        (&post, "[editor viewer]", 202),
        (&post, "viewer,editor", 202),
        (&post, "viewer", 403),
        (&post, "", 403),
        (&get, "viewer", 404),
        (&get, "editor", 404),
        (&get, "strangers", 403),
    ] {
        let answer = api.ask(ask.clone().by("u-1", groups)).await;
        assert_eq!(answer.status.as_u16(), status, "{groups} {}", answer.json);
    }
    for ask in [post, get] {
        let answer = api.ask(ask.clone()).await;
        answer.is_problem(401, "Oma.Unauthenticated");
        assert_eq!(answer.header(header::WWW_AUTHENTICATE), "Bearer");
        api.ask(ask.with_claims(json!({"cognito:groups": "admin"})))
            .await
            .is_problem(401, "Oma.Unauthenticated");
    }
}

#[tokio::test]
async fn another_persons_video_cannot_be_told_from_none() {
    let api = Api::new();
    let made = api.ask(Ask::post("/v1/videos", &brief()).by("ana", "editor")).await;
    let id = made.json["video_id"].as_str().unwrap();
    let mut answers = Vec::new();
    for path in [id, "01ARZ3NDEKTSV4RRFFQ69G5FAV", "no-id", "..%2fana", "%00", "%ff"] {
        // An administrator of the user pool owns no more than others.
        let answer = api.ask(Ask::get(&format!("/v1/videos/{path}")).by("ben", "admin")).await;
        answer.is_problem(404, "Oma.NotFound");
        answers.push((answer.json["detail"].clone(), answer.json["title"].clone()));
    }
    answers.dedup();
    assert_eq!(answers.len(), 1, "{answers:?}");
}

#[tokio::test]
async fn an_open_question_is_shown_without_its_token_and_a_failure_with_its_reason() {
    let api = Api::new();
    let made = api.ask(Ask::post("/v1/videos", &brief()).by("ana", "editor")).await;
    let id = made.json["video_id"].as_str().unwrap();
    let owner = Owner::try_from("ana".to_owned()).unwrap();
    let record = Videos::get(api.memory.as_ref(), &owner, id.parse().unwrap()).await.unwrap();
    let approval = PendingApproval {
        stage: ApprovalStage::Script,
        token: "TOKEN".to_owned(),
        asked_at: record.created_at,
    };
    let waiting =
        VideoRecord { status: VideoStatus::WaitingForApproval, approval: Some(approval), ..record };
    Videos::update(api.memory.as_ref(), &waiting).await.unwrap();
    let read = api.ask(Ask::get(&format!("/v1/videos/{id}")).by("ana", "viewer")).await;
    assert_eq!(read.json["status"], "waiting_for_approval");
    assert_eq!(read.json["approval"]["stage"], "script");
    let text = read.json.to_string();
    assert!(!text.contains("TOKEN") && !text.contains("owner") && !text.contains("hash"), "{text}");
}

#[tokio::test]
async fn all_problems_of_a_brief_come_at_once() {
    let api = Api::new();
    let bad = json!({"title": "ab", "language": "fr", "colour": "red", "duration_s": 5});
    let answer = api.ask(Ask::post("/v1/videos", &bad).by("u-1", "editor")).await;
    answer.is_problem(422, "Oma.InvalidBrief");
    let problems = answer.json["problems"].as_array().unwrap();
    for path in ["title", "description", "language", "colour", "duration_s"] {
        assert!(problems.iter().any(|p| p["path"] == path && p["allowed"] != ""), "{path}");
    }
    let files = brief_with("assets", &json!([{"source": "https://a.example/b.png"}]));
    let answer = api.ask(Ask::post("/v1/videos", &files).by("u-1", "editor")).await;
    answer.is_problem(422, "Oma.InvalidBrief");
    assert_eq!(answer.json["problems"][0]["path"], "assets[0].source");
    assert_eq!(api.memory.executions(), [], "nothing was started");
}

fn brief_with(field: &str, value: &Value) -> Value {
    let mut brief = brief();
    brief[field] = value.clone();
    brief
}

#[tokio::test]
async fn a_body_that_is_no_brief_is_refused_by_its_kind() {
    let api = Api::new();
    let deep = format!("{}{}", "[".repeat(100_000), "]".repeat(100_000));
    let giant = format!("{{\"title\": \"{}\"}}", "x".repeat(600 * 1024));
    for (body, status, name) in [
        ("", 400, "Oma.MalformedRequest"),
        ("{\"title\": ", 400, "Oma.MalformedRequest"),
        ("\u{feff}{}", 400, "Oma.MalformedRequest"),
        (deep.as_str(), 400, "Oma.MalformedRequest"),
        (giant.as_str(), 413, "Oma.PayloadTooLarge"),
        ("[]", 422, "Oma.InvalidBrief"),
        ("null", 422, "Oma.InvalidBrief"),
        ("\"x\"", 422, "Oma.InvalidBrief"),
    ] {
        let ask = Ask::post_text("/v1/videos", body).by("u-1", "editor");
        api.ask(ask).await.is_problem(status, name);
    }
    let form = Ask::post("/v1/videos", &brief()).of_type("application/x-www-form-urlencoded");
    api.ask(form.by("u-1", "editor")).await.is_problem(415, "Oma.UnsupportedMediaType");
}

#[tokio::test]
async fn who_may_not_is_told_so_before_the_body_is_read() {
    let api = Api::new();
    let ask = Ask::post_text("/v1/videos", "{").by("u-1", "viewer");
    api.ask(ask).await.is_problem(403, "Oma.Forbidden");
}

#[tokio::test]
async fn unknown_paths_and_methods_have_problem_documents_too() {
    let api = Api::new();
    for path in ["/", "/v1", "/v2/videos", "/v1/videos/", "/v1/videos/a/b", "/live/v1/health"] {
        api.ask(Ask::get(path).by("u-1", "admin")).await.is_problem(404, "Oma.NotFound");
    }
    for (method, path, allow) in [
        (Method::DELETE, "/v1/videos", "POST,GET,HEAD"),
        (Method::PUT, "/v1/videos/x", "GET,HEAD,DELETE"),
        (Method::POST, "/v1/health", "GET,HEAD"),
    ] {
        let answer = api.ask(Ask::get(path).method(method).by("u-1", "admin")).await;
        answer.is_problem(405, "Oma.MethodNotAllowed");
        assert_eq!(answer.header(header::ALLOW), allow, "{path}");
    }
}

#[tokio::test]
async fn a_start_that_fails_is_an_error_and_a_failed_video() {
    let error = Error::new(ErrorKind::StorageThrottled, "Slowly.").with_detail("machine arn:aws:x");
    let api = Api::with_failing_executions(error);
    let answer = api.ask(Ask::post("/v1/videos", &brief()).by("u-1", "editor")).await;
    answer.is_problem(503, "Oma.StorageThrottled");
    assert!(!answer.json.to_string().contains("arn:"), "{}", answer.json);
    assert_eq!(answer.header(header::RETRY_AFTER), "5");
    let owner = Owner::try_from("u-1".to_owned()).unwrap();
    let videos = Videos::list(api.memory.as_ref(), &owner).await.unwrap();
    assert_eq!(videos[0].status, VideoStatus::Failed);
    let id = videos[0].video_id;
    let read = api.ask(Ask::get(&format!("/v1/videos/{id}")).by("u-1", "editor")).await;
    assert_eq!(read.json["failure"]["name"], "Oma.StorageThrottled");
}

#[tokio::test]
async fn a_panic_is_an_answer_without_its_text() {
    let api = Api::with_panicking_executions();
    let answer = api.ask(Ask::post("/v1/videos", &brief()).by("u-1", "editor")).await;
    answer.is_problem(500, "Oma.Internal");
    assert!(!answer.json.to_string().contains("on purpose"), "{}", answer.json);
}

#[tokio::test]
async fn health_names_each_dependency_and_fails_with_any() {
    let api = Api::new();
    let well = api.ask(Ask::get("/v1/health")).await;
    assert_eq!(well.status, StatusCode::OK);
    assert_eq!((&well.json["status"], &well.json["version"]), (&json!("ok"), &json!("0.1.0")));
    assert_eq!(well.json["dependencies"][0]["name"], "table");
    let ill = api.with_failing_bucket().ask(Ask::get("/v1/health")).await;
    assert_eq!(ill.status, StatusCode::SERVICE_UNAVAILABLE);
    assert_eq!(ill.json["status"], "failing");
    assert_eq!(ill.json["dependencies"][1]["status"], "failing");
    assert!(!ill.json.to_string().contains("secret"), "{}", ill.json);
}

#[tokio::test]
async fn every_answer_carries_its_trace_id() {
    let api = Api::new();
    let given = api.ask(Ask::get("/nowhere").traced("r-1")).await;
    assert_eq!(
        (given.json["trace_id"].as_str(), given.header("x-request-id")),
        (Some("r-1"), "r-1")
    );
    let drawn = api.ask(Ask::get("/v1/health")).await;
    assert_eq!(drawn.header("x-request-id").len(), 26);
}
