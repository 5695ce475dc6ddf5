//! The workflow over the real function binaries, one process of each: what Step Functions and
//! Lambda do, on this machine.

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::Arc;

use async_trait::async_trait;
use oma_asl::{Definition, RunOptions, Runner, TaskFailure, TaskHandler, TaskRequest, substitute};
use oma_core::contract::files;
use oma_core::ports::Objects;
use oma_core::report::Report;
use oma_core::video::keys;
use oma_local::{Studio, VIDEO_WORKFLOW};
use serde_json::{Value, json};

use crate::binaries::FUNCTIONS;
use crate::lambda_service::{Function, Posted};
use crate::submit;

/// The functions by their names, over a studio's table and bucket.
pub struct Cloud(Arc<Functions>);

struct Functions(BTreeMap<&'static str, Function>);

impl Cloud {
    /// Starts `FOLDER/NAME/bootstrap` for every function.
    pub async fn start(folder: &Path, studio: &Studio) -> Self {
        let mut functions = BTreeMap::new();
        for name in FUNCTIONS {
            let bootstrap = folder.join(name).join("bootstrap");
            functions.insert(name, Function::start(&bootstrap, &studio.environment()).await);
        }
        Self(Arc::new(Functions(functions)))
    }

    /// Makes a film of a brief and returns the report that the supervisor wrote.
    pub async fn make(&self, studio: &Studio, brief: Value) -> Report {
        let record = submit(studio, brief, Path::new(".")).await.record;
        let substitutions = FUNCTIONS.map(|name| {
            let (first, rest) = name.split_at(1);
            (format!("{}{rest}Function", first.to_uppercase()), name.to_owned())
        });
        let workflow = substitute(VIDEO_WORKFLOW, &BTreeMap::from(substitutions)).unwrap();
        let runner = Runner::new(Definition::parse(&workflow).unwrap(), self.0.clone());
        let input = json!({ "owner": record.owner, "video_id": record.video_id });
        runner.run(input, RunOptions::new(&record.execution)).await;
        let key = keys::video_file(record.video_id, files::REPORT);
        let report = studio.storage().bucket.get_bytes(&key).await.unwrap();
        serde_json::from_slice(&report).unwrap()
    }

    /// See [`Function::peak_memory_kb`].
    pub fn peak_memory_kb(&self, name: &str) -> u64 {
        self.0.0[name].peak_memory_kb()
    }
}

#[async_trait]
impl TaskHandler for Functions {
    async fn invoke(&self, task: TaskRequest) -> Result<Value, TaskFailure> {
        let function = &self.0[task.arguments["FunctionName"].as_str().unwrap()];
        match function.invoke(task.arguments["Payload"].clone()).await {
            Posted::Response(payload) => Ok(json!({ "StatusCode": 200, "Payload": payload })),
            Posted::Error(name, message) => {
                let cause = json!({ "errorType": name, "errorMessage": message }).to_string();
                Err(TaskFailure::new(name, cause))
            }
        }
    }
}
