use oma_core::brief::{Brief, Problem};
use oma_core::{Error, Result};
use serde_json::Value;

/// Checks a brief that a client sent. All problems come at once, but those of the files it names
/// only once everything else is right.
///
/// The API neither fetches links nor takes files: a source would be read as the name of an upload,
/// so every one is refused here.
pub(crate) fn brief(json: Value) -> Result<Brief> {
    let brief = Brief::from_value(json)?;
    let problems: Vec<Problem> = brief
        .files()
        .into_iter()
        .map(|(at, source)| {
            let problem = if source.contains("://") {
                "is a link, and the API does not fetch links"
            } else {
                "names a file, and the API takes no files"
            };
            Problem::new(at, problem, instead(source))
        })
        .collect();
    if problems.is_empty() { Ok(brief) } else { Err(Error::invalid_brief(problems)) }
}

fn instead(source: &str) -> &'static str {
    if std::path::Path::new(source).extension().is_some_and(|end| end.eq_ignore_ascii_case("json"))
    {
        "the brand kit itself in place of its file, without logo and font"
    } else {
        "leaving it out; `oma generate` makes films with your own files"
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn problems(fields: &Value) -> Vec<Problem> {
        let mut json = json!({
            "title": "Tide pools", "description": "Life between tides.", "language": "en-US",
        });
        for (name, value) in fields.as_object().unwrap() {
            json[name] = value.clone();
        }
        brief(json).map_or_else(|error| error.problems, |_| Vec::new())
    }

    #[test]
    fn every_file_and_link_is_refused_at_its_field() {
        let found = problems(&json!({
            "assets": [{"source": "https://a.example/b.png"}, {"source": "b.mp4"}],
            "music": {"file": "c.mp3"},
            "brand": {"colors": {"primary": "#102030"}, "logo": {"source": "../d.png"}, "font": "e.otf"},
        }));
        let paths: Vec<&str> = found.iter().map(|problem| problem.path.as_str()).collect();
        let fields = [
            "assets[0].source",
            "assets[1].source",
            "music.file",
            "brand.logo.source",
            "brand.font",
        ];
        assert_eq!(paths, fields);
        assert!(found[0].problem.contains("link") && found[1].problem.contains("file"));
        let kit = problems(&json!({"brand": "kit.json"}));
        assert_eq!(kit[0].path, "brand");
        assert!(kit[0].allowed.contains("the brand kit itself"));
    }

    #[test]
    fn what_needs_no_file_is_taken() {
        let fields = json!({"music": "none", "brand": {"colors": {"primary": "#102030"}}});
        assert_eq!(problems(&fields), []);
    }
}
