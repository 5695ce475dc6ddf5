use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use serde_json::{Value, json};

use super::definition::of_scenario;
use super::person;
use super::trace::{self, Trace};
use crate::stand_in::{Reply, Scenario, invocations};
use crate::{Clients, Stack, package, paths, videos};

/// The emulator's Step Functions, with the stand-in as a function behind an alias.
pub struct Emulated {
    pub(super) clients: Clients,
    /// The alias of the stand-in.
    pub function: String,
    pub(super) dir: PathBuf,
}

impl Emulated {
    /// Deploys the stand-in, which records in `dir`.
    pub async fn deploy(clients: &Clients, bucket: &str, dir: &Path) -> Self {
        let zip = std::fs::read(paths::zip_of(&paths::binary("stand-in"))).unwrap();
        package::put(clients, bucket, "functions/stand-in.zip", zip).await;
        let template = template(bucket, dir).to_string().into_bytes();
        package::put(clients, bucket, "stand-in.json", template).await;
        let url = format!("{}/{bucket}/stand-in.json", clients.url);
        let stack = Stack::create_from(clients, "oma-stand-in", &url, BTreeMap::new()).await;
        let function = stack.output("FunctionAlias").to_owned();
        Self { clients: clients.clone(), function, dir: dir.to_owned() }
    }

    /// Runs a scenario on a state machine of its own.
    pub async fn run(&self, scenario: &Scenario, execution: &str) -> Trace {
        let definition = of_scenario(scenario, &self.function).to_string();
        let machine = self.machine(&format!("stand-in-{}", scenario.name), definition).await;
        let sfn = &self.clients.sfn;
        let started = sfn
            .start_execution()
            .state_machine_arn(machine)
            .name(execution)
            .input(json!({ "owner": scenario.name, "video_id": execution }).to_string())
            .send()
            .await
            .unwrap();
        let arn = started.execution_arn;
        let ended = tokio::select! {
            ended = videos::ended(&self.clients, &arn) => ended,
            () = person::reply(scenario, &self.dir, execution, |token, reply| self.say(token, reply)) => {
                unreachable!()
            }
        };
        let mut invocations = trace::comparable(invocations(&self.dir, execution));
        let states = states(&self.clients, &arn).await;
        name_the_parallel(&states, &mut invocations);
        Trace {
            status: ended.status.as_str().to_owned(),
            // The emulator gives a failed one an output, too.
            output: (ended.status.as_str() == "SUCCEEDED")
                .then(|| serde_json::from_str(ended.output().unwrap()).unwrap()),
            error: ended.error.clone(),
            cause: ended.cause().map(trace::cause),
            states,
            invocations,
        }
    }

    /// A state machine that is made for a test; its ARN.
    pub(super) async fn machine(&self, name: &str, definition: String) -> String {
        let call = self.clients.sfn.create_state_machine().name(name).definition(definition);
        let role = format!("arn:aws:iam::{}:role/stand-in", crate::emulator::ACCOUNT);
        call.role_arn(role).send().await.unwrap().state_machine_arn
    }

    async fn say(&self, token: String, reply: Reply) {
        let yes_or_no = |approved, reason: &str| {
            let output = person::output(approved, reason).to_string();
            self.clients.sfn.send_task_success().task_token(&token).output(output).send()
        };
        match reply {
            Reply::Approve => {
                yes_or_no(true, "").await.unwrap();
            }
            Reply::Reject(reason) => {
                yes_or_no(false, reason).await.unwrap();
            }
            Reply::Fail(error) => {
                let failure = self.clients.sfn.send_task_failure().task_token(&token);
                failure.error(error).cause("withdrawn").send().await.unwrap();
            }
            Reply::Silence => {}
        }
    }
}

/// Corrects the one thing that the emulator is known to get wrong here (docs/emulator.md): in the
/// Catch of a Parallel, `$states.context.State.Name` is a state of whichever branch came last.
fn name_the_parallel(states: &[String], invocations: &mut BTreeMap<String, Value>) {
    const PARALLEL: &str = "Make pictures, narration and music";
    const INSIDE: [&str; 8] = [
        "Make every picture",
        "Make a picture",
        "Is the picture there?",
        "Wait for the picture",
        "The picture is there",
        "Narrate every scene",
        "Narrate a scene",
        "Choose the music",
    ];
    let failed_there = states.windows(2).any(|pair| pair == [PARALLEL, "Record the failure"]);
    let recorded = invocations.iter_mut().filter(|(place, _)| place.starts_with("record_failure"));
    for (_, event) in recorded.filter(|_| failed_there) {
        let state = &mut event["error"]["State"];
        if INSIDE.iter().any(|inside| *state == **inside) {
            *state = PARALLEL.into();
        }
    }
}

/// The names of the states entered, from an execution's history.
pub(super) async fn states(clients: &Clients, execution_arn: &str) -> Vec<String> {
    let history = clients.sfn.get_execution_history().execution_arn(execution_arn);
    let mut pages = history.into_paginator().items().send();
    let mut names = Vec::new();
    while let Some(event) = pages.next().await {
        if let Some(entered) = event.unwrap().state_entered_event_details {
            names.push(entered.name);
        }
    }
    names
}

/// A function with a version and an alias, as the product's own are called.
fn template(bucket: &str, dir: &Path) -> Value {
    json!({ "Resources": {
        "Role": { "Type": "AWS::IAM::Role", "Properties": { "AssumeRolePolicyDocument": {
            "Version": "2012-10-17",
            "Statement": [{ "Effect": "Allow", "Action": "sts:AssumeRole",
                            "Principal": { "Service": "lambda.amazonaws.com" } }],
        } } },
        "Function": { "Type": "AWS::Lambda::Function", "Properties": {
            "Runtime": "provided.al2023", "Handler": "bootstrap", "Timeout": 60,
            "Role": { "Fn::GetAtt": ["Role", "Arn"] },
            "Code": { "S3Bucket": bucket, "S3Key": "functions/stand-in.zip" },
            "Environment": { "Variables": { "OMA_STAND_IN_DIR": dir } },
        } },
        "Version": { "Type": "AWS::Lambda::Version",
                     "Properties": { "FunctionName": { "Ref": "Function" } } },
        "Alias": { "Type": "AWS::Lambda::Alias", "Properties": {
            "Name": "live", "FunctionName": { "Ref": "Function" },
            "FunctionVersion": { "Fn::GetAtt": ["Version", "Version"] },
        } },
    }, "Outputs": { "FunctionAlias": { "Value": { "Ref": "Alias" } } } })
}
