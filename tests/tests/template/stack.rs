//! The templates of `infra/`, with `CloudFormation`'s short tags written out.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use serde_json::{Map, Value, json};
use serde_norway::value::TaggedValue;

/// The folder of the workspace.
pub(crate) fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap().to_owned()
}

/// A file of the workspace.
pub(crate) fn text(path: &str) -> String {
    let path = root().join(path);
    fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

/// One template.
pub(crate) struct Template {
    /// `data.yaml`
    pub(crate) name: String,
    body: Value,
}

/// The template that is deployed, and those that it nests.
pub(crate) fn templates() -> Vec<Template> {
    let root = template("template.yaml");
    let nested = root.of_type("AWS::CloudFormation::Stack");
    let names = nested.values().map(|stack| stack["TemplateURL"].as_str().unwrap());
    let mut all: Vec<Template> = names.map(template).collect();
    all.push(root);
    all
}

/// A template by its name.
pub(crate) fn template(name: &str) -> Template {
    let yaml = serde_norway::from_str(&text(&format!("infra/{name}"))).unwrap();
    Template { name: name.to_owned(), body: long_form(yaml) }
}

impl Template {
    /// A section (`Parameters`, `Outputs`), empty if there is none.
    pub(crate) fn section(&self, name: &str) -> Map<String, Value> {
        self.body[name].as_object().cloned().unwrap_or_default()
    }

    /// The properties of a resource.
    pub(crate) fn properties(&self, resource: &str) -> Value {
        let found = &self.body["Resources"][resource]["Properties"];
        assert!(!found.is_null(), "{} has no {resource}", self.name);
        found.clone()
    }

    /// A resource as a whole.
    pub(crate) fn resource(&self, resource: &str) -> Value {
        self.body["Resources"][resource].clone()
    }

    /// The properties of all resources of a type, by their names.
    pub(crate) fn of_type(&self, kind: &str) -> BTreeMap<String, Value> {
        let resources = self.section("Resources");
        let wanted = resources.into_iter().filter(|(_, resource)| resource["Type"] == kind);
        wanted.map(|(name, resource)| (name, resource["Properties"].clone())).collect()
    }

    /// What a path of member names leads to.
    pub(crate) fn at(&self, pointer: &str) -> Value {
        self.body.pointer(pointer).cloned().unwrap_or(Value::Null)
    }
}

/// All resources of a type in all templates: (template, name, properties).
pub(crate) fn all_of_type(kind: &str) -> Vec<(String, String, Value)> {
    let of_one = |template: Template| {
        let name = template.name.clone();
        let found = template.of_type(kind).into_iter();
        found.map(move |(resource, properties)| (name.clone(), resource, properties))
    };
    templates().into_iter().flat_map(of_one).collect()
}

/// Every text in a value, however deep.
pub(crate) fn texts(value: &Value) -> Vec<String> {
    match value {
        Value::String(text) => vec![text.clone()],
        Value::Array(items) => items.iter().flat_map(texts).collect(),
        Value::Object(members) => members.values().flat_map(texts).collect(),
        _ => Vec::new(),
    }
}

/// A list where one element may stand alone.
pub(crate) fn list(value: &Value) -> Vec<Value> {
    value.as_array().cloned().unwrap_or_else(|| vec![value.clone()])
}

/// `!Ref X` becomes `{"Ref": "X"}`, `!Sub` becomes `{"Fn::Sub": …}`, and so on.
fn long_form(yaml: serde_norway::Value) -> Value {
    use serde_norway::Value as Yaml;
    match yaml {
        Yaml::Tagged(tagged) => {
            let TaggedValue { tag, value } = *tagged;
            let tag = tag.to_string();
            let tag = tag.trim_start_matches('!');
            match (tag, long_form(value)) {
                ("Ref" | "Condition", name) => json!({ tag: name }),
                ("GetAtt", Value::String(path)) => {
                    let (resource, attribute) = path.split_once('.').unwrap();
                    json!({ "Fn::GetAtt": [resource, attribute] })
                }
                (tag, value) => json!({ format!("Fn::{tag}"): value }),
            }
        }
        Yaml::Sequence(items) => Value::Array(items.into_iter().map(long_form).collect()),
        Yaml::Mapping(members) => {
            let member =
                |(key, value): (Yaml, Yaml)| (key.as_str().unwrap().to_owned(), long_form(value));
            Value::Object(members.into_iter().map(member).collect())
        }
        plain => serde_json::to_value(plain).unwrap(),
    }
}

#[test]
fn short_tags_are_written_out_however_deep() {
    let yaml = "a: !If [Wanted, !GetAtt Key.Arn, !Sub '${B}/x']\nb: &b {c: !Ref D}\ne: *b";
    let expected = json!({
        "a": { "Fn::If": ["Wanted", { "Fn::GetAtt": ["Key", "Arn"] }, { "Fn::Sub": "${B}/x" }] },
        "b": { "c": { "Ref": "D" } },
        "e": { "c": { "Ref": "D" } },
    });
    assert_eq!(long_form(serde_norway::from_str(yaml).unwrap()), expected);
}
