//! Webhooks, as their user sees them.

use std::collections::BTreeSet;

use axum::http::{Method, header};
use futures::future::join_all;
use oma_core::ports::{Clock as _, Documents as _, Expected};
use oma_core::webhook::{Attempt, DUE, StoredDelivery, delivery_place};
use serde_json::{Value, json};
use ulid::Ulid;

use crate::support::{Answer, Api, Ask};

const WEBHOOKS: &str = "/v1/webhooks";

fn body(url: &str) -> Value {
    json!({"url": url, "events": ["video.succeeded", "video.failed", "video.failed"]})
}

async fn ask(api: &Api, method: Method, path: &str, body: Option<&Value>) -> Answer {
    let ask = body.map_or_else(|| Ask::get(path), |body| Ask::post(path, body));
    api.ask(ask.method(method).by("ana", "editor")).await
}

/// A webhook of Ana's: its path and its key.
async fn made(api: &Api) -> (String, String) {
    let answer =
        ask(api, Method::POST, WEBHOOKS, Some(&body("https://hooks.example.com/a?b=c"))).await;
    assert_eq!(answer.status.as_u16(), 201, "{}", answer.json);
    let location = answer.header(header::LOCATION).to_owned();
    let id = answer.json["webhook"]["webhook_id"].as_str().unwrap();
    assert_eq!(location, format!("{WEBHOOKS}/{id}"));
    (location, answer.json["signing_key"].as_str().unwrap().to_owned())
}

#[tokio::test]
async fn a_webhook_is_made_read_changed_and_deleted_and_shows_its_key_once() {
    let api = Api::new();
    let (path, key) = made(&api).await;
    assert!(key.starts_with("whsec_") && key.len() == 6 + 32, "{key}");
    let read = ask(&api, Method::GET, &path, None).await;
    assert_eq!(read.json["events"], json!(["video.succeeded", "video.failed"]));
    assert_eq!(
        (&read.json["enabled"], &read.json["url"]),
        (&json!(true), &json!("https://hooks.example.com/a?b=c"))
    );

    let change = json!({"url": "https://other.example.com/", "events": ["ping"], "enabled": false});
    let changed = ask(&api, Method::PUT, &path, Some(&change)).await;
    assert_eq!((changed.status.as_u16(), &changed.json["enabled"]), (200, &json!(false)));
    let listed = ask(&api, Method::GET, WEBHOOKS, None).await;
    assert_eq!(listed.json["items"], json!([changed.json]));
    for answer in [&read, &changed, &listed] {
        let text = answer.json.to_string();
        assert!(!text.contains("whsec") && !text.contains(&key[6..]) && !text.contains("keys"));
    }

    let rotate = format!("{path}/rotate-key");
    let rotated = ask(&api, Method::POST, &rotate, None).await;
    assert_eq!(rotated.status.as_u16(), 200);
    assert_ne!(rotated.json["signing_key"], json!(key));

    assert_eq!(ask(&api, Method::DELETE, &path, None).await.status.as_u16(), 204);
    ask(&api, Method::GET, &path, None).await.is_problem(404, "Oma.NotFound");
    ask(&api, Method::DELETE, &path, None).await.is_problem(404, "Oma.NotFound");
}

#[tokio::test]
async fn a_url_that_leads_inside_is_refused_when_it_is_written() {
    let api = Api::new();
    let (path, _) = made(&api).await;
    for url in [
        "http://hooks.example.com/",
        "https://127.0.0.1/",
        "https://2130706433/",
        "https://0x7f.1/",
        "https://[::1]/",
        "https://[::ffff:10.0.0.1]/",
        "https://169.254.169.254/latest/",
        "https://localhost/",
        "https://db.internal/",
        "https://a:b@hooks.example.com/",
        "https://hooks.example.com:22/",
        "https://hooks.example.com./",
        "ftp://hooks.example.com/",
        "not a link at all",
    ] {
        for (method, path) in [(Method::POST, WEBHOOKS), (Method::PUT, path.as_str())] {
            let answer = ask(&api, method, path, Some(&body(url))).await;
            answer.is_problem(422, "Oma.InvalidRequest");
            assert_eq!(answer.json["problems"][0]["path"], "url", "{url}");
        }
    }
    for bad in [json!({"url": "https://a.example.com/"}), json!({"url": 7, "events": []})] {
        ask(&api, Method::POST, WEBHOOKS, Some(&bad)).await.is_problem(422, "Oma.InvalidRequest");
    }
}

#[tokio::test]
async fn another_s_webhook_cannot_be_told_from_none() {
    let api = Api::new();
    let (path, _) = made(&api).await;
    let id = path.rsplit('/').next().unwrap();
    ask(&api, Method::POST, &format!("{path}/ping"), None).await;
    let deliveries = ask(&api, Method::GET, &format!("{path}/deliveries"), None).await;
    let delivery = deliveries.json["items"][0]["delivery_id"].as_str().unwrap();
    let mut details = BTreeSet::new();
    for id in [id, "01ARZ3NDEKTSV4RRFFQ69G5FAV", "no-id", "..%2fana", "%00"] {
        for (method, rest) in [
            (Method::GET, String::new()),
            (Method::PUT, String::new()),
            (Method::DELETE, String::new()),
            (Method::POST, "/rotate-key".to_owned()),
            (Method::POST, "/ping".to_owned()),
            (Method::GET, "/deliveries".to_owned()),
            (Method::POST, format!("/deliveries/{delivery}/replay")),
        ] {
            let ask = Ask::post(&format!("{WEBHOOKS}/{id}{rest}"), &body("https://a.example.com/"));
            let answer = api.ask(ask.method(method).by("ben", "admin")).await;
            answer.is_problem(404, "Oma.NotFound");
            details.insert(answer.json["detail"].to_string());
        }
    }
    assert_eq!(details.len(), 1, "{details:?}");
    assert_eq!(api.ask(Ask::get(WEBHOOKS).by("ben", "viewer")).await.json, json!({"items": []}));
    let viewer = Ask::post(WEBHOOKS, &body("https://a.example.com/")).by("ana", "viewer");
    api.ask(viewer).await.is_problem(403, "Oma.Forbidden");
}

#[tokio::test]
async fn there_are_twenty_webhooks_at_most_however_many_ask_at_once() {
    let api = Api::new();
    let hook = body("https://hooks.example.com/");
    let all = (0..30).map(|_| ask(&api, Method::POST, WEBHOOKS, Some(&hook)));
    let answers = join_all(all).await;
    let made = answers.iter().filter(|answer| answer.status.as_u16() == 201).count();
    let full: Vec<_> = answers.iter().filter(|answer| answer.status.as_u16() == 409).collect();
    assert_eq!((made, full.len()), (20, 10));
    full[0].is_problem(409, "Oma.Conflict");

    let page = ask(&api, Method::GET, &format!("{WEBHOOKS}?limit=15"), None).await;
    let cursor = page.json["next_cursor"].as_str().unwrap();
    let rest = ask(&api, Method::GET, &format!("{WEBHOOKS}?limit=15&cursor={cursor}"), None).await;
    let count = |answer: &Answer| answer.json["items"].as_array().unwrap().len();
    assert_eq!((count(&page), count(&rest), &rest.json["next_cursor"]), (15, 5, &Value::Null));
    let bad = ask(&api, Method::GET, &format!("{WEBHOOKS}?cursor=x"), None).await;
    bad.is_problem(422, "Oma.InvalidRequest");

    let one = page.json["items"][0]["webhook_id"].as_str().unwrap();
    ask(&api, Method::DELETE, &format!("{WEBHOOKS}/{one}"), None).await;
    let again = ask(&api, Method::POST, WEBHOOKS, Some(&hook)).await;
    assert_eq!(again.status.as_u16(), 201);
}

#[tokio::test]
async fn a_ping_waits_to_be_sent_and_can_be_replayed_when_it_is_dead() {
    let api = Api::new();
    let (path, _) = made(&api).await;
    let ping = ask(&api, Method::POST, &format!("{path}/ping"), None).await;
    assert_eq!((ping.status.as_u16(), &ping.json["topic"]), (202, &json!("ping")));
    assert_eq!(ping.json["status"], "pending");
    let due = api.memory.listed(DUE, None, 10).await.unwrap();
    assert_eq!(due.len(), 1);

    let id = ping.json["delivery_id"].as_str().unwrap();
    let webhook = Ulid::from_string(path.rsplit('/').next().unwrap()).unwrap();
    let place = delivery_place(webhook, Ulid::from_string(id).unwrap());
    let stored = api.memory.read(&place).await.unwrap().unwrap();
    let now = api.memory.now();
    let tried = Attempt { at: now, status: Some(500), problem: None, duration_ms: 7 };
    let dead = StoredDelivery::of(stored).unwrap().after(tried, now, 0).dead();
    api.memory.write(&dead.document().unwrap(), Expected::Any).await.unwrap();

    let listed = ask(&api, Method::GET, &format!("{path}/deliveries"), None).await;
    assert_eq!(listed.json["items"][0]["status"], "dead");
    assert_eq!(listed.json["items"][0]["attempts"][0]["status"], 500);
    let replay = format!("{path}/deliveries/{id}/replay");
    let replayed = ask(&api, Method::POST, &replay, None).await;
    assert_eq!((replayed.status.as_u16(), &replayed.json["delivery_id"]), (202, &json!(id)));
    assert_eq!(
        (&replayed.json["status"], replayed.json["attempts"].as_array().unwrap().len()),
        (&json!("pending"), 1)
    );
    let text = listed.json.to_string();
    assert!(!text.contains("owner") && !text.contains("message"), "{text}");

    let missing = format!("{path}/deliveries/01ARZ3NDEKTSV4RRFFQ69G5FAV/replay");
    ask(&api, Method::POST, &missing, None).await.is_problem(404, "Oma.NotFound");
}

#[tokio::test]
async fn nothing_is_sent_through_a_webhook_that_is_off_or_twice_at_once() {
    let api = Api::new();
    let (path, _) = made(&api).await;
    let ping = ask(&api, Method::POST, &format!("{path}/ping"), None).await;
    let id = ping.json["delivery_id"].as_str().unwrap();
    let webhook = Ulid::from_string(path.rsplit('/').next().unwrap()).unwrap();
    let place = delivery_place(webhook, Ulid::from_string(id).unwrap());
    let stored = StoredDelivery::of(api.memory.read(&place).await.unwrap().unwrap()).unwrap();
    let leased = stored.leased(api.memory.now()).document().unwrap();
    api.memory.write(&leased, Expected::Any).await.unwrap();
    let replay = format!("{path}/deliveries/{id}/replay");
    ask(&api, Method::POST, &replay, None).await.is_problem(409, "Oma.Conflict");

    let mut off = body("https://hooks.example.com/");
    off["enabled"] = json!(false);
    ask(&api, Method::PUT, &path, Some(&off)).await;
    let ping = format!("{path}/ping");
    ask(&api, Method::POST, &ping, None).await.is_problem(409, "Oma.Conflict");
}
