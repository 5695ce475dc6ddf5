//! From names with values to variations.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use super::axis::{Axis, Point};
use crate::check::Problem;
use crate::{Error, ErrorKind, Result};

/// The most variations of one brief at once.
pub const MOST_VARIATIONS: usize = 50;

/// What is to differ: fields of the brief, with dots for nested ones (`music.mood`), and the values
/// that they take in turn. `palette` is `brand.colors`, `length` is `duration_s`.
pub type Vary = BTreeMap<String, Vec<Value>>;

/// How values are put together.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum How {
    /// Each value alone, all else as in the brief.
    #[default]
    OneByOne,
    /// Each value with each value of the other fields.
    All,
}

/// One sibling of a brief.
#[derive(Debug, Clone, PartialEq)]
pub struct Variation {
    /// What it is called: `aspect=1:1, voice=af_bella`.
    pub label: String,
    /// The merge patch of the brief; see [`crate::lifecycle::patch_brief`].
    pub patch: Map<String, Value>,
}

/// The variations of a brief, in the order of names and values. `base` is the brief as JSON; every
/// name and value is held against the brief's schema.
///
/// # Errors
/// [`ErrorKind::InvalidRequest`] with every problem, at paths such as `vary.aspect[1]`.
pub fn expand(base: &Value, vary: &Vary, how: How) -> Result<Vec<Variation>> {
    let axes: Vec<Axis<'_>> = vary.iter().map(Axis::new).collect();
    let mut problems = Vec::from_iter(number_problems(&axes, how));
    problems.extend(clashes(&axes));
    if problems.is_empty() {
        for axis in &axes {
            problems.extend(axis.problems(base)?);
        }
    }
    if !problems.is_empty() {
        let message = "The variations have problems.";
        return Err(Error { problems, ..Error::new(ErrorKind::InvalidRequest, message) });
    }
    let sets: Vec<Vec<Point<'_>>> = match how {
        How::OneByOne => axes.iter().flat_map(|axis| axis.points()).map(|p| vec![p]).collect(),
        How::All => product(&axes),
    };
    Ok(sets.iter().map(|points| variation(points)).collect())
}

fn variation(points: &[Point<'_>]) -> Variation {
    let mut patch = Map::new();
    for point in points {
        point.set(&mut patch);
    }
    let labels: Vec<String> = points.iter().map(Point::label).collect();
    Variation { label: labels.join(", "), patch }
}

/// Each point of each axis with each of the others; the last axis turns fastest.
fn product<'a>(axes: &[Axis<'a>]) -> Vec<Vec<Point<'a>>> {
    let mut sets = vec![Vec::new()];
    for axis in axes {
        let with = |set: &Vec<Point<'a>>| {
            let set = set.clone();
            let longer = axis.points().map(move |point| {
                let mut set = set.clone();
                set.push(point);
                set
            });
            longer.collect::<Vec<_>>()
        };
        sets = sets.iter().flat_map(with).collect();
    }
    sets
}

/// Counted before anything is put together.
fn number_problems(axes: &[Axis<'_>], how: How) -> Option<Problem> {
    let counts = axes.iter().map(|axis| axis.points().count());
    let count = match how {
        How::OneByOne => counts.fold(0_usize, usize::saturating_add),
        How::All => counts.fold(1_usize, usize::saturating_mul),
    };
    let allowed = format!("1 to {MOST_VARIATIONS}");
    if axes.is_empty() {
        return Some(Problem::new("vary", "names no field", "a field and its values"));
    }
    (count > MOST_VARIATIONS)
        .then(|| Problem::new("vary", format!("makes {count} variations"), allowed))
}

fn clashes(axes: &[Axis<'_>]) -> Vec<Problem> {
    let mut problems = Vec::new();
    for (i, axis) in axes.iter().enumerate() {
        if let Some(other) = axes[..i].iter().find(|other| other.touches(axis)) {
            let problem = format!("varies the same as {}", other.name);
            problems.push(Problem::new(format!("vary.{}", axis.name), problem, "one of the two"));
        }
    }
    problems
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn base() -> Value {
        json!({
            "title": "Corner Coffee", "description": "A coffee shop in Porto.",
            "language": "en-US", "music": {"mood": "happy"},
        })
    }

    fn vary(json: Value) -> Vary {
        serde_json::from_value(json).unwrap()
    }

    fn paths(json: Value, how: How) -> Vec<String> {
        let error = expand(&base(), &vary(json), how).unwrap_err();
        assert_eq!(error.kind, ErrorKind::InvalidRequest);
        error.problems.into_iter().map(|problem| problem.path).collect()
    }

    #[test]
    fn each_value_stands_alone_unless_all_are_wanted() {
        let names = vary(json!({"aspect": ["9:16", "1:1"], "music.mood": ["calm"]}));
        let alone = expand(&base(), &names, How::OneByOne).unwrap();
        let labels: Vec<&str> = alone.iter().map(|v| v.label.as_str()).collect();
        assert_eq!(labels, ["aspect=9:16", "aspect=1:1", "music.mood=calm"]);
        assert_eq!(Value::Object(alone[2].patch.clone()), json!({"music": {"mood": "calm"}}));
        let all = expand(&base(), &names, How::All).unwrap();
        let labels: Vec<&str> = all.iter().map(|v| v.label.as_str()).collect();
        assert_eq!(labels, ["aspect=9:16, music.mood=calm", "aspect=1:1, music.mood=calm"]);
        let both = json!({"aspect": "1:1", "music": {"mood": "calm"}});
        assert_eq!(Value::Object(all[1].patch.clone()), both);
    }

    #[test]
    fn people_say_palette_and_length() {
        let names = vary(json!({"palette": [{"primary": "#112233"}], "length": [20]}));
        let all = expand(&base(), &names, How::All).unwrap();
        let patch = json!({"brand": {"colors": {"primary": "#112233"}}, "duration_s": 20});
        assert_eq!(Value::Object(all[0].patch.clone()), patch);
        assert_eq!(all[0].label, "length=20, palette={\"primary\":\"#112233\"}");
    }

    #[test]
    fn every_wrong_name_and_value_is_told_by_its_path() {
        let wrong = json!({
            "aspect": ["9:16", "3:1"], "colour": ["red"], "hook": [], "duration_s": [20, 20, 5],
        });
        let found = paths(wrong, How::OneByOne);
        let expected = [
            "vary.aspect[1]",
            "vary.colour[0]",
            "vary.duration_s[1]",
            "vary.duration_s[2]",
            "vary.hook",
        ];
        assert_eq!(found, expected);
        let error = expand(&base(), &vary(json!({"colour": ["red"]})), How::All).unwrap_err();
        assert!(error.problems[0].problem.contains("colour is not a field"), "{error:?}");
    }

    #[test]
    fn fields_within_each_other_and_too_many_are_refused() {
        let nested = json!({"music": ["none"], "music.mood": ["calm"]});
        assert_eq!(paths(nested, How::All), ["vary.music.mood"]);
        let twice = json!({"duration_s": [20], "length": [30]});
        assert_eq!(paths(twice, How::OneByOne), ["vary.length"]);
        let seeds: Vec<u32> = (0..10).collect();
        let many = json!({"seed": seeds, "duration_s": [15, 16, 17, 18, 19, 20]});
        assert_eq!(paths(many.clone(), How::All), ["vary"]);
        assert_eq!(expand(&base(), &vary(many), How::OneByOne).unwrap().len(), 16);
        assert_eq!(paths(json!({}), How::All), ["vary"]);
    }

    #[test]
    fn a_part_of_a_kit_in_a_file_cannot_be_varied() {
        let mut base = base();
        base["brand"] = json!("brand.json");
        let error = expand(&base, &vary(json!({"palette": [{}]})), How::All).unwrap_err();
        assert_eq!(error.problems[0].path, "vary.palette");
    }
}
