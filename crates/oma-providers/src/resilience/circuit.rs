//! A breaker in the table: so many failures in a window, and a provider is left alone; then one call, of
//! whoever is first to write so, tries whether it is back.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

use jiff::{SignedDuration, Timestamp};
use oma_core::ports::{Clock, Counter, Counters, Document, Documents, Expected, Partition, Place};
use oma_core::{Error, Result};
use serde::{Deserialize, Serialize};

use crate::vendors::CircuitRules;

const SORT: &str = "CIRCUIT";

/// The circuits of all providers.
pub(super) struct Circuit {
    documents: Arc<dyn Documents>,
    counters: Arc<dyn Counters>,
    clock: Arc<dyn Clock>,
    rules: CircuitRules,
    seen: Mutex<HashMap<String, Arc<tokio::sync::Mutex<Seen>>>>,
}

/// How a call was let through.
pub(super) enum Admission {
    /// All is well, as far as is known.
    Closed,
    /// It alone tries whether the provider is back; what it tells is written over this version.
    Probe(u64, Open),
}

/// The document: a provider that is left alone. There is none while all is well.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Open {
    /// Nobody calls before this.
    until: Timestamp,
    /// How often it was opened without having been closed.
    times: u32,
    /// A call is trying, and is believed to until this.
    probe_until: Option<Timestamp>,
}

/// What this process knows of a provider.
#[derive(Default)]
struct Seen {
    read_at: Option<Timestamp>,
    open: Option<(u64, Open)>,
    window: i64,
    /// This process's own calls in the window: failed ones, and others.
    failed: u32,
    others: u32,
}

impl Circuit {
    pub(super) fn new(
        documents: Arc<dyn Documents>,
        counters: Arc<dyn Counters>,
        clock: Arc<dyn Clock>,
        rules: CircuitRules,
    ) -> Self {
        Self { documents, counters, clock, rules, seen: Mutex::default() }
    }

    /// Until when a provider is left alone, if it is; costs a read when the last one is too old.
    pub(super) async fn blocked_until(&self, provider: &str) -> Option<Timestamp> {
        let seen = self.of(provider);
        let mut seen = seen.lock().await;
        self.look(provider, &mut seen).await;
        self.blocked(seen.open.as_ref().map(|(_, open)| open)?)
    }

    /// Lets a call through, as the probe if one is due.
    ///
    /// # Errors
    /// Until when the provider is left alone.
    pub(super) async fn admit(&self, provider: &str) -> Result<Admission, Timestamp> {
        let seen = self.of(provider);
        let mut seen = seen.lock().await;
        self.look(provider, &mut seen).await;
        let Some((version, open)) = seen.open.clone() else { return Ok(Admission::Closed) };
        if let Some(until) = self.blocked(&open) {
            return Err(until);
        }
        let probe_until = self.after_s(self.rules.probe_s);
        let probe = Open { probe_until: Some(probe_until), ..open };
        match self.write(provider, &probe, Expected::Version(version)).await {
            Ok(version) => {
                seen.open = Some((version, probe.clone()));
                Ok(Admission::Probe(version, probe))
            }
            Err(error) if error.kind == oma_core::ErrorKind::Conflict => {
                // Another process probes, or has found out already: look before the next call.
                seen.read_at = None;
                Err(probe_until)
            }
            Err(error) => {
                warn(provider, &error);
                Ok(Admission::Closed)
            }
        }
    }

    /// Takes note of what came of a call.
    pub(super) async fn tell(&self, provider: &str, admission: &Admission, is_down: bool) {
        let told = match (admission, is_down) {
            (Admission::Probe(version, open), true) => {
                self.open(provider, open.times + 1, Expected::Version(*version)).await
            }
            (Admission::Probe(version, _), false) => self.close(provider, *version).await,
            (Admission::Closed, _) => self.count(provider, is_down).await,
        };
        if let Err(error) = told {
            self.of(provider).lock().await.read_at = None;
            if error.kind != oma_core::ErrorKind::Conflict {
                warn(provider, &error);
            }
        }
    }

    async fn close(&self, provider: &str, version: u64) -> Result<()> {
        self.documents.remove(&place(provider, SORT), Expected::Version(version)).await?;
        let seen = self.of(provider);
        let mut seen = seen.lock().await;
        *seen = Seen { read_at: Some(self.clock.now()), ..Seen::default() };
        tracing::info!(provider, "a provider is back");
        Ok(())
    }

    async fn open(&self, provider: &str, times: u32, expected: Expected) -> Result<()> {
        let rest = self.rules.rest_s.saturating_mul(1 << times.clamp(1, 17).saturating_sub(1));
        let until = self.after_s(rest.min(self.rules.most_rest_s));
        let open = Open { until, times, probe_until: None };
        let version = self.write(provider, &open, expected).await?;
        let seen = self.of(provider);
        let mut seen = seen.lock().await;
        *seen = Seen {
            read_at: Some(self.clock.now()),
            open: Some((version, open)),
            ..Seen::default()
        };
        tracing::warn!(provider, until = %until, "a provider is left alone");
        Ok(())
    }

    /// Failures are counted for all; that most of its own calls fail is what a process must see as well, so that
    /// a few failures among very many calls open nothing. Calls that went well cost nothing.
    async fn count(&self, provider: &str, is_down: bool) -> Result<()> {
        let window_s = i64::from(self.rules.window_s.max(1));
        let window = self.clock.now().as_second().div_euclid(window_s);
        let mostly_fails = {
            let seen = self.of(provider);
            let mut seen = seen.lock().await;
            if seen.window != window {
                (seen.window, seen.failed, seen.others) = (window, 0, 0);
            }
            let counted = if is_down { &mut seen.failed } else { &mut seen.others };
            *counted = counted.saturating_add(1);
            seen.failed >= seen.others
        };
        if !is_down {
            return Ok(());
        }
        let start = Timestamp::from_second(window * window_s).unwrap_or_default();
        let keep = SignedDuration::from_secs(2 * window_s);
        let counter = Counter {
            place: place(provider, &format!("FAILURES#{}", start.as_second())),
            expires_at: start.checked_add(keep).ok(),
        };
        let failures = self.counters.add(&counter, 1, None).await?.unwrap_or_default();
        if mostly_fails && failures >= i64::from(self.rules.failures) {
            self.open(provider, 1, Expected::Absent).await?;
        }
        Ok(())
    }

    /// Reads the document if what is known is too old. A table that does not answer is not asked again
    /// at once, and counts as closed.
    async fn look(&self, provider: &str, seen: &mut Seen) {
        let now = self.clock.now();
        let keep = SignedDuration::from_secs(i64::from(self.rules.look_every_s));
        if seen.read_at.is_some_and(|at| now.duration_since(at) < keep && now >= at) {
            return;
        }
        let read = self.documents.read(&place(provider, SORT)).await.and_then(|found| {
            let open = |document: Document| {
                Ok::<_, Error>((document.version, serde_json::from_value(document.body)?))
            };
            found.map(open).transpose()
        });
        seen.open = read.unwrap_or_else(|error| {
            warn(provider, &error);
            None
        });
        seen.read_at = Some(now);
    }

    async fn write(&self, provider: &str, open: &Open, expected: Expected) -> Result<u64> {
        // Long after it is due, nobody cares any more how often it was opened.
        let keep = self.rules.most_rest_s.saturating_mul(2);
        let document = Document {
            place: place(provider, SORT),
            version: 1,
            body: serde_json::to_value(open)?,
            listing: None,
            expires_at: Some(self.after_s(keep)),
        };
        self.documents.write(&document, expected).await
    }

    fn blocked(&self, open: &Open) -> Option<Timestamp> {
        let until = open.probe_until.map_or(open.until, |probe| probe.max(open.until));
        (self.clock.now() < until).then_some(until)
    }

    fn after_s(&self, seconds: u32) -> Timestamp {
        let now = self.clock.now();
        now.checked_add(SignedDuration::from_secs(i64::from(seconds))).unwrap_or(now)
    }

    fn of(&self, provider: &str) -> Arc<tokio::sync::Mutex<Seen>> {
        let mut all = self.seen.lock().unwrap_or_else(PoisonError::into_inner);
        all.entry(provider.to_owned()).or_default().clone()
    }
}

fn place(provider: &str, sort: &str) -> Place {
    Place { partition: Partition::Provider(provider.to_owned()), sort: sort.to_owned() }
}

fn warn(provider: &str, error: &Error) {
    tracing::warn!(provider, error = error.name(), "the state of a provider is not known");
}
