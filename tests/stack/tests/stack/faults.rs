//! What goes wrong has a name, and is tried again when that may help.

use std::sync::Arc;

use aws_sdk_sfn::types::ExecutionStatus;
use jiff::Timestamp;
use libtest_mimic::Trial;
use oma_core::video::VideoStatus;
use oma_stack_tests::{logs, videos};
use serde_json::{Value, json};

use crate::lab::{Lab, case};

pub(crate) fn cases(lab: &Arc<Lab>) -> Vec<Trial> {
    vec![
        case(lab, "faults::a_bad_brief_ends_with_its_name_and_is_never_retried", bad_brief),
        case(lab, "faults::a_throttled_provider_is_asked_again_later_and_later", throttled),
    ]
}

async fn bad_brief(lab: Arc<Lab>) {
    let clients = lab.clients().await;
    let stack = lab.stack().await.read().await;
    let mut brief = videos::small_brief();
    brief["duration_s"] = json!(100_000);
    let video = videos::submit(&stack, "bad-brief", &brief).await;
    let execution = videos::start(clients, &stack, &video).await;
    let ended = videos::ended(clients, &execution).await;
    assert_eq!(ended.status, ExecutionStatus::Failed);
    assert_eq!(ended.error(), Some("Oma.InvalidBrief"));

    let record = videos::record(&stack, &video).await;
    assert_eq!(record.status, VideoStatus::Failed);
    assert_eq!(record.failure.unwrap().name, "Oma.InvalidBrief");

    let outcomes = outcomes(&logs::of(clients, &video.video_id.to_string()).await);
    let of = |step: &str| outcomes.iter().filter(|outcome| outcome.step == step).count();
    assert_eq!(of("supervisor.check"), 1, "{outcomes:?}");
    assert_eq!(of("supervisor.record_failure"), 1, "{outcomes:?}");
    assert_eq!(outcomes.len(), 2, "nothing else was invoked: {outcomes:?}");
}

async fn throttled(lab: Arc<Lab>) {
    let clients = lab.clients().await.clone();
    let mut stack = lab.stack().await.write().await;
    stack.update("Faults", "Oma.ProviderThrottled@script.write*2").await;
    let video = videos::submit(&stack, "throttled", &videos::small_brief()).await;
    let execution = videos::start(&clients, &stack, &video).await;
    let ended = videos::ended(&clients, &execution).await;
    assert_eq!(ended.status, ExecutionStatus::Succeeded, "{:?} {:?}", ended.error, ended.cause);
    assert_eq!(videos::record(&stack, &video).await.status, VideoStatus::Succeeded);

    let outcomes = outcomes(&logs::of(&clients, &video.video_id.to_string()).await);
    let tries: Vec<&Logged> = outcomes.iter().filter(|o| o.step == "script.write").collect();
    let errors: Vec<Option<&str>> = tries.iter().map(|o| o.error.as_deref()).collect();
    let throttled = Some("Oma.ProviderThrottled");
    assert_eq!(errors, [throttled, throttled, None], "{outcomes:?}");
    // 2 s, then 4 s. Without jitter, which the emulator leaves out; never sooner.
    let waited = |n: usize| tries[n].at.duration_since(tries[n - 1].at).as_secs();
    assert!(waited(1) >= 2 && waited(2) >= 4, "{tries:?}");
    stack.update("Faults", "").await;
}

/// How one invocation ended, as its function logged it.
#[derive(Debug)]
struct Logged {
    step: String,
    error: Option<String>,
    at: Timestamp,
}

fn outcomes(lines: &[String]) -> Vec<Logged> {
    let logged = lines.iter().filter_map(|line| {
        let object: Value = serde_json::from_str(line.split_once(": ")?.1).ok()?;
        // Metrics are lines of JSON, too.
        if object.get("_aws").is_some() || object["duration_ms"].is_null() {
            return None;
        }
        let text = |field: &str| Some(object.get(field)?.as_str()?.to_owned());
        Some(Logged {
            step: text("step")?,
            error: text("error"),
            at: text("timestamp")?.parse().unwrap(),
        })
    });
    let mut outcomes: Vec<Logged> = logged.collect();
    outcomes.sort_by_key(|outcome| outcome.at);
    outcomes
}
