use std::sync::Arc;

use oma_core::ErrorKind;
use oma_core::format::Aspect;
use oma_core::money::MicroUsd;
use oma_core::ports::memory::Memory;
use oma_core::ports::{ClipJob, ClipModels as _, ClipRequest, ClipState, ClipVendor, Secret};
use oma_core::spend::{Charge, Unit, Units};
use serde_json::{Value, json};
use wiremock::matchers::{body_partial_json, header, method, path};
use wiremock::{Mock, MockServer, ResponseTemplate};

use super::*;
use crate::http::{Http, HttpLimits, faults};
use crate::keys::Keys;
use crate::resilience::Resilience;

const TASK: &str = "17f20503-6c24-4c16-946b-35dbbce2af2f";
const MP4: &[u8] = b"\0\0\0\x18ftypmp42 and so on";

fn runway(server: &MockServer) -> Runway {
    let http = Http::new("runway", server.uri(), HttpLimits::default()).unwrap();
    Runway::new(http, Keys::given([("runway".to_owned(), Secret::new("hush"))]))
        .taking_plain_links()
}

fn request() -> ClipRequest {
    ClipRequest {
        prompt: "slow push in".to_owned(),
        aspect: Aspect::Portrait,
        duration_ms: 4_200,
        seed: 7,
        still_sha256: "00".to_owned(),
        still: (&b"\xff\xd8\xff\xe0 a still"[..]).into(),
    }
}

async fn starts(server: &MockServer) {
    Mock::given(method("POST"))
        .and(path("/v1/image_to_video"))
        .and(header("x-runway-version", "2024-11-06"))
        .and(header("authorization", "Bearer hush"))
        .and(body_partial_json(json!({
            "model": "gen4_turbo", "ratio": "720:1280", "duration": 5, "seed": 7,
            "promptText": "slow push in", "promptImage": "data:image/jpeg;base64,/9j/4CBhIHN0aWxs",
        })))
        .respond_with(ResponseTemplate::new(200).set_body_json(json!({ "id": TASK })))
        .expect(1)
        .mount(server)
        .await;
}

async fn task_is(server: &MockServer, task: Value) {
    server.reset().await;
    Mock::given(path(format!("/v1/tasks/{TASK}")))
        .and(header("x-runway-version", "2024-11-06"))
        .respond_with(ResponseTemplate::new(200).set_body_json(task))
        .mount(server)
        .await;
}

fn job() -> ClipJob {
    ClipJob { id: TASK.to_owned() }
}

#[tokio::test]
async fn a_job_is_started_and_paid_once_whoever_asks() {
    let server = MockServer::start().await;
    starts(&server).await;
    let table = ClipTable::from_env(|_| None).unwrap();
    let vendors: Vec<Arc<dyn ClipVendor>> = vec![Arc::new(runway(&server))];
    let clips = Clips::new(table, &vendors, Resilience::default());
    let model = clips.choose(Aspect::Portrait).unwrap();
    assert_eq!(model.model, "gen4_turbo", "the cheaper one");
    let account = Memory::an_account().await.unwrap();
    let first = clips.start(&model, &request(), &account).await.unwrap();
    assert_eq!(first.job, job());
    assert_eq!(first.bill.cost_micro_usd, MicroUsd(250_000), "five seconds at five cents");
    let again = clips.start(&model, &request(), &account).await.unwrap();
    assert_eq!((again.job, again.bill.cost_micro_usd), (job(), MicroUsd(0)));
}

#[tokio::test]
async fn every_status_is_understood() {
    let server = MockServer::start().await;
    for status in ["PENDING", "THROTTLED", "RUNNING"] {
        task_is(&server, json!({ "id": TASK, "status": status, "progress": 0.5 })).await;
        assert!(matches!(runway(&server).look(&job()).await.unwrap(), ClipState::Pending));
    }
    let link = format!("{}/clip.mp4", server.uri());
    task_is(&server, json!({ "id": TASK, "status": "SUCCEEDED", "output": [link] })).await;
    assert!(matches!(runway(&server).look(&job()).await.unwrap(), ClipState::Done(l) if l == link));
    for (code, kind) in [
        ("SAFETY.INPUT.TEXT", ErrorKind::ContentRejected),
        ("INPUT_PREPROCESSING.SAFETY.TEXT", ErrorKind::ContentRejected),
        ("INTERNAL.BAD_OUTPUT.CODE01", ErrorKind::ProviderBadAnswer),
    ] {
        let task = json!({ "status": "FAILED", "failure": "no", "failureCode": code });
        task_is(&server, task).await;
        let ClipState::Failed(error) = runway(&server).look(&job()).await.unwrap() else {
            panic!("{code}")
        };
        assert_eq!(error.kind, kind);
        assert!(error.message.contains(code));
    }
    for task in [json!({}), json!({ "status": "NEW" }), json!({ "status": "SUCCEEDED" })] {
        task_is(&server, task).await;
        let failure = runway(&server).look(&job()).await.unwrap_err();
        assert_eq!(failure.error.kind, ErrorKind::ProviderBadAnswer);
        assert_eq!(failure.charge, Charge::Nothing, "looking is free");
    }
}

#[tokio::test]
async fn a_file_is_fetched_without_the_key_and_must_be_a_clip() {
    let server = MockServer::start().await;
    let answer = ResponseTemplate::new(200).set_body_raw(MP4, "video/mp4");
    Mock::given(path("/clip.mp4")).respond_with(answer).mount(&server).await;
    let page = ResponseTemplate::new(200).set_body_raw("<html>expired", "text/html");
    Mock::given(path("/page")).respond_with(page).mount(&server).await;
    let vendor = runway(&server);
    assert_eq!(vendor.fetch(&format!("{}/clip.mp4", server.uri())).await.unwrap(), MP4);
    assert!(vendor.fetch(&format!("{}/page", server.uri())).await.is_err());
    assert!(vendor.fetch("file:///etc/passwd").await.is_err());
    for request in server.received_requests().await.unwrap() {
        assert!(!request.headers.contains_key("authorization"));
    }
}

#[tokio::test]
async fn what_is_no_task_or_no_still_goes_nowhere() {
    let server = MockServer::start().await;
    let vendor = runway(&server);
    let elsewhere = ClipJob { id: "../organization".to_owned() };
    assert!(vendor.look(&elsewhere).await.is_err());
    let text = ClipRequest { still: "text".into(), ..request() };
    assert_eq!(vendor.start("m", &text).await.unwrap_err().charge, Charge::Nothing);
    let huge = [&request().still[..], &vec![0; 4_000_000]].concat();
    let huge = ClipRequest { still: huge.into(), ..request() };
    let failure = vendor.start("m", &huge).await.unwrap_err();
    assert_eq!(failure.error.kind, ErrorKind::ProviderRefused);
    assert!(server.received_requests().await.unwrap().is_empty());
}

#[tokio::test]
async fn an_answer_to_the_start_that_names_no_task_may_have_been_charged() {
    let server = MockServer::start().await;
    for body in [json!({}), json!({ "id": 7 }), json!({ "id": "a/b" })] {
        server.reset().await;
        let answer = ResponseTemplate::new(200).set_body_json(body);
        Mock::given(method("POST")).respond_with(answer).mount(&server).await;
        let failure = runway(&server).start("gen4_turbo", &request()).await.unwrap_err();
        assert_eq!(failure.error.kind, ErrorKind::ProviderBadAnswer);
        assert_eq!(failure.charge, Charge::Unknown);
    }
}

#[test]
fn lengths_are_whole_seconds_within_the_models_bounds() {
    let table = ClipTable::from_env(|_| None).unwrap();
    let model = &table.models[0];
    for (wanted, made) in [(500, 2_000), (4_200, 5_000), (5_000, 5_000), (60_000, 10_000)] {
        assert_eq!(model.duration_ms(wanted), made);
    }
    assert_eq!(model.rate.of(&Units::of(Unit::Milliseconds, 10_000)), MicroUsd(500_000));
}

#[tokio::test]
async fn every_fault_of_runway_has_its_name() {
    let at = |base: String| {
        let http = Http::new("runway", base, faults::LIMITS)?;
        Ok::<_, oma_core::Error>(Runway::new(http, faults::keys("runway")))
    };
    let json = "application/json";
    let started = faults::Suite::of("runway").good(json, json!({ "id": TASK }).to_string());
    let rows = started.run(async |base| at(base)?.start("gen4_turbo", &request()).await).await;
    faults::documented("runway-start", &rows);
    let running = json!({ "id": TASK, "status": "RUNNING" }).to_string();
    let looked = faults::Suite::of("runway").free().good(json, running);
    let rows = looked.run(async |base| at(base)?.look(&job()).await).await;
    faults::documented("runway-look", &rows);
    let fetched = faults::Suite::of("runway").free().good("video/mp4", MP4);
    let rows = fetched
        .run(async |base| {
            let link = format!("{base}/clip.mp4");
            at(base)?.taking_plain_links().fetch(&link).await
        })
        .await;
    faults::documented("runway-fetch", &rows);
}
