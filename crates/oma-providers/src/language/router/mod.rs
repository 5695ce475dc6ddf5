//! Which model answers a question, and what happens when it does not.
//!
//! Reading order: `choice` (the cheapest model that is good enough), `request` (what leaves: instructions
//! apart from data, personal data taken out), `answer` (what is accepted), `fall` (which model is next by
//! how one failed), [`Models`], which does all of it.
//!
//! Invariants: equal tables and questions choose and ask alike; every call is paid through the
//! account and stored; another model than the plan's is never used without a [`Fallback`].

mod answer;
mod choice;
mod fall;
mod request;
#[cfg(test)]
mod tests;

use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Duration;

use async_trait::async_trait;
use oma_core::event::Fallback;
use oma_core::language::Language;
use oma_core::plan::ModelChoice;
use oma_core::ports::{
    ChatMessage, ChatRequest, ChatVendor, LanguageModels, Question, Reply, Task,
};
use oma_core::spend::{Account, Answer, Bill, Call, CallFailure};
use oma_core::{Error, ErrorKind, Result};
use serde_json::Value;

use super::table::{LanguageModel, ModelTable};
use crate::resilience::Resilience;
use answer::Unusable;
use fall::Course;

pub use choice::expected_cost;
pub use request::redacted;

/// How many models are asked the same at most, the plan's own included.
const MOST_MODELS: usize = 4;

/// The language models of the vendors that are switched on, chosen by a table.
pub struct Models {
    table: ModelTable,
    vendors: BTreeMap<String, Arc<dyn ChatVendor>>,
    resilience: Resilience,
}

impl Models {
    /// Models of the vendors given, which are those that are switched on.
    pub fn new(
        table: ModelTable,
        vendors: impl IntoIterator<Item = Arc<dyn ChatVendor>>,
        resilience: Resilience,
    ) -> Self {
        let by_name = |vendor: Arc<dyn ChatVendor>| (vendor.provider().to_owned(), vendor);
        Self { table, vendors: vendors.into_iter().map(by_name).collect(), resilience }
    }

    /// The models that are good enough for a task, the cheapest first.
    fn candidates(&self, task: Task, language: Language) -> Vec<&LanguageModel> {
        let is_on = |model: &LanguageModel| self.vendors.contains_key(&model.provider);
        choice::candidates(self.table.models(), task, language, is_on)
    }

    /// The models to ask, in order: the plan's, then the others that are good enough.
    fn order(&self, question: &Question<'_>) -> Vec<&LanguageModel> {
        let others = self.candidates(question.task, question.language);
        let wanted = self.table.get(question.model);
        let wanted = wanted.filter(|model| self.vendors.contains_key(&model.provider));
        let others = others.into_iter().filter(|model| Some(*model) != wanted);
        wanted.into_iter().chain(others).collect()
    }

    /// Asks one model; a broken answer is sent back once, with what is wrong with it.
    async fn ask_one(
        &self,
        model: &LanguageModel,
        question: &Question<'_>,
        account: &Account,
        bill: &mut Bill,
    ) -> Result<Value> {
        let mut request = request::of(model, question);
        let (text, unusable) = match self.call(model, question, &request, account, bill).await? {
            Ok(json) => return Ok(json),
            Err(Unusable::Refused) => return Err(answer::refused(model)),
            Err(Unusable::Broken { text, problems }) => (text, problems),
        };
        tracing::info!(provider = model.provider, model = model.model, "an answer is repaired");
        // Vendors refuse messages in which nothing is said.
        let text = if text.trim().is_empty() { "{}".to_owned() } else { text };
        request.messages.push(ChatMessage { from_model: true, text });
        let text = request::correction(&unusable);
        request.messages.push(ChatMessage { from_model: false, text });
        match self.call(model, question, &request, account, bill).await? {
            Ok(json) => Ok(json),
            Err(Unusable::Refused) => Err(answer::refused(model)),
            Err(Unusable::Broken { problems, .. }) => Err(answer::broken(model, &problems)),
        }
    }

    /// One call, paid.
    async fn call(
        &self,
        model: &LanguageModel,
        question: &Question<'_>,
        request: &ChatRequest,
        account: &Account,
        bill: &mut Bill,
    ) -> Result<Result<Value, Unusable>> {
        let provider = &model.provider;
        let absent = || Error::internal(format!("{provider} is not switched on"));
        let vendor = self.vendors.get(provider).ok_or_else(absent)?;
        let most = request::most(request);
        let call = Call { provider, model: &model.model, rate: &model.rate, most: &most };
        let limit = choice::time_limit(question.task);
        let send = || {
            self.resilience
                .run(provider, move || in_time(provider, limit, vendor.chat(&model.model, request)))
        };
        let answered = account.pay(&call, request, send).await?;
        *bill += answered.bill;
        answer::read(answered.body, question.schema)
    }
}

/// A call that is given up after a time. It was sent, so nobody can tell what it costs.
async fn in_time(
    provider: &str,
    limit: Duration,
    call: impl Future<Output = Result<Answer, CallFailure>>,
) -> Result<Answer, CallFailure> {
    tokio::time::timeout(limit, call).await.unwrap_or_else(|_| {
        let message = format!("{provider} did not answer within {} s.", limit.as_secs());
        Err(CallFailure::unknown(Error::new(ErrorKind::ProviderUnavailable, message)))
    })
}

#[async_trait]
impl LanguageModels for Models {
    fn choose(&self, task: Task, language: Language) -> Option<ModelChoice> {
        self.candidates(task, language).first().map(|model| model.choice())
    }

    async fn ask(&self, question: &Question<'_>, account: &Account) -> Result<Reply> {
        let mut course = Course::new(self.order(question));
        let mut bill = Bill::default();
        let mut why = None;
        for _ in 0..MOST_MODELS {
            let Some(model) = course.next() else { break };
            match self.ask_one(model, question, account, &mut bill).await {
                Ok(json) => {
                    let model = model.choice();
                    let fallback = fallback(question, &model, why.as_ref());
                    return Ok(Reply { json, model, bill, fallback });
                }
                Err(error) => {
                    let most = model.rate.of(&request::most(&request::of(model, question)));
                    let cheaper = |other: &LanguageModel| {
                        other.rate.of(&request::most(&request::of(other, question))) < most
                    };
                    course.after(model, &error, cheaper)?;
                    if self.resilience.is_open(&model.provider).await {
                        course.without(&model.provider);
                    }
                    tracing::warn!(
                        provider = model.provider,
                        model = model.model,
                        error = error.name(),
                        "another model is asked"
                    );
                    why.get_or_insert(error);
                }
            }
        }
        Err(why.unwrap_or_else(|| nobody(question.task)))
    }
}

/// Says that another model answered than was wanted.
fn fallback(question: &Question<'_>, used: &ModelChoice, why: Option<&Error>) -> Option<Fallback> {
    let name = |choice: &ModelChoice| format!("{} {}", choice.provider, choice.model);
    (used != question.model).then(|| Fallback {
        what: format!("language model for {}", choice::task_name(question.task)),
        wanted: name(question.model),
        used: name(used),
        reason: why.map_or_else(|| "it is not switched on".to_owned(), |why| why.message.clone()),
    })
}

fn nobody(task: Task) -> Error {
    let message = format!("No language model is switched on for {}.", choice::task_name(task));
    Error::new(ErrorKind::ProviderRefused, message)
}
