//! The brand kit: what makes a film look like it comes from one house.

use std::fmt;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use super::{Brief, Problem};
use crate::language::Language;

/// A brand kit, or where it is.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(untagged)]
// There is one in a brief.
#[allow(clippy::large_enum_variant)]
pub enum BriefBrand {
    /// The path of a JSON file with a brand kit, relative to the brief's file.
    File(#[schemars(length(min = 1, max = 1024))] String),
    /// The kit itself.
    Kit(BrandKit),
}

/// Colours, font, logo and cards of a brand. All of it is optional.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct BrandKit {
    /// Take the place of the style's palette.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub colors: Option<BrandColors>,
    /// The path of an OpenType or TrueType font for headlines and captions.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(with = "Option<BrandFile>")]
    pub font: Option<String>,
    /// Stands over every scene.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub logo: Option<Logo>,
    /// A card before the story.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub intro: Option<BrandCard>,
    /// A card after the story.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub outro: Option<BrandCard>,
    /// A strip with a name, in one scene.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub lower_third: Option<LowerThird>,
    /// How words of the brand are said. On the screen they stay as written.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    #[schemars(length(max = 100))]
    pub pronunciations: Vec<Pronunciation>,
}

impl BrandKit {
    /// How long the cards before and after the story last together.
    pub fn cards_ms(&self) -> u64 {
        self.intro.iter().chain(&self.outro).map(BrandCard::duration_ms).sum()
    }

    /// Reads and checks a brand kit that lies in a file of its own; the problems' paths begin with
    /// `brand`, as if it stood in the brief.
    pub fn parse(json: &[u8]) -> Result<Self, Vec<Problem>> {
        let whole = |problem: String| vec![Problem::new("brand", problem, "one JSON object")];
        let kit: Value =
            serde_json::from_slice(json).map_err(|e| whole(format!("is not JSON ({e})")))?;
        if !kit.is_object() {
            return Err(whole("is not a brand kit".to_owned()));
        }
        // The checks of a brief know where the brand stands, so the kit is put into one.
        let carrier = json!({
            "title": "brand kit", "description": "A brand kit.", "language": "en-US", "brand": kit,
        });
        let brief = Brief::from_value(carrier).map_err(|error| error.problems)?;
        brief.brand().cloned().ok_or_else(|| whole("is not a brand kit".to_owned()))
    }
}

/// The colours of a brand.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct BrandColors {
    /// The main colour: backgrounds are made of it.
    pub primary: Color,
    /// What stands out: the spoken word, the stressed word, lines.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub accent: Option<Color>,
    /// The second colour of gradients; without it, made from the first.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub secondary: Option<Color>,
}

/// A colour as `#rrggbb`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Color {
    /// `0x00rrggbb`.
    pub rgb: u32,
}

impl fmt::Display for Color {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "#{:06x}", self.rgb)
    }
}

impl From<Color> for String {
    fn from(color: Color) -> Self {
        color.to_string()
    }
}

impl TryFrom<String> for Color {
    type Error = String;

    fn try_from(text: String) -> Result<Self, String> {
        let digits = text.strip_prefix('#').filter(|digits| digits.len() == 6);
        digits
            .filter(|digits| digits.bytes().all(|b| b.is_ascii_hexdigit()))
            .and_then(|digits| u32::from_str_radix(digits, 16).ok())
            .map(|rgb| Self { rgb })
            .ok_or_else(|| format!("{text:?} is not a colour like #1a2b3c"))
    }
}

impl JsonSchema for Color {
    fn schema_name() -> std::borrow::Cow<'static, str> {
        "Color".into()
    }

    fn json_schema(_: &mut schemars::SchemaGenerator) -> schemars::Schema {
        schemars::json_schema!({
            "title": "a colour",
            "description": "A colour as #rrggbb.",
            "examples": ["#1a2b3c"],
            "type": "string",
            "pattern": "^#[0-9a-fA-F]{6}$",
        })
    }
}

/// A picture that stands over every scene.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Logo {
    /// The path of an image, relative to the brief's file; best a PNG with transparency.
    #[schemars(length(min = 1, max = 1024))]
    pub source: String,
    /// Where it stands.
    #[serde(default)]
    pub position: Corner,
    /// Its distance from both edges, in percent of the shorter side of the film, 0 to 25.
    #[serde(default = "default_margin_percent")]
    #[schemars(range(min = 0, max = 25))]
    pub margin_percent: u32,
    /// Its width in percent of the film's width, 4 to 50.
    #[serde(default = "default_width_percent")]
    #[schemars(range(min = 4, max = 50))]
    pub width_percent: u32,
}

fn default_margin_percent() -> u32 {
    5
}

fn default_width_percent() -> u32 {
    16
}

/// A corner of the frame.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Corner {
    /// Where it covers least.
    #[default]
    TopRight,
    /// Opposite.
    TopLeft,
    /// Beside the captions.
    BottomRight,
    /// Beside the captions.
    BottomLeft,
}

/// A card of the brand: logo, a line, a smaller line. Nothing is said.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct BrandCard {
    /// The line.
    #[schemars(length(min = 1, max = 80))]
    pub title: String,
    /// The smaller line.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(with = "Option<SmallLine>")]
    pub subtitle: Option<String>,
    /// How long it is seen, 1 to 6 seconds; part of the film's length.
    #[serde(default = "default_card_seconds")]
    #[schemars(range(min = 1, max = 6))]
    pub seconds: f64,
}

impl BrandCard {
    /// [`BrandCard::seconds`] in whole milliseconds.
    pub fn duration_ms(&self) -> u64 {
        // 1 to 6 s, so the cast keeps the value.
        #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)]
        let ms = (self.seconds.max(0.0) * 1000.0).round() as u64;
        ms
    }
}

fn default_card_seconds() -> f64 {
    1.5
}

/// How a word is said.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Pronunciation {
    /// The word as written, without blanks; capitals and small letters are the same.
    #[schemars(length(min = 1, max = 60), regex(pattern = r"^\S+$"))]
    pub word: String,
    /// What is said for it, in letters that a voice of the language reads right; it may be several
    /// words.
    #[schemars(length(min = 1, max = 120), regex(pattern = r"\S"))]
    pub say: String,
    /// The language of films in which it is said so; without it, all.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub language: Option<Language>,
}

/// A strip with a name and a role.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct LowerThird {
    /// The name.
    #[schemars(length(min = 1, max = 60))]
    pub title: String,
    /// The role, or an address.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(with = "Option<SmallLine>")]
    pub subtitle: Option<String>,
    /// The number of the scene that shows it; without it, the second.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(with = "Option<StripScene>")]
    pub scene: Option<u32>,
}

#[derive(JsonSchema)]
#[schemars(inline)]
#[allow(dead_code)]
struct BrandFile(#[schemars(length(min = 1, max = 1024))] String);

#[derive(JsonSchema)]
#[schemars(inline)]
#[allow(dead_code)]
struct SmallLine(#[schemars(length(min = 1, max = 120))] String);

#[derive(JsonSchema)]
#[schemars(inline)]
#[allow(dead_code)]
struct StripScene(#[schemars(range(min = 1, max = 40))] u32);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_colour_is_six_digits_after_a_hash() {
        let color = Color::try_from("#FF8800".to_owned()).unwrap();
        assert_eq!((color.rgb, color.to_string()), (0xFF_88_00, "#ff8800".to_owned()));
        let kit = BrandKit::parse(br##"{"colors": {"primary": "#ff8800"}}"##).unwrap();
        assert_eq!(kit.colors.unwrap().primary, color);
        for bad in ["ff8800", "#ff88", "#gg8800", "#+f8800", ""] {
            assert!(Color::try_from(bad.to_owned()).is_err(), "{bad:?}");
        }
    }

    #[test]
    fn a_pronunciation_is_of_one_word_and_says_something() {
        let good =
            br#"{"pronunciations": [{"word": "Nubank", "say": "noo bank", "language": "en-US"}]}"#;
        let kit = BrandKit::parse(good).unwrap();
        assert_eq!(kit.pronunciations[0].language, Some(Language::EnUs));
        let paths = |entry: &str| -> Vec<String> {
            let kit = format!(r#"{{"pronunciations": [{entry}]}}"#);
            let problems = BrandKit::parse(kit.as_bytes()).unwrap_err();
            let mut paths: Vec<String> = problems.into_iter().map(|p| p.path).collect();
            paths.dedup();
            paths
        };
        assert_eq!(paths(r#"{"word": "two words", "say": "x"}"#), ["brand.pronunciations[0].word"]);
        assert_eq!(paths(r#"{"word": "a", "say": "  "}"#), ["brand.pronunciations[0].say"]);
        let language = r#"{"word": "a", "say": "b", "language": "fr"}"#;
        assert_eq!(paths(language), ["brand.pronunciations[0].language"]);
        let many = vec![r#"{"word": "a", "say": "b"}"#; 101].join(",");
        assert_eq!(paths(&many), ["brand.pronunciations"]);
    }

    #[test]
    fn every_problem_of_a_kit_is_named() {
        let kit = br#"{"colors": {"primary": "red"}, "logo": {"source": "l.png", "size": 3}}"#;
        let problems = BrandKit::parse(kit).unwrap_err();
        let paths: Vec<&str> = problems.iter().map(|p| p.path.as_str()).collect();
        assert_eq!(paths, ["brand.colors.primary", "brand.logo.size"], "{problems:?}");
        assert_eq!(problems[0].allowed, "a colour like #1a2b3c");
        assert!(BrandKit::parse(b"[]").is_err() && BrandKit::parse(b"{").is_err());
    }
}
