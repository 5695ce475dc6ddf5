//! The smallest function with everything that a function has: an agent of one step over a table
//! and a bucket. `tests/process.rs` runs it as Lambda would and looks at what it says and sends.
#![allow(missing_docs)]

use async_trait::async_trait;
use oma_aws::Cloud;
use oma_core::Result;
use oma_core::brief::Fallbacks;
use oma_core::contract::{self, Agent, Job};
use oma_core::step::{MadeFile, Output, Step, Steps};
use serde_json::{Value, json};

struct Probe {
    steps: Steps,
}

#[async_trait]
impl Agent for Probe {
    fn name(&self) -> &'static str {
        "probe"
    }

    async fn handle(&self, event: Value) -> Result<Value> {
        let job: Job = contract::parse_event(event)?;
        let (name, provider) = ("probe.work", "offline");
        let step = Step { name, version: 1, provider, model: "none", item: None };
        let work = || async { Ok(Output::free(vec![MadeFile::json("made.json", &json!({}))?])) };
        self.steps.run(&job, step, &json!("input"), Fallbacks::Allow, work).await?;
        Ok(Value::Null)
    }
}

#[tokio::main]
async fn main() -> Result<(), lambda_runtime::Error> {
    let telemetry = oma_lambda::start("probe");
    let storage = Cloud::from_env().await?.storage;
    let agent = Probe { steps: telemetry.steps(storage.bucket, storage.table) };
    telemetry.serve(agent).await
}
