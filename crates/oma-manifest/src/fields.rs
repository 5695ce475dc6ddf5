//! The fields of a brief, from its schema: their dotted paths, and what may stand in each.

use std::collections::BTreeMap;

use oma_core::brief::Brief;
use serde_json::{Value, json};

/// How deep paths go: `brand.colors.primary`, `script.scenes[].visual.query`.
const MAX_DEPTH: usize = 6;

/// What may stand in a field.
// One for each type that JSON has.
#[allow(clippy::struct_excessive_bools)]
#[derive(Debug, Clone, Default, PartialEq)]
pub(crate) struct Shape {
    pub(crate) text: bool,
    pub(crate) integer: bool,
    pub(crate) number: bool,
    pub(crate) boolean: bool,
    pub(crate) object: bool,
    /// Texts that are expected, where there is a list of them.
    pub(crate) options: Vec<String>,
    /// What a list holds.
    pub(crate) items: Option<Box<Shape>>,
    /// Of an object: the text that it cannot be without, if there is no other such field.
    pub(crate) only: Option<String>,
}

/// All fields that a row may have.
pub(crate) struct Fields {
    shapes: BTreeMap<String, Shape>,
    required: Vec<String>,
}

impl Fields {
    /// Those of a brief, and a row's `tags`.
    pub(crate) fn of_brief() -> Self {
        let root = Brief::schema();
        let mut fields = Self { shapes: BTreeMap::new(), required: texts(&root["required"]) };
        let walk = Walk { root: &root };
        walk.properties(&root, "", 0, &mut fields.shapes);
        let tags = walk.shape(&json!({"type": "array", "items": {"type": "string"}}));
        fields.shapes.insert("tags".to_owned(), tags);
        fields
    }

    /// What may stand at a path; nothing where there is no such field. Lists' items have the path
    /// `assets[]`.
    pub(crate) fn shape(&self, path: &str) -> Option<&Shape> {
        self.shapes.get(path).or_else(|| {
            let (object, name) = path.rsplit_once('.')?;
            // An object with names of the user's own: `personal_data.email`.
            self.shapes.get(&format!("{object}.*")).filter(|_| name != "*")
        })
    }

    /// The paths that a column may have.
    pub(crate) fn paths(&self) -> impl Iterator<Item = &str> {
        let all = self.shapes.keys().map(String::as_str);
        all.filter(|path| !path.contains('[') && !path.ends_with('*'))
    }

    /// Fields that a brief cannot be without.
    pub(crate) fn required(&self) -> &[String] {
        &self.required
    }
}

fn texts(list: &Value) -> Vec<String> {
    list.as_array().into_iter().flatten().filter_map(Value::as_str).map(str::to_owned).collect()
}

struct Walk<'a> {
    root: &'a Value,
}

impl<'a> Walk<'a> {
    fn properties(
        &self,
        schema: &'a Value,
        path: &str,
        depth: usize,
        shapes: &mut BTreeMap<String, Shape>,
    ) {
        if depth > MAX_DEPTH {
            return;
        }
        let mut add = |path: String, schema: &'a Value| {
            shapes.entry(path.clone()).or_insert_with(|| self.shape(schema));
            self.properties(schema, &path, depth + 1, shapes);
        };
        let join =
            |name: &str| if path.is_empty() { name.into() } else { format!("{path}.{name}") };
        for form in self.forms(schema) {
            for (name, property) in form["properties"].as_object().into_iter().flatten() {
                add(join(name), property);
            }
            if form["additionalProperties"].is_object() {
                add(join("*"), &form["additionalProperties"]);
            }
            if form["items"].is_object() {
                add(format!("{path}[]"), &form["items"]);
            }
        }
    }

    fn shape(&self, schema: &Value) -> Shape {
        let mut shape = Shape::default();
        let forms = self.forms(schema);
        for form in &forms {
            let kinds = form["type"].as_array().into_iter().flatten().chain([&form["type"]]);
            for kind in kinds.filter_map(Value::as_str) {
                match kind {
                    "string" => shape.text = true,
                    "integer" => shape.integer = true,
                    "number" => shape.number = true,
                    "boolean" => shape.boolean = true,
                    "object" => shape.object = true,
                    _ => {}
                }
            }
            let options = form["enum"].as_array().into_iter().flatten().chain([&form["const"]]);
            for option in options {
                shape.integer |= option.is_number();
                shape.options.extend(option.as_str().map(str::to_owned));
            }
            if form["items"].is_object() {
                shape.items = Some(Box::new(self.shape(&form["items"])));
            }
            let required = texts(&form["required"]);
            if let [only] = required.as_slice() {
                shape.only = Some(only.clone());
            }
        }
        shape.text |= !shape.options.is_empty();
        shape
    }

    /// A schema's alternatives, through references, itself among them.
    fn forms<'b>(&self, schema: &'b Value) -> Vec<&'b Value>
    where
        'a: 'b,
    {
        let mut forms = vec![schema];
        let mut next = 0;
        // A schema that refers to itself would go on for ever.
        while next < forms.len() && forms.len() < 64 {
            let form = forms[next];
            let target = form["$ref"].as_str().and_then(|target| target.strip_prefix('#'));
            forms.extend(target.and_then(|pointer| self.root.pointer(pointer)));
            for key in ["anyOf", "oneOf", "allOf"] {
                forms.extend(form[key].as_array().into_iter().flatten());
            }
            next += 1;
        }
        forms
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nested_fields_have_dotted_paths_and_shapes() {
        let fields = Fields::of_brief();
        let shape = |path: &str| fields.shape(path).unwrap_or_else(|| panic!("{path}")).clone();
        assert!(shape("duration_s").integer && !shape("duration_s").text);
        assert!(shape("budget_usd").number);
        assert!(shape("fps").integer);
        assert!(shape("brand.colors.primary").text);
        assert!(shape("brand.font").text && shape("music.mood").options.contains(&"calm".into()));
        assert_eq!(shape("aspect").options, ["9:16", "16:9", "1:1", "4:5"]);
        assert_eq!(shape("assets").items.unwrap().only.as_deref(), Some("source"));
        assert!(shape("assets[].scene").integer);
        assert!(shape("personal_data.email").text);
        assert!(shape("tags").items.unwrap().text);
        assert!(fields.shape("colour").is_none() && fields.shape("brand.colour").is_none());
        assert_eq!(fields.required(), ["title", "description", "language"]);
        assert!(fields.paths().all(|path| !path.contains(['[', '*'])));
    }
}
