//! The audio agent: narrates one scene; chooses the music under the film.
//!
//! Reading order: [`AudioAgent`] is the agent; `narrate` and `music` are its two actions.

mod music;
mod narrate;
mod silence;

use std::sync::Arc;

use async_trait::async_trait;
use oma_core::Result;
use oma_core::contract::{self, Agent, AudioAction, Event};
use oma_core::ports::{Access, Composer, Narrator};
use oma_core::spend::Accounts;
use oma_core::step::Steps;
use oma_media::ffmpeg::Tools;
use serde_json::Value;

/// What this function does through its ports; its role allows that and nothing else.
pub const ACCESS: &[Access] = Access::VOICE_STEPS;

/// The agent over its ports.
pub struct AudioAgent {
    /// Does each step once.
    pub steps: Steps,
    /// Who pays for what is spoken and composed.
    pub accounts: Accounts,
    /// Who speaks.
    pub narrator: Arc<dyn Narrator>,
    /// Who makes music.
    pub composer: Arc<dyn Composer>,
    /// ffprobe, to look at the user's own music.
    pub tools: Tools,
}

#[async_trait]
impl Agent for AudioAgent {
    fn name(&self) -> &'static str {
        "audio"
    }

    async fn handle(&self, event: Value) -> Result<Value> {
        let Event { job, action } = contract::parse_event(event)?;
        match action {
            AudioAction::Narrate { plan, script, scene } => {
                contract::result(&self.narrate(&job, &plan, &script, scene).await?)
            }
            AudioAction::ChooseMusic { plan } => {
                contract::result(&self.choose_music(&job, &plan).await?)
            }
        }
    }
}
