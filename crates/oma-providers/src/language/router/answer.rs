//! What is accepted of an answer.

use oma_core::check::{self, TypeSchema};
use oma_core::ports::ChatAnswer;
use oma_core::{Error, ErrorKind, Result};
use serde_json::Value;

use crate::language::table::LanguageModel;

/// The most problems that a model is told of, or an error names.
const MOST_PROBLEMS: usize = 12;

/// An answer that is none.
#[derive(Debug)]
pub(super) enum Unusable {
    /// The vendor or the model does not want to.
    Refused,
    /// It is not what was asked for; another try may help.
    Broken {
        /// What was said.
        text: String,
        /// What is wrong with it.
        problems: Vec<String>,
    },
}

/// The JSON of an answer, if it keeps the schema.
pub(super) fn read(body: Value, schema: &Value) -> Result<Result<Value, Unusable>> {
    let ChatAnswer { text, is_whole, is_refused, .. } = serde_json::from_value(body)?;
    if is_refused {
        return Ok(Err(Unusable::Refused));
    }
    let broken = |problems: Vec<String>| {
        let problems = problems.into_iter().take(MOST_PROBLEMS).collect();
        Ok(Err(Unusable::Broken { text: text.clone(), problems }))
    };
    if !is_whole {
        return broken(vec!["The answer is cut off: say the same in fewer words.".to_owned()]);
    }
    let json = match check::read(unfenced(&text).as_bytes()) {
        Ok(json) => json,
        Err(error) => return broken(vec![error.message]),
    };
    let problems = TypeSchema::new(schema.clone())?.problems(&json);
    if problems.is_empty() {
        return Ok(Ok(json));
    }
    broken(problems.iter().map(|problem| problem.of("answer")).collect())
}

/// The text without the code fence that some models put around JSON whatever they are told.
fn unfenced(text: &str) -> &str {
    let text = text.trim();
    let inner = text.strip_prefix("```").and_then(|rest| rest.strip_suffix("```"));
    inner.map_or(text, |inner| inner.trim_start_matches("json").trim())
}

pub(super) fn refused(model: &LanguageModel) -> Error {
    let message = format!("{} of {} refuses the content.", model.model, model.provider);
    Error::new(ErrorKind::ContentRejected, message)
}

pub(super) fn broken(model: &LanguageModel, problems: &[String]) -> Error {
    let message = format!("{} of {} answers with something unusable.", model.model, model.provider);
    Error::new(ErrorKind::ProviderBadAnswer, message).with_detail(problems.join(" "))
}
