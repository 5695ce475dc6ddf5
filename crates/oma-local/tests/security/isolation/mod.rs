//! Every route asked by everybody who does not belong there.
//!
//! `operations` is the list of routes, made of the published document, so a new route is in it;
//! `tokens` makes tokens that are almost good.

mod operations;
mod tokens;

use std::collections::BTreeMap;

use oma_identity::NewClient;
use reqwest::header::HeaderMap;
use serde_json::{Value, json};

use self::operations::{Need, Operation, all, brief};
use crate::page;
use crate::site::{Answer, Person, Site};

/// Who asks, by the heading of the column, and the status expected.
type Row = BTreeMap<&'static str, u16>;

struct People {
    ana: Person,
    ben: Person,
    vic: Person,
    nobody: Person,
    root: Person,
    machine: String,
}

#[tokio::test(flavor = "multi_thread")]
async fn every_route_as_every_wrong_identity() {
    let site = Site::start("").await;
    let people = people(&site).await;
    let ids = belongings(&site, &people.ana.access).await;
    let mut rows: Vec<(Operation, Row)> =
        all().into_iter().map(|operation| (operation, Row::new())).collect();
    without_a_good_token(&site, &people.ana, &ids, &mut rows).await;
    of_a_group(&site, &people, &ids, &mut rows).await;
    of_others(&site, &people, &ids, &mut rows).await;
    let owned = reached_by_their_owner(&site, &people.ana, &ids).await;
    assert!(owned > 20, "{owned}");
    withdrawn(&site, &people, &ids, &mut rows).await;
    page::hold("isolation", &table(&rows));
    site.end().await;
}

async fn people(site: &Site) -> People {
    let scopes = vec!["oma/read".to_owned()];
    let new = NewClient { name: "reader".to_owned(), scopes, redirect_uris: vec![] };
    let (client, secret) = site.identity().add_client(new).unwrap();
    let grant = ("grant_type", "client_credentials");
    let secret = secret.unwrap();
    let tokens = site.token(&[grant, ("client_id", &client.id), ("client_secret", &secret)]).await;
    People {
        ana: site.person("ana", &["editor"]).await,
        ben: site.person("ben", &["editor"]).await,
        vic: site.person("vic", &["viewer"]).await,
        nobody: site.person("nobody", &[]).await,
        root: site.person("root", &["admin"]).await,
        machine: tokens.json()["access_token"].as_str().unwrap().to_owned(),
    }
}

/// One of each thing that has an id, all of one editor.
async fn belongings(site: &Site, token: &str) -> BTreeMap<String, String> {
    let mut ids = BTreeMap::new();
    let mut make = async |name: &str, path: &str, body: Value| {
        let made = site.post(path, token, &body).await;
        assert!(made.status.is_success(), "{path}: {}", made.text);
        let json = made.json();
        let places = ["", "/upload", "/webhook"].map(|at| format!("{at}/{name}"));
        let id = places.iter().find_map(|at| json.pointer(at)?.as_str()).unwrap().to_owned();
        ids.insert(name.to_owned(), id.clone());
        id
    };
    make("video_id", "/v1/videos", brief()).await;
    let upload =
        json!({"purpose": "image", "name": "a.png", "content_type": "image/png", "size": 9});
    make("upload_id", "/v1/uploads", upload).await;
    let kit = json!({"name": "A", "kit": {"colors": {"primary": "#102030"}}});
    make("brand_id", "/v1/brands", kit).await;
    make("template_id", "/v1/templates", json!({"name": "A", "brief": brief()})).await;
    make("batch_id", "/v1/batches", json!({"rows": [brief()]})).await;
    let schedule = json!({
        "name": "Offers", "expression": "rate(2 hours)", "source": {"rows": [brief()]},
    });
    make("schedule_id", "/v1/schedules", schedule).await;
    let hook = json!({"url": "https://hooks.example.com/x", "events": ["ping"]});
    let hook = make("webhook_id", "/v1/webhooks", hook).await;
    make("delivery_id", &format!("/v1/webhooks/{hook}/ping"), json!({})).await;
    ids
}

/// Each token with one fault: nothing but what is open to all.
async fn without_a_good_token(
    site: &Site,
    editor: &Person,
    ids: &BTreeMap<String, String>,
    rows: &mut [(Operation, Row)],
) {
    for (fault, authorization) in tokens::wrong(site, editor) {
        if fault == "good" {
            let list = site.request(reqwest::Method::GET, "/v1/videos");
            let answer = site.answer(list.header("authorization", &authorization)).await;
            assert_eq!(answer.status, 200, "the test signs as the issuer does");
            continue;
        }
        for (operation, row) in &mut *rows {
            let request = site.request(operation.method.clone(), &operation.path_with(ids));
            let request = request.header("authorization", &authorization);
            let request = request.header("content-type", "application/json");
            let body = operation.body.as_ref().map(ToString::to_string).unwrap_or_default();
            let answer = site.answer(request.body(body)).await;
            let expected = if operation.need() == Need::Nothing { 200 } else { 401 };
            assert_eq!(answer.status, expected, "{} {fault}", operation.name());
            if expected == 401 {
                is_problem(&answer, operation);
                assert_eq!(answer.headers["www-authenticate"], "Bearer");
            }
            row.insert(fault, expected);
        }
    }
}

/// People and machines who are known, but not for this.
async fn of_a_group(
    site: &Site,
    people: &People,
    ids: &BTreeMap<String, String>,
    rows: &mut [(Operation, Row)],
) {
    for (column, token) in [
        ("no group", &people.nobody.access),
        ("viewer", &people.vic.access),
        ("reading machine", &people.machine),
        ("editor", &people.ben.access),
    ] {
        for (operation, row) in &mut *rows {
            let need = operation.need();
            let may = match column {
                "no group" => need == Need::Nothing,
                "editor" => need != Need::Administer,
                _ => matches!(need, Need::Nothing | Need::Look),
            };
            let expected = match () {
                () if !may => 403,
                () if operation.has_id() => 404,
                () => operation.success,
            };
            let path = operation.path_with(ids);
            let answer =
                site.ask(operation.method.clone(), &path, token, operation.body.as_ref()).await;
            let name = operation.name();
            assert_eq!(answer.status, expected, "{name} as {column}: {}", answer.text);
            if expected >= 400 {
                is_problem(&answer, operation);
            }
            // Nothing of another's is in what comes back, not even in the refusal.
            // One's own trail says what one asked for.
            for id in ids.values().filter(|_| operation.path != "/v1/audit") {
                assert!(!answer.text.contains(id.as_str()), "{name} as {column}: {}", answer.text);
            }
            row.insert(column, expected);
        }
    }
}

/// What is another's is like what is not there, for every method and everybody: the same status,
/// the same body, the same headers.
async fn of_others(
    site: &Site,
    people: &People,
    ids: &BTreeMap<String, String>,
    rows: &mut [(Operation, Row)],
) {
    for (column, person) in
        [("editor", &people.ben), ("viewer", &people.vic), ("admin", &people.root)]
    {
        for (operation, row) in rows.iter_mut().filter(|(operation, _)| operation.has_id()) {
            let ask = async |path: &str| {
                let body = operation.body.as_ref();
                site.ask(operation.method.clone(), path, &person.access, body).await
            };
            let theirs = ask(&operation.path_with(ids)).await;
            let nobodys = ask(&operation.absent_path()).await;
            assert_eq!(shape(&theirs), shape(&nobodys), "{} as {column}", operation.name());
            let status = theirs.status.as_u16();
            if column == "viewer" && operation.need() == Need::Change {
                assert_eq!(status, 403);
            } else {
                assert_eq!(status, 404, "{} as {column}", operation.name());
            }
            if column == "editor" {
                row.insert("absent id", nobodys.status.as_u16());
            }
            if column == "admin" {
                row.insert("admin", status);
            }
        }
    }
    for (operation, row) in rows.iter_mut().filter(|(operation, _)| !operation.has_id()) {
        let path = operation.path_with(ids);
        let (method, body) = (operation.method.clone(), operation.body.as_ref());
        let answer = site.ask(method, &path, &people.root.access, body).await;
        assert_eq!(answer.status, operation.success, "{}: {}", operation.name(), answer.text);
        row.insert("admin", operation.success);
    }
}

/// An answer without what differs between any two answers.
fn shape(answer: &Answer) -> (u16, BTreeMap<String, String>, Value) {
    let of_each_request = ["date", "x-request-id", "ratelimit"];
    let headers: &HeaderMap = &answer.headers;
    let headers = headers.iter().filter(|(name, _)| !of_each_request.contains(&name.as_str()));
    let headers = headers.map(|(n, v)| (n.to_string(), v.to_str().unwrap().to_owned())).collect();
    let mut body = answer.json();
    assert!(body["trace_id"].is_string(), "{}", answer.text);
    body["trace_id"] = Value::Null;
    (answer.status.as_u16(), headers, body)
}

/// The things do exist: their owner reaches each of them by each route, what is destroyed last.
async fn reached_by_their_owner(
    site: &Site,
    owner: &Person,
    ids: &BTreeMap<String, String>,
) -> usize {
    let mut operations: Vec<_> = all().into_iter().filter(Operation::has_id).collect();
    operations.sort_by_key(|operation| operation.method == reqwest::Method::DELETE);
    for operation in &operations {
        let (method, body) = (operation.method.clone(), operation.body.as_ref());
        let answer = site.ask(method, &operation.path_with(ids), &owner.access, body).await;
        let reached = answer.status.is_success() || answer.status == 409;
        assert!(reached, "{}: {}", operation.name(), answer.text);
        let method = operation.method.clone();
        let absent = site.ask(method, &operation.absent_path(), &owner.access, body).await;
        assert_eq!(absent.status, 404, "{}", operation.name());
    }
    operations.len()
}

/// Somebody who was disabled, with a token that has not expired; and a machine that was removed.
async fn withdrawn(
    site: &Site,
    people: &People,
    ids: &BTreeMap<String, String>,
    rows: &mut [(Operation, Row)],
) {
    let directory = site.identity();
    directory.set_disabled("root", true).unwrap();
    directory.remove_client("reader").unwrap();
    let refused = site.refresh(&people.root.refresh).await;
    assert_eq!((refused.status.as_u16(), refused.json()), (400, json!({"error": "invalid_grant"})));
    assert_eq!(site.code("root").await, None);
    for (operation, row) in rows {
        for (column, token) in
            [("disabled admin", &people.root.access), ("removed machine", &people.machine)]
        {
            let (method, body) = (operation.method.clone(), operation.body.as_ref());
            let answer = site.ask(method, &operation.path_with(ids), token, body).await;
            let expected = if operation.need() == Need::Nothing { 200 } else { 401 };
            assert_eq!(answer.status, expected, "{} as {column}", operation.name());
            row.insert(column, expected);
        }
    }
}

fn is_problem(answer: &Answer, operation: &Operation) {
    assert_eq!(answer.headers["content-type"], "application/problem+json", "{}", operation.name());
    assert_eq!(answer.json()["status"], answer.status.as_u16(), "{}", operation.name());
}

const COLUMNS: [&str; 20] = [
    "none",
    "malformed",
    "changed",
    "other key",
    "alg none",
    "HS256",
    "expired",
    "issuer",
    "audience",
    "ID token",
    "refresh",
    "Basic",
    "disabled admin",
    "removed machine",
    "no group",
    "viewer",
    "reading machine",
    "editor",
    "absent id",
    "admin",
];

fn table(rows: &[(Operation, Row)]) -> String {
    let cells = |(operation, row): &(Operation, Row)| {
        assert!(row.keys().all(|column| COLUMNS.contains(column)), "{row:?}");
        let seen = |column| row.get(column).map_or("–".to_owned(), ToString::to_string);
        let mut cells = vec![format!("`{}`", operation.name())];
        cells.extend(COLUMNS.iter().map(|column| seen(*column)));
        cells
    };
    let head = [&["route"], &COLUMNS[..]].concat();
    page::table(&head, &rows.iter().map(cells).collect::<Vec<_>>())
}
