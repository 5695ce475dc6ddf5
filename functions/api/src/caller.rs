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

/// What a person may do, by the groups of the user pool.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Group {
    /// Everything.
    Admin,
    /// Makes videos.
    Editor,
    /// Looks at them.
    Viewer,
}

/// Who may make and change videos.
pub(crate) const EDITORS: &[Group] = &[Group::Admin, Group::Editor];
/// Who may look at them.
pub(crate) const VIEWERS: &[Group] = &[Group::Admin, Group::Editor, Group::Viewer];

/// Who sends a request.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Caller {
    /// The claim `sub`.
    pub owner: Owner,
    /// The groups that OMA knows, of those in the claim `cognito:groups`.
    pub groups: Vec<Group>,
}

impl Caller {
    /// Reads who sends a request. A token without a usable `sub` names nobody.
    fn from_claims(Claims(claims): &Claims) -> Option<Self> {
        let owner = Owner::try_from(claims.get("sub")?.as_str()?.to_owned()).ok()?;
        let groups = claims.get("cognito:groups").map(group_names).unwrap_or_default();
        Some(Self { owner, groups: groups.iter().filter_map(|name| group(name)).collect() })
    }

    /// Holds the caller to being in one of these groups.
    pub(crate) fn must_be(&self, allowed: &[Group]) -> ApiResult<()> {
        if self.groups.iter().any(|group| allowed.contains(group)) {
            return Ok(());
        }
        let names: Vec<&str> = allowed.iter().map(|group| name(*group)).collect();
        let message = format!("This needs one of the groups: {}.", names.join(", "));
        Err(Failed::new(ErrorKind::Forbidden, message))
    }
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

impl aide::OperationInput for Caller {}

impl<S: Sync> FromRequestParts<S> for Caller {
    type Rejection = Failed;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Failed> {
        let caller = parts.extensions.get::<Claims>().and_then(Self::from_claims);
        caller.ok_or_else(|| {
            Failed::new(ErrorKind::Unauthenticated, "The request carries no valid token.")
        })
    }
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
        use Group::{Admin, Editor};
        for (claim, expected) in [
            (json!("editor"), vec![Editor]),
            (json!("admin,editor"), vec![Admin, Editor]),
            (json!("admin, editor"), vec![Admin, Editor]),
            (json!("[admin editor]"), vec![Admin, Editor]),
            (json!("editor admin"), vec![Editor, Admin]),
            (json!(r#"["admin","editor"]"#), vec![Admin, Editor]),
            (json!(["admin", "editor"]), vec![Admin, Editor]),
            (json!(""), vec![]),
            (json!("[]"), vec![]),
            (json!("administrator"), vec![]),
            (json!("Admin"), vec![]),
            (json!("not-admin"), vec![]),
            (json!(1), vec![]),
        ] {
            let caller = caller(&json!({"sub": "u-1", "cognito:groups": claim})).unwrap();
            assert_eq!(caller.groups, expected, "{claim}");
        }
    }

    #[test]
    fn claims_without_a_usable_subject_name_nobody() {
        for claims in [json!({}), json!({"sub": ""}), json!({"sub": 7}), json!({"sub": "a/../b"})] {
            assert_eq!(caller(&claims), None, "{claims}");
        }
        assert_eq!(caller(&json!({"sub": "u-1"})).unwrap().groups, []);
    }
}
