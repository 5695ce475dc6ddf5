//! The editor: lays out the timeline, renders one segment, assembles the film.
//!
//! Reading order: [`Editor`] is the agent; one file per action, in the order of the state machine:
//! `layout`, `segment`, `assemble` (with `sound`); `look` says what a brand changes in
//! captions; `fetch` brings artifacts to the disk. What a film is made of
//! is decided in `oma_media`; this crate moves files and calls it.

mod assemble;
mod fetch;
mod layout;
mod look;
mod segment;
mod sound;

use async_trait::async_trait;
use oma_core::Result;
use oma_core::contract::{self, Agent, EditorAction, Event};
use oma_core::ports::Access;
use oma_core::step::Steps;
use oma_media::ffmpeg::Tools;
use serde_json::Value;

/// What this function does through its ports; its role allows that and nothing else.
pub const ACCESS: &[Access] = Access::STEPS;

/// The agent over its ports.
pub struct Editor {
    /// Does each step once.
    pub steps: Steps,
    /// ffmpeg.
    pub tools: Tools,
}

#[async_trait]
impl Agent for Editor {
    fn name(&self) -> &'static str {
        "editor"
    }

    async fn handle(&self, event: Value) -> Result<Value> {
        let Event { job, action } = contract::parse_event(event)?;
        match action {
            EditorAction::Layout { plan, script, pictures, narrations, music } => {
                let parts = layout::Parts { plan, script, pictures, narrations, music };
                contract::result(&self.layout(&job, parts).await?)
            }
            EditorAction::Segment { timeline, index } => {
                contract::result(&self.segment(&job, &timeline, index).await?)
            }
            EditorAction::Assemble { timeline, segments } => {
                contract::result(&self.assemble(&job, &timeline, segments).await?)
            }
        }
    }
}
