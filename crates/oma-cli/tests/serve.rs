//! The real server, from signing in to the film, also when it is killed on the way.
#![allow(clippy::unwrap_used)] // A test fails by panicking.

mod support;

use std::io::{BufRead, BufReader};
use std::process::{Child, Stdio};
use std::sync::mpsc::{Receiver, channel};
use std::time::Duration;

use reqwest::{Client, RequestBuilder, StatusCode};
use serde_json::{Value, json};
use support::Oma;

/// How long a film of 15 seconds may take on a busy machine; far beyond what it does take.
const PATIENCE: Duration = Duration::from_mins(10);

fn brief() -> Value {
    json!({
        "title": "Corner Coffee",
        "description": "A coffee shop for young urban professionals. Fresh beans every morning.",
        "language": "en-US", "duration_s": 15, "resolution": "360p", "cta": "Visit us",
        "voice": "espeak-en-us",
    })
}

struct Served {
    child: Child,
    lines: Receiver<String>,
    url: String,
    http: Client,
    token: String,
}

impl Drop for Served {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// Starts a server on a free port and signs in.
async fn serve(oma: &Oma, fault: &str, (id, secret): &(String, String)) -> Served {
    let args = ["serve", "--listen", "127.0.0.1:0"];
    let env = [("OMA_FAULT", fault), ("OMA_LOG", "info")];
    let mut child = oma.command(&args, &env).stderr(Stdio::piped()).spawn().unwrap();
    let stderr = BufReader::new(child.stderr.take().unwrap());
    let (sender, lines) = channel();
    // Reads on to the end, so that the server never waits for a reader.
    std::thread::spawn(move || {
        for line in stderr.lines().map_while(Result::ok) {
            let _ = sender.send(line);
        }
    });
    let listening = wait_for(&lines, "Listening on");
    let address = listening.split_whitespace().nth(2).unwrap().trim_end_matches('.');
    let url = format!("http://{address}");
    let http = Client::builder().no_proxy().timeout(Duration::from_mins(1)).build().unwrap();
    let form = format!("grant_type=client_credentials&client_id={id}&client_secret={secret}");
    let request = http.post(format!("{url}/oauth2/token")).body(form);
    let request = request.header("content-type", "application/x-www-form-urlencoded");
    let (status, tokens) = ask(request).await;
    assert_eq!(status, StatusCode::OK, "{tokens}");
    let token = tokens["access_token"].as_str().unwrap().to_owned();
    Served { child, lines, url, http, token }
}

fn wait_for(lines: &Receiver<String>, text: &str) -> String {
    loop {
        let line = lines.recv_timeout(PATIENCE).unwrap();
        if line.contains(text) {
            return line;
        }
    }
}

async fn ask(request: RequestBuilder) -> (StatusCode, Value) {
    let response = request.send().await.unwrap();
    let status = response.status();
    let text = response.text().await.unwrap();
    (status, serde_json::from_str(&text).unwrap_or(Value::Null))
}

impl Served {
    async fn get(&self, path: &str) -> (StatusCode, Value) {
        ask(self.http.get(format!("{}{path}", self.url)).bearer_auth(&self.token)).await
    }

    async fn post(&self, path: &str, body: &Value) -> (StatusCode, Value) {
        let request = self.http.post(format!("{}{path}", self.url)).bearer_auth(&self.token);
        let request = request.header("content-type", "application/json");
        ask(request.body(body.to_string())).await
    }

    async fn make(&self) -> String {
        let (status, accepted) = self.post("/v1/videos", &brief()).await;
        assert_eq!(status, StatusCode::ACCEPTED, "{accepted}");
        accepted["video_id"].as_str().unwrap().to_owned()
    }

    /// The video when it is not being made any more.
    async fn ended(&self, video: &str) -> Value {
        let until = tokio::time::Instant::now() + PATIENCE;
        loop {
            let (status, record) = self.get(&format!("/v1/videos/{video}")).await;
            assert_eq!(status, StatusCode::OK, "{record}");
            if record["status"] != "running" {
                return record;
            }
            assert!(tokio::time::Instant::now() < until, "{record}");
            tokio::time::sleep(Duration::from_millis(500)).await;
        }
    }
}

fn machine(oma: &Oma) -> (String, String) {
    let run = oma.run(&["clients", "add", "ci", "--scope", "oma/write"]);
    assert_eq!(run.code, 0, "{}", run.stderr);
    let word = |name: &str| {
        let line = run.stdout.lines().find(|line| line.starts_with(name)).unwrap();
        line.split_whitespace().nth(1).unwrap().to_owned()
    };
    (word("id"), word("secret"))
}

#[tokio::test]
async fn a_film_is_made_over_http_and_taken_up_after_the_server_is_killed() {
    let oma = Oma::new();
    let client = machine(&oma);
    let video = {
        let served = serve(&oma, "hang@editor.assemble", &client).await;
        let video = served.make().await;
        wait_for(&served.lines, "on purpose");
        // Dropping it sends SIGKILL.
        video
    };
    let served = serve(&oma, "", &client).await;
    let record = served.ended(&video).await;
    assert_eq!(record["status"], "succeeded", "{record}");
    let (status, files) = served.get(&format!("/v1/videos/{video}/files")).await;
    assert_eq!(status, StatusCode::OK);
    let link = |name: &str| files["files"][name]["url"].as_str().unwrap().to_owned();
    // Nothing but the link is needed, and no part of it can be changed.
    let film = served.http.get(link("video.mp4")).send().await.unwrap();
    assert_eq!(film.status(), StatusCode::OK);
    assert_eq!(film.headers()["x-content-type-options"], "nosniff");
    let film = film.bytes().await.unwrap();
    assert_eq!(film.len() as u64, files["files"]["video.mp4"]["size"].as_u64().unwrap());
    assert_eq!(&film[4..8], b"ftyp");
    let other = link("video.mp4").replace("video.mp4", "report.json");
    assert_eq!(served.http.get(other).send().await.unwrap().status(), StatusCode::FORBIDDEN);

    let (_, report) = ask(served.http.get(link("report.json"))).await;
    let made: Vec<&str> = report["steps"]
        .as_array()
        .unwrap()
        .iter()
        .filter(|step| step["cached"] == false && step["execution"] != video.as_str())
        .map(|step| step["step"].as_str().unwrap())
        .collect();
    assert!(!made.contains(&"script.write") && !made.contains(&"editor.segment"), "{made:?}");
}

#[tokio::test]
async fn a_running_video_is_cancelled_and_deleted() {
    let oma = Oma::new();
    let served = serve(&oma, "hang@script.write", &machine(&oma)).await;
    let video = served.make().await;
    wait_for(&served.lines, "on purpose");
    let (status, record) = served.post(&format!("/v1/videos/{video}/cancel"), &json!({})).await;
    assert_eq!((status, &record["status"]), (StatusCode::OK, &json!("cancelled")), "{record}");
    wait_for(&served.lines, "an execution was stopped");
    assert_eq!(served.ended(&video).await["status"], "cancelled");
    let delete = served.http.delete(format!("{}/v1/videos/{video}", served.url));
    assert_eq!(ask(delete.bearer_auth(&served.token)).await.0, StatusCode::ACCEPTED);
    assert_eq!(served.get(&format!("/v1/videos/{video}")).await.0, StatusCode::NOT_FOUND);
}

#[test]
fn accounts_are_kept_while_no_server_runs() {
    let oma = Oma::new();
    let add = oma.run(&["users", "add", "ana", "--group", "viewer"]);
    assert!(add.code == 0 && add.stdout.contains("password"), "{}", add.stderr);
    assert_ne!(oma.run(&["users", "add", "ana"]).code, 0);
    assert_eq!(oma.run(&["users", "set-groups", "ana", "editor", "admin"]).code, 0);
    assert_eq!(oma.run(&["users", "disable", "ana"]).code, 0);
    let list = oma.run(&["users", "list"]).stdout;
    assert!(list.contains("editor,admin") && list.contains("disabled"), "{list}");
    machine(&oma);
    assert!(oma.run(&["clients", "list"]).stdout.contains("oma/write"));
    assert_eq!(oma.run(&["clients", "remove", "ci"]).code, 0);
    assert_ne!(oma.run(&["clients", "remove", "ci"]).code, 0);
}
