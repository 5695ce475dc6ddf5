use std::any::Any;
use std::panic::AssertUnwindSafe;
use std::time::Instant;

use futures::FutureExt;
use lambda_runtime::Diagnostic;
use oma_core::contract::Agent;
use oma_core::{Error, ErrorKind};
use serde::Serialize;
use serde_json::{Value, json};
use tracing::Instrument;

use crate::telemetry::{Subject, millis};
use crate::told::Told;

/// What a failed invocation posts to the Lambda service, and so what Step Functions sees:
/// `error_type` becomes `Error`, and both together, as JSON, become `Cause`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Posted {
    /// The stable name, `Oma.…`.
    pub error_type: String,
    /// One line: `[step] message (detail)`.
    pub error_message: String,
}

impl Posted {
    /// The `Cause` that Step Functions hands to a Catch.
    pub fn cause(&self) -> String {
        json!(self).to_string()
    }
}

impl From<Error> for Posted {
    fn from(error: Error) -> Self {
        Self { error_type: error.name().to_owned(), error_message: error.full_text() }
    }
}

impl From<Posted> for Diagnostic {
    fn from(posted: Posted) -> Self {
        let Posted { error_type, error_message } = posted;
        Self { error_type, error_message }
    }
}

/// Runs an agent on an event, in a span `invoke` that names the step. Never panics; logs the
/// outcome once.
pub async fn invoke(agent: &dyn Agent, event: Value) -> Result<Value, Posted> {
    let subject = Subject::of(agent.name(), &event);
    attempt(agent, event, &subject).await.map_err(Posted::from)
}

pub(crate) async fn attempt(
    agent: &dyn Agent,
    event: Value,
    subject: &Subject,
) -> Result<Value, Error> {
    let step = subject.step();
    let span = tracing::info_span!("invoke", step);
    run(agent, event, step).instrument(span).await
}

async fn run(agent: &dyn Agent, event: Value, step: &str) -> Result<Value, Error> {
    let started = Instant::now();
    let outcome = AssertUnwindSafe(agent.handle(event)).catch_unwind().await;
    let result = outcome.unwrap_or_else(|panic| Err(panicked(panic.as_ref())));
    let duration_ms = millis(started.elapsed());
    match result {
        Ok(value) => {
            tracing::info!(step, duration_ms, "{step} answered");
            Ok(value)
        }
        Err(error) => {
            let error = error.at(step);
            let Told { message, detail, problems } = Told::of(&error);
            tracing::error!(
                step = error.step,
                duration_ms,
                error = error.name(),
                detail,
                problems,
                "{step} failed: {message}"
            );
            Err(error)
        }
    }
}

fn panicked(panic: &(dyn Any + Send)) -> Error {
    let text = panic
        .downcast_ref::<&str>()
        .map(|text| (*text).to_owned())
        .or_else(|| panic.downcast_ref::<String>().cloned())
        .unwrap_or_else(|| "no message".to_owned());
    Error::new(ErrorKind::Internal, "Something went wrong inside OMA.")
        .with_detail(format!("panic: {text}"))
}

#[cfg(test)]
mod tests {
    use async_trait::async_trait;

    use super::*;

    struct Moody;

    #[async_trait]
    impl Agent for Moody {
        fn name(&self) -> &'static str {
            "moody"
        }

        async fn handle(&self, event: Value) -> oma_core::Result<Value> {
            match event["action"].as_str() {
                Some("work") => Ok(json!({"done": true})),
                Some("fail") => Err(Error::new(ErrorKind::ProviderRefused, "No.")),
                _ => panic!("what is {event}"),
            }
        }
    }

    #[tokio::test]
    async fn a_result_passes_through() {
        let result = invoke(&Moody, json!({"action": "work"})).await;
        assert_eq!(result.unwrap(), json!({"done": true}));
    }

    #[tokio::test]
    async fn an_error_is_posted_under_its_name_with_its_step() {
        let posted = invoke(&Moody, json!({"action": "fail", "scene": 3})).await.unwrap_err();
        assert_eq!(posted.error_type, "Oma.ProviderRefused");
        assert_eq!(posted.error_message, "[moody.fail 3] No.");
        let cause: Value = serde_json::from_str(&posted.cause()).unwrap();
        assert_eq!(cause["errorMessage"], "[moody.fail 3] No.");
    }

    #[tokio::test]
    async fn a_panic_is_an_error_with_a_name() {
        let posted = invoke(&Moody, json!({"action": "explode"})).await.unwrap_err();
        assert_eq!(posted.error_type, "Oma.Internal");
        assert!(posted.error_message.contains("panic: what is"), "{posted:?}");
    }
}
