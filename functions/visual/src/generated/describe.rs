//! What is seen in one scene, in English.

use oma_core::event::Fallback;
use oma_core::language::Language;
use oma_core::ports::{LanguageModels, Question, Task};
use oma_core::script::Scene;
use oma_core::spend::{Account, Bill};
use oma_core::{ErrorKind, Result};
use oma_guard::Policy;
use oma_media::icons;
use serde_json::{Value, json};

use super::Wanted;

/// Raised with its file name whenever the words change.
const INSTRUCTIONS: &str = include_str!("../../prompts/generated-describe.v1.md");
const MOST_TOKENS: u32 = 300;
const MOST_CHARACTERS: usize = 500;

/// A description.
pub(super) struct Described {
    pub(super) text: String,
    pub(super) bill: Bill,
    pub(super) fallback: Option<Fallback>,
}

/// Describes what is seen: by a language model where one is configured, else by the scene's own words.
pub(super) async fn describe(
    language: Option<&dyn LanguageModels>,
    wanted: &Wanted<'_>,
    account: &Account,
) -> Result<Described> {
    let own = |fallback| Described {
        text: in_its_own_words(wanted.scene, wanted.language),
        bill: Bill::default(),
        fallback,
    };
    let Some(models) = language else { return Ok(own(None)) };
    let Some(model) = models.choose(Task::DescribePicture, Language::EnUs) else {
        return Ok(own(None));
    };
    let (data, schema) = (data(wanted.scene), schema());
    let question = Question {
        task: Task::DescribePicture,
        language: Language::EnUs,
        model: &model,
        instructions: INSTRUCTIONS,
        data: &data,
        schema: &schema,
        schema_name: "picture",
        max_output_tokens: MOST_TOKENS,
        seed: wanted.style.seed(),
    };
    match models.ask(&question, account).await {
        Ok(reply) => {
            let text = reply.json.get("description").and_then(Value::as_str).unwrap_or_default();
            // What a model says is checked like what a user says.
            let text = tidy(text);
            Ok(match text.as_str() {
                "" => Described { bill: reply.bill, ..own(reply.fallback) },
                _ => Described { text, bill: reply.bill, fallback: reply.fallback },
            })
        }
        Err(error) if is_of_a_provider(error.kind) => Ok(own(Some(Fallback {
            what: format!("description of the picture of scene {}", wanted.scene.number),
            wanted: format!("{} {}", model.provider, model.model),
            used: "the scene's own words".to_owned(),
            reason: error.message,
        }))),
        Err(error) => Err(error),
    }
}

/// Whether the film can do without what a provider did not give.
pub(crate) fn is_of_a_provider(kind: ErrorKind) -> bool {
    matches!(
        kind,
        ErrorKind::ContentRejected
            | ErrorKind::BudgetExceeded
            | ErrorKind::ProviderThrottled
            | ErrorKind::ProviderUnavailable
            | ErrorKind::ProviderRefused
            | ErrorKind::ProviderBadAnswer
    )
}

/// What a language model is told of the scene, without personal data.
fn data(scene: &Scene) -> Value {
    let keywords: Vec<String> = scene.keywords.iter().map(|word| tidy(word)).collect();
    json!({
        "picture": tidy(&scene.visual),
        "said": tidy(&scene.narration),
        "keywords": keywords,
        "mood": scene.mood,
    })
}

fn schema() -> Value {
    json!({
        "type": "object",
        "properties": {
            "description": { "type": "string", "minLength": 10, "maxLength": MOST_CHARACTERS },
        },
        "required": ["description"],
        "additionalProperties": false,
    })
}

/// What the scene says its picture shows, and the name of the thing that its words call for, which is
/// English whatever the scene's language.
fn in_its_own_words(scene: &Scene, language: Language) -> String {
    let visual = match scene.visual.trim() {
        "" => &scene.on_screen,
        visual => visual,
    };
    let icon = icons::find(&scene.keywords, visual, language);
    let thing = icon.map(|icon| format!(" ({})", icon.name.replace('-', " ")));
    format!("{}{}", tidy(visual), thing.unwrap_or_default())
}

/// One line without personal data and without quotes, in which it could end its own quotation.
fn tidy(text: &str) -> String {
    let guarded = Policy::default().apply(text).text;
    let is_quote = |c: char| matches!(c, '"' | '\u{201c}' | '\u{201d}' | '`');
    let plain: String = guarded.chars().filter(|c| !is_quote(*c)).collect();
    let one_line: Vec<&str> = plain.split(char::is_whitespace).filter(|w| !w.is_empty()).collect();
    let kept = one_line.join(" ");
    kept.chars().filter(|c| !c.is_control()).take(MOST_CHARACTERS).collect()
}
