//! Who may ask for what at the API.

use std::sync::Arc;

use libtest_mimic::Trial;
use oma_stack_tests::users::{self, User};
use oma_stack_tests::{Clients, Stack, api::Api, videos};
use serde_json::{Value, json};
use tokio::sync::OnceCell;

use crate::lab::{Lab, case};

pub(crate) fn cases(lab: &Arc<Lab>) -> Vec<Trial> {
    let people = Arc::new(OnceCell::new());
    let of = |name: &str, check: fn(Visit) -> futures::future::BoxFuture<'static, ()>| {
        let people = people.clone();
        case(lab, format!("api::{name}"), async move |lab: Arc<Lab>| {
            let clients = lab.clients().await;
            let stack = lab.stack().await.read().await;
            let people: &Arc<People> = people.get_or_init(|| People::new(clients, &stack)).await;
            check(Visit { api: Api::of(clients, &stack), people: people.clone() }).await;
        })
    };
    vec![
        of("health_needs_no_token", |visit| Box::pin(health(visit))),
        of("no_token_is_401", |visit| Box::pin(refused(visit, |_| None))),
        of("a_forged_token_is_401", |visit| {
            Box::pin(refused(visit, |people| Some(users::forged(&people.editor.access_token))))
        }),
        of("an_expired_token_is_401", |visit| {
            Box::pin(refused(visit, |people| Some(people.expired.clone())))
        }),
        of("an_editor_may_ask_for_a_video_and_read_it", |visit| Box::pin(accepted(visit))),
        of("an_identity_token_is_401", |visit| {
            Box::pin(refused(visit, |people| Some(people.editor.id_token.clone())))
        }),
        of("a_viewer_may_read_but_not_ask", |visit| Box::pin(viewer(visit))),
        of("a_user_in_no_group_may_do_nothing", |visit| Box::pin(stranger(visit))),
        of("a_bad_brief_is_refused_with_its_problems", |visit| Box::pin(bad_brief(visit))),
    ]
}

/// One case's way in.
struct Visit {
    api: Api,
    people: Arc<People>,
}

struct People {
    editor: User,
    viewer: User,
    stranger: User,
    expired: String,
}

impl People {
    async fn new(clients: &Clients, stack: &Stack) -> Arc<Self> {
        let editor = users::create(clients, stack, "editor@example.com", Some("editor")).await;
        Arc::new(Self {
            viewer: users::create(clients, stack, "viewer@example.com", Some("viewer")).await,
            stranger: users::create(clients, stack, "stranger@example.com", None).await,
            expired: users::expired_token(clients, stack, &editor.email).await,
            editor,
        })
    }
}

async fn health(Visit { api, .. }: Visit) {
    assert_eq!(api.get("/v1/health", None).await.status, 200);
}

async fn refused(Visit { api, people }: Visit, token: fn(&People) -> Option<String>) {
    let token = token(&people);
    let asked = api.post("/v1/videos", token.as_deref(), &videos::small_brief()).await;
    assert_eq!(asked.status, 401, "{asked:?}");
    let read = api.get("/v1/videos/01K00000000000000000000000", token.as_deref()).await;
    assert_eq!(read.status, 401, "{read:?}");
}

async fn accepted(Visit { api, people }: Visit) {
    let token = Some(people.editor.access_token.as_str());
    let asked = api.post("/v1/videos", token, &videos::small_brief()).await;
    assert_eq!(asked.status, 202, "{asked:?}");
    let video = asked.body["video_id"].as_str().unwrap().to_owned();
    let location = asked.location.clone().unwrap_or_default();
    assert!(location.ends_with(&format!("/v1/videos/{video}")), "{asked:?}");

    let read = api.get(&format!("/v1/videos/{video}"), token).await;
    assert_eq!((read.status, &read.body["video_id"]), (200, &json!(video)), "{read:?}");
    let finished = api.finished(&video, &people.editor.access_token).await;
    assert_eq!(finished["status"], "succeeded", "{finished}");
    // Somebody else's video is not there.
    let other = api.get(&format!("/v1/videos/{video}"), Some(&people.viewer.access_token)).await;
    assert_eq!(other.status, 404, "{other:?}");
}

async fn viewer(Visit { api, people }: Visit) {
    let token = Some(people.viewer.access_token.as_str());
    let asked = api.post("/v1/videos", token, &videos::small_brief()).await;
    assert_eq!(asked.status, 403, "{asked:?}");
    let read = api.get("/v1/videos/01K00000000000000000000000", token).await;
    assert_eq!(read.status, 404, "{read:?}");
}

async fn stranger(Visit { api, people }: Visit) {
    let token = Some(people.stranger.access_token.as_str());
    let asked = api.post("/v1/videos", token, &videos::small_brief()).await;
    assert_eq!(asked.status, 403, "{asked:?}");
    let read = api.get("/v1/videos/01K00000000000000000000000", token).await;
    assert_eq!(read.status, 403, "{read:?}");
}

async fn bad_brief(Visit { api, people }: Visit) {
    let mut brief = videos::small_brief();
    brief["duration_s"] = json!(100_000);
    let asked = api.post("/v1/videos", Some(&people.editor.access_token), &brief).await;
    assert_eq!(asked.status, 422, "{asked:?}");
    let problem: &Value = &asked.body;
    assert_eq!(problem["name"], "Oma.InvalidBrief", "{asked:?}");
    assert!(problem["problems"].to_string().contains("duration_s"), "{asked:?}");
}
