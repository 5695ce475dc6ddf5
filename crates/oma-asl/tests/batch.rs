//! The batch workflow as it runs: a scripted batch function and a scripted video workflow, on the
//! runner that serves a laptop.
#![allow(clippy::unwrap_used, clippy::panic)] // A test fails by panicking.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use async_trait::async_trait;
use jiff::Timestamp;
use oma_asl::{
    Definition, Execution, InstantClock, Outcome, RunOptions, Runner, TaskFailure, TaskHandler,
    TaskRequest, substitute,
};
use serde_json::{Value, json};

const BATCH_WORKFLOW: &str = include_str!("../../../statemachine/batch.asl.json");
const LAMBDA: &str = "arn:aws:states:::lambda:invoke";
const READ: &str = "arn:aws:states:::s3:getObject";
const NESTED: &str = "arn:aws:states:::states:startExecution.sync:2";

/// How a row behaves.
#[derive(Debug, Clone, Copy, PartialEq)]
enum Row {
    Good,
    /// Its video fails.
    Bad,
    /// So many times there is no place for it.
    Waits(u32),
    /// So many times its end is not written down when the workflow asks.
    EndsLate(u32),
    /// It cannot be opened.
    Broken,
    /// The batch function says that it is over.
    Over,
}

/// What the batch function keeps in the table, and the rows as they were given.
#[derive(Default)]
struct Batch {
    rows: Vec<Row>,
    chunk_size: usize,
    /// Whether the manifest is refused.
    refused: bool,
    asked: Mutex<BTreeMap<(String, u64), u32>>,
    made: Mutex<Vec<String>>,
    over: Mutex<BTreeSet<u64>>,
    concluded: Mutex<Vec<Value>>,
    busy: Mutex<(u32, u32)>,
}

impl Batch {
    fn of(rows: &[Row], chunk_size: usize) -> Arc<Self> {
        Arc::new(Self { rows: rows.to_vec(), chunk_size, ..Self::default() })
    }

    fn call(&self, payload: &Value) -> Result<Value, TaskFailure> {
        assert_eq!((&payload["owner"], &payload["batch_id"]), (&json!("anna"), &json!("B1")));
        let n = payload["n"].as_u64().unwrap_or(0);
        match payload["action"].as_str().unwrap() {
            "prepare" if self.refused => Ok(json!({ "go": false, "concurrency": 1, "chunks": "" })),
            "prepare" => {
                let execution = payload["execution"].as_str().unwrap();
                let chunks = format!("batches/B1/chunks/{execution}.json");
                Ok(json!({ "go": true, "concurrency": 2, "chunks": chunks }))
            }
            "open" => self.open(n),
            "close" => Ok(self.close(n)),
            "conclude" => {
                self.concluded.lock().unwrap().push(payload["error"].clone());
                Ok(json!({}))
            }
            "archive" => Ok(json!({})),
            other => panic!("nobody asks for {other}"),
        }
    }

    /// How often this was asked before.
    fn times(&self, what: &str, n: u64) -> u32 {
        let mut asked = self.asked.lock().unwrap();
        let times = asked.entry((what.to_owned(), n)).or_default();
        *times += 1;
        *times - 1
    }

    fn open(&self, n: u64) -> Result<Value, TaskFailure> {
        let row = self.row(n);
        let before = self.times("open", n);
        let decision = match row {
            Row::Broken => return Err(TaskFailure::new("Oma.Internal", "it broke")),
            Row::Over => "skip",
            _ if self.over.lock().unwrap().contains(&n) => "skip",
            Row::Waits(times) if before < times => "wait",
            _ => "make",
        };
        let video = format!("V{n}");
        Ok(json!({ "decision": decision, "execution": video, "video_id": video, "wait_s": 15 }))
    }

    fn close(&self, n: u64) -> Value {
        let before = self.times("close", n);
        let done = !matches!(self.row(n), Row::EndsLate(times) if before < times);
        if done {
            self.over.lock().unwrap().insert(n);
        }
        json!({ "done": done, "wait_s": 3 })
    }

    fn row(&self, n: u64) -> Row {
        self.rows[usize::try_from(n).unwrap() - 1]
    }

    fn chunks(&self) -> Value {
        let all: Vec<usize> = (1..=self.rows.len()).collect();
        let chunks = all.chunks(self.chunk_size);
        chunks.map(|rows| json!({ "first": rows[0], "last": rows[rows.len() - 1] })).collect()
    }

    async fn make(&self, arguments: &Value) -> Result<Value, TaskFailure> {
        let name = arguments["Name"].as_str().unwrap().to_owned();
        assert_eq!(arguments["Input"], json!({ "owner": "anna", "video_id": name }));
        {
            let mut busy = self.busy.lock().unwrap();
            busy.0 += 1;
            busy.1 = busy.1.max(busy.0);
        }
        tokio::time::sleep(Duration::from_mins(1)).await;
        self.busy.lock().unwrap().0 -= 1;
        self.made.lock().unwrap().push(name.clone());
        match self.row(name[1..].parse().unwrap()) {
            Row::Bad => Err(TaskFailure::new("States.TaskFailed", r#"{"Status":"FAILED"}"#)),
            _ => Ok(json!({ "Status": "SUCCEEDED", "Output": { "video_id": name } })),
        }
    }

    fn made(&self) -> Vec<String> {
        let mut made = self.made.lock().unwrap().clone();
        made.sort();
        made
    }
}

struct Handler(Arc<Batch>);

#[async_trait]
impl TaskHandler for Handler {
    async fn invoke(&self, task: TaskRequest) -> Result<Value, TaskFailure> {
        match task.resource.as_str() {
            LAMBDA => {
                let answer = self.0.call(&task.arguments["Payload"])?;
                Ok(json!({ "StatusCode": 200, "Payload": answer }))
            }
            READ => {
                assert_eq!(task.arguments["Bucket"], "media");
                let key = format!("batches/B1/chunks/{}.json", task.execution);
                assert_eq!(task.arguments["Key"], key);
                Ok(self.0.chunks())
            }
            NESTED => self.0.make(&task.arguments).await,
            other => panic!("nobody does {other}"),
        }
    }
}

fn runner(batch: &Arc<Batch>) -> Runner {
    let values = [("BatchFunction", "batch"), ("VideoWorkflow", "video"), ("MediaBucket", "media")];
    let values = values.map(|(name, value)| (name.to_owned(), value.to_owned()));
    let text = substitute(BATCH_WORKFLOW, &BTreeMap::from(values)).unwrap();
    Runner::new(Definition::parse(&text).unwrap(), Handler(Arc::clone(batch)))
        .with_clock(InstantClock::starting_at(Timestamp::UNIX_EPOCH))
}

async fn run(batch: &Arc<Batch>, execution: &str, task: &str) -> Execution {
    let input = json!({ "owner": "anna", "batch_id": "B1", "task": task });
    runner(batch).run(input, RunOptions::new(execution)).await
}

/// The states visited at a place of the history.
fn at(execution: &Execution, place: &str) -> Vec<String> {
    let states = execution.history.iter().filter(|event| event.path == place);
    let entered =
        states.filter(|event| matches!(event.kind, oma_asl::EventKind::StateEntered { .. }));
    entered.filter_map(|event| event.state.clone()).collect()
}

fn done() -> Outcome {
    Outcome::Succeeded { output: json!({ "batch_id": "B1" }) }
}

const MADE: [&str; 6] = [
    "Open the row",
    "Is the row to be made?",
    "Make the video",
    "Close the row",
    "Did the video end?",
    "The row is over",
];

#[tokio::test(start_paused = true)]
async fn every_row_goes_its_own_way_and_the_batch_is_concluded() {
    use Row::{Bad, Broken, EndsLate, Good, Over, Waits};
    let batch = Batch::of(&[Good, Bad, Waits(2), EndsLate(2), Broken, Over, Good], 2);
    let execution = run(&batch, "B1", "make").await;
    assert_eq!(execution.outcome, done());
    let top = [
        "Note the batch",
        "What is to be done?",
        "Read the manifest",
        "Is there anything to make?",
        "Make the rows",
        "Conclude",
        "Did anything break?",
        "Done",
    ];
    assert_eq!(at(&execution, ""), top);
    let row = |n: usize| {
        let place = format!("Make the rows[{}]/Go through the chunk[{}]", (n - 1) / 2, (n - 1) % 2);
        at(&execution, &place)
    };
    for plain in [1, 2, 7] {
        assert_eq!(row(plain), MADE, "row {plain}");
    }
    let asks = ["Open the row", "Is the row to be made?", "Wait for a place"];
    assert_eq!(row(3), [&asks[..], &asks[..], &MADE[..]].concat());
    let late = ["Wait for the video", "Close the row", "Did the video end?"];
    let expected = [&MADE[..5], &late[..], &late[..], &MADE[5..]].concat();
    assert_eq!(row(4), expected);
    assert_eq!(row(5), ["Open the row", "Leave the row"]);
    assert_eq!(row(6), ["Open the row", "Is the row to be made?", "The row is over"]);
    assert_eq!(batch.made(), ["V1", "V2", "V3", "V4", "V7"]);
    assert_eq!(*batch.concluded.lock().unwrap(), [Value::Null]);
    assert_eq!(batch.busy.lock().unwrap().1, 2, "as many at once as prepared");
}

#[tokio::test(start_paused = true)]
async fn a_refused_manifest_makes_nothing() {
    let batch = Arc::new(Batch { refused: true, ..Batch::default() });
    let execution = run(&batch, "B1", "make").await;
    assert_eq!(execution.outcome, done());
    assert!(!at(&execution, "").contains(&"Make the rows".to_owned()));
    assert_eq!(batch.concluded.lock().unwrap().len(), 1);
}

#[tokio::test(start_paused = true)]
async fn packing_makes_nothing() {
    let batch = Batch::of(&[Row::Good], 1);
    let execution = run(&batch, "B1-archive-1", "archive").await;
    assert_eq!(execution.outcome, done());
    let states = ["Note the batch", "What is to be done?", "Pack the films", "Done"];
    assert_eq!(at(&execution, ""), states);
    assert!(batch.concluded.lock().unwrap().is_empty());
}

#[tokio::test(start_paused = true)]
async fn what_is_killed_is_taken_up_again_and_no_film_is_made_twice() {
    let batch = Batch::of(&[Row::Good; 9], 3);
    let first = run(&batch, "B1", "make");
    // In the middle of the third round of two films at once; dropping it is what a crash does.
    assert!(tokio::time::timeout(Duration::from_secs(150), first).await.is_err());
    let before = batch.made();
    assert_eq!(before.len(), 4);
    *batch.busy.lock().unwrap() = (0, 0);
    let second = run(&batch, "B1-2", "make").await;
    assert_eq!(second.outcome, done());
    let all: Vec<String> = (1..=9).map(|n| format!("V{n}")).collect();
    assert_eq!(batch.made(), all);
    assert_eq!(*batch.concluded.lock().unwrap(), [Value::Null]);
}

#[tokio::test(start_paused = true)]
async fn a_thousand_chunks_of_rows_stay_within_a_payload() {
    let batch = Batch::of(&vec![Row::Over; 3000], 3);
    let execution = run(&batch, "B1", "make").await;
    assert_eq!(execution.outcome, done());
    assert_eq!(batch.asked.lock().unwrap().len(), 3000);
}

#[tokio::test(start_paused = true)]
async fn what_breaks_is_concluded_and_fails_the_execution() {
    struct Broken(Handler);

    #[async_trait]
    impl TaskHandler for Broken {
        async fn invoke(&self, task: TaskRequest) -> Result<Value, TaskFailure> {
            match task.resource.as_str() {
                READ => Err(TaskFailure::new("S3.AccessDenied", "no")),
                _ => self.0.invoke(task).await,
            }
        }
    }

    let batch = Batch::of(&[Row::Good], 1);
    let definition = Definition::parse(BATCH_WORKFLOW).unwrap();
    let start = InstantClock::starting_at(Timestamp::UNIX_EPOCH);
    let runner = Runner::new(definition, Broken(Handler(Arc::clone(&batch)))).with_clock(start);
    let input = json!({ "owner": "anna", "batch_id": "B1", "task": "make" });
    let execution = runner.run(input, RunOptions::new("B1")).await;
    let Outcome::Failed { error, .. } = &execution.outcome else { panic!("{execution:?}") };
    assert_eq!(error, "States.ItemReaderFailed");
    let told = batch.concluded.lock().unwrap()[0].clone();
    assert_eq!(told["Error"], "States.ItemReaderFailed");
    assert_eq!(told["State"], "Make the rows");
}
