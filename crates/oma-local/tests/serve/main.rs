//! A server in this process, asked over real HTTP.
#![allow(clippy::panic, clippy::similar_names, clippy::unwrap_used)] // A test fails by panicking.

use std::time::Duration;

use aide::openapi::{OpenApi, ReferenceOr};
use oma_identity::{Directory, NewClient};
use oma_local::Reach;
use oma_local::serve::{ServeSettings, Server, identity_folder};
use oma_media::ffmpeg::Tools;
use reqwest::{Client, Method, StatusCode};
use serde_json::{Value, json};
use tempfile::TempDir;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;
use tokio::sync::oneshot;
use tokio::task::JoinHandle;

struct World {
    folder: TempDir,
    url: String,
    http: Client,
    first_password: String,
    stop: oneshot::Sender<()>,
    served: JoinHandle<()>,
}

async fn world() -> World {
    let folder = tempfile::tempdir().unwrap();
    let settings = ServeSettings {
        listen: "127.0.0.1:0".parse().unwrap(),
        state_dir: folder.path().to_owned(),
        jobs: 1,
        public_url: None,
        allow_origins: vec!["https://app.example".to_owned()],
        outside_issuer: None,
        allow_local_webhooks: false,
        figures: None,
        reach: Reach::offline(),
        faults: String::new(),
    };
    let server = Server::start(&settings, Tools::locate().unwrap()).await.unwrap();
    let url = server.url().to_owned();
    let (name, password) = server.first_user().unwrap();
    assert_eq!(name, "admin");
    let first_password = password.to_owned();
    let (stop, stopped) = oneshot::channel();
    let stopped = async move {
        let _ = stopped.await;
    };
    let served = tokio::spawn(server.run(stopped));
    let http = Client::builder().no_proxy().redirect(reqwest::redirect::Policy::none());
    let http = http.timeout(Duration::from_mins(1)).build().unwrap();
    World { folder, url, http, first_password, stop, served }
}

impl World {
    /// An access token of a machine with this scope.
    async fn token(&self, scope: &str) -> String {
        let directory = Directory::open(&identity_folder(self.folder.path())).unwrap();
        let scopes = vec![scope.to_owned()];
        let name = scope.replace('/', "-");
        let new = NewClient { name, scopes, redirect_uris: vec![] };
        let (client, secret) = directory.add_client(new).unwrap();
        let form = format!(
            "grant_type=client_credentials&client_id={}&client_secret={}",
            client.id,
            secret.unwrap()
        );
        let request = self.http.post(format!("{}/oauth2/token", self.url)).body(form);
        let request = request.header("content-type", "application/x-www-form-urlencoded");
        let answer = request.send().await.unwrap().text().await.unwrap();
        let answer: Value = serde_json::from_str(&answer).unwrap();
        answer["access_token"].as_str().unwrap().to_owned()
    }

    async fn end(self) {
        self.stop.send(()).unwrap();
        self.served.await.unwrap();
    }
}

/// Every path of the router with its methods, ids filled in.
fn routes() -> Vec<(Method, String)> {
    let mut document = OpenApi::default();
    let _ = api_function::api().finish_api(&mut document);
    let mut routes = Vec::new();
    for (path, item) in document.paths.unwrap().paths {
        let ReferenceOr::Item(item) = item else { panic!("{path}") };
        let path = path.replace(['{', '}'], "");
        for (method, _) in item.iter() {
            routes.push((method.to_uppercase().parse().unwrap(), path.clone()));
        }
    }
    routes
}

#[tokio::test(flavor = "multi_thread")]
async fn no_route_but_health_answers_without_a_good_token() {
    let world = world().await;
    let good = world.token("oma/write").await;
    let mut changed = good.clone();
    changed.replace_range(
        good.len() - 10..good.len() - 9,
        if good.as_bytes()[good.len() - 10] == b'A' { "B" } else { "A" },
    );
    let bad = [
        String::new(),
        format!("Bearer {changed}"),
        "Bearer x".to_owned(),
        format!("Basic {good}"),
    ];
    let mut closed = 0;
    for (method, path) in routes() {
        if path.starts_with("/v1/health") || path == "/v1/docs" || path == "/v1/openapi.json" {
            continue;
        }
        for token in &bad {
            let request = world.http.request(method.clone(), format!("{}{path}", world.url));
            let answer = request.header("authorization", token).send().await.unwrap();
            assert_eq!(answer.status(), StatusCode::UNAUTHORIZED, "{method} {path} {token}");
        }
        closed += 1;
    }
    assert!(closed > 10, "{closed}");
    let list = world.http.get(format!("{}/v1/videos", world.url)).bearer_auth(&good);
    assert_eq!(list.send().await.unwrap().status(), StatusCode::OK);
    world.end().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_scope_gives_what_it_says() {
    let world = world().await;
    let reader = world.token("oma/read").await;
    let videos = format!("{}/v1/videos", world.url);
    let list = world.http.get(&videos).bearer_auth(&reader).send().await.unwrap();
    assert_eq!(list.status(), StatusCode::OK);
    let brief = json!({"title": "Tea", "description": "Tea.", "language": "en-US"}).to_string();
    let make = world.http.post(&videos).bearer_auth(&reader);
    let make = make.header("content-type", "application/json").body(brief);
    assert_eq!(make.send().await.unwrap().status(), StatusCode::FORBIDDEN);
    world.end().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn media_are_for_links_only() {
    let world = world().await;
    let key = format!("{}/media/videos/x/video.mp4", world.url);
    for url in [key.clone(), format!("{key}?X-Amz-Signature=0"), format!("{}/media/", world.url)] {
        let answer = world.http.get(&url).send().await.unwrap();
        assert!(answer.status().is_client_error(), "{url}: {}", answer.status());
    }
    let delete = world.http.delete(format!("{key}?X-Amz-Signature=0")).send().await.unwrap();
    assert_eq!(delete.status(), StatusCode::FORBIDDEN);
    world.end().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn pages_of_other_origins_may_ask_if_they_are_listed() {
    let world = world().await;
    for path in ["/v1/health", "/.well-known/openid-configuration"] {
        for (origin, expected) in
            [("https://app.example", Some("https://app.example")), ("https://evil.example", None)]
        {
            let request = world.http.get(format!("{}{path}", world.url)).header("origin", origin);
            let answer = request.send().await.unwrap();
            let allowed = answer.headers().get("access-control-allow-origin");
            assert_eq!(allowed.map(|value| value.to_str().unwrap()), expected, "{path} {origin}");
        }
    }
    world.end().await;
}

/// The server ends what is said too slowly, and what is too large; both without harm to others.
#[tokio::test(flavor = "multi_thread")]
async fn a_slow_or_a_large_request_is_ended() {
    let world = world().await;
    let mut slow = TcpStream::connect(world.url.trim_start_matches("http://")).await.unwrap();
    slow.write_all(b"GET /v1/health HTTP/1.1\r\nHost: x\r\nX-").await.unwrap();
    let mut answer = Vec::new();
    // Ends when the server has had enough; the test's own limit is far beyond that.
    slow.read_to_end(&mut answer).await.unwrap();
    assert!(!answer.starts_with(b"HTTP/1.1 200"));
    let token = world.token("oma/write").await;
    let large = world.http.post(format!("{}/v1/videos", world.url)).bearer_auth(token);
    let large = large.header("content-type", "application/json").body(vec![b' '; 2 << 20]);
    assert_eq!(large.send().await.unwrap().status(), StatusCode::PAYLOAD_TOO_LARGE);
    world.end().await;
}

/// A later start makes no second user, and shows no password again.
#[tokio::test(flavor = "multi_thread")]
async fn the_first_user_is_made_once() {
    let world = world().await;
    let directory = Directory::open(&identity_folder(world.folder.path())).unwrap();
    assert_eq!(directory.users().unwrap().len(), 1);
    let text = std::fs::read_to_string(directory.folder().join("directory.json")).unwrap();
    assert!(!text.contains(&world.first_password));
    world.end().await;
}
