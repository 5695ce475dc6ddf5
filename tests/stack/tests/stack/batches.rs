//! Batches through scheduler, batch workflow and video workflow: one that nobody starts but the clock, and
//! one that somebody stops behind its back.

use std::sync::Arc;
use std::time::{Duration, Instant};

use jiff::{SignedDuration, Timestamp};
use libtest_mimic::Trial;
use oma_stack_tests::api::Api;
use oma_stack_tests::{users, videos};
use serde_json::{Value, json};

use crate::lab::{Lab, case, report};

/// The rows of the batch; the last one asks for a file that is not there.
const ROWS: usize = 21;
/// Two cores make a small film in three seconds or so, and the emulator's scheduler is late by seconds.
const PATIENCE: Duration = Duration::from_mins(8);

pub(crate) fn cases(lab: &Arc<Lab>) -> Vec<Trial> {
    vec![
        case(lab, "batches::the_scheduler_fires_a_batch_and_all_its_films_are_made", fired),
        case(lab, "batches::one_that_is_stopped_in_the_console_can_be_resumed", stopped),
    ]
}

async fn fired(lab: Arc<Lab>) {
    let clients = lab.clients().await;
    let stack = lab.stack().await.read().await;
    let planner = users::create(clients, &stack, "planner@example.com", Some("editor")).await;
    let (api, token) = (Api::of(clients, &stack), planner.access_token.as_str());

    let soon = Timestamp::now() + SignedDuration::from_secs(5);
    let wanted = json!({
        "name": "Opening week",
        "expression": format!("at({})", soon.strftime("%Y-%m-%dT%H:%M:%S")),
        "time_zone": "UTC",
        "source": { "rows": rows() },
        "options": { "concurrency": 4, "skip_invalid": true },
    });
    let made = api.post("/v1/schedules", Some(token), &wanted).await;
    assert_eq!(made.status, 201, "{made:?}");
    let schedule = made.body["schedule_id"].as_str().unwrap().to_owned();

    let began = Instant::now();
    let runs = format!("/v1/schedules/{schedule}/runs");
    let run = until(&api, token, &runs, |body| body["items"].get(0).is_some()).await;
    let batch = run["items"][0]["batch_id"].as_str().unwrap_or_else(|| panic!("{run}")).to_owned();
    let path = format!("/v1/batches/{batch}");
    let over = |body: &Value| {
        !["checking", "running", "stopping"].map(Value::from).contains(&body["status"])
    };
    let ended = until(&api, token, &path, over).await;
    report(&format!("a batch of {} films took {:?}", ROWS - 1, began.elapsed()));

    assert_eq!(ended["status"], "succeeded", "{ended}");
    assert_eq!((&ended["rows"], &ended["invalid"]), (&json!(ROWS), &json!(1)), "{ended}");
    assert_eq!(ended["counts"]["succeeded"], json!(ROWS - 1), "{ended}");
    assert_eq!(ended["schedule_id"], json!(schedule));
    let problems = text(&ended["files"]["problems.csv"]).await;
    assert!(problems.contains("row-21,assets[0].source"), "{problems}");
    assert_eq!(text(&ended["files"]["results.csv"]).await.lines().count(), ROWS);

    let items = api.get(&format!("{path}/items?limit=100"), Some(token)).await;
    let videos: Vec<&str> = items.body["items"].as_array().unwrap().iter().map(video).collect();
    assert_eq!(videos.len(), ROWS - 1, "{items:?}");
    let last = api.get(&format!("/v1/videos/{}/files", videos[ROWS - 2]), Some(token)).await;
    assert!(last.body["files"]["video.mp4"]["size"].as_u64().unwrap() > 10_000, "{last:?}");
}

/// EventBridge hears of it, and has the batch function conclude the batch.
async fn stopped(lab: Arc<Lab>) {
    let clients = lab.clients().await;
    let stack = lab.stack().await.read().await;
    let maker = users::create(clients, &stack, "stopper@example.com", Some("editor")).await;
    let (api, token) = (Api::of(clients, &stack), maker.access_token.as_str());
    // It waits for a person, so there is time to stop it.
    let mut row = videos::small_brief();
    row["review"] = json!("script");
    let wanted = json!({ "rows": [row] });
    let made = api.post("/v1/batches", Some(token), &wanted).await;
    assert_eq!(made.status, 202, "{made:?}");
    let batch = made.body["batch_id"].as_str().unwrap().to_owned();
    let path = format!("/v1/batches/{batch}");
    until(&api, token, &path, |body| body["counts"]["running"] == 1).await;

    let machine = stack.output("BatchStateMachineArn");
    let execution = format!("{}:{batch}", machine.replace(":stateMachine:", ":execution:"));
    clients.sfn.stop_execution().execution_arn(&execution).send().await.unwrap();
    let ended = until(&api, token, &path, |body| body["status"] == "failed").await;
    assert_eq!(ended["failure"]["name"], "Oma.Interrupted", "{ended}");
    assert_eq!(ended["counts"]["running"], 0, "{ended}");

    let resumed = api.post(&format!("{path}/resume"), Some(token), &json!({})).await;
    assert_eq!(resumed.body["status"], "checking", "{resumed:?}");
    until(&api, token, &path, |body| body["counts"]["running"] == 1).await;
    api.post(&format!("{path}/cancel"), Some(token), &json!({})).await;
    until(&api, token, &path, |body| body["status"] == "stopped").await;
}

/// The smallest films, each of words of its own.
fn rows() -> Vec<Value> {
    let row = |n: usize| {
        let mut brief = videos::small_brief();
        brief["title"] = json!(format!("Corner Coffee {n}"));
        if n == ROWS {
            brief["assets"] = json!([{ "source": "no-such-upload" }]);
        }
        brief
    };
    (1..=ROWS).map(row).collect()
}

fn video(item: &Value) -> &str {
    item["video_id"].as_str().unwrap_or_else(|| panic!("{item}"))
}

async fn text(link: &Value) -> String {
    reqwest::get(link["url"].as_str().unwrap()).await.unwrap().text().await.unwrap()
}

async fn until(api: &Api, token: &str, path: &str, wanted: impl Fn(&Value) -> bool) -> Value {
    let reached = async {
        loop {
            let answer = api.get(path, Some(token)).await;
            assert_eq!(answer.status, 200, "{answer:?}");
            if wanted(&answer.body) {
                return answer.body;
            }
            tokio::time::sleep(Duration::from_secs(1)).await;
        }
    };
    tokio::time::timeout(PATIENCE, reached)
        .await
        .unwrap_or_else(|_| panic!("{path} takes too long"))
}
