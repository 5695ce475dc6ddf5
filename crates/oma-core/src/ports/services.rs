use std::fmt;

use async_trait::async_trait;
use jiff::Timestamp;
use serde_json::Value;

use crate::Result;

/// The time, as a port: tests set it.
pub trait Clock: Send + Sync {
    /// Now.
    fn now(&self) -> Timestamp;
}

/// The machine's clock.
#[derive(Debug, Clone, Copy, Default)]
pub struct SystemClock;

impl Clock for SystemClock {
    fn now(&self) -> Timestamp {
        Timestamp::now()
    }
}

/// Executions of the video workflow.
#[async_trait]
pub trait Executions: Send + Sync {
    /// Starts an execution. A name that runs already with the same input is no error.
    async fn start(&self, name: &str, input: &Value) -> Result<()>;

    /// Stops an execution.
    async fn stop(&self, name: &str, reason: &str) -> Result<()>;

    /// Resumes a state that waits on a task token.
    async fn resume(&self, task_token: &str, output: &Value) -> Result<()>;
}

/// Something that others depend on and that can be asked whether it works.
#[async_trait]
pub trait Health: Send + Sync {
    /// Asks for as little as shows that it can be reached, is there and lets us in.
    async fn ping(&self) -> Result<()>;
}

/// Secrets by name.
#[async_trait]
pub trait Secrets: Send + Sync {
    /// Reads a secret; one that does not exist or is empty is [`crate::ErrorKind::NotFound`].
    async fn get(&self, name: &str) -> Result<Secret>;
}

/// A secret text. Its Debug output hides it and it cannot be serialised.
#[derive(Clone)]
pub struct Secret(String);

impl Secret {
    /// Takes a text into custody.
    pub fn new(text: impl Into<String>) -> Self {
        Self(text.into())
    }

    /// The text, to be sent to the provider it belongs to and nowhere else.
    pub fn reveal(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Secret(<hidden>)")
    }
}
