use serde_json::{Map, Value};

/// Applies a JSON merge patch (RFC 7396): fields that are named take the new value, `null` takes a
/// field away, objects are patched field by field.
pub fn merge_patch(target: &mut Value, patch: &Value) {
    let Value::Object(fields) = patch else {
        *target = patch.clone();
        return;
    };
    if !target.is_object() {
        *target = Value::Object(Map::new());
    }
    let Value::Object(target) = target else { return };
    for (name, value) in fields {
        if value.is_null() {
            target.remove(name);
        } else {
            merge_patch(target.entry(name).or_insert(Value::Null), value);
        }
    }
}

/// A brief with a merge patch applied. `music` is one of several kinds, each with a name of its
/// own, so a new one takes the place of the old instead of standing beside it.
pub fn patch_brief(brief: &mut Value, patch: &Map<String, Value>) {
    if patch.get("music").is_some_and(Value::is_object)
        && let Value::Object(fields) = brief
    {
        fields.remove("music");
    }
    merge_patch(brief, &Value::Object(patch.clone()));
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn patched(mut target: Value, patch: &Value) -> Value {
        merge_patch(&mut target, patch);
        target
    }

    /// The cases of appendix A of RFC 7396.
    #[test]
    fn the_cases_of_the_standard() {
        for (target, patch, result) in [
            (json!({"a": "b"}), json!({"a": "c"}), json!({"a": "c"})),
            (json!({"a": "b"}), json!({"b": "c"}), json!({"a": "b", "b": "c"})),
            (json!({"a": "b"}), json!({"a": null}), json!({})),
            (json!({"a": "b", "b": "c"}), json!({"a": null}), json!({"b": "c"})),
            (json!({"a": ["b"]}), json!({"a": "c"}), json!({"a": "c"})),
            (json!({"a": "c"}), json!({"a": ["b"]}), json!({"a": ["b"]})),
            (
                json!({"a": {"b": "c"}}),
                json!({"a": {"b": "d", "c": null}}),
                json!({"a": {"b": "d"}}),
            ),
            (json!({"a": [{"b": "c"}]}), json!({"a": [1]}), json!({"a": [1]})),
            (json!(["a", "b"]), json!(["c", "d"]), json!(["c", "d"])),
            (json!({"a": "b"}), json!(["c"]), json!(["c"])),
            (json!({"a": "foo"}), json!(null), json!(null)),
            (json!({"a": "foo"}), json!("bar"), json!("bar")),
            (json!({"e": null}), json!({"a": 1}), json!({"e": null, "a": 1})),
            (json!([1, 2]), json!({"a": "b", "c": null}), json!({"a": "b"})),
            (json!({}), json!({"a": {"bb": {"ccc": null}}}), json!({"a": {"bb": {}}})),
        ] {
            assert_eq!(patched(target.clone(), &patch), result, "{target} {patch}");
        }
    }

    #[test]
    fn another_kind_of_music_replaces_the_one_before() {
        let mut brief = json!({"music": {"file": "a.mp3"}, "title": "x"});
        patch_brief(&mut brief, json!({"music": {"mood": "calm"}}).as_object().unwrap());
        assert_eq!(brief, json!({"music": {"mood": "calm"}, "title": "x"}));
    }
}
