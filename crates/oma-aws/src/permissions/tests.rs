//! Each access is used on a server that gives canned answers, and the requests it got are compared
//! with what the access is said to take.

use std::time::Duration;

use oma_core::contract::Job;
use oma_core::event::{EventKind, VideoEvent};
use oma_core::id::{Owner, VideoId};
use oma_core::language::Language;
use oma_core::ports::{
    ArtifactIndex, ArtifactUses, ChatMessage, ChatRequest, ChatVendor as _, Counter, Counters,
    Document, DocumentQuery, Documents, EventLog, Executions, Expected, Health, ManageObjects,
    Objects, Partition, Place, Presign, Secrets, SpeechPart, SpeechRequest, SpeechVendor as _,
    Timer, Timers as _, VideoQuery, Videos,
};
use oma_core::step::{ArtifactRecord, Step, StepKey};
use oma_core::video::{VideoRecord, VideoStatus};
use serde_json::json;
use tempfile::NamedTempFile;
use ulid::Ulid;

use super::*;
use crate::test_server::{Answer, Request, TestServer};
use crate::{
    Bucket, Converse, Polly, Scheduler, SchedulerSettings, SecretsManager, StepFunctions, Table,
};

const MACHINE: &str = "arn:aws:states:eu-central-1:123456789012:stateMachine:video:live";
/// Longer than a part, so that it is sent in two.
const LONG_FILE: u64 = 17 * 1024 * 1024;

fn owner() -> Owner {
    Owner::local()
}

fn video() -> VideoId {
    VideoId(Ulid::from_parts(1, 1))
}

fn key() -> StepKey {
    StepKey::new(&Step { name: "s", version: 1, provider: "p", model: "m", item: None }, &1)
        .unwrap()
}

fn record() -> VideoRecord {
    let now = "2026-01-02T03:04:05Z".parse().unwrap();
    VideoRecord {
        owner: owner(),
        video_id: video(),
        version: 1,
        title: "Tide pools".to_owned(),
        brief_hash: String::new(),
        status: VideoStatus::Running,
        execution: video().to_string(),
        created_at: now,
        updated_at: now,
        failure: None,
        approval: None,
        revision: 1,
        tags: Vec::new(),
        variant_of: None,
        siblings: Vec::new(),
        film: None,
    }
}

fn artifact() -> ArtifactRecord {
    ArtifactRecord {
        owner: owner(),
        key: key(),
        step: "s".to_owned(),
        files: Vec::new(),
        cost_micro_usd: oma_core::money::MicroUsd::default(),
        made_in_ms: 0,
        fallbacks: Vec::new(),
        made_at: record().created_at,
    }
}

fn place() -> Place {
    Place { partition: Partition::User(owner()), sort: "K#1".to_owned() }
}

fn document() -> Document {
    Document { place: place(), version: 0, body: json!({}), listing: None, expires_at: None }
}

fn documents_of_owner() -> DocumentQuery {
    DocumentQuery {
        partition: Partition::User(owner()),
        prefix: "K#".to_owned(),
        after: None,
        limit: 1,
        descending: false,
    }
}

fn question() -> ChatRequest {
    ChatRequest {
        system: "Answer.".to_owned(),
        messages: vec![ChatMessage { from_model: false, text: "{}".to_owned() }],
        schema: json!({ "type": "object" }),
        schema_name: "answer".to_owned(),
        max_output_tokens: 1,
        temperature_milli: 0,
        seed: 0,
    }
}

fn event() -> VideoEvent {
    VideoEvent {
        event_id: Ulid::from_parts(1, 2),
        video_id: video(),
        owner: Some(owner()),
        execution: video().to_string(),
        at: record().created_at,
        kind: EventKind::StatusChanged { status: VideoStatus::Running },
    }
}

fn job() -> Job {
    Job { owner: owner(), video_id: video(), execution: video().to_string() }
}

/// The actions that IAM asks for when it sees a transaction: that of each item in it.
fn transaction(request: &Request) -> String {
    let body = request.json();
    let items = body["TransactItems"].as_array().unwrap().iter();
    let actions =
        items.flat_map(|item| item.as_object().unwrap().keys()).map(|kind| match &**kind {
            "ConditionCheck" => "dynamodb:ConditionCheckItem",
            "Put" => "dynamodb:PutItem",
            "Update" => "dynamodb:UpdateItem",
            "Delete" => "dynamodb:DeleteItem",
            other => panic!("{other}"),
        });
    actions.collect::<Vec<_>>().join(" ")
}

/// The actions that IAM asks for when it sees a request, with blanks between them.
fn action(request: &Request) -> String {
    if let Some(target) = request.header("x-amz-target") {
        let (service, operation) = target.split_once('.').unwrap();
        if operation == "TransactWriteItems" {
            return transaction(request);
        }
        let service = match service {
            "DynamoDB_20120810" => "dynamodb",
            "AWSStepFunctions" => "states",
            other => other,
        };
        return format!("{service}:{operation}");
    }
    let (method, rest) = request.line().split_once(' ').unwrap();
    let upload = rest.contains("uploadId=");
    let copies = request.header("x-amz-copy-source").is_some();
    match method {
        "POST" if rest.starts_with("/schedules/") => "scheduler:CreateSchedule",
        "PUT" if rest.starts_with("/schedules/") => "scheduler:UpdateSchedule",
        "DELETE" if rest.starts_with("/schedules/") => "scheduler:DeleteSchedule",
        "POST" if rest.starts_with("/v1/speech ") => "polly:SynthesizeSpeech",
        "PUT" if copies => "s3:GetObject s3:PutObject",
        "POST" if rest.contains("/converse ") => "bedrock:InvokeModel",
        "GET" if rest.contains("list-type=2") => "s3:ListBucket",
        "GET" | "HEAD" => "s3:GetObject",
        "DELETE" if upload => "s3:AbortMultipartUpload",
        "DELETE" => "s3:DeleteObject",
        "PUT" | "POST" => "s3:PutObject",
        _ => panic!("{}", request.line()),
    }
    .to_owned()
}

fn spoken() -> SpeechRequest {
    SpeechRequest {
        model: "neural".to_owned(),
        voice: "Joanna".to_owned(),
        text: "Hello.".to_owned(),
        language: Language::EnUs,
        rate_percent: 100,
        directions: String::new(),
        seed: 0,
        part: SpeechPart::Sound,
    }
}

fn scheduler() -> SchedulerSettings {
    SchedulerSettings {
        group: "oma-dev".to_owned(),
        target_arn: "arn:target".to_owned(),
        role_arn: "arn:role".to_owned(),
        dead_letters_arn: None,
    }
}

fn timer() -> Timer {
    Timer {
        owner: owner(),
        schedule_id: "01K9".to_owned(),
        expression: "rate(1 hour)".to_owned(),
        time_zone: "UTC".to_owned(),
        starts_at: None,
        ends_at: None,
        enabled: true,
    }
}

struct Adapters {
    table: Table,
    bucket: Bucket,
    machine: StepFunctions,
    secrets: SecretsManager,
    models: Converse,
    voices: Polly,
    timers: Scheduler,
}

impl Adapters {
    fn at(server: &TestServer) -> Self {
        let sdk = server.sdk_config();
        let s3 = aws_sdk_s3::config::Builder::from(&sdk).force_path_style(true).build();
        Self {
            table: Table::new(aws_sdk_dynamodb::Client::new(&sdk), "table"),
            bucket: Bucket::new(aws_sdk_s3::Client::from_conf(s3), "media"),
            machine: StepFunctions::new(aws_sdk_sfn::Client::new(&sdk), MACHINE),
            secrets: SecretsManager::new(aws_sdk_secretsmanager::Client::new(&sdk)),
            models: Converse::new(&sdk),
            voices: Polly::new(&sdk),
            timers: Scheduler::new(aws_sdk_scheduler::Client::new(&sdk), scheduler()),
        }
    }

    /// Does everything that an access is about. What it gives does not matter here: most answers
    /// fit only some of the calls.
    #[allow(clippy::too_many_lines)] // One arm for each access.
    async fn exercise(&self, access: Access) {
        let Self { table, bucket, machine, secrets, models, voices, timers } = self;
        match access {
            Access::ReadVideos => drop(Videos::get(table, &owner(), video()).await),
            Access::WriteVideos => {
                drop(table.create(&record()).await);
                drop(table.update(&record()).await);
            }
            Access::ListVideos => {
                drop(Videos::list(table, &owner()).await);
                let query = VideoQuery { limit: 1, ..VideoQuery::default() };
                drop(Videos::find(table, &owner(), &query).await);
            }
            Access::RemoveVideos => drop(Videos::remove(table, &owner(), video()).await),
            Access::EraseEvents => drop(table.erase(video()).await),
            Access::ReadDocuments => drop(table.read(&place()).await),
            Access::WriteDocuments => drop(table.write(&document(), Expected::Any).await),
            Access::RemoveDocuments => {
                drop(Documents::remove(table, &place(), Expected::Any).await);
            }
            Access::QueryDocuments => drop(table.query(&documents_of_owner()).await),
            Access::ListDocuments => drop(table.listed("l", None, 1).await),
            Access::Count => {
                let counter = Counter { place: place(), expires_at: None };
                drop(table.add(&counter, 1, None).await);
                drop(table.members(&counter).await);
            }
            Access::AppendEvents => drop(table.append(&event()).await),
            Access::ListEvents => drop(EventLog::list(table, video()).await),
            Access::FindArtifacts => drop(ArtifactIndex::find(table, &owner(), &key()).await),
            Access::RecordArtifacts => {
                drop(table.claim(&job(), &key()).await);
                drop(ArtifactIndex::record(table, &job(), &artifact()).await);
                drop(table.withdraw(&job(), &key()).await);
                drop(table.withdrawn(&job(), &key()).await);
            }
            Access::ManageArtifactUses => {
                drop(table.used_by(video()).await);
                drop(table.let_go(&owner(), &key(), video()).await);
                drop(table.let_go(&owner(), &key(), video()).await);
                drop(table.forget(&owner(), &key(), video()).await);
            }
            Access::ReadObjects => {
                drop(bucket.get_bytes("k").await);
                drop(bucket.get_range("k", 1, 2).await);
                drop(bucket.get_file("k", NamedTempFile::new().unwrap().path()).await);
                drop(bucket.size("k").await);
            }
            Access::WriteObjects => {
                let file = NamedTempFile::new().unwrap();
                file.as_file().set_len(LONG_FILE).unwrap();
                drop(bucket.put_file("k", file.path(), "video/mp4").await);
                drop(bucket.put_bytes("k", "x".into(), "text/plain").await);
            }
            Access::CopyObjects => drop(bucket.copy("a", "b").await),
            Access::ListObjects => drop(bucket.list("a").await),
            Access::DeleteObjects => drop(bucket.delete("k").await),
            Access::PresignReading => drop(bucket.presign_get("k", Duration::from_mins(1)).await),
            Access::PresignWriting => {
                drop(bucket.presign_put("k", "image/png", 1, Duration::from_mins(1)).await);
            }
            Access::StartExecutions => drop(machine.start("n", &json!({})).await),
            Access::StopExecutions => drop(machine.stop("n", "why").await),
            Access::ResumeExecutions => drop(machine.resume("t", &json!({})).await),
            Access::SetTimers => {
                drop(timers.set(&timer()).await);
                drop(timers.clear("01K9").await);
            }
            Access::ReadSecrets => drop(secrets.get("oma/dev/pexels").await),
            Access::AskModels => drop(models.chat("some.model", &question()).await),
            Access::Speak => drop(voices.speak(&spoken()).await),
            Access::PingTable => drop(table.ping().await),
            Access::PingBucket => drop(bucket.ping().await),
        }
    }
}

/// Answers for the calls of an access. A multipart upload gets as far as its second part and is
/// aborted, so that all of its requests are seen.
fn answers(access: Access) -> Vec<Answer> {
    let refused = || Answer::xml(403, "<Error><Code>AccessDenied</Code></Error>");
    match access {
        Access::WriteObjects => vec![
            Answer::xml(
                200,
                "<InitiateMultipartUploadResult><UploadId>U</UploadId>\
                 </InitiateMultipartUploadResult>",
            ),
            Answer::xml(200, ""),
            refused(),
            Answer::xml(204, ""),
            Answer::xml(200, ""),
        ],
        // A write after a look at what is there; a deletion for each event that is found.
        Access::WriteDocuments => {
            vec![Answer::json(200, &json!({})), Answer::error(400, "AccessDeniedException")]
        }
        Access::EraseEvents => vec![
            Answer::json(200, &json!({"Items": [{"sk": {"S": "EVENT#1"}}]})),
            Answer::error(400, "AccessDeniedException"),
        ],
        // Each of its two writes is asked for; the second after a look.
        Access::RecordArtifacts => vec![
            Answer::json(200, &json!({})),
            Answer::error(400, "AccessDeniedException"),
            Answer::error(400, "ConditionalCheckFailedException"),
            Answer::error(400, "AccessDeniedException"),
            Answer::error(400, "AccessDeniedException"),
            Answer::error(400, "AccessDeniedException"),
        ],
        Access::ManageArtifactUses => vec![
            Answer::json(200, &json!({"Items": []})),
            Answer::error(400, "ConditionalCheckFailedException"),
            Answer::error(400, "AccessDeniedException"),
            Answer::error(400, "AccessDeniedException"),
            Answer::error(400, "AccessDeniedException"),
        ],
        // One that is there is set anew.
        Access::SetTimers => vec![Answer::error(409, "ConflictException"), refused(), refused()],
        Access::ReadObjects => (0..4).map(|_| refused()).collect(),
        Access::CopyObjects | Access::ListObjects | Access::DeleteObjects | Access::PingBucket => {
            vec![refused()]
        }
        _ => {
            (0..2).map(|_| Answer::json(400, &json!({"__type": "AccessDeniedException"}))).collect()
        }
    }
}

#[tokio::test]
async fn every_access_sends_the_requests_it_is_said_to_send_and_no_others() {
    for access in Access::ALL {
        let server = TestServer::start(answers(*access)).await;
        Adapters::at(&server).exercise(*access).await;
        let requests = server.requests();
        let actions: Vec<String> = requests.iter().map(action).collect();
        let sent: BTreeSet<&str> = actions.iter().flat_map(|a| a.split(' ')).collect();
        let said = of(*access).iter().filter(|permission| permission.implied.is_none());
        let said: BTreeSet<&str> = said.map(|permission| permission.action).collect();
        assert_eq!(sent, said, "{access:?}");
    }
}

#[test]
fn nothing_is_allowed_that_needs_no_reason() {
    for access in Access::ALL {
        for permission in of(*access) {
            assert!(!permission.action.contains('*'), "{permission:?}");
            assert!(permission.implied.is_none_or(|why| why.len() > 20), "{permission:?}");
        }
    }
}

#[test]
fn permissions_of_several_accesses_are_joined() {
    let joined = permissions(&[Access::ReadVideos, Access::WriteVideos, Access::StartExecutions]);
    let expected = [
        ("dynamodb:GetItem", Resource::Table),
        ("dynamodb:PutItem", Resource::Table),
        ("kms:Decrypt", Resource::Key),
        ("states:StartExecution", Resource::StateMachine),
    ];
    assert_eq!(joined, expected.into());
}
