//! The script agent: writes scenes, holds them against a rubric, writes them better.
//!
//! Reading order: [`ScriptAgent`] is the agent; `draft` writes and improves through the writer
//! port, or through a language model (`model`) where the plan chose one; `brand_cards` puts the brand's cards around the story; `own_words` turns a script of the user's own into scenes without touching its words;
//! [`rubric`] is the critic.

mod brand_cards;
mod draft;
mod model;
mod moderate;
mod own_words;
pub mod rubric;

use std::sync::Arc;

use async_trait::async_trait;
use oma_core::Result;
use oma_core::contract::{self, Agent, Event, ScriptAction};
use oma_core::ports::{Access, LanguageModels, Moderator, ScriptWriter};
use oma_core::spend::Accounts;
use oma_core::step::Steps;
use serde_json::Value;

/// What this function does through its ports; its role allows that and nothing else.
pub const ACCESS: &[Access] = Access::MODEL_STEPS;

/// The agent over its ports.
pub struct ScriptAgent {
    /// Does each step once.
    pub steps: Steps,
    /// Who pays for what models write.
    pub accounts: Accounts,
    /// Who writes where the plan chose no model, and where none can.
    pub writer: Arc<dyn ScriptWriter>,
    /// The models that the plan may choose.
    pub models: Arc<dyn LanguageModels>,
    /// Who judges scripts beside the word lists, where somebody does.
    pub moderator: Option<Arc<dyn Moderator>>,
}

#[async_trait]
impl Agent for ScriptAgent {
    fn name(&self) -> &'static str {
        "script"
    }

    async fn handle(&self, event: Value) -> Result<Value> {
        let Event { job, action } = contract::parse_event(event)?;
        match action {
            ScriptAction::Write { plan } => contract::result(&self.write(&job, &plan).await?),
            ScriptAction::Criticise { plan, script } => {
                contract::result(&self.criticise(&job, &plan, &script).await?)
            }
            ScriptAction::Improve { plan, script, critique, attempt, reason } => {
                let draft = draft::Draft { plan, script, critique, attempt, reason };
                contract::result(&self.improve(&job, &draft).await?)
            }
        }
    }
}
