//! The few words above a headline that say where in the story we are.

use std::fmt::Write as _;

use oma_core::Result;
use oma_core::brief::Template;
use oma_core::language::Language;
use oma_core::plan::Purpose;

use super::block::Colors;
use super::geometry::Rect;
use super::look::{Look, shape};
use super::text::{Face, Fonts, clean, escape, widths};

/// How a label is set.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum LabelLook {
    /// In a pill that lets the ground through.
    Chip,
    /// In a full pill of the accent's colour.
    Tag,
    /// As words alone after a short line.
    Line,
}

impl LabelLook {
    pub(super) fn of(template: Template) -> Self {
        match template {
            Template::Custom | Template::ProductTech => Self::Chip,
            Template::Educational | Template::SocialMedia => Self::Tag,
            Template::Corporate => Self::Line,
        }
    }
}

/// A label, measured.
#[derive(Debug)]
pub(super) struct Label {
    text: String,
    look: LabelLook,
    pub(super) width: f32,
}

const SIZE: f32 = 2.6;
const PADDING: f32 = 2.6;
const FACE: Face = Face::inter(700, 0.07);
/// The short line before a label without a pill, and the gap after it.
const DASH: f32 = 5.0;
const DASH_GAP: f32 = 2.0;

impl Label {
    pub(super) const HEIGHT: f32 = 5.8;

    pub(super) fn measure(fonts: &Fonts, text: &str, look: LabelLook) -> Result<Self> {
        let text = clean(text).to_uppercase();
        // The tracking after the last letter is not seen.
        let words = (widths(fonts, &[&text], FACE)?[0] - FACE.tracking) * SIZE;
        let around = if look == LabelLook::Line { DASH + DASH_GAP } else { 2.0 * PADDING };
        Ok(Self { text, look, width: words + around })
    }

    pub(super) fn draw(
        &self,
        svg: &mut String,
        look: Look<'_>,
        (x, y): (f32, f32),
        colors: Colors,
    ) {
        let rect = Rect { x, y, width: self.width, height: Self::HEIGHT };
        let round = shape(rect, look.radius(Self::HEIGHT / 2.0));
        let middle = y + Self::HEIGHT / 2.0;
        // Writing to a String cannot fail.
        let (text_x, color) = match self.look {
            LabelLook::Line => {
                let _ = write!(
                    svg,
                    r#"<rect x="{x:.3}" y="{:.3}" width="{DASH}" height="0.5" fill="{}"/>"#,
                    middle - 0.25,
                    colors.accent
                );
                (x + DASH + DASH_GAP, colors.soft)
            }
            LabelLook::Tag => {
                let _ = write!(svg, r#"<rect {round} fill="{}"/>"#, colors.accent);
                (x + PADDING, colors.accent.ink())
            }
            LabelLook::Chip => {
                let _ = write!(
                    svg,
                    r#"<rect {round} fill="{0}" fill-opacity="0.1" stroke="{0}" stroke-opacity="0.3" stroke-width="0.18"/>"#,
                    colors.ink
                );
                (x + PADDING, colors.accent)
            }
        };
        let _ = write!(
            svg,
            r#"<text x="{text_x:.3}" y="{:.3}" {} fill="{color}">{}</text>"#,
            // Capitals of Inter are 0.727 em high: half of that below the middle.
            middle + 0.364 * SIZE,
            FACE.attributes(SIZE),
            escape(&self.text)
        );
    }
}

/// The few words above the headline that say where in the story we are; most films need none.
pub(super) fn label(
    template: Template,
    purpose: Purpose,
    step: Option<u32>,
    language: Language,
) -> Option<String> {
    if let (Template::Educational, Some(step)) = (template, step) {
        return Some(match language {
            Language::EnUs => format!("Step {step}"),
            Language::PtBr => format!("Passo {step}"),
        });
    }
    let (english, portuguese) = match (template, purpose) {
        (Template::ProductTech, Purpose::Problem) => ("The problem", "O problema"),
        (Template::ProductTech, Purpose::Body) => ("How it helps", "Como ajuda"),
        (Template::ProductTech, Purpose::Proof) => ("In practice", "Na prática"),
        (Template::Educational, Purpose::Hook) => ("Question", "Pergunta"),
        (Template::Educational, Purpose::Proof) => ("In short", "Em resumo"),
        (Template::Corporate, Purpose::Problem) => ("The situation", "A situação"),
        (Template::Corporate, Purpose::Body) => ("Our approach", "A abordagem"),
        (Template::Corporate, Purpose::Proof) => ("Results", "Resultados"),
        (Template::Corporate | Template::Educational, Purpose::CallToAction) => {
            ("Next step", "Próximo passo")
        }
        _ => return None,
    };
    let label = match language {
        Language::EnUs => english,
        Language::PtBr => portuguese,
    };
    Some(label.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn labels_speak_the_language_and_count_steps() {
        let of = |template, purpose, step, language| label(template, purpose, step, language);
        let educational = Template::Educational;
        assert_eq!(
            of(educational, Purpose::Body, Some(2), Language::PtBr).as_deref(),
            Some("Passo 2")
        );
        assert_eq!(
            of(Template::Corporate, Purpose::Proof, None, Language::EnUs).as_deref(),
            Some("Results")
        );
        assert_eq!(of(Template::SocialMedia, Purpose::Hook, None, Language::EnUs), None);
    }
}
