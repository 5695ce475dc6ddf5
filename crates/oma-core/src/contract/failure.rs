use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::video::Failure;
use crate::{Error, ErrorKind};

/// What a Catch gives: the error's name, the agent's own account of it, and the state.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct CaughtError {
    /// The name.
    #[serde(rename = "Error")]
    pub error: String,
    /// A string of JSON with `errorMessage` when a Lambda failed; any text otherwise.
    #[serde(rename = "Cause", default)]
    pub cause: String,
    /// The state that caught it. Errors within a Map or Parallel are caught by that state.
    #[serde(rename = "State", default)]
    pub state: String,
}

impl CaughtError {
    /// The failure as a user is told. The step is the agent's own word for it where an agent
    /// could still speak, else the state. Names of the service become ours.
    pub fn failure(&self) -> Failure {
        let message = serde_json::from_str::<Value>(&self.cause)
            .ok()
            .and_then(|cause| Some(cause.get("errorMessage")?.as_str()?.to_owned()))
            .unwrap_or_else(|| self.cause.clone());
        let (step, message) = Error::split_text(&message);
        let kind = match self.error.as_str() {
            "States.Timeout" | "Sandbox.Timedout" | "Lambda.Unknown" => ErrorKind::TimedOut,
            name => ErrorKind::from_name(name).unwrap_or(ErrorKind::Internal),
        };
        let message = match (message, kind.info().name == self.error) {
            ("", _) => format!("{} ({})", kind.info().meaning, self.error),
            (text, true) => text.to_owned(),
            (text, false) => format!("{text} ({})", self.error),
        };
        let step = step.unwrap_or(&self.state).to_owned();
        Failure { step, name: kind.info().name.to_owned(), message }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn caught(error: &str, cause: &str) -> Failure {
        let state = "Narrate every scene".to_owned();
        CaughtError { error: error.to_owned(), cause: cause.to_owned(), state }.failure()
    }

    #[test]
    fn an_agents_own_account_is_taken_over() {
        let cause = r#"{"errorType":"Oma.ProviderRefused","errorMessage":"[audio.narrate 3] No."}"#;
        let failure = caught("Oma.ProviderRefused", cause);
        assert_eq!(failure.step, "audio.narrate 3");
        assert_eq!(failure.name, "Oma.ProviderRefused");
        assert_eq!(failure.message, "No.");
    }

    #[test]
    fn the_services_own_errors_get_our_names() {
        let failure = caught("States.Timeout", "");
        assert_eq!(
            (failure.name.as_str(), failure.step.as_str()),
            ("Oma.TimedOut", "Narrate every scene")
        );
        assert!(failure.message.contains("States.Timeout"));
        assert_eq!(caught("Runtime.ExitError", "exit status 7").name, "Oma.Internal");
    }
}
