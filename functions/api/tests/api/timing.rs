//! That nobody can tell another's thing from one that is not there, not even by a clock: for both
//! the API does the same calls in the same order.
//!
//! A clock would prove nothing here; what takes time is what goes through the ports. So the ports
//! are wrapped, and each call is written down with where it leads.

mod recorder;

use std::collections::BTreeMap;

use api_function::openapi::document;
use axum::http::Method;
use serde_json::{Value, json};

use self::recorder::Recorder;
use crate::support::{Answer, Ask, brief};

const ABSENT: &str = "01KAAAAAAAAAAAAAAAAAAAAAAA";

/// A route that names something, with a body that it takes.
struct Route {
    method: Method,
    path: String,
    body: Option<Value>,
}

impl Route {
    fn ask(&self, ids: &BTreeMap<String, String>) -> Ask {
        let id = |name: &str| ids.get(name.trim_end_matches('}')).map_or(ABSENT, String::as_str);
        let parts = self.path.split('/').map(|part| part.strip_prefix('{').map_or(part, id));
        let path = parts.collect::<Vec<_>>().join("/");
        let ask = match &self.body {
            Some(body) => Ask::post(&path, body),
            None => Ask::get(&path),
        };
        ask.method(self.method.clone())
    }
}

fn routes() -> Vec<Route> {
    let document = document();
    let mut routes = Vec::new();
    for (path, item) in document["paths"].as_object().unwrap() {
        for (method, operation) in item.as_object().unwrap() {
            if path.contains('{') {
                let method = method.to_uppercase().parse().unwrap();
                let content = &operation["requestBody"]["content"]["application/json"];
                let id = operation["operationId"].as_str().unwrap();
                let body = content.is_object().then(|| body(id));
                routes.push(Route { method, path: path.clone(), body });
            }
        }
    }
    routes
}

fn body(id: &str) -> Value {
    match id {
        "reviseVideo" => json!({"brief": {"tone": "calm"}}),
        "createVariants" => json!({"variants": [{"aspect": "1:1"}]}),
        "createTranslation" => json!({"language": "pt-BR"}),
        "changeSchedule" => json!({"enabled": false}),
        "decideApproval" => json!({"stage": "script", "decision": "approve"}),
        "writeBrand" => json!({"name": "A", "kit": {"colors": {"primary": "#102030"}}}),
        "writeTemplate" => json!({"name": "A", "brief": brief()}),
        "replaceWebhook" => json!({"url": "https://a.example/x", "events": ["ping"]}),
        "createVideoOfTemplate" => json!({}),
        _ => panic!("the operation {id} is new: say what it takes"),
    }
}

/// One of each thing that has an id, all of `ana`'s.
async fn belongings(api: &Recorder) -> BTreeMap<String, String> {
    let mut ids = BTreeMap::new();
    let make = async |path: &str, body: &Value| -> Answer {
        let made = api.ask(Ask::post(path, body).by("ana", "editor")).await;
        assert!(made.status.is_success(), "{path}: {}", made.json);
        made
    };
    let video = make("/v1/videos", &brief()).await;
    let size = json!({"purpose": "image", "name": "a", "content_type": "image/png", "size": 9});
    let upload = make("/v1/uploads", &size).await;
    let brand = make("/v1/brands", &body("writeBrand")).await;
    let template = make("/v1/templates", &body("writeTemplate")).await;
    let batch = make("/v1/batches", &json!({"rows": [brief()]})).await;
    let schedule = json!({
        "name": "Offers", "expression": "rate(2 hours)", "source": {"rows": [brief()]},
    });
    let schedule = make("/v1/schedules", &schedule).await;
    let webhook = make("/v1/webhooks", &body("replaceWebhook")).await;
    let hook = webhook.json["webhook"]["webhook_id"].as_str().unwrap().to_owned();
    let delivery = make(&format!("/v1/webhooks/{hook}/ping"), &json!({})).await;
    for (name, json) in [
        ("video_id", &video.json),
        ("upload_id", &upload.json["upload"]),
        ("brand_id", &brand.json),
        ("template_id", &template.json),
        ("batch_id", &batch.json),
        ("schedule_id", &schedule.json),
        ("delivery_id", &delivery.json),
    ] {
        ids.insert(name.to_owned(), json[name].as_str().unwrap().to_owned());
    }
    ids.insert("webhook_id".to_owned(), hook);
    ids
}

#[tokio::test]
async fn anothers_thing_and_none_take_the_same_calls() {
    let api = Recorder::new();
    let ids = belongings(&api).await;
    let routes = routes();
    assert!(routes.len() > 20, "{}", routes.len());
    for route in &routes {
        for group in ["viewer", "editor", "admin"] {
            for key in [None, Some("key")] {
                let ask = |ids: &BTreeMap<String, String>| {
                    let ask = route.ask(ids).by("ben", group);
                    key.map_or(ask.clone(), |key| ask.header("idempotency-key", key))
                };
                let what = format!("{} {} as {group}, key {key:?}", route.method, route.path);
                let (theirs, of_theirs) = api.record(ask(&ids)).await;
                let (nobodys, of_nobodys) = api.record(ask(&BTreeMap::new())).await;
                assert_eq!(theirs.status, nobodys.status, "{what}");
                assert!(matches!(theirs.status.as_u16(), 403 | 404), "{what}: {}", theirs.json);
                assert_eq!(of_theirs, of_nobodys, "{what}");
                // The wrapper sees the calls at all: a request is counted, and what is asked for
                // is looked up, unless the group alone refuses.
                let of_guards = ["AUDIT#", "IDEMPOTENCY#"];
                let is_look = |call: &&String| !of_guards.iter().any(|guard| call.contains(guard));
                let looked = of_theirs.iter().filter(is_look).any(|call| call.contains("{id}"));
                assert_eq!(looked, theirs.status == 404, "{what}: {of_theirs:#?}");
            }
        }
    }
}
