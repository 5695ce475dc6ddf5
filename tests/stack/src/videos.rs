//! Videos, as the API makes them and as their records tell.

use std::time::Duration;

use aws_sdk_sfn::operation::describe_execution::DescribeExecutionOutput;
use aws_sdk_sfn::types::ExecutionStatus;
use jiff::Timestamp;
use oma_core::contract::files;
use oma_core::id::{Owner, VideoId};
use oma_core::ports::{Objects, Videos};
use oma_core::video::{VideoRecord, VideoStatus, keys};
use serde_json::{Value, json};
use ulid::Ulid;

use crate::{Clients, Stack};

/// Making a short film with unoptimised functions takes a minute or two on a busy machine.
const PATIENCE: Duration = Duration::from_mins(10);

/// Short and quick to make: 15 seconds at 360 lines in the voice that costs least.
pub fn small_brief() -> Value {
    json!({
        "title": "Corner Coffee",
        "description": "A coffee shop for young urban professionals. Fresh beans every morning. \
                        Your cup is ready in 3 minutes.",
        "language": "en-US",
        "duration_s": 15,
        "resolution": "360p",
        "cta": "Visit us",
        "voice": "espeak-en-us",
    })
}

/// A brief and a record as the API stores them, under an owner of the test's choice. The brief is
/// stored as it is, good or bad: checking it again is what the workflow's first state is for.
pub async fn submit(stack: &Stack, owner: &str, brief: &Value) -> VideoRecord {
    let storage = stack.storage();
    let video_id = VideoId(Ulid::generate());
    let now = Timestamp::now();
    let text = brief.to_string();
    let key = keys::video_file(video_id, files::BRIEF);
    storage.bucket.put_bytes(&key, text.clone().into(), "application/json").await.unwrap();
    let record = VideoRecord {
        owner: serde_json::from_value::<Owner>(json!(owner)).unwrap(),
        video_id,
        version: 1,
        title: brief["title"].as_str().unwrap_or_default().to_owned(),
        brief_hash: oma_core::step::hash_of(&text).unwrap(),
        status: VideoStatus::Running,
        execution: video_id.to_string(),
        created_at: now,
        updated_at: now,
        failure: None,
        approval: None,
        revision: 1,
        tags: Vec::new(),
        siblings: Vec::new(),
        variant_of: None,
        film: None,
    };
    storage.table.create(&record).await.unwrap();
    record
}

/// Starts the workflow for a video through the SDK, as the stack's output says. The
/// execution's name is the video's id. Returns its ARN.
pub async fn start(clients: &Clients, stack: &Stack, record: &VideoRecord) -> String {
    let started = clients
        .sfn
        .start_execution()
        .state_machine_arn(stack.output("StateMachineAliasArn"))
        .name(record.video_id.to_string())
        .input(json!({ "owner": record.owner, "video_id": record.video_id }).to_string())
        .send()
        .await
        .unwrap();
    started.execution_arn
}

/// Waits until an execution has ended.
pub async fn ended(clients: &Clients, execution_arn: &str) -> DescribeExecutionOutput {
    let ended = async {
        loop {
            let call = clients.sfn.describe_execution().execution_arn(execution_arn);
            let execution = call.send().await.unwrap();
            if execution.status != ExecutionStatus::Running {
                return execution;
            }
            tokio::time::sleep(Duration::from_millis(200)).await;
        }
    };
    let ended = tokio::time::timeout(PATIENCE, ended).await;
    ended.unwrap_or_else(|_| panic!("{execution_arn} still runs"))
}

/// A video's record as it is now.
pub async fn record(stack: &Stack, record: &VideoRecord) -> VideoRecord {
    stack.storage().table.get(&record.owner, record.video_id).await.unwrap()
}

/// Waits until a video waits for a person, and returns the token that answers for them.
pub async fn question(stack: &Stack, video: &VideoRecord) -> String {
    let asked = async {
        loop {
            if let Some(approval) = record(stack, video).await.approval {
                return approval.token;
            }
            tokio::time::sleep(Duration::from_millis(200)).await;
        }
    };
    tokio::time::timeout(PATIENCE, asked).await.expect("a person is asked")
}
