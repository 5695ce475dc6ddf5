//! The audit trail: an entry for every request that could change something, written once its
//! answer is known. Refused ones are in it too; those of a flood are not.

use axum::extract::Request;
use axum::http::{Method, header};
use axum::response::Response;
use jiff::{SignedDuration, Timestamp};
use oma_api::audit::AuditEntry;
use oma_core::Result;
use oma_core::id::Owner;
use oma_core::ports::{Document, Expected, Partition, Place};
use ulid::Ulid;

use crate::Services;
use crate::caller::Caller;
use crate::observe::TraceId;

/// How long an entry is kept.
const KEPT: SignedDuration = SignedDuration::from_hours(400 * 24);
/// What the keys of entries begin with; their ids follow, in the order of time.
pub(crate) const PREFIX: &str = "AUDIT#";
/// The most characters of a target: more than any id has.
const TARGET_CHARS: usize = 64;

/// What a caller asked to be done.
pub(crate) struct Act {
    actor: Owner,
    action: String,
    target: Option<String>,
    trace_id: String,
}

impl Act {
    /// What a request asks for; nothing if it only looks.
    pub(crate) fn of(request: &Request, route: &str, caller: &Caller) -> Option<Self> {
        if matches!(*request.method(), Method::GET | Method::HEAD | Method::OPTIONS) {
            return None;
        }
        let trace_id = request.extensions().get().map(|TraceId(id)| id.clone());
        Some(Self {
            actor: caller.owner.clone(),
            action: action(request.method(), route),
            target: target(route, request.uri().path()),
            trace_id: trace_id.unwrap_or_default(),
        })
    }

    /// The entry, now that the answer is known.
    pub(crate) fn answered(self, response: &Response, at: Timestamp) -> Result<Document> {
        let id = Ulid::generate().to_string();
        let sort = format!("{PREFIX}{id}");
        let entry = AuditEntry {
            audit_id: id,
            at,
            actor: self.actor.to_string(),
            action: self.action,
            target: self.target.or_else(|| made(response)),
            status: response.status().as_u16(),
            trace_id: self.trace_id,
        };
        Ok(Document {
            place: Place { partition: Partition::User(self.actor), sort },
            version: 1,
            body: serde_json::to_value(entry)?,
            listing: None,
            expires_at: Some(at.checked_add(KEPT).unwrap_or(Timestamp::MAX)),
        })
    }
}

/// Appends an entry. A trail that cannot be written fails no request, but the log tells.
pub(crate) async fn append(services: &Services, entry: Result<Document>) {
    let written = async { services.documents.write(&entry?, Expected::Absent).await };
    if let Err(error) = written.await {
        tracing::error!("an entry of the audit trail is lost: {}", error.full_text());
    }
}

/// The words of a route, and what is done where the method alone says it: `videos.create`,
/// `webhooks.rotate_key`.
fn action(method: &Method, route: &str) -> String {
    let parts: Vec<&str> = route.trim_start_matches("/v1/").split('/').collect();
    let words: Vec<&str> = parts.iter().copied().filter(|part| !part.starts_with('{')).collect();
    let mut action = words.join(".").replace('-', "_");
    let verb = match *method {
        Method::PUT | Method::PATCH => Some("update"),
        Method::DELETE => Some("delete"),
        // The path of a whole list; longer ones end with what is done.
        Method::POST if parts.len() == 1 => Some("create"),
        _ => None,
    };
    if let Some(verb) = verb {
        action = format!("{action}.{verb}");
    }
    action
}

/// The first id in the path.
fn target(route: &str, path: &str) -> Option<String> {
    let mut parts = route.split('/').zip(path.split('/'));
    let (_, id) = parts.find(|(name, _)| name.starts_with('{'))?;
    Some(id.chars().take(TARGET_CHARS).collect())
}

/// What was made, by where it is now.
fn made(response: &Response) -> Option<String> {
    let location = response.headers().get(header::LOCATION)?.to_str().ok()?;
    location.rsplit('/').next().map(str::to_owned)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_action_is_named_by_its_route() {
        for (method, route, expected) in [
            (Method::POST, "/v1/videos", "videos.create"),
            (Method::DELETE, "/v1/videos/{video_id}", "videos.delete"),
            (Method::POST, "/v1/videos/{video_id}/cancel", "videos.cancel"),
            (Method::POST, "/v1/videos/estimate", "videos.estimate"),
            (Method::PUT, "/v1/brands/{brand_id}", "brands.update"),
            (Method::PATCH, "/v1/schedules/{schedule_id}", "schedules.update"),
            (Method::POST, "/v1/webhooks/{webhook_id}/rotate-key", "webhooks.rotate_key"),
            (
                Method::POST,
                "/v1/webhooks/{webhook_id}/deliveries/{delivery_id}/replay",
                "webhooks.deliveries.replay",
            ),
        ] {
            assert_eq!(action(&method, route), expected, "{route}");
        }
        assert_eq!(target("/v1/videos/{video_id}/cancel", "/v1/videos/01A/cancel").unwrap(), "01A");
        assert_eq!(target("/v1/videos", "/v1/videos"), None);
    }
}
