use std::sync::Arc;

use lambda_runtime::{LambdaEvent, Runtime, service_fn};
use oma_core::contract::Agent;
use serde_json::Value;

use crate::{Faults, Faulty, Telemetry};

impl Telemetry {
    /// Answers invocations with an agent until the service ends the process.
    ///
    /// The payload is taken as plain JSON: an event that does not fit the agent's types must
    /// reach the agent, or it would be posted under the name of a parser's type.
    pub async fn serve(self, agent: impl Agent) -> Result<(), lambda_runtime::Error> {
        let agent = Arc::new(Faulty::new(agent, Faults::from_env()?));
        self.ready();
        let handler = service_fn(move |event: LambdaEvent<Value>| {
            let (agent, telemetry) = (Arc::clone(&agent), self.clone());
            async move { telemetry.invoke(agent.as_ref(), event.payload, &event.context).await }
        });
        // Without the runtime's own span: every line says more than that one would.
        Runtime::new(handler).run().await
    }
}
