//! What asks a server: what it teaches, and what it says when it cannot ask.
#![allow(clippy::unwrap_used)] // A test fails by panicking.

mod support;

use std::io::{Read as _, Write as _};
use std::net::TcpListener;
use std::os::unix::fs::PermissionsExt as _;
use std::thread::JoinHandle;

use serde_json::{Value, json};
use support::{Oma, Run};

const ID: &str = "01JD3Q5V9A2M7R0C8X4T6W1ZKE";

/// Runs without anything that this machine's user has set.
fn run(oma: &Oma, args: &[&str], env: &[(&str, &str)]) -> Run {
    let mut command = oma.command(args, &[("OMA_CREDENTIALS", "credentials.json")]);
    for name in ["SERVER", "PROFILE", "CLIENT_ID", "CLIENT_SECRET", "TOKEN", "ISSUER"] {
        command.env_remove(format!("OMA_{name}"));
    }
    command.env("XDG_CACHE_HOME", "cache").envs(env.iter().copied());
    let output = command.output().unwrap();
    Run {
        code: output.status.code().unwrap_or(-1),
        stdout: String::from_utf8(output.stdout).unwrap(),
        stderr: String::from_utf8(output.stderr).unwrap(),
    }
}

/// A server that gives each connection the next answer, and returns what it was asked.
fn server(answers: Vec<(u16, Value)>) -> (String, JoinHandle<Vec<String>>) {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = format!("http://{}", listener.local_addr().unwrap());
    let served = std::thread::spawn(move || {
        answers
            .into_iter()
            .map(|(status, body)| {
                let (mut stream, _) = listener.accept().unwrap();
                let mut asked = Vec::new();
                let mut buffer = [0; 4096];
                while !is_whole(&asked) {
                    let n = stream.read(&mut buffer).unwrap();
                    assert!(n > 0, "a request broke off");
                    asked.extend_from_slice(&buffer[..n]);
                }
                let body = body.to_string();
                let head = format!(
                    "HTTP/1.1 {status} X\r\ncontent-length: {}\r\nconnection: close\r\n\r\n",
                    body.len()
                );
                stream.write_all(format!("{head}{body}").as_bytes()).unwrap();
                String::from_utf8(asked).unwrap()
            })
            .collect()
    });
    (address, served)
}

fn is_whole(asked: &[u8]) -> bool {
    let text = String::from_utf8_lossy(asked).to_lowercase();
    let Some((head, body)) = text.split_once("\r\n\r\n") else { return false };
    let length = head.lines().find_map(|line| line.strip_prefix("content-length: "));
    body.len() >= length.map_or(0, |length| length.trim().parse().unwrap())
}

fn brief() -> Value {
    json!({"title": "Tide pools", "description": "Life between the tides.", "language": "en-US"})
}

#[test]
fn every_command_explains_itself_with_an_example() {
    let oma = Oma::new();
    for command in [
        "login",
        "logout",
        "whoami",
        "videos",
        "videos create",
        "videos list",
        "videos revise",
        "videos reject",
        "videos retry",
        "videos download",
        "videos variants",
        "videos estimate",
        "batch",
        "batch create",
        "batch items",
        "batch resume",
        "batch download",
        "briefs analyze",
        "usage",
        "webhooks",
        "schedules",
        "schedules create",
        "brands",
        "uploads",
    ] {
        let args: Vec<&str> = command.split(' ').chain(["--help"]).collect();
        let help = run(&oma, &args, &[]);
        assert_eq!(help.code, 0, "{command}");
        let example = format!("oma {command}");
        let taught = help.stdout.split_once("Example").map_or("", |(_, examples)| examples);
        assert!(taught.contains(&example), "{command} has no example: {}", help.stdout);
        assert!(help.stdout.contains("--server") && help.stdout.contains("--json"), "{command}");
    }
    assert!(run(&oma, &["--help"], &[]).stdout.contains("4 the server refuses"));
}

#[test]
fn who_is_not_signed_in_is_told_how() {
    let oma = Oma::new();
    oma.write("brief.json", &brief().to_string());
    for args in [&["videos", "list"][..], &["videos", "create", "brief.json"], &["usage"]] {
        let told = run(&oma, args, &[]);
        assert_eq!(told.code, 3, "{}", told.stderr);
        assert!(told.stderr.contains("oma login --server"), "{}", told.stderr);
    }
    let named = run(&oma, &["videos", "list", "--server", "http://127.0.0.1:9"], &[]);
    assert_eq!(named.code, 3, "{}", named.stderr);
}

#[test]
fn wrong_input_is_refused_before_anybody_is_asked() {
    let oma = Oma::new();
    oma.write(
        "wrong.json",
        r#"{"title": "ab", "description": "Life in pools.", "language": "fr"}"#,
    );
    let mut gone = brief();
    gone["assets"] = json!([{"source": "gone.png"}]);
    oma.write("gone.json", &gone.to_string());
    let at = ["--server", "http://127.0.0.1:9"];
    let token = [("OMA_TOKEN", "t")];
    for (args, word) in [
        (&["videos", "create", "wrong.json"][..], "language"),
        (&["videos", "create", "gone.json"], "assets[0].source"),
        (&["videos", "create", "nowhere.json"], "nowhere.json"),
        (&["videos", "get", "nonsense"], "26 letters and digits"),
        (&["videos", "list", "--status", "done"], "waiting_for_approval"),
        (&["videos", "list", "--since", "soon"], "7d"),
        (&["videos", "revise", ID], "--set"),
        (&["videos", "revise", ID, "--set", "voice"], "FIELD=VALUE"),
        (&["videos", "reject", ID, "--reason", " "], "--reason"),
        (&["videos", "delete", ID], "--yes"),
        (&["webhooks", "create", "https://a.example", "--event", "all"], "--event"),
    ] {
        let told = run(&oma, &[args, &at].concat(), &token);
        assert_eq!(told.code, 2, "{args:?}: {}", told.stderr);
        assert!(told.stderr.contains(word), "{word} is not in {}", told.stderr);
    }
    let plain = run(&oma, &["videos", "list", "--server", "http://a.example"], &token);
    assert!(plain.code == 2 && plain.stderr.contains("not https"), "{}", plain.stderr);
}

#[test]
fn what_the_server_refuses_is_told_by_field_and_with_its_code() {
    let problem = |status: u16, name: &str| {
        json!({
            "type": "urn:oma:error:X", "title": "t", "status": status, "detail": "The reason.",
            "name": name, "action": "The way out.", "trace_id": "t-1",
            "problems": [{"path": "title", "problem": "is odd", "allowed": "even ones"}],
        })
    };
    for (status, name, code) in
        [(404, "Oma.NotFound", 4), (403, "Oma.Forbidden", 4), (422, "Oma.InvalidRequest", 2)]
    {
        let (address, served) = server(vec![(status, problem(status, name))]);
        let args = ["videos", "get", ID, "--server", &address];
        let told = run(&Oma::new(), &args, &[("OMA_TOKEN", "very-secret")]);
        assert_eq!(told.code, code, "{}", told.stderr);
        for word in [name, "The reason.", "title is odd; allowed: even ones.", "The way out."] {
            assert!(told.stderr.contains(word), "{word} is not in {}", told.stderr);
        }
        assert!(!told.stderr.contains("very-secret"));
        assert!(served.join().unwrap()[0].contains("Bearer very-secret"));
    }
}

#[test]
fn a_video_is_made_with_the_tags_and_key_that_were_given() {
    let accepted = json!({"video_id": ID, "status": "running", "revision": 1});
    let (address, served) = server(vec![(202, accepted)]);
    let oma = Oma::new();
    oma.write("brief.json", &brief().to_string());
    let args = ["videos", "create", "brief.json", "--tag", "spring", "--idempotency-key", "k-1"];
    let args = [&args[..], &["--json", "--server", &address]].concat();
    let made = run(&oma, &args, &[("OMA_TOKEN", "t")]);
    assert_eq!(made.code, 0, "{}", made.stderr);
    let line: Value = serde_json::from_str(&made.stdout).unwrap();
    assert_eq!(line["video_id"], ID);
    let asked = served.join().unwrap().remove(0);
    assert!(asked.starts_with("POST /v1/videos HTTP/1.1"), "{asked}");
    assert!(asked.contains("idempotency-key: k-1"), "{asked}");
    let body: Value = serde_json::from_str(asked.split_once("\r\n\r\n").unwrap().1).unwrap();
    assert_eq!((&body["tags"], &body["title"]), (&json!(["spring"]), &json!("Tide pools")));
}

#[test]
fn a_watch_ends_as_the_video_does() {
    let step = json!({
        "event_id": "01JD3Q5V9A2M7R0C8X4T6W1ZKF", "video_id": ID, "execution": ID,
        "at": "2026-11-22T10:00:00Z", "event": "step_finished", "step": "script.write",
        "artifact": "0".repeat(64), "cached": false, "wall_ms": 1200, "cost_micro_usd": 0,
        "saved_micro_usd": 0, "saved_ms": 0, "provider": "offline", "model": "templates",
    });
    let events = |status: &str, events: Vec<Value>| {
        let last = "01JD3Q5V9A2M7R0C8X4T6W1ZKF";
        let (cost, saved) = (0, 0);
        (
            200,
            json!({
                "events": events, "last_event_id": last, "status": status, "cost_micro_usd": cost,
                "saved_micro_usd": saved,
            }),
        )
    };
    for (status, code) in [("succeeded", 0), ("failed", 1), ("cancelled", 1)] {
        let video = json!({
            "video_id": ID, "title": "Tide pools", "status": status, "revision": 1,
            "created_at": "2026-11-22T10:00:00Z", "updated_at": "2026-11-22T10:00:00Z",
            "has_film": true,
        });
        let (address, served) =
            server(vec![events(status, vec![step.clone()]), events(status, vec![]), (200, video)]);
        let args = ["videos", "watch", ID, "--server", &address];
        let watched = run(&Oma::new(), &args, &[("OMA_TOKEN", "t")]);
        assert_eq!(watched.code, code, "{}{}", watched.stdout, watched.stderr);
        assert!(watched.stderr.contains("script.write (1.2 s)"), "{}", watched.stderr);
        assert!(served.join().unwrap()[1].contains("?after=01JD3Q5V9A2M7R0C8X4T6W1ZKF "));
    }
}

#[test]
fn a_profile_is_used_at_its_own_server_alone() {
    let oma = Oma::new();
    let profile = json!({"profiles": [{
        "name": "default", "server": "http://127.0.0.1:9", "issuer": "http://127.0.0.1:9",
        "client_id": "oma-cli", "access_token": "very-secret", "expires_at": "2999-01-01T00:00:00Z",
    }]});
    oma.write("credentials.json", &profile.to_string());
    let file = oma.dir().join("credentials.json");
    std::fs::set_permissions(&file, std::fs::Permissions::from_mode(0o644)).unwrap();
    let open = run(&oma, &["videos", "list"], &[]);
    assert!(open.stderr.contains("chmod 600"), "{}", open.stderr);
    std::fs::set_permissions(&file, std::fs::Permissions::from_mode(0o600)).unwrap();
    let (address, _served) = server(vec![]);
    let elsewhere = run(&oma, &["videos", "list", "--server", &address], &[]);
    assert_eq!(elsewhere.code, 3, "{}", elsewhere.stderr);
    assert!(
        elsewhere.stderr.contains("is signed in at http://127.0.0.1:9"),
        "{}",
        elsewhere.stderr
    );
}

#[test]
fn how_a_batch_ends_is_the_exit_code() {
    let oma = Oma::new();
    for (status, succeeded, failed, code) in
        [("succeeded", 2, 0, 0), ("finished", 1, 1, 1), ("stopped", 1, 0, 1), ("refused", 0, 0, 2)]
    {
        let batch = json!({
            "batch_id": ID, "name": "Shops", "status": status, "options": {},
            "rows": 2, "invalid": 0, "items": 2,
            "created_at": "2026-11-22T12:00:00Z", "updated_at": "2026-11-22T12:00:00Z",
            "counts": {"running": 0, "succeeded": succeeded, "failed": failed, "skipped": 0,
                "cost_micro_usd": 5_000, "saved_micro_usd": 0, "steps": 9, "steps_found": 0},
            "waiting": 0, "files": {}, "links_expire_at": "2026-11-22T12:15:00Z",
        });
        let (address, served) = server(vec![(200, batch)]);
        let env = [("OMA_SERVER", address.as_str()), ("OMA_TOKEN", "t")];
        let watched = run(&oma, &["batch", "watch", ID], &env);
        assert_eq!(watched.code, code, "{status}: {}{}", watched.stdout, watched.stderr);
        let done = format!("{status}: {succeeded} of 2 done");
        assert!(watched.stdout.contains(&done), "{}", watched.stdout);
        let asked = served.join().unwrap();
        assert!(asked[0].starts_with(&format!("GET /v1/batches/{ID} ")), "{}", asked[0]);
    }
}
