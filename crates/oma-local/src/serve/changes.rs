//! The table's stream, as a Lambda function gets it in the cloud.

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use async_trait::async_trait;
use futures::StreamExt as _;
use jiff::Timestamp;
use notifier_function::{Change, Notifier};
use oma_core::{Error, Result};
use serde::{Deserialize, Serialize};

use crate::embedded::Stream;

/// How often the stream is looked at. An empty look costs one indexed query.
const LOOK_EVERY: Duration = Duration::from_millis(500);
const SWEEP_EVERY: Duration = Duration::from_mins(1);
/// How often a change is tried before the next one has its turn.
const ATTEMPTS: u32 = 3;
const AT_ONCE: usize = 100;
/// How many changes are dealt with side by side: a server that is slow to answer a message must not
/// hold up the others.
const SIDE_BY_SIDE: usize = 16;
const POSITION_FILE: &str = "stream.json";

/// Who is told of changes.
#[async_trait]
pub(super) trait OnChange: Send + Sync {
    /// Called at least once for each change, several side by side, begun in their order. One that
    /// fails is tried again a few times and then passed over.
    async fn on_change(&self, change: &Change) -> Result<()>;

    /// Called every minute: finds what was passed over, and what time has made due.
    async fn sweep(&self, now: Timestamp) -> Result<()>;
}

#[async_trait]
impl OnChange for Notifier {
    async fn on_change(&self, change: &Change) -> Result<()> {
        Notifier::on_change(self, change).await
    }

    async fn sweep(&self, now: Timestamp) -> Result<()> {
        let swept = Notifier::sweep(self, now).await?;
        tracing::debug!(?swept, "swept");
        Ok(())
    }
}

/// How far the stream was followed.
#[derive(Debug, Default, Clone, PartialEq, Eq, Serialize, Deserialize)]
struct Position {
    /// The number of the last change that was dealt with.
    after: Option<String>,
}

/// Follows the stream from where the process before stopped.
pub(super) async fn follow(stream: Stream, state_dir: PathBuf, handler: Arc<dyn OnChange>) {
    let path = state_dir.join(POSITION_FILE);
    let mut position = read(&path).unwrap_or_else(|error| {
        tracing::warn!(error = %error.full_text(), "the stream is followed from its beginning");
        Position::default()
    });
    loop {
        match step(&stream, &mut position, &path, handler.as_ref()).await {
            Ok(true) => continue,
            Ok(false) => {}
            Err(error) => {
                tracing::error!(error = %error.full_text(), "the stream cannot be followed");
            }
        }
        tokio::time::sleep(LOOK_EVERY).await;
    }
}

/// Deals with the next changes. `true` if there were any.
async fn step(
    stream: &Stream,
    position: &mut Position,
    path: &Path,
    handler: &dyn OnChange,
) -> Result<bool> {
    let changes = stream.after(position.after.clone(), AT_ONCE).await?;
    let Some(last) = changes.last() else { return Ok(false) };
    let next = Position { after: Some(last.0.clone()) };
    futures::stream::iter(changes)
        .for_each_concurrent(SIDE_BY_SIDE, |(number, change)| async move {
            if let Some(change) = change {
                tell(handler, &number, &change).await;
            }
        })
        .await;
    // After all of them: a crash before this tells some of them twice.
    write(path, &next)?;
    *position = next;
    Ok(true)
}

async fn tell(handler: &dyn OnChange, number: &str, change: &Change) {
    for attempt in 1..=ATTEMPTS {
        let Err(error) = handler.on_change(change).await else { return };
        let error = error.full_text();
        if attempt == ATTEMPTS {
            tracing::error!(number, error, "a change is passed over");
            return;
        }
        tracing::warn!(number, error, attempt, "a change is tried again");
        tokio::time::sleep(Duration::from_secs(1 << attempt)).await;
    }
}

/// Sweeps now, for what the process before left, and then every minute.
pub(super) async fn sweep(handler: Arc<dyn OnChange>) {
    let mut every = tokio::time::interval(SWEEP_EVERY);
    every.set_missed_tick_behavior(tokio::time::MissedTickBehavior::Delay);
    loop {
        every.tick().await;
        if let Err(error) = handler.sweep(Timestamp::now()).await {
            tracing::error!(error = %error.full_text(), "the sweep failed");
        }
    }
}

fn read(path: &Path) -> Result<Position> {
    match std::fs::read(path) {
        Ok(bytes) => Ok(serde_json::from_slice(&bytes)?),
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => Ok(Position::default()),
        Err(error) => Err(unusable(path, &error)),
    }
}

fn write(path: &Path, position: &Position) -> Result<()> {
    let json = serde_json::to_vec(position)?;
    let part = path.with_extension("part");
    let written = std::fs::write(&part, json).and_then(|()| std::fs::rename(&part, path));
    written.map_err(|error| unusable(path, &error))
}

fn unusable(path: &Path, source: &std::io::Error) -> Error {
    Error::internal(format!("{}: {source}", path.display()))
}

#[cfg(test)]
mod tests;
