//! The words with which footage for a scene is looked for, in English.

use oma_core::Result;
use oma_core::language::Language;
use oma_core::ports::{LanguageModels, Question, Task};
use oma_core::script::Scene;
use oma_core::spend::Account;
use oma_providers::stock;
use serde_json::{Value, json};

use crate::generated::is_of_a_provider;

/// Raised with its file name whenever the words change.
const INSTRUCTIONS: &str = include_str!("../prompts/search-terms.v1.md");
const MOST_TOKENS: u32 = 100;
/// Libraries hold every word against their tags, so more words find less.
const MOST_WORDS: usize = 5;

/// The words for a scene: by a language model where one is configured, else from the scene's own. A model
/// that fails is no loss that anybody sees, so it is not told.
pub(crate) async fn terms(
    models: Option<&dyn LanguageModels>,
    scene: &Scene,
    language: Language,
    account: &Account,
) -> Result<String> {
    let asked = match models {
        Some(models) => ask(models, scene, account).await?,
        None => None,
    };
    Ok(asked.unwrap_or_else(|| lexical(scene, language)))
}

async fn ask(
    models: &dyn LanguageModels,
    scene: &Scene,
    account: &Account,
) -> Result<Option<String>> {
    let Some(model) = models.choose(Task::SearchTerms, Language::EnUs) else { return Ok(None) };
    let data = json!({
        "picture": scene.visual, "headline": scene.on_screen, "said": scene.narration,
        "keywords": scene.keywords,
    });
    let schema = json!({
        "type": "object",
        "properties": { "words": { "type": "string", "minLength": 3, "maxLength": 60 } },
        "required": ["words"],
        "additionalProperties": false,
    });
    let question = Question {
        task: Task::SearchTerms,
        language: Language::EnUs,
        model: &model,
        instructions: INSTRUCTIONS,
        data: &data,
        schema: &schema,
        schema_name: "search",
        max_output_tokens: MOST_TOKENS,
        seed: 0,
    };
    match models.ask(&question, account).await {
        Ok(reply) => Ok(reply.json.get("words").and_then(Value::as_str).and_then(tidy)),
        Err(error) if is_of_a_provider(error.kind) => {
            tracing::warn!(error = error.name(), scene = scene.number, "no model for search terms");
            Ok(None)
        }
        Err(error) => Err(error),
    }
}

/// Letters and blanks, whatever the model said; nothing if nothing is left.
fn tidy(words: &str) -> Option<String> {
    let letters = |c: char| if c.is_ascii_alphabetic() { c.to_ascii_lowercase() } else { ' ' };
    let plain: String = words.chars().map(letters).collect();
    let kept: Vec<&str> = plain.split_whitespace().take(MOST_WORDS).collect();
    (!kept.is_empty()).then(|| kept.join(" "))
}

fn lexical(scene: &Scene, language: Language) -> String {
    let keywords = scene.keywords.join(" ");
    stock::terms(language, &[&scene.visual, &keywords, &scene.on_screen, &scene.narration])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_model_says_is_words_and_nothing_else() {
        assert_eq!(tidy("Barista, pouring: coffee!").as_deref(), Some("barista pouring coffee"));
        assert_eq!(tidy("a&per_page=200#x y z w v").as_deref(), Some("a per page x y"));
        assert_eq!(tidy("123 \u{202e}"), None);
    }
}
