//! Scripts by a language model.
//!
//! Reading order: `prompt` (what a model is told, from files, by language), `form` (the shape of its
//! answer), `material` (what it is given), `checks` (what a shape cannot say), [`ModelWriter`];
//! `translate` puts a script into another language.
//!
//! Invariants: nothing of a brief, a draft or a person's words is ever part of the instructions; an answer
//! becomes a script only if it passes every check; what it costs is in the [`Work`].

mod checks;
mod form;
mod material;
mod prompt;
#[cfg(test)]
mod tests;
mod translate;
#[cfg(test)]
mod translations;

use oma_core::event::Fallback;
use oma_core::plan::ModelChoice;
use oma_core::ports::{ImproveRequest, LanguageModels, Question, Task, WriteRequest};
use oma_core::script::Script;
use oma_core::spend::{Account, Bill};
use oma_core::{Error, ErrorKind, Result};
use serde_json::{Value, json};

use form::Form;
pub(crate) use prompt::Prompt;
pub(crate) use translate::ToTranslate;

/// Tokens of a scene in an answer, at most, and of what is around the scenes. A scene's texts
/// hold about 60 words; some tokenisers need three for a Portuguese one.
const SCENE_TOKENS: u32 = 350;
const AROUND_TOKENS: u32 = 300;

/// Writes by a language model that the plan chose.
pub(crate) struct ModelWriter<'a> {
    pub models: &'a dyn LanguageModels,
    pub account: &'a Account,
    pub choice: &'a ModelChoice,
}

/// A script, and what came with it.
pub(crate) struct Work {
    pub script: Script,
    pub bill: Bill,
    pub fallbacks: Vec<Fallback>,
}

impl ModelWriter<'_> {
    /// Writes a first draft.
    pub(crate) async fn write(&self, request: &WriteRequest<'_>) -> Result<Work> {
        let data = material::to_write(request);
        self.ask(Task::WriteScript, *request, data, 0).await
    }

    /// Writes a better draft.
    pub(crate) async fn improve(&self, request: &ImproveRequest<'_>) -> Result<Work> {
        let data = material::to_improve(request);
        let whole = WriteRequest { brief: request.brief, plan: request.plan };
        self.ask(Task::ImproveScript, whole, data, request.attempt).await
    }

    /// Asks, and once more with what is wrong where the answer breaks a rule that no schema holds.
    async fn ask(
        &self,
        task: Task,
        request: WriteRequest<'_>,
        mut data: Value,
        attempt: u32,
    ) -> Result<Work> {
        let mut done = self.ask_once(task, request, &data, attempt).await?;
        let problems = checks::problems(request, &done.script)?;
        if problems.is_empty() {
            return Ok(done);
        }
        data["last_answer"] = material::scenes(&done.script);
        data["problems_of_the_last_answer"] = json!(problems);
        let first = done;
        done = self.ask_once(task, request, &data, attempt).await?;
        done.bill += first.bill;
        let mut fallbacks = first.fallbacks;
        fallbacks.retain(|fallback| !done.fallbacks.contains(fallback));
        done.fallbacks.append(&mut fallbacks);
        let problems = checks::problems(request, &done.script)?;
        if problems.is_empty() { Ok(done) } else { Err(unusable(&done.script.writer, &problems)) }
    }

    async fn ask_once(
        &self,
        task: Task,
        request: WriteRequest<'_>,
        data: &Value,
        attempt: u32,
    ) -> Result<Work> {
        let WriteRequest { brief, plan } = request;
        let prompt = Prompt::of(task, brief.language)?;
        let schema = form::schema(plan.scenes.len())?;
        let scenes = u32::try_from(plan.scenes.len()).unwrap_or(u32::MAX);
        let question = Question {
            task,
            language: brief.language,
            model: self.choice,
            instructions: prompt.text,
            data,
            schema: &schema,
            schema_name: "script",
            max_output_tokens: scenes.saturating_mul(SCENE_TOKENS).saturating_add(AROUND_TOKENS),
            // Another attempt is to find other words.
            seed: brief.seed.wrapping_add(u64::from(attempt)),
        };
        let reply = self.models.ask(&question, self.account).await?;
        let form: Form = serde_json::from_value(reply.json).map_err(|error| {
            unusable(&reply.model, &[format!("not in the shape of a script ({error})")])
        })?;
        let script = form.into_script(plan, reply.model)?;
        Ok(Work { script, bill: reply.bill, fallbacks: reply.fallback.into_iter().collect() })
    }
}

fn unusable(writer: &ModelChoice, problems: &[String]) -> Error {
    let message = format!("{} of {} writes an unusable script.", writer.model, writer.provider);
    Error::new(ErrorKind::ProviderBadAnswer, message).with_detail(problems.join(" "))
}
