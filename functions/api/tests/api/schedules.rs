//! Schedules, as their user sees them.

use std::time::Duration;

use axum::http::{Method, header};
use serde_json::{Value, json};

use crate::support::{Answer, Api, Ask};

const SCHEDULES: &str = "/v1/schedules";
const HOUR: Duration = Duration::from_hours(1);

fn body() -> Value {
    json!({
        "name": "Hourly",
        "expression": "rate(1 hour)",
        "source": {"rows": [{"title": "Tide pools"}]},
    })
}

async fn ask(api: &Api, method: Method, path: &str, body: Option<&Value>) -> Answer {
    let ask = body.map_or_else(|| Ask::get(path), |body| Ask::post(path, body));
    api.ask(ask.method(method).by("ana", "editor")).await
}

/// A schedule of Ana's: its path.
async fn made(api: &Api, body: &Value) -> String {
    let answer = ask(api, Method::POST, SCHEDULES, Some(body)).await;
    assert_eq!(answer.status.as_u16(), 201, "{}", answer.json);
    answer.header(header::LOCATION).to_owned()
}

#[tokio::test]
async fn a_schedule_is_made_read_paused_resumed_and_deleted() {
    let api = Api::new();
    let path = made(&api, &body()).await;
    let read = ask(&api, Method::GET, &path, None).await;
    assert_eq!((&read.json["time_zone"], &read.json["overlap"]), (&json!("UTC"), &json!("skip")));
    let next: Vec<_> = (1..=5).map(|hour| format!("1970-01-01T{hour:02}:00:00Z")).collect();
    assert_eq!(read.json["next"], json!(next));
    assert_eq!(read.json["source"], json!({}), "rows are not shown");
    assert_eq!(api.memory.timers().len(), 1);

    let paused = ask(&api, Method::PATCH, &path, Some(&json!({"enabled": false}))).await;
    assert_eq!((&paused.json["enabled"], &paused.json["next"]), (&json!(false), &json!([])));
    api.memory.pass(HOUR * 5);
    let change = json!({"enabled": true, "expression": "cron(0 9 ? * MON *)",
        "time_zone": "America/Sao_Paulo", "overlap": "queue"});
    let on = ask(&api, Method::PATCH, &path, Some(&change)).await;
    assert_eq!(on.json["next"][0], "1970-01-05T12:00:00Z", "{}", on.json);
    assert_eq!((&on.json["name"], &on.json["overlap"]), (&json!("Hourly"), &json!("queue")));
    let runs = ask(&api, Method::GET, &format!("{path}/runs"), None).await;
    assert_eq!(runs.json, json!({"items": []}), "a pause misses nothing");
    assert_eq!(api.memory.timers()[0].expression, "cron(0 9 ? * MON *)");

    let listed = ask(&api, Method::GET, SCHEDULES, None).await;
    assert_eq!(listed.json["items"], json!([on.json]));
    assert_eq!(ask(&api, Method::DELETE, &path, None).await.status.as_u16(), 204);
    assert!(api.memory.timers().is_empty());
    ask(&api, Method::GET, &path, None).await.is_problem(404, "Oma.NotFound");
}

#[tokio::test]
async fn bounds_are_changed_kept_and_taken_away() {
    let api = Api::new();
    let path = made(&api, &body()).await;
    let bounds = json!({"starts_at": "1970-01-02T00:00:00Z", "ends_at": "1970-01-03T00:00:00Z"});
    let bound = ask(&api, Method::PATCH, &path, Some(&bounds)).await;
    assert_eq!(bound.json["starts_at"], bounds["starts_at"], "{}", bound.json);
    let change = json!({"name": "For ever", "ends_at": null});
    let open = ask(&api, Method::PATCH, &path, Some(&change)).await;
    assert_eq!(
        (&open.json["starts_at"], &open.json["ends_at"]),
        (&bounds["starts_at"], &Value::Null)
    );
}

#[tokio::test]
async fn every_problem_names_its_field() {
    let api = Api::new();
    let with = |name: &str, value: Value| {
        let mut body = body();
        body[name] = value;
        body
    };
    for (body, field) in [
        (with("expression", json!("cron(0 25 * * ? *)")), "expression"),
        (with("expression", json!("at(1969-01-01T00:00:00)")), "expression"),
        (with("time_zone", json!("Atlantis")), "time_zone"),
        (with("name", json!("")), "name"),
        (with("overlap", json!("both")), "overlap"),
        (with("source", json!({})), "source"),
        (with("source", json!({"manifest": "x", "rows": [{}]})), "source"),
        (with("source", json!({"manifest": "x"})), "source.manifest"),
        (with("source", json!({"rows": [{}], "template_id": "x"})), "source.template_id"),
        (with("options", json!({"concurrency": 0})), "options.concurrency"),
    ] {
        let answer = ask(&api, Method::POST, SCHEDULES, Some(&body)).await;
        answer.is_problem(422, "Oma.InvalidRequest");
        assert_eq!(answer.json["problems"][0]["path"], field, "{}", answer.json);
    }
    let mut ends = body();
    ends["starts_at"] = json!("1970-01-02T00:00:00Z");
    ends["ends_at"] = json!("1970-01-01T00:00:00Z");
    let answer = ask(&api, Method::POST, SCHEDULES, Some(&ends)).await;
    assert_eq!(answer.json["problems"][0]["path"], "ends_at");
    let path = made(&api, &body()).await;
    let wrong = json!({"expression": "rate(1 fortnight)", "time_zone": "Atlantis"});
    let answer = ask(&api, Method::PATCH, &path, Some(&wrong)).await;
    answer.is_problem(422, "Oma.InvalidRequest");
    let cursor = ask(&api, Method::GET, &format!("{path}/runs?cursor=x"), None).await;
    cursor.is_problem(422, "Oma.InvalidRequest");
    assert_eq!(api.memory.timers()[0].expression, "rate(1 hour)");
}

#[tokio::test]
async fn runs_by_hand_and_missed_ones_are_listed() {
    let api = Api::new();
    let path = made(&api, &body()).await;
    let run = ask(&api, Method::POST, &format!("{path}/run"), None).await;
    assert_eq!((run.status.as_u16(), &run.json["outcome"]), (202, &json!("started")));
    assert_eq!(run.json["by_hand"], true);
    let batch = run.json["batch_id"].as_str().unwrap().to_owned();
    let overlapping = Ask::post(&format!("{path}/run"), &json!({}));
    api.memory.pass(HOUR * 2 + Duration::from_mins(15));
    let skipped = api.ask(overlapping.by("ana", "editor")).await;
    assert_eq!(skipped.json["outcome"], "skipped");

    let runs = ask(&api, Method::GET, &format!("{path}/runs?limit=3"), None).await;
    let outcomes: Vec<_> =
        runs.json["items"].as_array().unwrap().iter().map(|run| &run["outcome"]).collect();
    assert_eq!(outcomes, ["skipped", "missed", "missed"]);
    let cursor = runs.json["next_cursor"].as_str().unwrap();
    let rest = ask(&api, Method::GET, &format!("{path}/runs?cursor={cursor}"), None).await;
    assert_eq!(rest.json["items"][0]["batch_id"], json!(batch));
    let read = ask(&api, Method::GET, &path, None).await;
    assert_eq!(read.json["latest_batch_id"], json!(batch));
}

#[tokio::test]
async fn an_equal_request_makes_one_schedule_and_one_run() {
    let api = Api::new();
    let create =
        || Ask::post(SCHEDULES, &body()).header("idempotency-key", "k").by("ana", "editor");
    let first = api.ask(create()).await;
    let again = api.ask(create()).await;
    assert_eq!(first.json["schedule_id"], again.json["schedule_id"]);
    assert_eq!(api.memory.timers().len(), 1);
    let path = format!("{SCHEDULES}/{}/run", first.json["schedule_id"].as_str().unwrap());
    let run = || Ask::post(&path, &json!({})).header("idempotency-key", "r").by("ana", "editor");
    assert_eq!(api.ask(run()).await.json, api.ask(run()).await.json);
    assert_eq!(api.memory.executions().len(), 1);
}

#[tokio::test]
async fn another_s_schedule_cannot_be_told_from_none() {
    let api = Api::new();
    let path = made(&api, &body()).await;
    for path in [path.as_str(), "/v1/schedules/01ARZ3NDEKTSV4RRFFQ69G5FAV", "/v1/schedules/no-id"] {
        for (method, rest) in [
            (Method::GET, ""),
            (Method::PATCH, ""),
            (Method::DELETE, ""),
            (Method::GET, "/runs"),
            (Method::POST, "/run"),
        ] {
            let ask = Ask::post(&format!("{path}{rest}"), &json!({})).method(method);
            api.ask(ask.by("ben", "admin")).await.is_problem(404, "Oma.NotFound");
        }
    }
    let viewer = Ask::post(SCHEDULES, &body()).by("ana", "viewer");
    api.ask(viewer).await.is_problem(403, "Oma.Forbidden");
}

#[tokio::test]
async fn there_are_fifty_schedules_at_most() {
    let api = Api::new();
    for _ in 0..50 {
        made(&api, &body()).await;
    }
    ask(&api, Method::POST, SCHEDULES, Some(&body())).await.is_problem(409, "Oma.Conflict");
}
