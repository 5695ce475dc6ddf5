//! What is shown with a narration: headline, second line, picture, keywords, mood.

use oma_core::brief::{Mood, Tone};
use oma_core::language::Language;
use oma_core::plan::Purpose;

use super::headline::{phrases, short};
use super::text::{capitalised, keywords};

/// A second line has at most so many.
const SUPPORTING: usize = 60;
const KEYWORDS: usize = 6;

/// What is shown with a narration.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Annotation {
    /// The headline: the strongest short phrase.
    pub on_screen: String,
    /// A second, smaller line, if there is something to add.
    pub supporting: Option<String>,
    /// What the picture shows.
    pub visual: String,
    /// Up to six words that choose the picture; fewer if the narration has fewer.
    pub keywords: Vec<String>,
    /// The feeling.
    pub mood: Mood,
}

/// Chooses what is shown with a narration.
pub fn annotate(narration: &str, language: Language, purpose: Purpose) -> Annotation {
    let phrases = phrases(narration, language);
    let on_screen = phrases.first().cloned().unwrap_or_else(|| short(narration, language));
    let keywords = keywords(narration, language, KEYWORDS);
    Annotation {
        supporting: supporting(&phrases, &on_screen, purpose),
        visual: visual(&keywords, &on_screen, language, purpose),
        on_screen,
        keywords,
        mood: mood(Tone::Neutral, purpose),
    }
}

fn supporting(phrases: &[String], headline: &str, purpose: Purpose) -> Option<String> {
    if !matches!(purpose, Purpose::Body | Purpose::Proof) {
        return None;
    }
    let overlaps = |phrase: &&String| {
        let (one, other) = (phrase.to_lowercase(), headline.to_lowercase());
        one.contains(&other) || other.contains(&one)
    };
    phrases
        .iter()
        .filter(|phrase| !overlaps(phrase) && phrase.chars().count() <= SUPPORTING)
        .find(|phrase| phrase.split_whitespace().count() >= 3)
        .cloned()
}

/// A description of the picture, made of the keywords.
pub(super) fn visual(
    keywords: &[String],
    headline: &str,
    language: Language,
    purpose: Purpose,
) -> String {
    let things = match keywords {
        [] => format!("“{headline}”"),
        [one] => one.clone(),
        [one, two, ..] => match language {
            Language::EnUs => format!("{one} and {two}"),
            Language::PtBr => format!("{one} e {two}"),
        },
    };
    let manner = match (language, purpose) {
        (Language::EnUs, Purpose::Hook) => "shown large and close",
        (Language::EnUs, Purpose::Problem) => "in muted colors",
        (Language::EnUs, Purpose::Body) => "in natural light",
        (Language::EnUs, Purpose::Proof) => "in clear detail",
        (Language::EnUs, Purpose::CallToAction) => "behind the call to action, out of focus",
        (Language::PtBr, Purpose::Hook) => "em primeiro plano",
        (Language::PtBr, Purpose::Problem) => "em cores apagadas",
        (Language::PtBr, Purpose::Body) => "em luz natural",
        (Language::PtBr, Purpose::Proof) => "em detalhe",
        (Language::PtBr, Purpose::CallToAction) => "ao fundo da chamada, fora de foco",
        (Language::EnUs, Purpose::Intro | Purpose::Outro) => "on the brand's card",
        (Language::PtBr, Purpose::Intro | Purpose::Outro) => "no cartão da marca",
    };
    capitalised(&format!("{things}, {manner}."))
}

/// The feeling of a scene: the tone's, but a problem is never cheerful.
pub(super) fn mood(tone: Tone, purpose: Purpose) -> Mood {
    match (tone, purpose) {
        (Tone::Calm, _) => Mood::Calm,
        (Tone::Urgent, _) | (Tone::Enthusiastic, Purpose::CallToAction) => Mood::Energetic,
        (_, Purpose::Problem) => Mood::Nostalgic,
        (Tone::Enthusiastic, _) => Mood::Happy,
        (Tone::Inspiring, _) | (Tone::Neutral, Purpose::CallToAction | Purpose::Proof) => {
            Mood::Inspiring
        }
        (Tone::Neutral, _) => Mood::Calm,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn whatever_is_said_gets_a_headline_that_fits() {
        for text in ["a", "…", "Yes.", "Supercalifragilisticexpialidociousness-and-even-more"] {
            let headline = annotate(text, Language::EnUs, Purpose::Body).on_screen;
            assert!(headline.chars().count() <= 40, "{headline}");
        }
    }

    #[test]
    fn a_scene_gets_words_for_its_picture() {
        let shown = annotate("Pão quente e café toda manhã.", Language::PtBr, Purpose::Hook);
        assert_eq!(shown.keywords, ["pão", "quente", "café", "manhã"]);
        assert_eq!(shown.visual, "Pão e quente, em primeiro plano.");
        assert_eq!(shown.mood, Mood::Calm);
        assert_eq!(shown.supporting, None);
        let body = annotate("Warm bread, fresh coffee.", Language::EnUs, Purpose::Body);
        assert_eq!(body.on_screen, "Warm bread, fresh coffee");
    }
}
