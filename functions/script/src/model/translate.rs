//! A script in another language: the words alone, so that scenes keep their pictures and times.

use oma_core::check::TypeSchema;
use oma_core::language::Language;
use oma_core::pacing;
use oma_core::ports::{Question, Task};
use oma_core::script::{Scene, Script};
use oma_core::{Error, Result};
use schemars::JsonSchema;
use serde::Deserialize;
use serde_json::{Value, json};

use super::form::one_line;
use super::prompt::Prompt;
use super::{AROUND_TOKENS, ModelWriter, SCENE_TOKENS, Work, checks, unusable};

/// A script that is to be translated.
#[derive(Clone, Copy)]
pub(crate) struct ToTranslate<'a> {
    /// The script in its own language.
    pub source: &'a Script,
    /// The language that it is to be in.
    pub language: Language,
    /// How long its scenes may last together.
    pub story_ms: u64,
    pub seed: u64,
}

/// The words of the scenes as a model translates them.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct Form {
    /// One for each scene, in their order.
    scenes: Vec<FormScene>,
}

#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct FormScene {
    /// What the voice says.
    #[schemars(length(min = 1, max = 1000))]
    narration: String,
    /// The headline on the picture.
    #[schemars(length(min = 1, max = 120))]
    on_screen: String,
    /// The smaller line, where the scene has one.
    #[serde(default)]
    supporting: Option<String>,
}

impl ModelWriter<'_> {
    /// Translates. An answer that breaks a rule, or takes longer to speak than its scenes last, is
    /// asked for once more; the second may make scenes longer, within the film's length.
    pub(crate) async fn translate(&self, request: ToTranslate<'_>) -> Result<Work> {
        let mut data = material(request);
        let first = self.translate_once(request, &data, 0).await?;
        let found = checks::of_translation(request.source, &first.script, request.story_ms)?;
        if found.wrong.is_empty() && found.long.is_empty() {
            return Ok(first);
        }
        data["last_answer"] = words(&first.script);
        data["problems_of_the_last_answer"] = json!([&found.wrong[..], &found.long[..]].concat());
        let mut done = self.translate_once(request, &data, 1).await?;
        done.bill += first.bill;
        let earlier = first.fallbacks.into_iter();
        let new: Vec<_> = earlier.filter(|fallback| !done.fallbacks.contains(fallback)).collect();
        done.fallbacks.extend(new);
        let found = checks::of_translation(request.source, &done.script, request.story_ms)?;
        if found.wrong.is_empty() {
            return Ok(done);
        }
        Err(unusable(&done.script.writer, &found.wrong))
    }

    async fn translate_once(
        &self,
        request: ToTranslate<'_>,
        data: &Value,
        attempt: u64,
    ) -> Result<Work> {
        let count = request.source.scenes.len();
        let scenes = u32::try_from(count).unwrap_or(u32::MAX);
        let question = Question {
            // Whoever is good enough to write is good enough to translate.
            task: Task::WriteScript,
            language: request.language,
            model: self.choice,
            instructions: Prompt::to_translate(request.language)?.text,
            data,
            schema: &schema(count)?,
            schema_name: "translation",
            max_output_tokens: scenes.saturating_mul(SCENE_TOKENS).saturating_add(AROUND_TOKENS),
            seed: request.seed.wrapping_add(attempt),
        };
        let reply = self.models.ask(&question, self.account).await?;
        let form: Form = serde_json::from_value(reply.json).map_err(|error| {
            unusable(&reply.model, &[format!("not in the shape of a translation ({error})")])
        })?;
        if form.scenes.len() != count {
            return Err(Error::internal("an answer has another number of scenes than its schema"));
        }
        let mut script = translated(request, form);
        script.writer = reply.model;
        let fallbacks = reply.fallback.into_iter().collect();
        Ok(Work { script, bill: reply.bill, fallbacks })
    }
}

/// The source with other words; it stays beside them, because it chose the pictures.
fn translated(request: ToTranslate<'_>, form: Form) -> Script {
    let source = request.source;
    let scenes = source.scenes.iter().zip(form.scenes).map(|(scene, words)| Scene {
        narration: one_line(&words.narration),
        on_screen: one_line(&words.on_screen),
        // A line of its own where there was none would cover more of the picture.
        supporting: words
            .supporting
            .map(|text| one_line(&text))
            .filter(|text| scene.supporting.is_some() && !text.is_empty()),
        ..scene.clone()
    });
    let pictured = Script { original: None, ..source.pictured().clone() };
    Script {
        language: request.language,
        scenes: scenes.collect(),
        original: Some(Box::new(pictured)),
        ..source.clone()
    }
}

fn schema(scenes: usize) -> Result<Value> {
    let mut schema = TypeSchema::of::<Form>()?.json().clone();
    let list = schema.pointer_mut("/properties/scenes").and_then(Value::as_object_mut);
    let list = list.ok_or_else(|| Error::internal("the schema of a translation has no scenes"))?;
    list.insert("minItems".to_owned(), json!(scenes));
    list.insert("maxItems".to_owned(), json!(scenes));
    Ok(schema)
}

/// What the model is given, all of it in the step's key.
fn material(request: ToTranslate<'_>) -> Value {
    let ToTranslate { source, language, .. } = request;
    let scenes = source.scenes.iter().map(|scene| {
        let speech_ms = scene.duration_ms().saturating_sub(pacing::LEAD_MS + pacing::TAIL_MS);
        json!({
            "number": scene.number,
            "seconds": scene.seconds,
            "words": pacing::words_in(speech_ms, language).max(2),
            "narration": scene.narration,
            "on_screen": scene.on_screen,
            "supporting": scene.supporting,
        })
    });
    json!({
        "from": source.language,
        "to": language,
        "scenes": scenes.collect::<Vec<_>>(),
    })
}

fn words(script: &Script) -> Value {
    let scenes = script.scenes.iter().map(|scene| {
        json!({
            "narration": scene.narration,
            "on_screen": scene.on_screen,
            "supporting": scene.supporting,
        })
    });
    scenes.collect()
}
