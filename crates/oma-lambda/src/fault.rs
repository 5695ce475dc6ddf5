//! Faults on purpose: for tests and game days.
//!
//! `OMA_FAULT` names them: `Oma.ProviderThrottled@audio.narrate*2, panic@visual.make`. Before the
//! named action runs (or after it, for `hang_after`), the fault happens; `*2` limits it to the
//! first two times. Nothing happens where the variable is not set.

use std::collections::HashMap;
use std::future;
use std::sync::{Mutex, PoisonError};

use async_trait::async_trait;
use oma_core::contract::Agent;
use oma_core::{Error, ErrorKind, Result};
use serde_json::Value;

/// What is to go wrong where.
#[derive(Debug, Default)]
pub struct Faults {
    plan: HashMap<String, Fault>,
    happened: Mutex<HashMap<String, u32>>,
}

#[derive(Debug, Clone, Copy)]
struct Fault {
    kind: FaultKind,
    times: u32,
}

#[derive(Debug, Clone, Copy)]
enum FaultKind {
    Error(ErrorKind),
    Panic,
    Hang,
    HangAfter,
}

impl Faults {
    /// The faults that `OMA_FAULT` asks for.
    pub fn from_env() -> Result<Self> {
        std::env::var("OMA_FAULT").map_or_else(|_| Ok(Self::default()), |text| Self::parse(&text))
    }

    /// Reads `KIND@agent.action[*TIMES]`, separated by commas. KIND is an error name, `panic`,
    /// `hang` or `hang_after`.
    pub fn parse(text: &str) -> Result<Self> {
        let entries = text.split(',').map(str::trim).filter(|entry| !entry.is_empty());
        let plan = entries.map(parse_entry).collect::<Option<HashMap<_, _>>>();
        let plan = plan.ok_or_else(|| {
            let message =
                format!("OMA_FAULT cannot be read: {text:?}. It is KIND@agent.action*TIMES.");
            Error::new(ErrorKind::InvalidEvent, message)
        })?;
        Ok(Self { plan, happened: Mutex::default() })
    }

    fn take(&self, place: &str) -> Option<FaultKind> {
        let fault = self.plan.get(place)?;
        let mut happened = self.happened.lock().unwrap_or_else(PoisonError::into_inner);
        let count = happened.entry(place.to_owned()).or_default();
        *count += 1;
        (*count <= fault.times).then_some(fault.kind)
    }
}

fn parse_entry(entry: &str) -> Option<(String, Fault)> {
    let (kind, place) = entry.split_once('@')?;
    let (place, times) = match place.split_once('*') {
        Some((place, times)) => (place, times.parse().ok()?),
        None => (place, u32::MAX),
    };
    let kind = match kind {
        "panic" => FaultKind::Panic,
        "hang" => FaultKind::Hang,
        "hang_after" => FaultKind::HangAfter,
        name => FaultKind::Error(ErrorKind::from_name(name)?),
    };
    Some((place.to_owned(), Fault { kind, times }))
}

/// An agent that fails where [`Faults`] say so.
pub struct Faulty<A> {
    agent: A,
    faults: Faults,
}

impl<A: Agent> Faulty<A> {
    /// The agent with its faults.
    pub fn new(agent: A, faults: Faults) -> Self {
        Self { agent, faults }
    }
}

#[async_trait]
impl<A: Agent> Agent for Faulty<A> {
    fn name(&self) -> &'static str {
        self.agent.name()
    }

    #[allow(clippy::panic)] // On purpose: this is what the fault is.
    async fn handle(&self, event: Value) -> Result<Value> {
        let action = event.get("action").and_then(Value::as_str).unwrap_or_default();
        let place = format!("{}.{action}", self.name());
        match self.faults.take(&place) {
            None => self.agent.handle(event).await,
            Some(FaultKind::Error(kind)) => {
                Err(Error::new(kind, format!("A fault on purpose at {place}.")))
            }
            Some(FaultKind::Panic) => panic!("a fault on purpose at {place}"),
            Some(FaultKind::Hang) => {
                tracing::warn!(place, "hangs on purpose");
                future::pending().await
            }
            Some(FaultKind::HangAfter) => {
                let _ = self.agent.handle(event).await;
                tracing::warn!(place, "hangs on purpose after its work");
                future::pending().await
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    struct Fine;

    #[async_trait]
    impl Agent for Fine {
        fn name(&self) -> &'static str {
            "fine"
        }

        async fn handle(&self, _: Value) -> Result<Value> {
            Ok(json!("done"))
        }
    }

    #[tokio::test]
    async fn a_fault_happens_as_often_as_asked_and_only_where_asked() {
        let faults = Faults::parse("Oma.StorageThrottled@fine.a*2, panic@other.b").unwrap();
        let agent = Faulty::new(Fine, faults);
        for _ in 0..2 {
            let error = agent.handle(json!({"action": "a"})).await.unwrap_err();
            assert_eq!(error.kind, ErrorKind::StorageThrottled);
        }
        assert!(agent.handle(json!({"action": "a"})).await.is_ok());
        assert!(agent.handle(json!({"action": "b"})).await.is_ok());
    }

    #[test]
    fn what_cannot_be_read_is_refused() {
        for bad in ["panic", "Oma.Nonsense@a.b", "panic@a.b*x"] {
            assert!(Faults::parse(bad).is_err(), "{bad}");
        }
        assert!(Faults::parse("").unwrap().plan.is_empty());
    }
}
