//! What a model is given: texts of users and other programs, as data.
//!
//! Only what the step's key holds may be here: else a script would be found for another brief.

use oma_core::plan::Plan;
use oma_core::ports::{ImproveRequest, WriteRequest};
use oma_core::script::Script;
use serde_json::{Value, json};

pub(super) fn to_write(request: &WriteRequest<'_>) -> Value {
    let WriteRequest { brief, plan } = *request;
    let mut data = json!({
        "brief": {
            "title": brief.title,
            "description": brief.description,
            "language": brief.language,
            "audience": brief.target_audience,
            "tone": brief.tone,
            "template": brief.template,
            "cta": brief.cta,
        },
        "plan": { "scenes": plan_scenes(plan) },
    });
    if let Some(hook) = &brief.hook {
        data["brief"]["hook"] = json!(hook);
    }
    data
}

pub(super) fn to_improve(request: &ImproveRequest<'_>) -> Value {
    let ImproveRequest { brief, plan, script, critique, attempt: _, reason } = *request;
    let mut data = to_write(&WriteRequest { brief, plan });
    data["draft"] = json!({ "title": script.title, "scenes": scenes(script) });
    data["findings"] = json!(critique.findings);
    data["rejected_because"] = json!(reason);
    data
}

fn plan_scenes(plan: &Plan) -> Value {
    let scenes = plan.scenes.iter().map(|scene| {
        json!({
            "number": scene.number,
            "purpose": scene.purpose,
            "seconds": scene.duration_ms as f64 / 1000.0,
            "words": scene.words,
        })
    });
    scenes.collect()
}

/// The scenes of a script in the shape of an answer.
pub(super) fn scenes(script: &Script) -> Value {
    let scenes = script.scenes.iter().map(|scene| {
        json!({
            "purpose": scene.purpose,
            "narration": scene.narration,
            "on_screen": scene.on_screen,
            "supporting": scene.supporting,
            "visual": scene.visual,
            "keywords": scene.keywords,
            "mood": scene.mood,
        })
    });
    scenes.collect()
}
