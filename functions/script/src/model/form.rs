//! The shape of a model's answer.

use oma_core::brief::Mood;
use oma_core::check::TypeSchema;
use oma_core::plan::{ModelChoice, Plan, Purpose};
use oma_core::script::{Scene, Script};
use oma_core::{Error, Result};
use schemars::JsonSchema;
use serde::Deserialize;
use serde_json::{Value, json};

/// A script as a model writes it.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct Form {
    /// The title of the film.
    #[schemars(length(min = 3, max = 200))]
    title: String,
    /// One for each scene of the plan, in its order.
    scenes: Vec<FormScene>,
}

/// One scene.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct FormScene {
    /// Its part in the story, as in the plan.
    purpose: Part,
    /// What the voice says.
    #[schemars(length(min = 1, max = 1000))]
    narration: String,
    /// The headline on the picture.
    #[schemars(length(min = 1, max = 120))]
    on_screen: String,
    /// A smaller line under the headline.
    #[serde(default)]
    supporting: Option<String>,
    /// What the camera sees.
    #[schemars(length(min = 1, max = 500))]
    visual: String,
    /// English search words for stock footage, the most important first.
    #[schemars(length(min = 1, max = 8), inner(length(min = 1, max = 40)))]
    keywords: Vec<String>,
    /// The feeling.
    mood: Mood,
}

/// [`Purpose`] without the brand's cards, which no model writes.
#[derive(Debug, Clone, Copy, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
enum Part {
    Hook,
    Problem,
    Body,
    Proof,
    CallToAction,
}

impl From<Part> for Purpose {
    fn from(part: Part) -> Self {
        match part {
            Part::Hook => Self::Hook,
            Part::Problem => Self::Problem,
            Part::Body => Self::Body,
            Part::Proof => Self::Proof,
            Part::CallToAction => Self::CallToAction,
        }
    }
}

/// The schema of an answer with so many scenes.
pub(super) fn schema(scenes: usize) -> Result<Value> {
    let mut schema = TypeSchema::of::<Form>()?.json().clone();
    let list = schema.pointer_mut("/properties/scenes");
    let list = list.and_then(Value::as_object_mut);
    let list = list.ok_or_else(|| Error::internal("the schema of a script has no scenes"))?;
    list.insert("minItems".to_owned(), json!(scenes));
    list.insert("maxItems".to_owned(), json!(scenes));
    Ok(schema)
}

impl Form {
    /// The script, with the plan's times.
    ///
    /// # Errors
    /// An answer with another number of scenes: the schema does not let one through.
    pub(super) fn into_script(self, plan: &Plan, writer: ModelChoice) -> Result<Script> {
        if self.scenes.len() != plan.scenes.len() {
            return Err(Error::internal("an answer has another number of scenes than its schema"));
        }
        let scenes = self.scenes.into_iter().zip(&plan.scenes).map(|(scene, planned)| Scene {
            number: planned.number,
            purpose: scene.purpose.into(),
            narration: one_line(&scene.narration),
            on_screen: one_line(&scene.on_screen),
            supporting: scene.supporting.map(|text| one_line(&text)).filter(|t| !t.is_empty()),
            visual: one_line(&scene.visual),
            keywords: scene.keywords.iter().map(|word| one_line(word).to_lowercase()).collect(),
            mood: scene.mood,
            seconds: planned.duration_ms as f64 / 1000.0,
        });
        Ok(Script {
            title: one_line(&self.title),
            language: plan.language,
            writer,
            scenes: scenes.collect(),
            original: None,
        })
    }
}

pub(super) fn one_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}
