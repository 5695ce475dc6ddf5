//! From a JSON Schema error to a sentence that names the field and the fix.

use jsonschema::error::{TypeKind, ValidationErrorKind as Kind};
use jsonschema::paths::{Location, LocationSegment};
use jsonschema::{JsonType, ValidationError};
use serde_json::Value;

use super::problem::cut;
use super::{MAX_PROBLEMS, Problem};

/// The longest piece of the user's own text that a message repeats.
const QUOTE_CHARS: usize = 40;

/// Puts the validator's errors into words, with the schema they broke.
#[derive(Clone, Copy)]
pub(super) struct Explainer<'a> {
    root: &'a Value,
}

impl<'a> Explainer<'a> {
    pub(super) fn new(root: &'a Value) -> Self {
        Self { root }
    }

    /// The problems that one error stands for: usually one.
    pub(super) fn explain(self, error: &ValidationError<'_>) -> Vec<Problem> {
        let path = dotted(error.instance_path());
        let value = error.instance();
        let one = |problem: String, allowed: String| vec![Problem::new(&path, problem, allowed)];
        match error.kind() {
            Kind::AdditionalProperties { unexpected } => {
                let allowed = self.fields_beside(error);
                let unknown =
                    unexpected.iter().take(MAX_PROBLEMS).map(|name| join(&path, &cut(name)));
                unknown.map(|path| Problem::new(path, "is not a field", &allowed)).collect()
            }
            Kind::Required { property } => {
                let name = property.as_str().unwrap_or_default();
                vec![Problem::new(join(&path, name), "is missing", self.limits_of(error, name))]
            }
            Kind::AnyOf { context } | Kind::OneOfNotValid { context } => {
                self.explain_choice(&path, value, context)
            }
            Kind::MinLength { .. } | Kind::MaxLength { .. } => {
                let length = value.as_str().unwrap_or_default().chars().count();
                one(format!("is {length} characters long"), self.siblings(error))
            }
            Kind::MinItems { .. } | Kind::MaxItems { .. } => {
                let items = value.as_array().map_or(0, Vec::len);
                one(format!("has {items} items"), self.siblings(error))
            }
            Kind::Minimum { .. } | Kind::Maximum { .. } => {
                one(format!("is {value}"), self.siblings(error))
            }
            Kind::Enum { options } => one(format!("is {}", quote(value)), list(options)),
            Kind::Constant { expected_value } => {
                one(format!("is {}", quote(value)), plain(expected_value))
            }
            Kind::Pattern { pattern } => {
                one(format!("is {}", quote(value)), self.pattern(error, pattern))
            }
            Kind::Type { kind } => one(format!("is {}", type_name(value)), expected(kind)),
            _ => one(format!("is {}", quote(value)), error.masked().to_string()),
        }
    }

    /// None of several forms fits: the errors of the form that was evidently meant, else all forms.
    fn explain_choice(
        self,
        path: &str,
        value: &Value,
        forms: &[Vec<ValidationError<'static>>],
    ) -> Vec<Problem> {
        let is_meant =
            |errors: &&Vec<ValidationError<'_>>| !errors.iter().any(|e| is_other_form(e, path));
        if let Some(errors) = forms.iter().find(is_meant) {
            return errors
                .iter()
                .flat_map(|error| self.explain(error))
                .take(MAX_PROBLEMS)
                .collect();
        }
        let mut allowed: Vec<String> = Vec::new();
        for problem in
            forms.iter().flatten().flat_map(|error| self.explain(error)).take(MAX_PROBLEMS)
        {
            let named = problem.allowed != "null" && !allowed.contains(&problem.allowed);
            if problem.path == path && named {
                allowed.push(problem.allowed);
            }
        }
        vec![Problem::new(path, format!("is {}", quote(value)), allowed.join(", "))]
    }

    /// The subschema in which an error's keyword stands.
    fn subschema(self, error: &ValidationError<'_>) -> Option<&'a Value> {
        let pointer = error.schema_path().as_str();
        let parent = pointer.rsplit_once('/').map_or("", |(parent, _)| parent);
        self.root.pointer(parent)
    }

    /// All limits that stand beside the one that was broken.
    fn siblings(self, error: &ValidationError<'_>) -> String {
        self.subschema(error).map_or_else(|| error.masked().to_string(), describe)
    }

    /// The limits of a field that is missing.
    fn limits_of(self, error: &ValidationError<'_>, field: &str) -> String {
        let schema = self.subschema(error).unwrap_or(&Value::Null);
        describe(self.resolve(&schema["properties"][field]))
    }

    /// The fields that stand beside an unknown one.
    fn fields_beside(self, error: &ValidationError<'_>) -> String {
        let schema = self.subschema(error).unwrap_or(&Value::Null);
        let fields = schema["properties"].as_object();
        fields.map_or_else(String::new, |f| {
            f.keys().map(String::as_str).collect::<Vec<_>>().join(", ")
        })
    }

    fn resolve(self, schema: &'a Value) -> &'a Value {
        let target = schema["$ref"].as_str().and_then(|r| r.strip_prefix('#'));
        target.and_then(|pointer| self.root.pointer(pointer)).unwrap_or(schema)
    }

    /// What a pattern asks for: an example where the schema gives one.
    fn pattern(self, error: &ValidationError<'_>, pattern: &str) -> String {
        let schema = self.subschema(error).unwrap_or(&Value::Null);
        let name = schema["title"].as_str().unwrap_or("text");
        match schema["examples"][0].as_str() {
            Some(example) => format!("{name} like {example}"),
            None => format!("{name} that matches {pattern}"),
        }
    }
}

/// Whether an error says that the value at `path` has another form altogether: another type,
/// another word, or an object without the field that tells its kind.
fn is_other_form(error: &ValidationError<'_>, path: &str) -> bool {
    let tells_form = matches!(
        error.kind(),
        Kind::Type { .. } | Kind::Constant { .. } | Kind::Enum { .. } | Kind::Required { .. }
    );
    tells_form && dotted(error.instance_path()) == path
}

/// `/script/scenes/1/narration` as `script.scenes[1].narration`.
fn dotted(location: &Location) -> String {
    location.segments().fold(String::new(), |path, segment| match segment {
        LocationSegment::Property(name) => join(&path, &name),
        LocationSegment::Index(index) => format!("{path}[{index}]"),
    })
}

fn join(path: &str, name: &str) -> String {
    if path.is_empty() { name.to_owned() } else { format!("{path}.{name}") }
}

/// What a schema allows, in words.
fn describe(schema: &Value) -> String {
    let range = |low: &str, high: &str, unit: &str| match (&schema[low], &schema[high]) {
        (Value::Null, Value::Null) => None,
        (low, Value::Null) => Some(format!("at least {low}{unit}")),
        (Value::Null, high) => Some(format!("at most {high}{unit}")),
        (low, high) => Some(format!("{low} to {high}{unit}")),
    };
    range("minLength", "maxLength", " characters")
        .or_else(|| range("minItems", "maxItems", " items"))
        .or_else(|| range("minimum", "maximum", ""))
        .or_else(|| schema["enum"].is_array().then(|| list(&schema["enum"])))
        .or_else(|| constants(schema))
        .unwrap_or_else(|| schema["type"].as_str().unwrap_or("see the schema").to_owned())
}

/// The words of a `oneOf` of constants, which is how documented enums are written.
fn constants(schema: &Value) -> Option<String> {
    let words: Vec<String> =
        schema["oneOf"].as_array()?.iter().map(|form| plain(&form["const"])).collect();
    Some(words.join(", "))
}

fn list(options: &Value) -> String {
    let words: Vec<String> = options.as_array().into_iter().flatten().map(plain).collect();
    words.join(", ")
}

fn plain(value: &Value) -> String {
    value.as_str().map_or_else(|| value.to_string(), ToOwned::to_owned)
}

fn quote(value: &Value) -> String {
    let text = value.to_string();
    if text.chars().count() <= QUOTE_CHARS {
        return text;
    }
    format!("{}…", text.chars().take(QUOTE_CHARS).collect::<String>())
}

fn type_name(value: &Value) -> &'static str {
    match value {
        Value::Null => "null",
        Value::Bool(_) => "true or false",
        Value::Number(n) if n.is_f64() => "a number with decimals",
        Value::Number(_) => "a number",
        Value::String(_) => "a string",
        Value::Array(_) => "an array",
        Value::Object(_) => "an object",
    }
}

fn expected(kind: &TypeKind) -> String {
    let name = |kind: JsonType| kind.to_string();
    match kind {
        TypeKind::Single(kind) => name(*kind),
        TypeKind::Multiple(kinds) => {
            let names: Vec<String> =
                kinds.iter().filter(|k| *k != JsonType::Null).map(name).collect();
            names.join(" or ")
        }
    }
}
