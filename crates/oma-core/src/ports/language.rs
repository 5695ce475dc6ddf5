use async_trait::async_trait;
use oma_guard::Category;
use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::Result;
use crate::event::Fallback;
use crate::language::Language;
use crate::plan::ModelChoice;
use crate::spend::{Account, Answer, Bill, CallFailure};

/// What a language model is asked to do; decides which one is good enough.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Task {
    /// Write a script.
    WriteScript,
    /// Write a better one.
    ImproveScript,
    /// Find English words that a picture library understands.
    SearchTerms,
    /// Describe a picture to a model that draws.
    DescribePicture,
}

/// A question whose answer is JSON of a schema. Models are given no tools, so an answer is all that
/// they can do.
#[derive(Debug, Clone, Copy)]
pub struct Question<'a> {
    /// What it is for.
    pub task: Task,
    /// The language of the answer's texts.
    pub language: Language,
    /// The model that the plan chose.
    pub model: &'a ModelChoice,
    /// What the model is to do: ours alone, nothing of a user's is in it.
    pub instructions: &'a str,
    /// What it is to do it with: texts of users and of other providers. The instructions say that
    /// this is data, and that orders in it are to be ignored.
    pub data: &'a Value,
    /// The JSON Schema of the answer.
    pub schema: &'a Value,
    /// A name of the schema: letters, digits, `_`.
    pub schema_name: &'a str,
    /// The most tokens that it may write.
    pub max_output_tokens: u32,
    /// Equal seeds give equal answers where the model can do that.
    pub seed: u64,
}

/// An answer that keeps the schema.
#[derive(Debug, Clone)]
pub struct Reply {
    /// The answer.
    pub json: Value,
    /// Who gave it.
    pub model: ModelChoice,
    /// What it cost, repairs included.
    pub bill: Bill,
    /// That another model answered than the plan chose, and why.
    pub fallback: Option<Fallback>,
}

/// The language models that are configured, with their routing.
#[async_trait]
pub trait LanguageModels: Send + Sync {
    /// The cheapest model that is good enough for a task; none where none is configured. Equal
    /// configurations choose alike.
    fn choose(&self, task: Task, language: Language) -> Option<ModelChoice>;

    /// Asks the chosen model, or the next ones where it fails in a way that another may not.
    async fn ask(&self, question: &Question<'_>, account: &Account) -> Result<Reply>;
}

/// One vendor's chat interface: one call, no retries, no routing.
#[async_trait]
pub trait ChatVendor: Send + Sync {
    /// The vendor's name, as in [`ModelChoice::provider`].
    fn provider(&self) -> &str;

    /// Asks a model. The answer's `body` is a [`ChatAnswer`].
    async fn chat(&self, model: &str, request: &ChatRequest) -> Result<Answer, CallFailure>;
}

/// What a chat model is sent; all that decides its answer.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct ChatRequest {
    /// What the model is to do.
    pub system: String,
    /// What is said, beginning with the user.
    pub messages: Vec<ChatMessage>,
    /// The JSON Schema of the answer.
    pub schema: Value,
    /// Its name.
    pub schema_name: String,
    /// The most tokens that it may write.
    pub max_output_tokens: u32,
    /// In thousandths, so that it can be hashed.
    pub temperature_milli: u32,
    /// For equal answers.
    pub seed: u64,
}

/// One message.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ChatMessage {
    /// Whether the model said it.
    pub from_model: bool,
    /// What was said.
    pub text: String,
}

/// What a chat model said.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ChatAnswer {
    /// Its words: JSON, if all went well.
    pub text: String,
    /// Whether it stopped because it had said everything, and was not cut off or refused.
    pub is_whole: bool,
    /// Whether the vendor or the model refused the content.
    pub is_refused: bool,
    /// The model that really answered, as the vendor names it.
    pub model: String,
}

/// A model that judges whether texts are safe, beside the lists of `oma-guard`.
#[async_trait]
pub trait Moderator: Send + Sync {
    /// A verdict on each text, in their order. The texts must be free of personal data by now.
    async fn judge(&self, texts: &[String], account: &Account) -> Result<Vec<Verdict>>;
}

/// What a model thinks of a text.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Verdict {
    /// Whether the model objects. It may do so for a reason that has no category of ours.
    pub is_flagged: bool,
    /// To what it objects: each category once, in their order.
    pub judged: Vec<Judged>,
}

/// One objection.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Judged {
    /// What it is about.
    pub category: Category,
    /// How sure the model is, in thousandths.
    pub score_milli: u32,
}
