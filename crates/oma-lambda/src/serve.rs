use std::sync::Arc;

use lambda_runtime::{LambdaEvent, service_fn};
use oma_core::contract::Agent;
use serde_json::Value;

use crate::{Faults, Faulty, Posted, invoke};

/// Answers invocations until the service ends the process.
///
/// The payload is taken as plain JSON: an event that does not fit the agent's types must reach the
/// agent, or it would be posted under the name of a parser's type.
pub async fn serve(agent: impl Agent) -> Result<(), lambda_runtime::Error> {
    let agent = Arc::new(Faulty::new(agent, Faults::from_env()?));
    let handler = service_fn(move |event: LambdaEvent<Value>| {
        let agent = Arc::clone(&agent);
        async move { invoke(agent.as_ref(), event.payload).await as Result<Value, Posted> }
    });
    lambda_runtime::run(handler).await
}
