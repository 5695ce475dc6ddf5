//! Language models over HTTP.
//!
//! Reading order: [`OpenAiChat`] (`OpenRouter`, `OpenAI` and whatever speaks like it), `decimal` (a price
//! in dollars as it is written), [`Moderation`] (whether a text is safe).

mod decimal;
mod moderation;
mod openai;

pub use moderation::Moderation;
pub use openai::{AnswerFormat, ChatModel, OpenAiChat};
