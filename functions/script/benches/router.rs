//! What scripts cost with and without the router, and with and without stored answers.
//!
//! The prices are those of the shipped table. No model is called: an answer is the offline writer's
//! script for the same brief in the shape of a model's answer, its tokens counted at four bytes
//! each, and a model that thinks is taken to use half of what it is given for that. So the table
//! compares prices, not prose. Writes its figures into `docs/performance.md`.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::print_stdout)] // A bench may fail loudly.

use std::fmt::Write as _;
use std::fs;
use std::sync::{Arc, Mutex};

use async_trait::async_trait;
use oma_core::brief::{Brief, analysis};
use oma_core::contract::{Agent as _, Job, files};
use oma_core::event::EventKind;
use oma_core::limits::Figures;
use oma_core::money::MicroUsd;
use oma_core::plan::{Choices, ModelChoice, Plan, plan_scenes};
use oma_core::ports::memory::Memory;
use oma_core::ports::{
    ChatAnswer, ChatRequest, ChatVendor, EventLog as _, LanguageModels as _, Objects as _,
    ScriptWriter as _, Task, WriteRequest,
};
use oma_core::spend::{Answer, CallFailure, CallOutcome, Unit, Units};
use oma_core::step::StepKey;
use oma_core::timeline::TransitionKind;
use oma_core::video::keys;
use oma_providers::language::{LanguageModel, ModelTable, Models};
use oma_providers::offline::writer::TemplateWriter;
use oma_providers::resilience::Resilience;
use script_agent::ScriptAgent;
use serde_json::{Value, json};

const EXAMPLES: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../../examples");
const PAGE: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../../docs/performance.md");
const START: &str = "<!-- router: written by cargo bench -p script-agent --bench router -->";
const END: &str = "<!-- end of router -->";

/// A vendor that gives the answer at hand.
struct Recorded {
    name: String,
    table: ModelTable,
    answer: Arc<Mutex<String>>,
}

#[async_trait]
impl ChatVendor for Recorded {
    fn provider(&self) -> &str {
        &self.name
    }

    async fn chat(&self, model: &str, request: &ChatRequest) -> Result<Answer, CallFailure> {
        let row = self.table.get(&ModelChoice::new(&self.name, model)).unwrap();
        let text = self.answer.lock().unwrap().clone();
        let said: usize = request.messages.iter().map(|message| message.text.len()).sum();
        let read = request.system.len() + said + request.schema.to_string().len();
        let thought = u64::from(row.thinking_tokens) / 2;
        let units = Units::of(Unit::InputTokens, (read / 4) as u64)
            .and(Unit::OutputTokens, (text.len() / 4) as u64 + thought);
        let answer = ChatAnswer { text, is_whole: true, is_refused: false, model: model.into() };
        let body = serde_json::to_value(answer).unwrap();
        Ok(Answer { body, units, ..Answer::default() })
    }
}

/// What a run of all briefs came to.
#[derive(Default)]
struct Run {
    cost: MicroUsd,
    saved: MicroUsd,
    calls: usize,
    found: usize,
}

struct Bench {
    memory: Arc<Memory>,
    agent: ScriptAgent,
    models: Arc<Models>,
    answer: Arc<Mutex<String>>,
}

impl Bench {
    async fn new(table: &ModelTable) -> Self {
        let memory = Arc::new(Memory::default());
        memory.run_video().await.unwrap();
        let answer = Arc::new(Mutex::default());
        let vendors = ModelTable::shipped().unwrap();
        let vendors = vendors.providers().into_iter().map(|name| {
            let (name, answer) = (name.to_owned(), Arc::clone(&answer));
            Arc::new(Recorded { name, table: table.clone(), answer }) as Arc<dyn ChatVendor>
        });
        let models = Arc::new(Models::new(table.clone(), vendors, Resilience::default()));
        let agent = ScriptAgent {
            steps: memory.steps(),
            accounts: memory.accounts(Figures::default()),
            writer: Arc::new(TemplateWriter),
            models: models.clone(),
            moderator: None,
        };
        Self { memory, agent, models, answer }
    }

    /// Writes a script for every brief.
    async fn run(&self, briefs: &[Brief]) -> Run {
        let job = Memory::job();
        let before = self.memory.list(job.video_id).await.unwrap().len();
        for (number, brief) in briefs.iter().enumerate() {
            self.write(&job, brief, number).await;
        }
        let mut run = Run::default();
        for event in self.memory.list(job.video_id).await.unwrap().split_off(before) {
            if let EventKind::ProviderCalled(call) = &event.kind {
                run.calls += 1;
                run.found += usize::from(call.outcome == CallOutcome::Found);
                run.cost += call.cost_micro_usd;
                run.saved += call.saved_micro_usd;
            }
        }
        run
    }

    async fn write(&self, job: &Job, brief: &Brief, number: usize) {
        let plan = plan(brief, self.models.choose(Task::WriteScript, brief.language).unwrap());
        *self.answer.lock().unwrap() = recorded(brief, &plan).await;
        let key = StepKey::try_from(format!("{number:064x}")).unwrap();
        self.put(&keys::video_file(job.video_id, files::BRIEF), &json!(brief)).await;
        self.put(&keys::artifact_file(&job.owner, &key, files::PLAN), &json!(plan)).await;
        let mut event = json!(job);
        event["action"] = json!("write");
        event["plan"] = json!(key);
        let drafted = self.agent.handle(event).await.unwrap();
        let script = drafted["artifact"].as_str().unwrap();
        // The step itself would be found, too: what is measured is the store of answers.
        self.memory.forget(&keys::artifact_file(
            &job.owner,
            &StepKey::try_from(script.to_owned()).unwrap(),
            files::SCRIPT,
        ));
    }

    async fn put(&self, place: &str, json: &Value) {
        let bytes = serde_json::to_vec(json).unwrap();
        self.memory.put_bytes(place, bytes.into(), "application/json").await.unwrap();
    }
}

/// The offline writer's script as a model would give it.
async fn recorded(brief: &Brief, plan: &Plan) -> String {
    let script = TemplateWriter.write(&WriteRequest { brief, plan }).await.unwrap();
    let scenes = script.scenes.iter().map(|scene| {
        json!({
            "purpose": scene.purpose, "narration": scene.narration, "on_screen": scene.on_screen,
            "visual": scene.visual, "keywords": scene.keywords, "mood": scene.mood,
        })
    });
    json!({ "title": script.title, "scenes": scenes.collect::<Vec<_>>() }).to_string()
}

fn plan(brief: &Brief, writer: ModelChoice) -> Plan {
    let scenes = plan_scenes(brief);
    Plan {
        analysis: analysis::analyse(brief),
        format: brief.format(),
        language: brief.language,
        style: brief.style,
        tone: brief.tone,
        template: brief.template,
        duration_ms: brief.duration_ms(),
        word_budget: scenes.iter().map(|scene| scene.words).sum(),
        scenes,
        captions: brief.captions,
        transition: TransitionKind::Cut,
        max_script_attempts: 3,
        pass_score: 80,
        choices: Choices {
            writer,
            narrator: ModelChoice::new("offline", "nobody"),
            music: None,
            pictures: Vec::new(),
        },
    }
}

fn briefs() -> Vec<Brief> {
    let mut files: Vec<_> = fs::read_dir(EXAMPLES).unwrap().map(|e| e.unwrap().path()).collect();
    files.retain(|file| file.extension().is_some_and(|extension| extension == "json"));
    files.sort();
    let brief = |file| Brief::parse(&fs::read(file).unwrap()).unwrap();
    // Own words are not written by anybody.
    files.iter().map(brief).filter(|brief| brief.script.is_none()).collect()
}

#[tokio::main]
async fn main() {
    let briefs = briefs();
    let table = ModelTable::shipped().unwrap();
    let score = |model: &LanguageModel| model.quality.en_us.write_script;
    let best = table.models().iter().max_by_key(|model| score(model)).unwrap().clone();
    let (best_name, best) = (best.model.clone(), table.only(|model| *model == best));
    let mut page = format!(
        "| {} briefs | Calls | Answers found | Cost per video | Saved per video |\n\
         |---|---:|---:|---:|---:|\n",
        briefs.len()
    );
    let always = format!("always {best_name}");
    for (name, table) in [(always.as_str(), &best), ("routed", &table)] {
        let bench = Bench::new(table).await;
        for (time, again) in [("first time", false), ("again", true)] {
            let run = bench.run(&briefs).await;
            assert!(!again || run.found == run.calls, "every answer was there");
            let each = |sum: MicroUsd| MicroUsd(sum.0 / briefs.len() as u64);
            writeln!(
                page,
                "| {name}, {time} | {} | {} | {} | {} |",
                run.calls,
                run.found,
                each(run.cost),
                each(run.saved)
            )
            .unwrap();
        }
    }
    println!("{page}");
    let text = fs::read_to_string(PAGE).unwrap();
    let (before, rest) = text.split_once(START).expect(START);
    let (_, after) = rest.split_once(END).expect(END);
    fs::write(PAGE, format!("{before}{START}\n\n{page}\n{END}{after}")).unwrap();
}
