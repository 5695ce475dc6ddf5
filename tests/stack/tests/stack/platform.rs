//! What a user does with videos over the API, through the gateway, the workflow, the stream and the
//! notifier.

use std::sync::Arc;
use std::time::Duration;

use libtest_mimic::Trial;
use oma_stack_tests::api::Answer;
use oma_stack_tests::receiver::Receiver;
use oma_stack_tests::users::{self, User};
use oma_stack_tests::{Clients, Stack, api::Api, videos};
use serde_json::{Value, json};
use tokio::sync::OnceCell;

use crate::lab::{Lab, case};

/// The notifier's sweep comes once a minute, and the emulator's clock is late by seconds.
const PATIENCE: Duration = Duration::from_mins(4);

pub(crate) fn cases(lab: &Arc<Lab>) -> Vec<Trial> {
    let people = Arc::new(OnceCell::new());
    let of = |name: &str, check: fn(Visit) -> futures::future::BoxFuture<'static, ()>| {
        let people = people.clone();
        case(lab, format!("platform::{name}"), async move |lab: Arc<Lab>| {
            let clients = lab.clients().await;
            let stack = lab.stack().await.read().await;
            let people: &Arc<People> = people.get_or_init(|| People::new(clients, &stack)).await;
            check(Visit { api: Api::of(clients, &stack), people: people.clone() }).await;
        })
    };
    vec![
        of("a_film_is_listed_told_of_and_downloaded", |visit| Box::pin(film(visit))),
        of("a_webhook_hears_of_a_film_and_its_signature_is_there", |visit| {
            Box::pin(webhook(visit))
        }),
        of("a_cancelled_video_stays_cancelled", |visit| Box::pin(cancelled(visit))),
        of("a_deleted_video_is_gone_at_once_with_its_files", |visit| Box::pin(deleted(visit))),
        of("the_same_key_makes_one_video", |visit| Box::pin(idempotent(visit))),
        of("another_user_sees_changes_and_learns_nothing", |visit| Box::pin(isolated(visit))),
        of("a_viewer_may_look_and_nothing_else", |visit| Box::pin(viewer(visit))),
        of("only_an_administrator_sees_all_users", |visit| Box::pin(administrator(visit))),
        of("a_page_of_the_console_may_call_and_another_may_not", |visit| Box::pin(browsers(visit))),
        of("what_the_function_refuses_is_a_problem_document", |visit| Box::pin(problems(visit))),
    ]
}

/// One case's way in.
struct Visit {
    api: Api,
    people: Arc<People>,
}

struct People {
    editor: User,
    other: User,
    viewer: User,
    admin: User,
}

impl People {
    async fn new(clients: &Clients, stack: &Stack) -> Arc<Self> {
        let user = async |name: &str, group| {
            users::create(clients, stack, &format!("{name}@platform.example"), Some(group)).await
        };
        Arc::new(Self {
            editor: user("editor", "editor").await,
            other: user("other", "editor").await,
            viewer: user("viewer", "viewer").await,
            admin: user("admin", "admin").await,
        })
    }
}

/// Asks for the small film and returns its id.
async fn ask(api: &Api, user: &User) -> String {
    let asked = api.post("/v1/videos", Some(&user.access_token), &videos::small_brief()).await;
    assert_eq!(asked.status, 202, "{asked:?}");
    asked.body["video_id"].as_str().unwrap().to_owned()
}

async fn film(Visit { api, people }: Visit) {
    let token = Some(people.editor.access_token.as_str());
    let video = ask(&api, &people.editor).await;
    let finished = api.finished(&video, &people.editor.access_token).await;
    assert_eq!(finished["status"], "succeeded", "{finished}");

    let listed = api.get("/v1/videos?status=succeeded&limit=100", token).await;
    let items = listed.body["items"].as_array().unwrap();
    assert!(items.iter().any(|item| item["video_id"] == json!(video)), "{listed:?}");

    let told = api.get(&format!("/v1/videos/{video}/events"), token).await;
    assert_eq!(told.status, 200, "{told:?}");
    assert!(told.body["events"].as_array().unwrap().len() > 5, "{told:?}");
    let last = told.body["last_event_id"].as_str().unwrap();
    let rest = api.get(&format!("/v1/videos/{video}/events?after={last}"), token).await;
    assert_eq!(rest.body["events"], json!([]), "{rest:?}");

    let files = api.get(&format!("/v1/videos/{video}/files"), token).await;
    assert_eq!(files.status, 200, "{files:?}");
    let link = &files.body["files"]["video.mp4"];
    let downloaded = reqwest::get(link["url"].as_str().unwrap()).await.unwrap();
    assert_eq!(downloaded.status(), 200);
    let bytes = downloaded.bytes().await.unwrap();
    assert_eq!(json!(bytes.len()), link["size"]);
    assert_eq!(&bytes[4..8], b"ftyp");
}

async fn webhook(Visit { api, people }: Visit) {
    let token = people.editor.access_token.as_str();
    let mut receiver = Receiver::start().await;
    let wanted = json!({ "url": receiver.url, "events": ["video.succeeded"] });
    let made = api.post("/v1/webhooks", Some(token), &wanted).await;
    assert_eq!(made.status, 201, "{made:?}");
    let id = made.body["webhook"]["webhook_id"].as_str().unwrap().to_owned();

    let video = ask(&api, &people.editor).await;
    api.finished(&video, token).await;
    let message = tokio::time::timeout(PATIENCE, receiver.next()).await.unwrap();
    assert_eq!(message.body["type"], "video.succeeded", "{message:?}");
    assert_eq!(message.body["video_id"], json!(video));
    for header in ["webhook-id", "webhook-timestamp", "webhook-signature"] {
        assert!(message.headers.contains_key(header), "{header}");
    }
    let path = format!("/v1/webhooks/{id}/deliveries");
    let noted = async {
        while api.get(&path, Some(token)).await.body["items"][0]["status"] != "delivered" {
            tokio::time::sleep(Duration::from_millis(500)).await;
        }
    };
    tokio::time::timeout(PATIENCE, noted).await.expect("the delivery is noted");
    let gone = api.delete(&format!("/v1/webhooks/{id}"), Some(token)).await;
    assert_eq!(gone.status, 204, "{gone:?}");
}

async fn cancelled(Visit { api, people }: Visit) {
    let token = people.editor.access_token.as_str();
    let video = ask(&api, &people.editor).await;
    let path = format!("/v1/videos/{video}/cancel");
    let stopped = api.post(&path, Some(token), &json!({})).await;
    assert_eq!(stopped.status, 200, "{stopped:?}");
    assert_eq!(api.finished(&video, token).await["status"], "cancelled");
    // What was on its way to the record came too late.
    tokio::time::sleep(Duration::from_secs(5)).await;
    let read = api.get(&format!("/v1/videos/{video}"), Some(token)).await;
    assert_eq!(read.body["status"], "cancelled", "{read:?}");
    let again = api.post(&path, Some(token), &json!({})).await;
    assert_eq!(again.status, 409, "{again:?}");
}

async fn deleted(Visit { api, people }: Visit) {
    let token = people.editor.access_token.as_str();
    let video = ask(&api, &people.editor).await;
    api.finished(&video, token).await;
    let files = api.get(&format!("/v1/videos/{video}/files"), Some(token)).await;
    let link = files.body["files"]["video.mp4"]["url"].as_str().unwrap().to_owned();
    let path = format!("/v1/videos/{video}");
    assert_eq!(api.delete(&path, Some(token)).await.status, 202);
    for path in [path.clone(), format!("{path}/files"), format!("{path}/events")] {
        let read = api.get(&path, Some(token)).await;
        assert_eq!(read.status, 404, "{path}: {read:?}");
    }
    let erased = async {
        while reqwest::get(&link).await.unwrap().status() == 200 {
            tokio::time::sleep(Duration::from_millis(500)).await;
        }
    };
    tokio::time::timeout(PATIENCE, erased).await.expect("the notifier erases the film");
}

async fn idempotent(Visit { api, people }: Visit) {
    let token = people.editor.access_token.as_str();
    let brief = videos::small_brief();
    let key = "a-key-of-the-platform-tests";
    let first = api.post_once("/v1/videos", token, key, &brief).await;
    assert_eq!(first.status, 202, "{first:?}");
    let second = api.post_once("/v1/videos", token, key, &brief).await;
    assert_eq!((second.status, &second.body), (202, &first.body), "{second:?}");
    assert_eq!(second.headers["idempotency-replayed"], "true");
    let mut changed = brief;
    changed["title"] = json!("Another title");
    let other = api.post_once("/v1/videos", token, key, &changed).await;
    assert_eq!(other.status, 422, "{other:?}");
    assert_eq!(other.body["name"], "Oma.IdempotencyMismatch", "{other:?}");
}

/// The parts of a problem document that could tell one absence from another.
fn told(answer: &Answer) -> (u16, Value, Value) {
    (answer.status, answer.body["name"].clone(), answer.body["detail"].clone())
}

async fn isolated(Visit { api, people }: Visit) {
    let video = ask(&api, &people.editor).await;
    let stranger = people.other.access_token.as_str();
    let none = "01K00000000000000000000000";
    for ending in ["", "/files", "/events"] {
        let path = |id: &str| format!("/v1/videos/{id}{ending}");
        let theirs = api.get(&path(&video), Some(stranger)).await;
        assert_eq!(told(&theirs), told(&api.get(&path(none), Some(stranger)).await), "{ending}");
        assert_eq!(theirs.status, 404, "{theirs:?}");
    }
    for ending in ["/cancel", "/retry"] {
        let path = format!("/v1/videos/{video}{ending}");
        assert_eq!(api.post(&path, Some(stranger), &json!({})).await.status, 404, "{ending}");
    }
    let path = format!("/v1/videos/{video}");
    assert_eq!(api.delete(&path, Some(stranger)).await.status, 404);
    let listed = api.get("/v1/videos", Some(stranger)).await;
    assert!(!listed.body.to_string().contains(&video), "{listed:?}");
    // An administrator is no owner.
    assert_eq!(api.get(&path, Some(&people.admin.access_token)).await.status, 404);
    assert_eq!(api.get(&path, Some(&people.editor.access_token)).await.status, 200);
}

async fn viewer(Visit { api, people }: Visit) {
    let token = people.viewer.access_token.as_str();
    for path in ["/v1/videos", "/v1/approvals", "/v1/uploads", "/v1/webhooks", "/v1/usage"] {
        assert_eq!(api.get(path, Some(token)).await.status, 200, "{path}");
    }
    let estimate = api.post("/v1/videos/estimate", Some(token), &videos::small_brief()).await;
    assert_eq!(estimate.status, 200, "{estimate:?}");
    let hook = json!({ "url": "https://example.com/hook", "events": ["video.failed"] });
    for (path, body) in [("/v1/videos", videos::small_brief()), ("/v1/webhooks", hook)] {
        let refused = api.post(path, Some(token), &body).await;
        assert_eq!(refused.status, 403, "{path}: {refused:?}");
        assert_eq!(refused.body["name"], "Oma.Forbidden", "{path}: {refused:?}");
    }
}

async fn administrator(Visit { api, people }: Visit) {
    for path in ["/v1/admin/usage", "/v1/admin/videos?status=running"] {
        let refused = api.get(path, Some(&people.editor.access_token)).await;
        assert_eq!(refused.status, 403, "{path}: {refused:?}");
        let seen = api.get(path, Some(&people.admin.access_token)).await;
        assert_eq!(seen.status, 200, "{path}: {seen:?}");
    }
}

async fn browsers(Visit { api, .. }: Visit) {
    let allowed = |answer: &Answer| answer.headers.contains_key("access-control-allow-origin");
    let console = api.preflight("/v1/videos", "http://localhost:8080").await;
    assert!(allowed(&console) && console.status == 204, "{console:?}");
    let other = api.preflight("/v1/videos", "https://evil.example").await;
    assert!(!allowed(&other), "{other:?}");
}

/// The emulator does not import the gateway's own answers, so these are the function's.
async fn problems(Visit { api, people }: Visit) {
    let token = people.editor.access_token.as_str();
    let hook = json!({ "url": "x", "events": [], "more": 1 });
    let refused = api.post("/v1/webhooks", Some(token), &hook).await;
    assert_eq!(refused.status, 422, "{refused:?}");
    assert_eq!(refused.headers["content-type"], "application/problem+json");
    assert_eq!(refused.body["name"], "Oma.InvalidRequest");
    assert!(refused.body["problems"].as_array().unwrap().len() >= 2, "all at once: {refused:?}");
    for member in ["type", "title", "status", "detail", "action", "trace_id"] {
        assert!(!refused.body[member].is_null(), "{member}");
    }
}
