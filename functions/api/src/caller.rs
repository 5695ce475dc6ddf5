use axum::extract::FromRequestParts;
use axum::http::request::Parts;
use oma_core::ErrorKind;
use oma_core::id::Owner;
use serde_json::{Map, Value};

use crate::problem::{ApiResult, Failed};

/// The claims of a token that was checked, put onto the request by whoever checked it. Nothing else
/// of a request says who sent it.
#[derive(Debug, Clone, Default)]
pub struct Claims(pub Map<String, Value>);

/// What a caller may do; each may do what those before it may.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Group {
    /// Looks at videos.
    Viewer,
    /// Makes them.
    Editor,
    /// Everything.
    Admin,
}

/// Who sends a request.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Caller {
    /// The claim `sub`.
    pub owner: Owner,
    /// The most that the caller may do: by the groups of a person, by the scopes of a machine
    /// client. Nothing without any of them.
    pub role: Option<Group>,
}

impl Caller {
    /// Reads who sends a request. A token without a usable `sub`, or one that is for neither access
    /// nor identity (a refresh token), names nobody.
    pub(crate) fn from_claims(Claims(claims): &Claims) -> Option<Self> {
        let owner = Owner::try_from(claims.get("sub")?.as_str()?.to_owned()).ok()?;
        let of_use = |use_: &Value| matches!(use_.as_str(), Some("access" | "id"));
        if !claims.get("token_use").is_none_or(of_use) {
            return None;
        }
        let groups = ["cognito:groups", "groups"].into_iter().filter_map(|name| claims.get(name));
        let groups: Vec<String> = groups.flat_map(group_names).collect();
        let role = if groups.is_empty() && is_machine(claims) {
            scopes(claims).filter_map(by_scope).max()
        } else {
            groups.iter().filter_map(|name| group(name)).max()
        };
        Some(Self { owner, role })
    }

    /// Holds the caller to being in this group, or in one that may do more.
    pub(crate) fn must_be(&self, least: Group) -> ApiResult<()> {
        if self.role.is_some_and(|role| role >= least) {
            return Ok(());
        }
        let all = [Group::Admin, Group::Editor, Group::Viewer].into_iter();
        let names: Vec<&str> = all.filter(|group| *group >= least).map(name).collect();
        let scope = scope(least);
        let message = format!(
            "This needs one of the groups: {}; or, of a machine client, the scope {scope}.",
            names.join(", ")
        );
        Err(Failed::new(ErrorKind::Forbidden, message))
    }
}

/// A machine client is its own subject. The scopes of a person's token say what an application may
/// ask for, not what the person may do.
fn is_machine(claims: &Map<String, Value>) -> bool {
    let is_person =
        ["username", "cognito:username", "email"].iter().any(|n| claims.contains_key(*n));
    let client = claims.get("client_id");
    !is_person && client.is_none_or(|client| Some(client) == claims.get("sub"))
}

fn scopes(claims: &Map<String, Value>) -> impl Iterator<Item = &str> {
    claims.get("scope").and_then(Value::as_str).unwrap_or_default().split(' ')
}

/// The scope that lets a machine client do what a group may.
pub(crate) fn scope(group: Group) -> &'static str {
    match group {
        Group::Admin => "oma/admin",
        Group::Editor => "oma/write",
        Group::Viewer => "oma/read",
    }
}

fn by_scope(text: &str) -> Option<Group> {
    [Group::Admin, Group::Editor, Group::Viewer].into_iter().find(|group| scope(*group) == text)
}

fn name(group: Group) -> &'static str {
    match group {
        Group::Admin => "admin",
        Group::Editor => "editor",
        Group::Viewer => "viewer",
    }
}

fn group(text: &str) -> Option<Group> {
    [Group::Admin, Group::Editor, Group::Viewer].into_iter().find(|group| name(*group) == text)
}

/// The names in the claim of groups. In the token it is an array. API Gateway makes a text of it:
/// a REST API joins the names with commas, an HTTP API with blanks between brackets.
fn group_names(claim: &Value) -> Vec<String> {
    match claim {
        Value::Array(names) => names.iter().filter_map(Value::as_str).map(str::to_owned).collect(),
        Value::String(text) => {
            let text = text.trim();
            let inner = text.strip_prefix('[').and_then(|text| text.strip_suffix(']'));
            let separated = inner.unwrap_or(text).split([',', ' ']);
            separated
                .map(|name| name.trim_matches('"'))
                .filter(|n| !n.is_empty())
                .map(str::to_owned)
                .collect()
        }
        _ => Vec::new(),
    }
}

/// On a request that the guard let in: whose it is. Handlers know a caller by this alone, so a route
/// that no guard stands before has none.
#[derive(Debug, Clone)]
pub(crate) struct Admitted(pub(crate) Caller);

impl aide::OperationInput for Caller {}

impl<S: Sync> FromRequestParts<S> for Caller {
    type Rejection = Failed;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Failed> {
        parts.extensions.get().map(|Admitted(caller)| caller.clone()).ok_or_else(unauthenticated)
    }
}

/// The refusal of a request that does not say who sends it.
pub(crate) fn unauthenticated() -> Failed {
    Failed::new(ErrorKind::Unauthenticated, "The request carries no valid token.")
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn caller(claims: &Value) -> Option<Caller> {
        Caller::from_claims(&Claims(claims.as_object().unwrap().clone()))
    }

    #[test]
    fn groups_are_read_in_every_form_they_are_sent_in() {
        use Group::{Admin, Editor, Viewer};
        for (claim, expected) in [
            (json!("editor"), Some(Editor)),
            (json!("admin,editor"), Some(Admin)),
            (json!("viewer, editor"), Some(Editor)),
            (json!("[admin editor]"), Some(Admin)),
            (json!("editor admin"), Some(Admin)),
            (json!(r#"["viewer","strangers"]"#), Some(Viewer)),
            (json!(["admin", "editor"]), Some(Admin)),
            (json!(""), None),
            (json!("[]"), None),
            (json!("administrator"), None),
            (json!("Admin"), None),
            (json!("not-admin"), None),
            (json!(1), None),
        ] {
            for name in ["cognito:groups", "groups"] {
                let caller = caller(&json!({"sub": "u-1", name: claim})).unwrap();
                assert_eq!(caller.role, expected, "{name} {claim}");
            }
        }
    }

    #[test]
    fn scopes_are_a_machine_clients_groups_and_nobody_elses() {
        use Group::{Admin, Editor, Viewer};
        let role = |claims: Value| caller(&claims).unwrap().role;
        for (scope, expected) in [
            ("oma/read", Some(Viewer)),
            ("oma/write oma/read", Some(Editor)),
            ("openid oma/admin", Some(Admin)),
            ("oma/everything", None),
            ("oma/read,oma/admin", None),
            ("", None),
        ] {
            assert_eq!(role(json!({"sub": "m-1", "client_id": "m-1", "scope": scope})), expected);
            let person = json!({"sub": "u-1", "client_id": "app", "scope": scope});
            assert_eq!(role(person), None, "{scope}");
        }
        let both = json!({"sub": "m-1", "cognito:groups": ["viewer"], "scope": "oma/admin"});
        assert_eq!(role(both), Some(Viewer));
        assert_eq!(role(json!({"sub": "m-1", "scope": ["oma/admin"]})), None);
    }

    #[test]
    fn a_token_for_another_use_names_nobody() {
        let used = |token_use: Value| caller(&json!({"sub": "u-1", "token_use": token_use}));
        assert!(used(json!("access")).is_some() && used(json!("id")).is_some());
        for other in [json!("refresh"), json!(""), json!(1), json!(null)] {
            assert_eq!(used(other.clone()), None, "{other}");
        }
    }

    #[test]
    fn a_group_may_do_what_the_lesser_may() {
        use Group::{Admin, Editor, Viewer};
        let of = |role| Caller { owner: Owner::local(), role };
        for (role, viewers, editors, admins) in [
            (Some(Admin), true, true, true),
            (Some(Editor), true, true, false),
            (Some(Viewer), true, false, false),
            (None, false, false, false),
        ] {
            assert_eq!(of(role).must_be(Viewer).is_ok(), viewers, "{role:?}");
            assert_eq!(of(role).must_be(Editor).is_ok(), editors, "{role:?}");
            assert_eq!(of(role).must_be(Admin).is_ok(), admins, "{role:?}");
        }
    }

    #[test]
    fn claims_without_a_usable_subject_name_nobody() {
        for claims in [json!({}), json!({"sub": ""}), json!({"sub": 7}), json!({"sub": "a/../b"})] {
            assert_eq!(caller(&claims), None, "{claims}");
        }
        assert_eq!(caller(&json!({"sub": "u-1"})).unwrap().role, None);
    }
}
