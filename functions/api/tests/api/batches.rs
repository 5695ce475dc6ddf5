//! Batches: what is sent, what is shown, and whose it is. The rows themselves are the batch function's.

use axum::http::{Method, header};
use oma_core::batch::{BatchId, BatchItem, BatchStatus, ItemDraft, ItemStatus, Tally, keys};
use oma_core::brief::Brief;
use oma_core::id::Owner;
use oma_core::ports::{Document, Documents as _, Expected, Objects as _};
use oma_core::video::Failure;
use serde_json::{Value, json};

use crate::support::{Answer, Api, Ask, brief};

async fn post(api: &Api, path: &str, body: &Value) -> Answer {
    api.ask(Ask::post(path, body).by("ana", "editor")).await
}

async fn get(api: &Api, path: &str) -> Answer {
    api.ask(Ask::get(path).by("ana", "viewer")).await
}

/// A batch of `ana`'s: its path.
async fn batch(api: &Api) -> String {
    let made = post(api, "/v1/batches", &json!({"rows": [brief()]})).await;
    assert_eq!(made.status.as_u16(), 202, "{}", made.json);
    made.header(header::LOCATION).to_owned()
}

fn id_in(path: &str) -> BatchId {
    path.rsplit('/').next().unwrap().parse().unwrap()
}

/// Changes a batch of `ana`'s behind the API's back, as the batch function does.
async fn edit(api: &Api, id: BatchId, change: impl Fn(&mut Value)) {
    let place = keys::batch_place(&Owner::try_from("ana".to_owned()).unwrap(), id);
    let mut found = api.memory.read(&place).await.unwrap().unwrap();
    change(&mut found.body);
    let expected = Expected::Version(found.version);
    api.memory.write(&found, expected).await.unwrap();
}

async fn put(api: &Api, id: BatchId, file: &str, text: &str) {
    let key = keys::file(id, file);
    api.memory.put_bytes(&key, text.to_owned().into(), "text/csv").await.unwrap();
}

/// An upload that is looked at: the answer to its completion.
async fn upload(api: &Api, content_type: &str, bytes: &'static [u8]) -> Answer {
    let announced = json!({
        "purpose": "manifest", "name": "shops.csv", "content_type": content_type,
        "size": bytes.len(),
    });
    let made = post(api, "/v1/uploads", &announced).await;
    assert_eq!(made.status.as_u16(), 201, "{}", made.json);
    let id = made.json["upload"]["upload_id"].as_str().unwrap();
    let key = format!("uploads/ana/incoming/{id}");
    api.memory.put_bytes(&key, bytes.into(), "x").await.unwrap();
    post(api, &format!("/v1/uploads/{id}/complete"), &json!({})).await
}

fn fields(answer: &Answer) -> Vec<&str> {
    let problems = answer.json["problems"].as_array().unwrap();
    problems.iter().map(|problem| problem["path"].as_str().unwrap()).collect()
}

#[tokio::test]
async fn a_batch_of_a_manifest_is_begun_once_for_a_key() {
    let api = Api::new();
    let ready = upload(&api, "text/csv", b"title;description\r\nA;B\r\n").await;
    assert_eq!(ready.json["status"], "ready", "{}", ready.json);
    assert_eq!(ready.json["media"], json!({"content_type": "text/csv"}));
    let body = json!({"manifest": ready.json["upload_id"], "options": {"concurrency": 3}});
    let ask = || Ask::post("/v1/batches", &body).by("ana", "editor").header("idempotency-key", "k");
    let made = api.ask(ask()).await;
    assert_eq!((made.status.as_u16(), &made.json["status"]), (202, &json!("checking")));
    assert_eq!(
        (&made.json["name"], &made.json["options"]["concurrency"]),
        (&json!("shops.csv"), &json!(3))
    );
    let id = made.json["batch_id"].as_str().unwrap();
    assert_eq!(made.header(header::LOCATION), format!("/v1/batches/{id}"));
    assert_eq!(api.ask(ask()).await.json, made.json);
    let executions = api.memory.executions();
    assert_eq!(executions.len(), 1);
    let input = json!({"owner": "ana", "batch_id": id, "task": "make"});
    assert_eq!(executions[0], (id.to_owned(), input));
    let listed = get(&api, "/v1/batches?limit=1").await;
    assert_eq!(listed.json["items"], json!([made.json]));
}

#[tokio::test]
async fn what_is_wrong_with_a_request_is_named_by_field() {
    let api = Api::new();
    let wrong = async |body: Value| {
        let answer = post(&api, "/v1/batches", &body).await;
        answer.is_problem(422, "Oma.InvalidRequest");
        answer
    };
    assert_eq!(fields(&wrong(json!({})).await), ["manifest"]);
    let nobody = "01JD3Q5V9A2M7R0C8X4T6W1ZKE";
    let both = json!({
        "manifest": nobody, "rows": [brief()], "template": {}, "template_id": nobody,
    });
    let problems = wrong(both).await;
    assert_eq!(
        fields(&problems),
        ["rows", "template_id", "manifest", "template_id"],
        "{}",
        problems.json
    );
    assert_eq!(fields(&wrong(json!({"rows": [brief()], "name": " "})).await), ["name"]);
    let shape = json!({"rows": ["x"], "columns": {"A": 1}, "options": {"concurrency": 0}, "x": 1});
    assert_eq!(fields(&wrong(shape).await).len(), 4);
    let picture = json!({"purpose": "image", "name": "a", "content_type": "image/png", "size": 9});
    let pending = post(&api, "/v1/uploads", &picture).await;
    let id = &pending.json["upload"]["upload_id"];
    assert_eq!(fields(&wrong(json!({"manifest": id})).await), ["manifest"]);
    assert!(api.memory.executions().is_empty());
}

#[tokio::test]
async fn a_manifest_that_is_no_text_is_refused_on_arrival() {
    let api = Api::new();
    for (content_type, bytes, why) in [
        ("text/csv", &b"PK\x03\x04workbook"[..], "Save the sheet as CSV UTF-8"),
        ("text/csv", b"t\xedtulo\n", "not UTF-8"),
        ("application/x-ndjson", b"[1]", "not JSON Lines"),
    ] {
        let refused = upload(&api, content_type, bytes).await;
        assert_eq!(refused.json["status"], "refused", "{}", refused.json);
        assert!(refused.json["problem"].as_str().unwrap().contains(why), "{}", refused.json);
    }
    let large = json!({
        "purpose": "manifest", "name": "a", "content_type": "text/csv", "size": 300_000_000,
    });
    let answer = post(&api, "/v1/uploads", &large).await;
    answer.is_problem(422, "Oma.InvalidRequest");
}

#[tokio::test]
async fn a_batch_shows_how_far_it_is_and_what_there_is_to_download() {
    let api = Api::new();
    let path = batch(&api).await;
    let id = id_in(&path);
    edit(&api, id, |record| {
        record["status"] = json!("finished");
        record["rows"] = json!(5);
        record["invalid"] = json!(1);
        record["items"] = json!(4);
        record["chunk_size"] = json!(4);
    })
    .await;
    for file in [keys::PROBLEMS, keys::RESULTS, keys::SUMMARY] {
        put(&api, id, file, "line,id\n").await;
    }
    rows(&api, id).await;
    let shown = get(&api, &path).await.json;
    assert_eq!(
        (&shown["counts"]["succeeded"], &shown["waiting"]),
        (&json!(2), &json!(1)),
        "{shown}"
    );
    assert_eq!(
        (&shown["rows"], &shown["invalid"], &shown["items"]),
        (&json!(5), &json!(1), &json!(4))
    );
    let names: Vec<_> = shown["files"].as_object().unwrap().keys().collect();
    assert_eq!(names, ["problems.csv", "results.csv", "summary.json"]);
    assert_eq!(shown["files"]["results.csv"]["size"], 8);
    assert!(shown.get("owner").is_none() && shown.get("chunk_size").is_none());
}

/// Four rows: the first and third have their films, the second failed, the fourth waits.
async fn rows(api: &Api, id: BatchId) {
    let parsed = Brief::parse(brief().to_string().as_bytes()).unwrap();
    let mut lines = String::new();
    for n in 1..=4 {
        let draft = ItemDraft {
            n,
            id: format!("shop-{n}"),
            line: u64::from(n) + 1,
            brief: parsed.clone(),
            tags: Vec::new(),
        };
        lines.push_str(&serde_json::to_string(&draft).unwrap());
        lines.push('\n');
        if n == 4 {
            continue;
        }
        let status = if n == 2 { ItemStatus::Failed } else { ItemStatus::Succeeded };
        let failure = (n == 2).then(|| Failure {
            step: "audio.narrate".to_owned(),
            name: "Oma.InvalidAsset".to_owned(),
            message: "No.".to_owned(),
        });
        let item = BatchItem { status, failure, ..BatchItem::waiting(&draft) };
        let document = Document {
            place: keys::item_place(id, n),
            version: 0,
            body: serde_json::to_value(item).unwrap(),
            listing: None,
            expires_at: None,
        };
        api.memory.write(&document, Expected::Absent).await.unwrap();
        let counter = Tally::of(status).unwrap();
        oma_core::batch::Tallies { counters: api.memory.as_ref(), batch: id }
            .add(counter, 1, None)
            .await
            .unwrap();
    }
    api.memory.put_bytes(&keys::items(id, 0), lines.into(), "x").await.unwrap();
}

#[tokio::test]
async fn rows_come_in_pages_and_by_status() {
    let api = Api::new();
    let path = batch(&api).await;
    let id = id_in(&path);
    edit(&api, id, |record| {
        record["items"] = json!(4);
        record["chunk_size"] = json!(4);
    })
    .await;
    rows(&api, id).await;
    let ids = |answer: &Answer| {
        let items = answer.json["items"].as_array().unwrap().clone();
        items.into_iter().map(|row| row["id"].as_str().unwrap().to_owned()).collect::<Vec<_>>()
    };
    let first = get(&api, &format!("{path}/items?limit=3")).await;
    assert_eq!(ids(&first), ["shop-1", "shop-2", "shop-3"]);
    assert!(first.json["items"][0].get("reserved_micro_usd").is_none());
    let cursor = first.json["next_cursor"].as_str().unwrap();
    let second = get(&api, &format!("{path}/items?limit=3&cursor={cursor}")).await;
    assert_eq!((ids(&second), second.json.get("next_cursor")), (vec!["shop-4".to_owned()], None));
    assert_eq!(second.json["items"][0]["status"], "waiting");
    let failed = get(&api, &format!("{path}/items?status=failed")).await;
    assert_eq!(ids(&failed), ["shop-2"]);
    assert_eq!(failed.json["items"][0]["failure"]["name"], "Oma.InvalidAsset");
    let wrong = get(&api, &format!("{path}/items?status=done")).await;
    wrong.is_problem(422, "Oma.InvalidRequest");
    let wrong = get(&api, &format!("{path}/items?cursor=x")).await;
    wrong.is_problem(422, "Oma.InvalidRequest");
}

#[tokio::test]
async fn a_batch_is_stopped_and_resumed() {
    let api = Api::new();
    let path = batch(&api).await;
    let id = id_in(&path);
    let act = async |verb: &str| post(&api, &format!("{path}/{verb}"), &json!({})).await;
    act("resume").await.is_problem(409, "Oma.Conflict");
    let stopping = act("cancel").await;
    assert_eq!((stopping.status.as_u16(), &stopping.json["status"]), (200, &json!("stopping")));
    edit(&api, id, |record| record["status"] = json!(BatchStatus::Stopped)).await;
    act("cancel").await.is_problem(409, "Oma.Conflict");
    let resumed = act("resume").await;
    assert_eq!((resumed.status.as_u16(), &resumed.json["status"]), (202, &json!("checking")));
    let names: Vec<String> = api.memory.executions().into_iter().map(|(name, _)| name).collect();
    assert!(names.contains(&format!("{id}-2")), "{names:?}");
}

#[tokio::test]
async fn films_are_packed_when_the_batch_is_over() {
    let api = Api::new();
    let path = format!("{}/archive", batch(&api).await);
    let id = id_in(path.trim_end_matches("/archive"));
    post(&api, &path, &json!({})).await.is_problem(409, "Oma.Conflict");
    assert_eq!(get(&api, &path).await.json["status"], "none");
    edit(&api, id, |record| {
        record["status"] = json!("finished");
        record["items"] = json!(4);
        record["chunk_size"] = json!(4);
    })
    .await;
    rows(&api, id).await;
    let begun = post(&api, &path, &json!({})).await;
    assert_eq!(begun.status.as_u16(), 202, "{}", begun.json);
    let archive_id = &begun.json["archive_id"];
    let packed = json!({
        "execution": archive_id, "complete": true, "last": 4, "at": "2026-11-22T12:00:00Z",
        "parts": [{"file": keys::films(1), "bytes": 4, "films": 2}],
    });
    put(&api, id, keys::ARCHIVE, &packed.to_string()).await;
    put(&api, id, &keys::films(1), "zip!").await;
    let ready = get(&api, &path).await.json;
    assert_eq!((&ready["status"], &ready["archive_id"]), (&json!("ready"), archive_id));
    let part = &ready["parts"][0];
    assert_eq!(
        (&part["name"], &part["films"], &part["size"]),
        (&json!("films-001.zip"), &json!(2), &json!(4))
    );
    assert!(part["url"].as_str().unwrap().contains("films-001.zip"));
}

#[tokio::test]
async fn anothers_batch_is_like_none() {
    let api = Api::new();
    let path = batch(&api).await;
    let nobody = "/v1/batches/01JD3Q5V9A2M7R0C8X4T6W1ZKE".to_owned();
    for (end, method) in [
        ("", Method::GET),
        ("/items", Method::GET),
        ("/archive", Method::GET),
        ("/archive", Method::POST),
        ("/cancel", Method::POST),
        ("/resume", Method::POST),
    ] {
        for path in [&path, &nobody, &"/v1/batches/x".to_owned()] {
            let ask = Ask::get(&format!("{path}{end}")).method(method.clone());
            api.ask(ask.by("ben", "admin")).await.is_problem(404, "Oma.NotFound");
        }
    }
    let listed = api.ask(Ask::get("/v1/batches").by("ben", "viewer")).await;
    assert_eq!(listed.json["items"], json!([]));
    let ask = Ask::post("/v1/batches", &json!({"rows": [brief()]})).by("ana", "viewer");
    api.ask(ask).await.is_problem(403, "Oma.Forbidden");
}
