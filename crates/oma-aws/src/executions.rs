use async_trait::async_trait;
use aws_sdk_sfn::Client;
use oma_core::ports::Executions;
use oma_core::{ErrorKind, Result};
use serde_json::Value;

use crate::failure::{Service, absent_as, from_sdk};

/// `Executions` of one state machine of the standard type, through its own ARN or that of a version
/// or an alias.
#[derive(Debug, Clone)]
pub struct StepFunctions {
    client: Client,
    state_machine_arn: String,
}

impl StepFunctions {
    pub(crate) fn new(client: Client, state_machine_arn: &str) -> Self {
        Self { client, state_machine_arn: state_machine_arn.to_owned() }
    }

    /// `…:stateMachine:{machine}` becomes `…:execution:{machine}:{name}`. A version or an alias
    /// behind the machine's name is no part of it: an execution belongs to its machine, and names
    /// are unique within that.
    fn execution_arn(&self, name: &str) -> String {
        let arn = self.state_machine_arn.as_str();
        let Some((service, machine)) = arn.split_once(":stateMachine:") else {
            return format!("{arn}:{name}");
        };
        let machine = machine.split_once(':').map_or(machine, |(machine, _)| machine);
        format!("{service}:execution:{machine}:{name}")
    }
}

/// What the operations below send.
///
/// IAM judges a start through an alias by the ARN of the machine itself; a policy that wants to
/// allow the alias alone adds the condition `states:StateMachineQualifier`.
pub(crate) mod permissions {
    use crate::permissions::{Permission, Resource, called};

    pub(crate) const START: &[Permission] =
        &[called("states:StartExecution", Resource::StateMachine)];
    pub(crate) const STOP: &[Permission] = &[called("states:StopExecution", Resource::Executions)];
    /// A token names no execution, so IAM knows the machine alone.
    pub(crate) const RESUME: &[Permission] =
        &[called("states:SendTaskSuccess", Resource::StateMachine)];
}

#[async_trait]
impl Executions for StepFunctions {
    /// A second start with the same name and input is answered with the execution that runs; one
    /// with another input, or after that execution has ended, is `Conflict`.
    async fn start(&self, name: &str, input: &Value) -> Result<()> {
        self.client
            .start_execution()
            .state_machine_arn(&self.state_machine_arn)
            .name(name)
            .input(input.to_string())
            .send()
            .await
            .map_err(|error| from_sdk(Service::StepFunctions, "StartExecution", &error))?;
        Ok(())
    }

    async fn stop(&self, name: &str, reason: &str) -> Result<()> {
        self.client
            .stop_execution()
            .execution_arn(self.execution_arn(name))
            .error(ErrorKind::Interrupted.info().name)
            .cause(reason)
            .send()
            .await
            .map_err(|error| {
                let error = from_sdk(Service::StepFunctions, "StopExecution", &error);
                absent_as(error, || format!("There is no execution {name}."))
            })?;
        Ok(())
    }

    /// A token that was answered before, or whose state has timed out, is `Conflict`.
    async fn resume(&self, task_token: &str, output: &Value) -> Result<()> {
        self.client
            .send_task_success()
            .task_token(task_token)
            .output(output.to_string())
            .send()
            .await
            .map_err(|error| {
                let error = from_sdk(Service::StepFunctions, "SendTaskSuccess", &error);
                absent_as(error, || "Nothing waits for this answer.".to_owned())
            })?;
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::test_server::{Answer, TestServer};

    const MACHINE: &str = "arn:aws:states:eu-central-1:123456789012:stateMachine:video";

    async fn machine(answers: Vec<Answer>) -> (StepFunctions, TestServer) {
        let server = TestServer::start(answers).await;
        let config = aws_sdk_sfn::config::Builder::from(&server.sdk_config()).build();
        (StepFunctions::new(Client::from_conf(config), MACHINE), server)
    }

    #[tokio::test]
    async fn a_start_names_the_machine_the_execution_and_the_input() {
        let answer = json!({ "executionArn": "arn:x", "startDate": 1.0 });
        let (machine, server) = machine(vec![Answer::json(200, &answer)]).await;
        machine.start("video-1", &json!({ "a": 1 })).await.unwrap();
        let request = server.only_request();
        assert_eq!(request.header("x-amz-target"), Some("AWSStepFunctions.StartExecution"));
        assert_eq!(
            request.json(),
            json!({ "stateMachineArn": MACHINE, "name": "video-1", "input": r#"{"a":1}"# })
        );
    }

    #[tokio::test]
    async fn a_name_taken_by_another_input_is_a_conflict() {
        let (machine, _server) = machine(vec![Answer::error(400, "ExecutionAlreadyExists")]).await;
        let error = machine.start("video-1", &json!({})).await.unwrap_err();
        assert_eq!(error.kind, ErrorKind::Conflict);
    }

    #[tokio::test]
    async fn a_stop_addresses_the_execution_by_its_arn() {
        let answer = Answer::json(200, &json!({ "stopDate": 1.0 }));
        let absent = Answer::error(400, "ExecutionDoesNotExist");
        let (machine, server) = machine(vec![answer, absent]).await;
        machine.stop("video-1", "the user asked").await.unwrap();
        let request = server.only_request();
        assert_eq!(request.header("x-amz-target"), Some("AWSStepFunctions.StopExecution"));
        let sent = request.json();
        let execution = "arn:aws:states:eu-central-1:123456789012:execution:video:video-1";
        assert_eq!(sent["executionArn"], execution);
        assert_eq!(sent["cause"], "the user asked");
        let error = machine.stop("video-2", "").await.unwrap_err();
        assert_eq!(error.kind, ErrorKind::NotFound);
        assert!(error.message.contains("video-2"));
    }

    #[test]
    fn an_execution_belongs_to_its_machine_however_it_was_started() {
        for qualifier in ["", ":live", ":3"] {
            let server = aws_config::SdkConfig::builder()
                .behavior_version(aws_config::BehaviorVersion::latest())
                .build();
            let machine =
                StepFunctions::new(Client::new(&server), &format!("{MACHINE}{qualifier}"));
            assert_eq!(
                machine.execution_arn("video-1"),
                "arn:aws:states:eu-central-1:123456789012:execution:video:video-1"
            );
        }
    }

    #[tokio::test]
    async fn a_resume_sends_the_token_and_never_repeats_it() {
        let answers = vec![Answer::json(200, &json!({})), Answer::error(400, "TaskTimedOut")];
        let (machine, server) = machine(answers).await;
        machine.resume("TOKEN", &json!({ "approved": true })).await.unwrap();
        let sent = server.only_request().json();
        assert_eq!(sent, json!({ "taskToken": "TOKEN", "output": r#"{"approved":true}"# }));
        let error = machine.resume("TOKEN", &json!({})).await.unwrap_err();
        assert_eq!(error.kind, ErrorKind::Conflict);
        assert!(!error.full_text().contains("TOKEN"));
    }
}
