//! What is tried again, and how.

use std::sync::Mutex;
use std::time::Duration;

use async_trait::async_trait;
use futures::TryStreamExt as _;
use jiff::{SignedDuration, Timestamp};
use oma_api::page::PageQuery;
use oma_api::videos::ListVideos;
use oma_client::auth::{Access, Renew, Secret, Tokens};
use oma_client::{Client, Error, Result, RetryPolicy};
use serde_json::{Value, json};
use tokio::io::AsyncReadExt as _;
use tokio::net::TcpListener;

use crate::scripted::{ID, Scripted, problem, video};

const QUICK: RetryPolicy =
    RetryPolicy { attempts: 3, base: Duration::from_millis(1), max_wait: Duration::from_secs(2) };

fn client(server: &str) -> Client {
    Client::with_retry(server, Tokens::fixed(Secret::new("token-1")), QUICK).unwrap()
}

fn accepted() -> Value {
    json!({"video_id": ID, "status": "running", "revision": 2})
}

#[tokio::test]
async fn a_post_is_repeated_under_one_key() {
    let server = Scripted::default()
        .answers(503, &[("retry-after", "0")], &problem(503, "Oma.StorageThrottled"))
        .answers(409, &[("retry-after", "0")], &problem(409, "Oma.Conflict"))
        .answers(202, &[], &accepted());
    let client = client(&server.serve().await);
    let retried = client.retry_video(ID.parse().unwrap()).await.unwrap();
    assert_eq!(retried.revision, 2);
    let asked = server.asked();
    let keys: Vec<&str> = asked.iter().map(|asked| asked.header("idempotency-key")).collect();
    assert_eq!(keys.len(), 3);
    assert!(keys[0].len() == 26 && keys.iter().all(|key| key == &keys[0]), "{keys:?}");
    assert_eq!(asked[0].target, format!("/v1/videos/{ID}/retry"));
}

#[tokio::test]
async fn two_posts_have_two_keys_unless_the_caller_says_otherwise() {
    let server = Scripted::default();
    let server = (0..4).fold(server, |server, _| server.answers(202, &[], &accepted()));
    let client = client(&server.serve().await);
    let keyed = client.with_idempotency_key("order-7");
    for client in [&client, &client, &keyed, &keyed] {
        client.retry_video(ID.parse().unwrap()).await.unwrap();
    }
    let asked = server.asked();
    let key = |i: usize| asked[i].header("idempotency-key");
    assert_ne!(key(0), key(1));
    assert_eq!((key(2), key(3)), ("order-7", "order-7"));
}

#[tokio::test]
async fn a_server_that_asks_for_more_patience_than_there_is_is_not_asked_again() {
    let server = Scripted::default().answers(
        429,
        &[("retry-after", "3600")],
        &problem(429, "Oma.QuotaExceeded"),
    );
    let error = client(&server.serve().await).read_video(ID.parse().unwrap()).await.unwrap_err();
    assert_eq!(error.problem().unwrap().name, "Oma.QuotaExceeded");
    assert_eq!(server.asked().len(), 1);
}

#[tokio::test]
async fn what_will_not_change_is_not_tried_again() {
    for status in [400, 403, 404, 409, 422, 500] {
        let server = Scripted::default().answers(status, &[], &problem(status, "Oma.NotFound"));
        let client = client(&server.serve().await);
        let error = client.cancel_video(ID.parse().unwrap()).await.unwrap_err();
        assert_eq!(error.problem().unwrap().status, status);
        assert_eq!(server.asked().len(), 1, "{status}");
    }
}

#[tokio::test]
async fn what_is_gone_at_the_second_attempt_to_delete_it_is_deleted() {
    let server = Scripted::default()
        .answers(502, &[], &json!({"message": "Internal server error"}))
        .answers(404, &[], &problem(404, "Oma.NotFound"))
        .answers(404, &[], &problem(404, "Oma.NotFound"));
    let client = client(&server.serve().await);
    client.delete_webhook("w-1").await.unwrap();
    let error = client.delete_webhook("w-1").await.unwrap_err();
    assert_eq!(error.problem().unwrap().status, 404);
}

#[tokio::test]
async fn a_connection_that_breaks_is_made_anew() {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = format!("http://{}", listener.local_addr().unwrap());
    let breaks = tokio::spawn(async move {
        let mut count = 0;
        while count < QUICK.attempts {
            let (mut stream, _) = listener.accept().await.unwrap();
            let _ = stream.read(&mut [0; 64]).await;
            count += 1;
        }
        count
    });
    let error = client(&address).read_video(ID.parse().unwrap()).await.unwrap_err();
    assert!(matches!(error, Error::Unreachable { .. }) && error.is_gap(), "{error:?}");
    assert_eq!(breaks.await.unwrap(), QUICK.attempts);
}

#[tokio::test]
async fn an_answer_of_somebody_else_is_told_in_its_words() {
    let server = Scripted::default().answers(403, &[], &json!({"message": "Missing token"}));
    let error = client(&server.serve().await).read_video(ID.parse().unwrap()).await.unwrap_err();
    assert!(error.to_string().contains("Missing token"), "{error}");
}

/// Gives `token-1`, `token-2` and so on.
struct Counting {
    given: Mutex<u32>,
    life: SignedDuration,
}

#[async_trait]
impl Renew for Counting {
    async fn renew(&self, _: Option<&Secret>) -> Result<Access> {
        let mut given = self.given.lock().unwrap();
        *given += 1;
        let token = Secret::new(format!("token-{given}"));
        Ok(Access { token, expires_at: Timestamp::now() + self.life })
    }
}

fn counting(life: SignedDuration) -> Tokens {
    Tokens::renewed_by(Counting { given: Mutex::default(), life })
}

#[tokio::test]
async fn a_rejected_token_is_renewed_once() {
    let unauthorized = json!({"message": "Unauthorized"});
    let server = Scripted::default()
        .answers(401, &[], &unauthorized)
        .answers(200, &[], &video(ID, "running"))
        .answers(401, &[], &unauthorized)
        .answers(401, &[], &unauthorized);
    let tokens = counting(SignedDuration::from_hours(1));
    let client = Client::with_retry(&server.serve().await, tokens, QUICK).unwrap();
    client.read_video(ID.parse().unwrap()).await.unwrap();
    let error = client.read_video(ID.parse().unwrap()).await.unwrap_err();
    assert!(matches!(error, Error::NotSignedIn(_)), "{error:?}");
    let tokens: Vec<_> =
        server.asked().iter().map(|asked| asked.header("authorization").to_owned()).collect();
    assert_eq!(tokens, ["Bearer token-1", "Bearer token-2", "Bearer token-2", "Bearer token-3"]);
}

#[tokio::test]
async fn a_token_is_renewed_before_it_ends() {
    for (life_s, expected) in [(3600, "Bearer token-1"), (30, "Bearer token-2")] {
        let server = Scripted::default().answers(200, &[], &video(ID, "running")).answers(
            200,
            &[],
            &video(ID, "running"),
        );
        let tokens = counting(SignedDuration::from_secs(life_s));
        let client = Client::with_retry(&server.serve().await, tokens, QUICK).unwrap();
        for _ in 0..2 {
            client.read_video(ID.parse().unwrap()).await.unwrap();
        }
        assert_eq!(server.asked()[1].header("authorization"), expected);
    }
}

#[tokio::test]
async fn pages_are_one_stream() {
    let server = Scripted::default()
        .answers(200, &[], &json!({"items": [video(ID, "failed")], "next_cursor": "a b&c"}))
        .answers(200, &[], &json!({"items": [], "next_cursor": "d"}))
        .answers(200, &[], &json!({"items": [video(ID, "failed")]}));
    let client = client(&server.serve().await);
    let query = ListVideos {
        tag: Some("spring & summer".to_owned()),
        created_from: Some("2026-11-01T00:00:00Z".parse().unwrap()),
        limit: Some(1),
        ..ListVideos::default()
    };
    let videos: Vec<_> = client.all_videos(&query).try_collect().await.unwrap();
    assert_eq!(videos.len(), 2);
    let targets: Vec<String> = server.asked().into_iter().map(|asked| asked.target).collect();
    let first = "/v1/videos?tag=spring+%26+summer&created_from=2026-11-01T00%3A00%3A00Z&limit=1";
    assert_eq!(
        targets,
        [first.to_owned(), format!("{first}&cursor=a+b%26c"), format!("{first}&cursor=d"),]
    );
}

#[tokio::test]
async fn an_error_in_the_middle_of_a_list_ends_it() {
    let server = Scripted::default()
        .answers(200, &[], &json!({"items": [], "next_cursor": "a"}))
        .answers(422, &[], &problem(422, "Oma.InvalidRequest"));
    let client = client(&server.serve().await);
    let listed: Result<Vec<_>> = client.all_webhooks().try_collect().await;
    assert_eq!(listed.unwrap_err().problem().unwrap().status, 422);
}

#[tokio::test]
async fn a_stage_stays_in_front_of_every_path() {
    let server = Scripted::default().answers(200, &[], &json!({"items": []}));
    let client = client(&format!("{}/prod/", server.serve().await));
    client.list_approvals(&PageQuery::default()).await.unwrap();
    assert_eq!(server.asked()[0].target, "/prod/v1/approvals");
}
