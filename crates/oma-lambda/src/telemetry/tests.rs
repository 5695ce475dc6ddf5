use std::time::SystemTime;

use async_trait::async_trait;
use oma_core::brief::Problem;
use serde_json::json;
use tracing::instrument::WithSubscriber as _;

use super::capture::Captured;
use super::*;
use crate::metrics::tests::assert_emf;

const VIDEO: &str = "01JD9Z8S4M7Q2W6E5R3T1Y0V9P";
const TOKEN: &str = "AAAAKgAAAAIAAAAAAAAAAc-secret-token";
/// Words of a brief.
const WORDS: &str = "grandma's secret recipe";

/// An agent that says and does what an event asks for.
struct Chatty;

#[async_trait]
impl Agent for Chatty {
    fn name(&self) -> &'static str {
        "chatty"
    }

    async fn handle(&self, event: Value) -> oma_core::Result<Value> {
        // A library on a thread of its own, which knows no span of ours.
        let text = event.to_string();
        let deep = std::thread::spawn({
            let dispatch = tracing::dispatcher::get_default(Clone::clone);
            move || {
                tracing::dispatcher::with_default(&dispatch, || {
                    tracing::info!(target: "deep", version = "9", payload = text, "from {text}");
                    tracing::debug!(target: "deep", "a library's request: {text}");
                });
            }
        });
        deep.join().unwrap();
        tracing::info_span!(target: "oma::call", "call", provider = "offline")
            .in_scope(|| tracing::info!("within a call"));
        let problem = Problem::new("title", format!("is {WORDS:?}"), "3 to 200 characters");
        match event["action"].as_str().unwrap_or_default() {
            "work" => Ok(json!({})),
            "refuse" => Err(Error::new(ErrorKind::ProviderThrottled, "The voice service is busy.")
                .with_detail("429, request 4f1c")),
            "quote" => Err(Error::new(ErrorKind::ProviderRefused, "It said: CPF 529.982.247-25.")
                .with_detail("ana@example.com asked from 200.147.3.157")),
            "judge" => Err(Error::invalid_brief(vec![problem])),
            "panic" => panic!("what now"),
            _ => Err(Error::new(ErrorKind::InvalidEvent, "Unreadable.").with_detail(&event)),
        }
    }
}

fn event(action: &str) -> Value {
    json!({
        "owner": "3f1c-owner", "video_id": VIDEO, "execution": VIDEO, "state": "Narrate a scene",
        "action": action, "scene": 3, "task_token": TOKEN,
    })
}

fn lambda() -> lambda_runtime::Context {
    let mut context = lambda_runtime::Context::default();
    context.request_id = "request-1".to_owned();
    context.xray_trace_id = Some("Root=1-5759e988-bd86;Parent=53995c3f;Sampled=1".to_owned());
    let deadline = SystemTime::now() + Duration::from_mins(5);
    let deadline = deadline.duration_since(SystemTime::UNIX_EPOCH).unwrap();
    context.deadline = u64::try_from(deadline.as_millis()).unwrap();
    context
}

fn telemetry() -> (Telemetry, Captured) {
    let lines = Captured::default();
    let context = Context::new("audio", "test".to_owned(), Lines::to(lines.clone()));
    (Telemetry::new(context, Instant::now()), lines)
}

/// What is printed while an agent is invoked with events, one after the other.
async fn printed(filter: &str, events: &[Value]) -> (Vec<Value>, String) {
    let (telemetry, lines) = telemetry();
    let work = async {
        for event in events {
            let _ = telemetry.invoke(&Chatty, event.clone(), &lambda()).await;
        }
    };
    work.with_subscriber(start::subscriber(&telemetry, filter, None)).await;
    (lines.lines(), lines.text())
}

#[tokio::test]
async fn every_line_of_an_invocation_tells_whose_it_is() {
    let (lines, _) = printed("", &[event("work")]).await;
    assert!(lines.len() >= 4, "{lines:?}");
    for line in &lines {
        for (name, value) in [
            ("service", json!("audio")),
            ("version", json!(env!("CARGO_PKG_VERSION"))),
            ("environment", json!("test")),
            ("cold_start", json!(true)),
            ("function_request_id", json!("request-1")),
            ("xray_trace_id", json!("1-5759e988-bd86")),
            ("correlation_id", json!(VIDEO)),
            ("video_id", json!(VIDEO)),
            ("execution", json!(VIDEO)),
            ("step", json!("chatty.work 3")),
            ("state", json!("Narrate a scene")),
        ] {
            assert_eq!(line[name], value, "{name} of {line}");
        }
        let names = line.as_object().unwrap();
        assert!(names.contains_key("timestamp") && names.contains_key("message"));
        assert!(names.contains_key("level") && names.contains_key("target"));
        let nested = names.iter().filter(|(_, value)| value.is_object() || value.is_array());
        assert!(nested.map(|(name, _)| name).all(|name| name == "_aws"), "{line}");
    }
    // Its own field of the same name is kept beside ours.
    assert!(lines.iter().any(|line| line["target"] == "deep" && line["event_version"] == "9"));
    let call = lines.iter().find(|line| line["message"] == "within a call").unwrap();
    assert_eq!(call["provider"], "offline");
}

#[tokio::test]
async fn only_the_first_invocation_is_a_cold_start() {
    let (lines, _) = printed("", &[event("work"), event("work")]).await;
    let colds: Vec<_> = lines.iter().filter(|line| line.get("ColdStart").is_some()).collect();
    assert_eq!(colds.len(), 1);
    assert_emf(colds[0]);
    assert_eq!(colds[0]["Service"], "audio");
    assert!(colds[0]["InitDuration"].is_u64());
    assert_eq!(lines.last().unwrap()["cold_start"], false);
}

#[tokio::test]
async fn a_failure_is_logged_once_with_its_name_and_counted_once() {
    let (lines, _) = printed("", &[event("refuse")]).await;
    let errors: Vec<_> = lines.iter().filter(|line| line["level"] == "ERROR").collect();
    let [error] = errors.as_slice() else { panic!("{errors:?}") };
    assert_eq!(error["error"], "Oma.ProviderThrottled");
    assert_eq!(error["message"], "chatty.refuse 3 failed: The voice service is busy.");
    assert_eq!(error["detail"], "429, request 4f1c");
    let counted: Vec<_> = lines.iter().filter(|line| line.get("StepFailed").is_some()).collect();
    let [counted] = counted.as_slice() else { panic!("{counted:?}") };
    assert_emf(counted);
    assert_eq!(counted["Step"], "chatty.refuse");
    assert_eq!(counted["Error"], "Oma.ProviderThrottled");
    assert_eq!(counted["ProviderThrottled"], 1);
}

#[tokio::test]
async fn a_users_mistake_is_logged_by_the_paths_of_its_fields() {
    let (lines, text) = printed("trace", &[event("judge")]).await;
    let error = lines.iter().find(|line| line["level"] == "ERROR").unwrap();
    assert_eq!(error["error"], "Oma.InvalidBrief");
    assert_eq!(error["problems"], "title");
    assert!(!text.contains("grandma"), "{text}");
}

#[tokio::test]
async fn a_panic_is_logged_as_the_failure_it_is() {
    let (lines, _) = printed("", &[event("panic")]).await;
    let error = lines.iter().find(|line| line["level"] == "ERROR").unwrap();
    assert_eq!(error["error"], "Oma.Internal");
    assert_eq!(error["detail"], "panic: what now");
}

#[tokio::test]
async fn personal_data_that_somebody_quotes_is_never_printed() {
    let (lines, text) = printed("debug", &[event("quote")]).await;
    assert!(!lines.is_empty());
    for secret in ["529.982", "ana@", "200.147"] {
        assert!(!text.contains(secret), "{secret} in {text}");
    }
    assert!(text.contains("[CPF]") && text.contains("[EMAIL]"), "{text}");
}

#[tokio::test]
async fn a_task_token_is_never_printed_whoever_logs_it() {
    let (lines, text) = printed("trace", &[event("work"), event("dance")]).await;
    assert!(!text.contains(TOKEN), "{text}");
    let deep = lines.iter().find(|line| line["target"] == "deep").unwrap();
    assert_eq!(deep["payload"], "<hidden>");
    assert!(deep["message"].as_str().unwrap().contains("\"task_token\":\"<hidden>\""));
}

#[tokio::test]
async fn libraries_say_nothing_below_info_whatever_is_asked_for() {
    let (_, text) = printed("trace,deep=trace", &[event("work")]).await;
    assert!(!text.contains("a library's request"), "{text}");
}

#[tokio::test]
async fn metrics_are_written_whatever_is_logged() {
    let (lines, _) = printed("off", &[event("refuse")]).await;
    let written = lines.iter().all(|line| line.get("_aws").is_some());
    assert!(written && lines.len() == 2, "{lines:?}");
}

#[tokio::test]
async fn words_of_an_event_become_no_dimension() {
    let mut bad = event("dance");
    bad["action"] = json!("Robert'); DROP TABLE");
    let (lines, text) = printed("", &[event("dance"), bad]).await;
    let steps: Vec<_> = lines.iter().filter_map(|line| line.get("Step")).collect();
    assert_eq!(steps, ["chatty.?", "chatty.?"]);
    let errors: Vec<_> = lines.iter().filter(|line| line["level"] == "ERROR").collect();
    assert_eq!(errors[0].get("detail"), None, "{text}");
}

#[tokio::test]
async fn a_request_of_the_api_is_followed_by_its_id_until_there_is_a_video() {
    let (telemetry, lines) = telemetry();
    let video: oma_core::id::VideoId = VIDEO.parse().unwrap();
    let request = HttpRequest { route: "POST /v1/videos", request_id: "api-1" };
    let lambda = lambda();
    let work = telemetry.http(request, &lambda, async {
        tracing::info!("before");
        telemetry.video_started(video);
        Answered { response: "fine", status: 202, error: None }
    });
    let answer = work.with_subscriber(start::subscriber(&telemetry, "", None)).await;
    assert_eq!(answer, "fine");
    let lines = lines.lines();
    let find = |name: &str| lines.iter().find(|line| line.get(name).is_some()).unwrap();
    let before = lines.iter().find(|line| line["message"] == "before").unwrap();
    assert_eq!(before["correlation_id"], "api-1");
    assert_eq!(find("VideosStarted")["correlation_id"], VIDEO);
    let counted = find("ApiRequests");
    assert_emf(counted);
    assert_eq!(counted["Route"], "POST /v1/videos");
    assert!(counted["ApiLatency"].is_u64());
    assert_eq!(counted["status"], 202);
}

#[tokio::test]
async fn an_api_failure_is_an_error_and_a_clients_mistake_is_not() {
    let (telemetry, lines) = telemetry();
    let lambda = lambda();
    let answer = |kind: ErrorKind| {
        let error = Error::new(kind, WORDS).with_detail("secret detail");
        let answered =
            Answered { response: (), status: kind.info().http_status, error: Some(error) };
        let request = HttpRequest { route: "POST /v1/videos", request_id: "api-1" };
        telemetry.http(request, &lambda, async { answered })
    };
    let work = async {
        answer(ErrorKind::InvalidBrief).await;
        answer(ErrorKind::StorageUnavailable).await;
    };
    work.with_subscriber(start::subscriber(&telemetry, "", None)).await;
    let lines: Vec<_> =
        lines.lines().into_iter().filter(|line| line.get("error").is_some()).collect();
    let [mistake, failure] = lines.as_slice() else { panic!("{lines:?}") };
    assert_eq!(
        (&mistake["level"], &mistake["error"]),
        (&json!("INFO"), &json!("Oma.InvalidBrief"))
    );
    assert!(!mistake.to_string().contains("grandma"));
    assert_eq!(failure["level"], "ERROR");
    assert_eq!(failure["detail"], "secret detail");
}

/// Time stands still for tokio here and is advanced by it, so nothing waits.
#[tokio::test(start_paused = true)]
async fn an_invocation_that_runs_out_of_time_says_so_first() {
    let (telemetry, lines) = telemetry();
    let dispatch = tracing::Dispatch::new(start::subscriber(&telemetry, "", None));
    let _guard = tracing::dispatcher::set_default(&dispatch);
    let watch = Watch::until(SystemTime::now() + Duration::from_mins(5), "audio.narrate 3");
    tokio::time::sleep(Duration::from_secs(298)).await;
    assert_eq!(lines.text(), "");
    tokio::time::sleep(Duration::from_secs(2)).await;
    drop(watch);
    assert_eq!(lines.lines()[0]["level"], "WARN");
    assert_eq!(lines.lines()[0]["message"], "audio.narrate 3 is running out of time");
}

#[test]
fn what_became_of_a_message_is_counted_and_the_last_attempt_is_a_failed_one() {
    let (telemetry, lines) = telemetry();
    for outcome in [WebhookOutcome::Delivered, WebhookOutcome::Failed, WebhookOutcome::Dead] {
        telemetry.webhook(outcome);
    }
    let lines = lines.lines();
    lines.iter().for_each(assert_emf);
    let count = |metric: &str| lines.iter().filter_map(|line| line[metric].as_u64()).sum::<u64>();
    assert_eq!(count("WebhookDelivered"), 1);
    assert_eq!(count("WebhookFailed"), 2);
    assert_eq!(count("WebhookDead"), 1);
}
