//! `oma keys`: set, listed, tried and removed by the real program, and shown by none of it.
#![allow(clippy::unwrap_used)] // A test fails by panicking.

mod support;

use std::io::{Read as _, Write as _};
use std::net::TcpListener;
use std::os::unix::fs::PermissionsExt as _;
use std::process::Stdio;
use std::sync::mpsc::{Receiver, channel};

use support::{Oma, Run};

const KEY: &str = "sk-or-v1-7d3fe21c9ab0";
const VARIABLES: [&str; 7] = [
    "OPENROUTER_API_KEY",
    "OPENAI_API_KEY",
    "PEXELS_API_KEY",
    "PIXABAY_API_KEY",
    "ELEVENLABS_API_KEY",
    "STABILITY_API_KEY",
    "RUNWAYML_API_SECRET",
];

/// Runs `oma keys`, with the log at its loudest, and holds it to never show the key.
fn keys(oma: &Oma, args: &[&str], input: &str, env: &[(&str, &str)]) -> Run {
    let mut command = oma.command(&[&["keys"], args].concat(), &[]);
    for variable in VARIABLES {
        command.env_remove(variable);
    }
    command.env("XDG_CONFIG_HOME", oma.dir()).env("OMA_LOG", "trace").envs(env.iter().copied());
    command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
    let mut child = command.spawn().unwrap();
    // One that reads nothing may have ended already.
    let _ = child.stdin.take().unwrap().write_all(input.as_bytes());
    let output = child.wait_with_output().unwrap();
    let run = Run {
        code: output.status.code().unwrap_or(-1),
        stdout: String::from_utf8(output.stdout).unwrap(),
        stderr: String::from_utf8(output.stderr).unwrap(),
    };
    let told = format!("{}{}", run.stdout, run.stderr);
    for part in [KEY, &KEY[KEY.len() - 4..], &KEY[9..14]] {
        assert!(!told.contains(part), "{args:?} shows {part} of the key: {told}");
    }
    run
}

/// A vendor that lets `good` in, and repeats what it was sent to others. Gives what it was asked.
fn vendor(good: &'static str) -> (String, Receiver<String>) {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = format!("http://{}", listener.local_addr().unwrap());
    let (asked, requests) = channel();
    std::thread::spawn(move || {
        for stream in listener.incoming() {
            let mut stream = stream.unwrap();
            let mut head = Vec::new();
            let mut piece = [0; 4096];
            while !head.windows(4).any(|four| four == b"\r\n\r\n") {
                let length = stream.read(&mut piece).unwrap();
                head.extend_from_slice(&piece[..length]);
                if length == 0 {
                    break;
                }
            }
            let head = String::from_utf8(head).unwrap();
            let (status, body) = if head.contains(good) {
                ("200 OK", format!(r#"{{"data":{{"label":"{good}"}}}}"#))
            } else {
                let said = format!(r#"{{"error":{{"message":"Not with {KEY}, nor sk-***b0"}}}}"#);
                ("401 Unauthorized", said)
            };
            let length = body.len();
            let answer = format!(
                "HTTP/1.1 {status}\r\ncontent-length: {length}\r\nconnection: close\r\n\r\n{body}"
            );
            stream.write_all(answer.as_bytes()).unwrap();
            if asked.send(head).is_err() {
                break;
            }
        }
    });
    (address, requests)
}

#[test]
fn a_key_is_set_from_standard_input_listed_and_removed() {
    let oma = Oma::new();
    let file = oma.dir().join("oma/keys.json");
    let set = keys(&oma, &["set", "openrouter"], &format!("  {KEY}\n"), &[]);
    assert_eq!(set.code, 0, "{}", set.stderr);
    assert!(std::fs::read_to_string(&file).unwrap().contains(&format!("\"{KEY}\"")));
    assert_eq!(std::fs::metadata(&file).unwrap().permissions().mode() & 0o777, 0o600);

    let list = keys(&oma, &["list"], "", &[("PEXELS_API_KEY", KEY)]).stdout;
    let line = |name: &str| list.lines().find(|line| line.starts_with(name)).unwrap().to_owned();
    assert!(line("openrouter").ends_with("set      by the file of keys"), "{list}");
    assert!(line("pexels").ends_with("set      by PEXELS_API_KEY"), "{list}");
    assert!(line("runway").contains("not set  (RUNWAYML_API_SECRET"), "{list}");

    let removed = keys(&oma, &["remove", "openrouter"], "", &[]);
    assert_eq!(removed.code, 0, "{}", removed.stderr);
    assert!(!std::fs::read_to_string(&file).unwrap().contains(KEY));
    assert!(!keys(&oma, &["list"], "", &[]).stdout.contains("set      by"), "none is left");
}

#[test]
fn a_key_as_an_argument_is_refused_and_not_repeated() {
    let oma = Oma::new();
    for args in [["set", "openrouter", KEY], ["set", "openrouter", "--key=sk-or-v1-7d3fe21c9ab0"]] {
        let run = keys(&oma, &args, "", &[]);
        assert_eq!(run.code, 2, "{}", run.stderr);
        assert!(run.stderr.contains("shell's history"), "{}", run.stderr);
    }
    assert!(!oma.dir().join("oma/keys.json").exists());
}

#[test]
fn what_is_no_key_or_no_provider_is_refused() {
    let oma = Oma::new();
    let long = "k".repeat(5000);
    for input in ["", "short", "two words-of-a-key", &long] {
        let run = keys(&oma, &["set", "openrouter"], input, &[]);
        assert_eq!(run.code, 2, "{input}: {}", run.stderr);
    }
    for (provider, says) in [("opnrouter", "openrouter, openai"), ("polly", "takes no key")] {
        let run = keys(&oma, &["set", provider], KEY, &[]);
        assert!(run.code == 2 && run.stderr.contains(says), "{}", run.stderr);
    }
}

#[test]
fn a_file_that_others_can_read_is_refused_with_the_fix() {
    let oma = Oma::new();
    assert_eq!(keys(&oma, &["set", "openrouter"], KEY, &[]).code, 0);
    let file = oma.dir().join("oma/keys.json");
    std::fs::set_permissions(&file, std::fs::Permissions::from_mode(0o644)).unwrap();
    for args in [&["list"][..], &["check"], &["remove", "openrouter"]] {
        let run = keys(&oma, args, "", &[]);
        assert_ne!(run.code, 0);
        assert!(run.stderr.contains("chmod 600"), "{args:?}: {}", run.stderr);
    }
}

#[test]
fn keys_are_tried_against_their_providers() {
    let oma = Oma::new();
    let (address, requests) = vendor(KEY);
    let env = [
        ("OPENROUTER_API_KEY", KEY),
        ("PIXABAY_API_KEY", KEY),
        ("OMA_OPENROUTER_BASE_URL", &*address),
        ("OMA_PIXABAY_BASE_URL", &*address),
    ];
    let run = keys(&oma, &["check"], "", &env);
    assert_eq!(run.code, 0, "{}{}", run.stdout, run.stderr);
    assert!(run.stdout.contains("ok       openrouter"), "{}", run.stdout);
    assert!(run.stdout.contains("ok       pixabay"), "{}", run.stdout);
    let asked: Vec<String> = requests.try_iter().collect();
    assert!(asked[0].starts_with("GET /key ") && asked[0].contains(&format!("Bearer {KEY}")));
    assert!(asked[1].starts_with("GET /api/?") && asked[1].contains("per_page=3"), "{}", asked[1]);
}

#[test]
fn a_key_that_is_not_let_in_fails_the_check() {
    let oma = Oma::new();
    let (address, _requests) = vendor("another key");
    let elsewhere = ("OMA_OPENROUTER_BASE_URL", &*address);
    let run = keys(&oma, &["check", "openrouter"], "", &[("OPENROUTER_API_KEY", KEY), elsewhere]);
    assert_eq!(run.code, 1, "{}", run.stdout);
    assert!(run.stdout.contains("failed   openrouter"), "{}", run.stdout);
    assert!(run.stdout.contains("refuses the key: Not with [key], nor [key]"), "{}", run.stdout);

    let none = keys(&oma, &["check", "openrouter"], "", &[elsewhere]);
    assert!(none.code == 1 && none.stdout.contains("oma keys set openrouter"), "{}", none.stdout);
    assert_eq!(keys(&oma, &["check"], "", &[]).code, 0, "nothing is set, and nothing is wrong");
}

#[test]
fn a_key_goes_to_no_address_that_others_can_listen_at() {
    let oma = Oma::new();
    let env = [("PIXABAY_API_KEY", KEY), ("OMA_PIXABAY_BASE_URL", "http://pixabay.test")];
    let run = keys(&oma, &["check"], "", &env);
    assert!(run.code == 1 && run.stdout.contains("https://"), "{}", run.stdout);
}
