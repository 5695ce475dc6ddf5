//! Every operation of the published document, with a body that it takes.

use std::collections::BTreeMap;

use reqwest::Method;
use serde_json::{Value, json};

const DOCUMENT: &str = include_str!("../../../../../docs/openapi.json");

/// Nobody's id.
pub(super) const ABSENT: &str = "01KAAAAAAAAAAAAAAAAAAAAAAA";

pub(super) struct Operation {
    pub(super) method: Method,
    /// With its parameters in braces.
    pub(super) path: String,
    pub(super) body: Option<Value>,
    /// What it answers when it succeeds.
    pub(super) success: u16,
}

/// Who may use an operation. Said here once more, and not read from the document, which is made by
/// the rule that is on trial.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Need {
    Nothing,
    Look,
    Change,
    Administer,
}

impl Operation {
    pub(super) fn need(&self) -> Need {
        let is = |paths: &[&str]| paths.contains(&self.path.as_str());
        if is(&[
            "/v1/health",
            "/v1/health/live",
            "/v1/health/ready",
            "/v1/openapi.json",
            "/v1/docs",
        ]) {
            Need::Nothing
        } else if self.path.starts_with("/v1/admin/") {
            Need::Administer
        } else if self.method == Method::GET || is(&["/v1/videos/estimate", "/v1/briefs/analyze"]) {
            Need::Look
        } else {
            Need::Change
        }
    }

    pub(super) fn has_id(&self) -> bool {
        self.path.contains('{')
    }

    /// The path with ids, and the query that it cannot do without.
    pub(super) fn path_with(&self, ids: &BTreeMap<String, String>) -> String {
        let part = |part: &str| match part.strip_prefix('{') {
            Some(name) => {
                let id = ids.get(name.trim_end_matches('}'));
                id.unwrap_or_else(|| panic!("{}: no {name} was made", self.path)).clone()
            }
            None => part.to_owned(),
        };
        let path = self.path.split('/').map(part).collect::<Vec<_>>().join("/");
        let query = match self.path.as_str() {
            "/v1/admin/videos" => "?status=running",
            "/v1/admin/audit" => "?user_id=somebody",
            _ => "",
        };
        format!("{path}{query}")
    }

    pub(super) fn absent_path(&self) -> String {
        let parts = self.path.split('/');
        let parts = parts.map(|part| if part.starts_with('{') { ABSENT } else { part });
        parts.collect::<Vec<_>>().join("/")
    }

    pub(super) fn name(&self) -> String {
        format!("{} {}", self.method, self.path)
    }
}

pub(super) fn all() -> Vec<Operation> {
    let document: Value = serde_json::from_str(DOCUMENT).unwrap();
    let mut all = Vec::new();
    for (path, item) in document["paths"].as_object().unwrap() {
        for (method, operation) in item.as_object().unwrap() {
            let statuses = operation["responses"].as_object().unwrap().keys();
            let success = statuses.map(|status| status.parse::<u16>().unwrap()).min().unwrap();
            let content = &operation["requestBody"]["content"]["application/json"];
            let id = operation["operationId"].as_str().unwrap();
            let body = content.is_object().then(|| body(id));
            let method = method.to_uppercase().parse().unwrap();
            all.push(Operation { method, path: path.clone(), body, success });
        }
    }
    all
}

/// A film that stops at its script, to wait for a person.
pub(super) fn brief() -> Value {
    json!({"title": "Tide pools", "description": "Life between the tides. Crabs wait for the water.",
        "language": "en-US", "duration_s": 15, "resolution": "360p", "music": "none",
        "review": "script"})
}

/// What each operation takes: a new one that takes a body must be named here.
fn body(id: &str) -> Value {
    match id {
        "createVideo" | "estimateVideo" | "analyzeBrief" => brief(),
        "reviseVideo" => json!({"brief": {"tone": "calm"}}),
        "createVariants" => json!({"variants": [{"aspect": "1:1"}]}),
        "createTranslation" => json!({"language": "pt-BR"}),
        "createBatch" => json!({"rows": [brief()]}),
        "createSchedule" => json!({"name": "Offers", "expression": "rate(2 hours)",
            "source": {"rows": [brief()]}}),
        "changeSchedule" => json!({"enabled": false}),
        "decideApproval" => json!({"stage": "final", "decision": "approve"}),
        "createUpload" => {
            json!({"purpose": "image", "name": "a.png", "content_type": "image/png", "size": 100})
        }
        "createBrand" | "writeBrand" => {
            json!({"name": "Aquarium", "kit": {"colors": {"primary": "#102030"}}})
        }
        "createTemplate" | "writeTemplate" => json!({"name": "Tides", "brief": brief()}),
        "createWebhook" | "replaceWebhook" => {
            json!({"url": "https://hooks.example.com/x", "events": ["ping"], "enabled": true})
        }
        "createVideoOfTemplate" => json!({}),
        _ => panic!("the operation {id} is new: say what it takes"),
    }
}
