//! The whole state machine with a clip that takes three looks, over Runway's real client.

use std::collections::BTreeMap;
use std::path::Path;

use jiff::Timestamp;
use oma_asl::{
    Definition, Execution, InstantClock, Outcome, RunOptions, Runner, TaskFailure, TaskHandler,
    TaskRequest, substitute,
};
use oma_core::contract::{MadeFor, PictureMade, StillPending, VisualAction, parse_event};
use oma_core::ports::{ClipVendor, Secret};
use oma_core::spend::Accounts;
use oma_core::step::{Step, StepKey};
use oma_providers::clips::{ClipTable, Clips, Runway};
use oma_providers::http::{Http, HttpLimits};
use oma_providers::keys::Keys;
use oma_providers::resilience::Resilience;
use wiremock::matchers::{method, path};
use wiremock::{Mock, MockServer, ResponseTemplate};

use super::*;

const WORKFLOW: &str = include_str!("../../../../../statemachine/video.asl.json");

/// Scene 1 is to move; scene 2 is a still. The other agents answer as their contract says.
struct Agents {
    generator: Generator,
    accounts: Accounts,
    laid_out: Arc<Mutex<Vec<Value>>>,
}

#[async_trait]
impl TaskHandler for Agents {
    async fn invoke(&self, task: TaskRequest) -> Result<Value, TaskFailure> {
        let event = task.arguments["Payload"].clone();
        let artifact = key();
        let payload = match event["action"].as_str().unwrap() {
            "plan" => {
                json!({ "artifact": artifact, "review": "none", "max_script_attempts": 1 })
            }
            "write" => json!({ "artifact": artifact, "scenes": 2 }),
            "criticise" => json!({ "artifact": artifact, "score": 90, "passed": true }),
            "make" => self.picture(event).await,
            "narrate" => json!({ "artifact": artifact, "item": event["scene"] }),
            "segment" => json!({ "artifact": artifact, "item": event["index"] }),
            "layout" => {
                self.laid_out.lock().unwrap().push(event["pictures"].clone());
                json!({ "artifact": artifact, "segments": 1 })
            }
            _ => json!({ "artifact": artifact }),
        };
        Ok(json!({ "StatusCode": 200, "Payload": payload }))
    }
}

impl Agents {
    async fn picture(&self, event: Value) -> Value {
        // The stand-ins' keys are real ones.
        let VisualAction::Make { scene: number, looks, .. } = parse_event(event).unwrap();
        let (plan, style) = (plan(), FilmStyle::new(&plan(), &brief(&json!({}))));
        let (scene, image, clip) = (scene(number, "A mountain"), image(), clip());
        let wanted = Wanted {
            scene: &scene,
            language: Language::EnUs,
            style: &style,
            format: plan.format,
            aspect: Aspect::Portrait,
            image: &image,
            clip: (number == 1).then_some(&clip),
            looks,
        };
        let account = self.accounts.of(&Memory::job(), None, "visual.make", Some(number));
        let tools = Tools::locate().unwrap();
        let answer = match generate(&self.generator, &tools, &wanted, &account).await.unwrap() {
            Generated::Pending(pending_s) => {
                PictureMade::Pending(StillPending { item: number, pending_s })
            }
            Generated::Made(picture) => {
                let is_clip = matches!(picture.background, Background::Clip { .. });
                assert_eq!(is_clip, number == 1, "{:?}", picture.fallbacks);
                PictureMade::Made(MadeFor { item: number, artifact: key() })
            }
        };
        serde_json::to_value(answer).unwrap()
    }
}

fn key() -> StepKey {
    let step = Step { name: "s", version: 1, provider: "p", model: "m", item: None };
    StepKey::new(&step, &1).unwrap()
}

/// Runway, whose task is done when it is looked at for the third time.
async fn runway() -> MockServer {
    let server = MockServer::start().await;
    let json = |value: Value| ResponseTemplate::new(200).set_body_json(value);
    Mock::given(method("POST"))
        .and(path("/v1/image_to_video"))
        .respond_with(json(json!({ "id": "task-1" })))
        .mount(&server)
        .await;
    Mock::given(path("/v1/tasks/task-1"))
        .respond_with(json(json!({ "id": "task-1", "status": "RUNNING", "progress": 0.4 })))
        .up_to_n_times(2)
        .mount(&server)
        .await;
    let link = format!("{}/clip.mp4", server.uri());
    Mock::given(path("/v1/tasks/task-1"))
        .respond_with(json(json!({ "id": "task-1", "status": "SUCCEEDED", "output": [link] })))
        .mount(&server)
        .await;
    let file = ResponseTemplate::new(200).set_body_raw(film(), "video/mp4");
    Mock::given(path("/clip.mp4")).respond_with(file).mount(&server).await;
    server
}

/// Four seconds of moving colours.
fn film() -> Vec<u8> {
    let dir = tempfile::tempdir().unwrap();
    let file = dir.path().join("clip.mp4");
    let source = "testsrc2=s=128x228:r=10:d=4";
    let ffmpeg = std::process::Command::new("ffmpeg")
        .args(["-v", "error", "-y", "-f", "lavfi", "-i", source, "-pix_fmt", "yuv420p"])
        .arg(&file)
        .status();
    assert!(ffmpeg.unwrap().success());
    read(&file)
}

fn read(file: &Path) -> Vec<u8> {
    std::fs::read(file).unwrap()
}

fn clips(server: &MockServer) -> Clips {
    let http = Http::new("runway", server.uri(), HttpLimits::default()).unwrap();
    let keys = Keys::given([("runway".to_owned(), Secret::new("hush"))]);
    let vendor: Arc<dyn ClipVendor> = Arc::new(Runway::new(http, keys).taking_plain_links());
    Clips::new(ClipTable::from_env(|_| None).unwrap(), &[vendor], Resilience::default())
}

/// A run in a process of its own: nothing but the memory and the vendor is the same as before.
async fn run(memory: &Arc<Memory>, server: &MockServer) -> (Execution, Value) {
    let names = ["Supervisor", "Script", "Visual", "Audio", "Editor"];
    let names: BTreeMap<String, String> =
        names.iter().map(|name| (format!("{name}Function"), name.to_lowercase())).collect();
    let definition = Definition::parse(&substitute(WORKFLOW, &names).unwrap()).unwrap();
    let generator =
        Generator { clips: Some(Arc::new(clips(server))), ..drawing_by(&Arc::default()) };
    let laid_out = Arc::<Mutex<Vec<Value>>>::default();
    let agents = Agents {
        generator,
        accounts: memory.accounts(oma_core::limits::Figures::default()),
        laid_out: laid_out.clone(),
    };
    let runner = Runner::new(definition, agents)
        .with_clock(InstantClock::starting_at(Timestamp::UNIX_EPOCH));
    let job = Memory::job();
    let input = json!({ "owner": job.owner, "video_id": job.video_id });
    let execution = runner.run(input, RunOptions::new(&job.execution)).await;
    let pictures = laid_out.lock().unwrap().pop().unwrap();
    (execution, pictures)
}

async fn requests(server: &MockServer, is_start: bool) -> usize {
    let all = server.received_requests().await.unwrap();
    all.iter().filter(|r| (r.method.as_str() == "POST") == is_start).count()
}

#[tokio::test]
async fn a_clip_that_needs_three_looks_is_started_once_and_reaches_the_film() {
    let (memory, server) = (Arc::new(Memory::default()), runway().await);
    memory.run_video().await.unwrap();
    let (execution, pictures) = run(&memory, &server).await;
    assert!(matches!(execution.outcome, Outcome::Succeeded { .. }), "{:?}", execution.outcome);
    let visited = execution.visited();
    let made = |scene: usize| {
        let end = format!("Make every picture[{scene}]/Make a picture");
        visited.iter().filter(|state| state.ends_with(&end)).count()
    };
    assert_eq!((made(0), made(1)), (3, 1), "{visited:#?}");
    let expected = json!([{ "item": 1, "artifact": key() }, { "item": 2, "artifact": key() }]);
    assert_eq!(pictures, expected, "the editor is given what it always was");
    assert_eq!(requests(&server, true).await, 1);

    // Taken up again by a process that knows nothing: the job is looked at, not started.
    let before = requests(&server, false).await;
    let (execution, _) = run(&memory, &server).await;
    assert!(matches!(execution.outcome, Outcome::Succeeded { .. }));
    assert_eq!(requests(&server, true).await, 1, "nothing is paid twice");
    assert_eq!(requests(&server, false).await, before + 2, "one look, one file");
}

#[tokio::test]
async fn a_process_that_dies_while_a_job_is_pending_leaves_it_to_the_next_one() {
    let (memory, server) = (Arc::new(Memory::default()), runway().await);
    memory.run_video().await.unwrap();
    let accounts = memory.accounts(oma_core::limits::Figures::default());
    for looks in 0..3 {
        // Every time another generator, as after a restart.
        let generator =
            Generator { clips: Some(Arc::new(clips(&server))), ..drawing_by(&Arc::default()) };
        let agents = Agents { generator, accounts: accounts.clone(), laid_out: Arc::default() };
        let job = Memory::job();
        let answer = agents
            .picture(json!({
                "owner": job.owner, "video_id": job.video_id, "execution": job.execution,
                "action": "make", "plan": key(), "script": key(), "scene": 1, "looks": 0,
            }))
            .await;
        assert_eq!(answer.get("pending_s").is_some(), looks < 2, "{answer}");
    }
    assert_eq!(requests(&server, true).await, 1);
}
