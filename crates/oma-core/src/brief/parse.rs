//! From bytes to a [`Brief`], or to the list of everything that is wrong with it.

use serde_json::Value;

use super::{Brief, Problem, content, text_problems};
use crate::check::{MAX_PROBLEMS, TypeSchema};
use crate::{Error, Result};

/// The most bytes of JSON that are read at all. The largest brief within the limits of its fields
/// is about 60 KB; this leaves room for any escaping and still bounds memory.
const MAX_BYTES: usize = 2 * 1024 * 1024;

impl Brief {
    /// The JSON Schema (2020-12) of a brief, made from the types.
    pub fn schema() -> Value {
        schemars::schema_for!(Self).to_value()
    }

    /// Reads and checks a brief.
    ///
    /// # Errors
    /// [`crate::ErrorKind::InvalidBrief`] with every problem found, each with its path; the first
    /// hundred where there are more.
    pub fn parse(json: &[u8]) -> Result<Self> {
        if json.len() > MAX_BYTES {
            let size = format!("is {} bytes of JSON", json.len());
            return Err(whole(&size, &format!("at most {MAX_BYTES} bytes")));
        }
        let value = serde_json::from_slice(json)
            .map_err(|e| whole(&format!("is not JSON ({e})"), "one JSON object"))?;
        Self::from_value(value)
    }

    /// Checks a brief that is JSON already. Errors as [`Brief::parse`].
    pub fn from_value(value: Value) -> Result<Self> {
        let mut problems = TypeSchema::of::<Self>()?.problems(&value);
        let mut brief = match serde_json::from_value::<Self>(value) {
            Ok(brief) => brief,
            // What the schema refuses serde refuses too; the schema says it better.
            Err(_) if !problems.is_empty() => return Err(Error::invalid_brief(problems)),
            Err(e) => {
                return Err(whole(&format!("cannot be read ({e})"), "see `oma schema brief`"));
            }
        };
        text_problems::find_in_brief(&brief, &mut problems);
        content::find_blocked(&brief, &mut problems);
        problems.truncate(MAX_PROBLEMS);
        if !problems.is_empty() {
            return Err(Error::invalid_brief(problems));
        }
        brief.redact();
        Ok(brief)
    }
}

fn whole(problem: &str, allowed: &str) -> Error {
    Error::invalid_brief(vec![Problem::new("", problem, allowed)])
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::brief::{BriefMusic, BriefScript, Style};
    use crate::check::MAX_PROBLEMS;

    fn minimal() -> Value {
        json!({
            "title": "Coffee shop",
            "description": "A coffee shop for young urban professionals.",
            "language": "en-US",
        })
    }

    fn with(field: &str, value: Value) -> Value {
        let mut brief = minimal();
        brief[field] = value;
        brief
    }

    fn problems(brief: Value) -> Vec<Problem> {
        Brief::from_value(brief).unwrap_err().problems
    }

    fn paths(brief: Value) -> Vec<String> {
        problems(brief).into_iter().map(|p| p.path).collect()
    }

    #[test]
    fn a_minimal_brief_gets_the_defaults() {
        let brief = Brief::from_value(minimal()).unwrap();
        assert_eq!(brief.duration_s, 30);
        assert_eq!(brief.style, Style::Modern);
        assert_eq!(brief.music, BriefMusic::Auto);
        assert!(brief.assets.is_empty());
    }

    #[test]
    fn a_brief_written_out_is_read_back() {
        let brief = Brief::from_value(with("script", json!({"scenes": [{"narration": "Hi."}]})));
        let brief = brief.unwrap();
        let again = Brief::from_value(serde_json::to_value(&brief).unwrap()).unwrap();
        assert_eq!(again, brief);
    }

    #[test]
    fn not_json_says_where() {
        let error = Brief::parse(b"{\"title\": ").unwrap_err();
        assert!(error.problems[0].problem.contains("line 1"), "{error:?}");
    }

    #[test]
    fn a_brief_that_is_no_object_is_refused() {
        for value in [json!([]), json!("x"), json!(null), json!(3)] {
            let found = problems(value);
            assert_eq!(found[0].path, "");
            assert!(found[0].allowed.contains("object"), "{found:?}");
        }
    }

    #[test]
    fn all_problems_come_at_once() {
        let brief = json!({
            "title": "ab", "description": "short", "language": "fr",
            "duration_s": 5, "style": "loud", "colour": "red",
        });
        let found = paths(brief);
        for path in ["title", "description", "language", "duration_s", "style", "colour"] {
            assert!(found.iter().any(|p| p == path), "{path} not in {found:?}");
        }
    }

    #[test]
    fn each_message_says_what_was_wrong_and_what_is_allowed() {
        let show = |brief: Value| problems(brief)[0].to_string();
        assert_eq!(
            show(with("title", json!("ab"))),
            "title is 2 characters long; allowed: 3 to 200 characters."
        );
        assert_eq!(show(with("duration_s", json!(500))), "duration_s is 500; allowed: 15 to 180.");
        assert_eq!(
            show(with("duration_s", json!("30"))),
            "duration_s is a string; allowed: integer."
        );
        assert_eq!(
            show(with("tone", json!("angry"))),
            "tone is \"angry\"; allowed: neutral, enthusiastic, calm, inspiring, urgent."
        );
        let unknown = show(with("tittle", json!("x")));
        assert!(unknown.starts_with("tittle is not a field; allowed: "), "{unknown}");
        let missing = problems(json!({"title": "abc", "language": "en-US"}));
        assert_eq!(
            missing[0].to_string(),
            "description is missing; allowed: 10 to 5000 characters."
        );
    }

    #[test]
    fn a_description_of_a_megabyte_is_refused_without_repeating_it() {
        let found = problems(with("description", json!("x".repeat(1_000_000))));
        assert_eq!(found.len(), 1);
        assert_eq!(found[0].problem, "is 1000000 characters long");
    }

    #[test]
    fn a_brief_made_of_problems_gets_a_short_answer() {
        let mut brief = minimal();
        let name = "n".repeat(10_000);
        brief[&name] = json!((0..2_000).map(|_| "\u{0}").collect::<Vec<_>>());
        for n in 0..2_000 {
            brief[format!("unknown_{n}")] = json!(1);
        }
        let found = problems(brief);
        assert_eq!(found.len(), MAX_PROBLEMS);
        assert!(found.iter().all(|p| p.path.len() < 200), "names are cut");
        let mut nested = minimal();
        nested[&name] = json!((0..2_000).map(|_| "\u{0}").collect::<Vec<_>>());
        let found = problems(nested);
        assert!(found.len() <= MAX_PROBLEMS && found.iter().all(|p| p.path.len() < 200));
    }

    #[test]
    fn control_characters_are_named_by_code_point() {
        let found = problems(with("title", json!("Coffee\u{0}shop")));
        assert_eq!(found[0].path, "title");
        assert!(found[0].problem.contains("U+0000"), "{found:?}");
        let found = problems(with("cta", json!("Visit \u{202e}us")));
        assert!(found[0].problem.contains("U+202E"), "{found:?}");
        assert!(Brief::from_value(with("description", json!("Line one.\nLine two.\tTab"))).is_ok());
    }

    #[test]
    fn blank_text_is_no_text() {
        assert_eq!(paths(with("title", json!("      "))), ["title"]);
        assert_eq!(paths(with("script", json!(""))), ["script"]);
        assert_eq!(paths(with("script", json!(" \n "))), ["script"]);
        assert_eq!(paths(with("script", json!({"scenes": []}))), ["script.scenes"]);
        for blank in [" ", "...", "♥"] {
            let scenes = json!({"scenes": [{"narration": "Hello."}, {"narration": blank}]});
            assert_eq!(paths(with("script", scenes)), ["script.scenes[1].narration"], "{blank}");
        }
    }

    #[test]
    fn a_script_is_a_text_or_a_list_of_scenes() {
        let brief = Brief::from_value(with("script", json!("Hello there. Visit us."))).unwrap();
        assert!(matches!(brief.script, Some(BriefScript::Whole(_))));
        let nested =
            with("script", json!({"scenes": [{"narration": "Hi.", "seconds": 99, "x": 1}]}));
        let mut found = paths(nested);
        found.sort();
        assert_eq!(found, ["script.scenes[0].seconds", "script.scenes[0].x"]);
        assert_eq!(problems(with("script", json!(7)))[0].path, "script");
    }

    #[test]
    fn a_script_that_cannot_be_spoken_in_time_is_refused_with_the_time_it_needs() {
        let long = "Every morning the same long sentence is read aloud again. ".repeat(30);
        let found = problems(with("script", json!(long)));
        assert_eq!(found[0].path, "script");
        assert!(found[0].allowed.contains("duration_s"), "{found:?}");
    }

    #[test]
    fn a_hook_is_short_and_stands_in_no_own_script() {
        assert!(Brief::from_value(with("hook", json!("Cold coffee again?"))).is_ok());
        assert_eq!(paths(with("hook", json!("?!"))), ["hook"]);
        let long = "An extraordinarily complicated and enormously elaborate introductory remark, \
                    which nobody ever wanted.";
        assert_eq!(problems(with("hook", json!(long)))[0].problem, "takes about 7 s to speak");
        let mut both = with("hook", json!("Cold coffee again?"));
        both["script"] = json!("Hello there. Visit us.");
        assert_eq!(paths(both), ["hook"]);
    }

    #[test]
    fn scenes_are_translated_or_are_a_translation() {
        let scenes = json!([{"narration": "Olá."}]);
        let to_do = json!({"scenes": scenes, "language": "pt-BR"});
        let brief = Brief::from_value(with("script", to_do)).unwrap();
        assert_eq!(brief.translates_from(), Some(crate::language::Language::PtBr));
        let original = json!({"language": "pt-BR", "scenes": scenes});
        let done = json!({"scenes": [{"narration": "Hello."}], "original": original});
        assert_eq!(Brief::from_value(with("script", done)).unwrap().translates_from(), None);
        let fewer = json!({"scenes": [{"narration": "Hello."}, {"narration": "Bye."}],
            "original": original});
        assert_eq!(paths(with("script", fewer)), ["script.original.scenes"]);
    }

    #[test]
    fn music_is_a_word_a_mood_or_a_file() {
        for good in
            [json!("auto"), json!("none"), json!({"mood": "calm"}), json!({"file": "a.mp3"})]
        {
            assert!(Brief::from_value(with("music", good.clone())).is_ok(), "{good}");
        }
        for bad in [json!("loud"), json!({"mood": "angry"}), json!({"file": 3}), json!(1)] {
            let found = problems(with("music", bad.clone()));
            assert!(found[0].path.starts_with("music"), "{bad}: {found:?}");
        }
    }

    #[test]
    fn optional_texts_have_limits_too() {
        assert_eq!(paths(with("cta", json!("x".repeat(201)))), ["cta"]);
        assert_eq!(paths(with("target_audience", json!(""))), ["target_audience"]);
        assert_eq!(paths(with("voice", json!(7))), ["voice"]);
        assert_eq!(
            paths(with("assets", json!([{"source": "a.png", "scene": 0}]))),
            ["assets[0].scene"]
        );
        assert_eq!(paths(with("budget_usd", json!(-1))), ["budget_usd"]);
        assert_eq!(paths(with("seed", json!(-1))), ["seed"]);
    }
}
