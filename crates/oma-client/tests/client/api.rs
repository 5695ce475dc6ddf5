//! The real router over memory. A layer puts claims on requests as whoever checks tokens does.

use std::sync::Arc;

use api_function::{Claims, Services, router};
use axum::extract::Request;
use axum::http::header::AUTHORIZATION;
use axum::middleware::{Next, from_fn};
use axum::response::Response;
use oma_api::health::HealthStatus;
use oma_api::videos::CreateVideo;
use oma_client::auth::{Secret, Tokens};
use oma_client::{Client, Error};
use oma_core::brief::Brief;
use oma_core::id::VideoId;
use oma_core::ports::memory::Memory;
use oma_core::video::VideoStatus;
use serde_json::{Value, json};

use crate::scripted::serve;

/// `Bearer SUB:GROUPS` is who asks.
async fn claims(mut request: Request, next: Next) -> Response {
    let token = request.headers().get(AUTHORIZATION).and_then(|value| value.to_str().ok());
    let who = token.and_then(|token| token.strip_prefix("Bearer ")?.split_once(':'));
    if let Some((sub, groups)) = who {
        let claims = json!({"sub": sub, "cognito:groups": groups});
        let claims = Claims(claims.as_object().unwrap().clone());
        request.extensions_mut().insert(claims);
    }
    next.run(request).await
}

pub(crate) async fn server() -> String {
    let memory = Arc::new(Memory::default());
    let services = Services::in_memory(&memory);
    serve(router(services).layer(from_fn(claims))).await
}

pub(crate) fn client(server: &str, token: &str) -> Client {
    Client::new(server, Tokens::fixed(Secret::new(token))).unwrap()
}

pub(crate) fn brief() -> Value {
    json!({"title": "Tide pools", "description": "Life between the tides.", "language": "en-US"})
}

fn create() -> CreateVideo {
    CreateVideo { brief: Brief::from_value(brief()).unwrap(), tags: Vec::new() }
}

#[tokio::test]
async fn a_video_is_made_and_read() {
    let client = client(&server().await, "u-1:editor");
    let accepted = client.create_video(&create()).await.unwrap();
    assert_eq!((accepted.status, accepted.revision), (VideoStatus::Running, 1));
    let video = client.read_video(accepted.video_id).await.unwrap();
    assert_eq!((video.title.as_str(), video.has_film), ("Tide pools", false));
}

#[tokio::test]
async fn what_is_wrong_with_a_brief_comes_back_by_field() {
    let client = client(&server().await, "u-1:editor");
    let mut wrong = create();
    wrong.brief.title = "ab".to_owned();
    wrong.brief.duration_s = 500;
    let error = client.create_video(&wrong).await.unwrap_err();
    let problem = error.problem().unwrap();
    let paths: Vec<&str> = problem.problems.iter().map(|p| p.path.as_str()).collect();
    assert_eq!((problem.status, problem.name.as_str()), (422, "Oma.InvalidBrief"));
    assert!(paths.contains(&"title") && paths.contains(&"duration_s"), "{paths:?}");
    assert!(!problem.trace_id.is_empty() && !problem.action.is_empty());
}

#[tokio::test]
async fn another_users_video_is_not_there() {
    let server = server().await;
    let accepted = client(&server, "u-1:editor").create_video(&create()).await.unwrap();
    for (user, video) in [("u-2:admin", accepted.video_id), ("u-1:editor", VideoId(ulid(7)))] {
        let error = client(&server, user).read_video(video).await.unwrap_err();
        assert_eq!(error.problem().unwrap().name, "Oma.NotFound");
    }
}

fn ulid(random: u128) -> ulid::Ulid {
    ulid::Ulid::from_parts(1_700_000_000_000, random)
}

#[tokio::test]
async fn who_may_not_is_told_and_who_is_nobody_must_sign_in() {
    let server = server().await;
    let error = client(&server, "u-1:viewer").create_video(&create()).await.unwrap_err();
    assert_eq!(error.problem().unwrap().status, 403);
    for nobody in [client(&server, "damaged"), Client::new(&server, Tokens::none()).unwrap()] {
        let error = nobody.create_video(&create()).await.unwrap_err();
        assert!(matches!(error, Error::NotSignedIn(_)), "{error:?}");
    }
}

#[tokio::test]
async fn health_is_open_to_all() {
    let client = Client::new(&server().await, Tokens::none()).unwrap();
    let health = client.health().await.unwrap();
    assert_eq!((health.status, health.dependencies.len()), (HealthStatus::Ok, 2));
}
