//! Briefs to start from: parts of a brief, held to the rules of a whole one as far as they go.

use oma_api::templates::Template;
use oma_core::Result;
use oma_core::brief::{Brief, Problem};
use oma_core::id::Owner;
use oma_core::lifecycle::patch_brief;
use serde_json::{Map, Value, json};

use crate::intake;
use crate::services::Services;
use crate::shelf::{Kind, Shelf};

/// Where templates are kept.
const TEMPLATES: Kind = Kind { prefix: "TEMPLATE#", noun: "template" };

/// The templates of a user. What is stored of one is what its owner sees.
pub(crate) fn shelf<'a>(services: &'a Services, owner: &'a Owner) -> Shelf<'a> {
    Shelf::new(services.documents.as_ref(), owner, TEMPLATES)
}

/// Everything that is wrong with the fields of a template; what is missing is not.
pub(crate) async fn problems(
    services: &Services,
    owner: &Owner,
    fields: &Map<String, Value>,
) -> Result<Vec<Problem>> {
    let here = |problem: Problem| {
        let dot = if problem.path.is_empty() { "" } else { "." };
        Problem { path: format!("brief{dot}{}", problem.path), ..problem }
    };
    // Whether a script fits its time is known when both are.
    let is_timed = ["language", "duration_s"].iter().all(|name| fields.contains_key(*name));
    let matters = |problem: &Problem| {
        let is_length =
            problem.path.starts_with("script") && problem.allowed.contains("duration_s");
        is_timed || !is_length
    };
    match Brief::from_value(filled(fields)) {
        Ok(mut brief) => {
            let problems = intake::resolve(services, owner, &mut brief).await?;
            Ok(problems.into_iter().map(here).collect())
        }
        Err(error) if error.problems.is_empty() => Err(error),
        Err(error) => Ok(error.problems.into_iter().filter(matters).map(here).collect()),
    }
}

/// The fields with something in the place of those that every brief needs.
fn filled(fields: &Map<String, Value>) -> Value {
    let mut filled = fields.clone();
    for (name, usual) in [
        ("title", json!("A template")),
        ("description", json!("A template of a brief.")),
        ("language", json!("en-US")),
    ] {
        filled.entry(name).or_insert(usual);
    }
    Value::Object(filled)
}

/// A template's fields with a patch applied, as a brief's are.
pub(crate) fn patched(template: &Template, patch: &Map<String, Value>) -> Value {
    let mut brief = Value::Object(template.brief.clone());
    patch_brief(&mut brief, patch);
    brief
}

#[cfg(test)]
mod tests {
    use oma_core::ports::memory::Memory;

    use super::*;

    #[test]
    fn a_patch_changes_what_it_names() {
        let brief = json!({
            "title": "Old", "music": {"mood": "calm"}, "brand": {"font": "a", "logo": {"source": "b"}},
        });
        let at = jiff::Timestamp::UNIX_EPOCH;
        let template = Template {
            template_id: String::new(),
            name: String::new(),
            brief: brief.as_object().unwrap().clone(),
            created_at: at,
            updated_at: at,
        };
        let patch = json!({
            "title": "New", "music": {"file": "c"}, "brand": {"font": null}, "script": {"x": {"y": null}},
        });
        assert_eq!(
            patched(&template, patch.as_object().unwrap()),
            json!({
                "title": "New", "music": {"file": "c"}, "brand": {"logo": {"source": "b"}},
                "script": {"x": {}},
            })
        );
    }

    #[tokio::test]
    async fn what_is_there_must_be_right_and_what_is_missing_may_be() {
        let services = crate::intake::tests::services(&std::sync::Arc::new(Memory::default()));
        let owner = Owner::local();
        let found = async |fields: Value| {
            let fields = fields.as_object().unwrap();
            let problems = problems(&services, &owner, fields).await.unwrap();
            problems.into_iter().map(|problem| problem.path).collect::<Vec<_>>()
        };
        assert!(found(json!({})).await.is_empty());
        assert!(found(json!({"style": "elegant", "cta": "Visit us"})).await.is_empty());
        let wrong = json!({"title": "ab", "colour": "red", "style": "loud", "cta": "a\u{0}"});
        let mut paths = found(wrong).await;
        paths.sort();
        assert_eq!(paths, ["brief.colour", "brief.cta", "brief.style", "brief.title"]);
        let file = found(json!({"assets": [{"source": "a.png"}], "brand": "b"})).await;
        assert_eq!(file, ["brief.assets[0].source", "brief.brand"]);
        // How long it may be is not said yet.
        let script = json!("Every morning the same long sentence is read aloud. ".repeat(30));
        assert!(found(json!({"script": script})).await.is_empty());
        let timed = json!({"script": script, "language": "en-US", "duration_s": 30});
        assert_eq!(found(timed).await, ["brief.script"]);
    }
}
