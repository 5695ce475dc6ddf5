//! Language models over HTTP.
//!
//! Reading order: [`OpenAiChat`] (`OpenRouter`, `OpenAI` and whatever speaks like it), `decimal` (a price
//! in dollars as it is written), [`Moderation`] (whether a text is safe); above the vendors,
//! [`ModelTable`] (what each model costs and is good at) and [`Models`], which asks the cheapest one
//! that is good enough. [`NoModels`] is what there is without keys.

mod decimal;
mod moderation;
mod none;
mod openai;
mod router;
mod table;

pub use moderation::Moderation;
pub use none::NoModels;
pub use openai::{AnswerFormat, ChatModel, OpenAiChat};
pub use router::{Models, expected_cost, redacted};
pub use table::{Ability, LanguageModel, ModelTable, Quality, SETTING as TABLE_SETTING, Scores};
