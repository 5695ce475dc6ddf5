//! The visual agent: the picture of one scene, from the user's own files or drawn as a card.
//!
//! Reading order: [`VisualAgent`] is the agent; `binding` says which of the user's files a scene
//! shows (`matching` compares words for it); `style` what decides a card; `brand` fetches a
//! brand's font and logo; `picture` makes the layers, `own` those of the user's own files, `stock` those of
//! libraries, whose words `terms` finds, and [`generated`] those that models draw; `sources` goes from
//! one to the next.

mod binding;
mod brand;
pub mod generated;
mod matching;
mod own;
mod picture;
mod sources;
mod stock;
mod style;
mod terms;

use async_trait::async_trait;
use oma_core::Result;
use oma_core::contract::{self, Agent, Event, VisualAction};
use oma_core::ports::{Access, PictureSources};
use oma_core::spend::Accounts;
use oma_core::step::Steps;
use oma_media::ffmpeg::Tools;
use serde_json::Value;

/// What this function does through its ports; its role allows that and nothing else.
pub const ACCESS: &[Access] = Access::MODEL_STEPS;

/// The agent over its ports.
pub struct VisualAgent {
    /// Does each step once.
    pub steps: Steps,
    /// Who pays for what is found and drawn.
    pub accounts: Accounts,
    /// ffprobe, to look at the user's files.
    pub tools: Tools,
    /// Where pictures come from that are not the user's own.
    pub sources: PictureSources,
}

#[async_trait]
impl Agent for VisualAgent {
    fn name(&self) -> &'static str {
        "visual"
    }

    async fn handle(&self, event: Value) -> Result<Value> {
        let Event { job, action } = contract::parse_event(event)?;
        match action {
            VisualAction::Make { plan, script, scene, looks } => {
                contract::result(&self.make(&job, &plan, &script, (scene, looks)).await?)
            }
        }
    }
}
