//! The words of a card as one block: label, headline, supporting line or button.

use std::ops::Range;

use oma_core::Result;
use oma_core::brief::Style;

use super::button::Button;
use super::color::Color;
use super::geometry::Rect;
use super::label::{Label, LabelLook};
use super::look::Look;
use super::text::{self, Face, Fitted, Fonts, Inks, Limits, Under, clean, fit};

/// How large the words may be.
#[derive(Debug, Clone, Copy)]
pub(super) struct Scale {
    /// The largest headline.
    pub(super) headline: f32,
    /// The largest supporting line.
    pub(super) supporting: f32,
}

/// The colours of a block.
#[derive(Debug, Clone, Copy)]
pub(super) struct Colors {
    pub(super) ink: Color,
    pub(super) soft: Color,
    pub(super) accent: Color,
}

/// What a block is made of.
#[derive(Debug, Clone, Copy)]
pub(super) struct Spec<'a> {
    pub(super) fonts: &'a Fonts,
    pub(super) style: Style,
    pub(super) label: Option<(&'a str, LabelLook)>,
    pub(super) headline: &'a str,
    pub(super) supporting: Option<&'a str>,
    /// Whether the card asks for something: the supporting line becomes a button.
    pub(super) action: bool,
    /// Whether every line of the headline stands on a box.
    pub(super) boxes: bool,
    pub(super) scale: Scale,
}

/// The words, fitted.
#[derive(Debug)]
pub(super) struct Block {
    style: Style,
    boxes: bool,
    label: Option<Label>,
    headline: Fitted,
    accent: Range<usize>,
    supporting: Fitted,
    button: Option<Button>,
}

const SUPPORTING_GAP: f32 = 2.8;
const LABEL_GAP: f32 = 2.8;
const BUTTON_GAP: f32 = 4.2;
/// The most that a marker adds to the gap.
const MARKER_GAP: f32 = 1.6;
const SMALLEST_HEADLINE: f32 = 4.2;
const SMALLEST_SUPPORTING: f32 = 3.1;

impl Block {
    /// Fits the words into a box. The supporting line may take a third of its height at most.
    pub(super) fn fit(spec: &Spec<'_>, (width, height): (f32, f32)) -> Result<Self> {
        let fonts = spec.fonts;
        let label = match spec.label {
            Some((text, look)) => Some(Label::measure(fonts, text, look)?),
            None => None,
        };
        let line = clean(spec.supporting.unwrap_or_default());
        let button = if spec.action { Some(Button::measure(fonts, &line, width)?) } else { None };
        let line = if button.as_ref().is_some_and(Button::has_text) { String::new() } else { line };
        let supporting = fit(
            fonts,
            &line,
            Face::inter(500, 0.0),
            Limits {
                // Shorter lines than the headline's may be are easier to read.
                width: width.min(SMALLEST_SUPPORTING * 26.0),
                height: height / 3.0,
                largest: spec.scale.supporting,
                smallest: SMALLEST_SUPPORTING,
                max_lines: 3,
                leading: 1.36,
            },
        )?;
        let headline = clean(spec.headline);
        let mut block = Self {
            style: spec.style,
            boxes: spec.boxes,
            label,
            accent: text::accent(&headline),
            headline: supporting.clone(),
            supporting,
            button,
        };
        block.headline.lines.clear();
        let limits = Limits {
            width,
            height: height - block.height() - SUPPORTING_GAP - MARKER_GAP,
            largest: spec.scale.headline,
            smallest: SMALLEST_HEADLINE,
            max_lines: 4,
            leading: block.leading(fonts),
        };
        block.headline = fit(fonts, &headline, headline_face(fonts, spec.style), limits)?;
        Ok(block)
    }

    fn leading(&self, fonts: &Fonts) -> f32 {
        let face = headline_face(fonts, self.style);
        // Lines of another font than Inter may reach higher.
        let tall = (face.ascent + face.descent - 1.17).max(0.0);
        match (self.boxes, self.style) {
            (true, _) => 1.31 + tall,
            (_, Style::Energetic) => 1.2 + tall,
            _ => 1.1 + tall,
        }
    }

    /// The height of the whole block.
    pub(super) fn height(&self) -> f32 {
        let [.., bottom] = self.tops(0.0);
        bottom
    }

    /// Where label, headline, supporting line and button begin, and where all ends, for a block
    /// that begins at `top`.
    fn tops(&self, top: f32) -> [f32; 5] {
        let mut y = top;
        if self.label.is_some() {
            y += Label::HEIGHT + LABEL_GAP;
        }
        let headline = y;
        let has_headline = !self.headline.lines.is_empty();
        y += self.headline.height();
        if has_headline && !self.supporting.lines.is_empty() {
            y += SUPPORTING_GAP;
            // A marker reaches below its word.
            let marked = self.boxes || self.style == Style::Energetic;
            y += if marked { (0.1 * self.headline.size).min(MARKER_GAP) } else { 0.0 };
        }
        let supporting = y;
        y += self.supporting.height();
        let mut button = y;
        if self.button.is_some() {
            button += BUTTON_GAP;
            y = button + Button::HEIGHT;
        }
        [top, headline, supporting, button, y]
    }

    /// The block as SVG, its top at the top of `area`.
    pub(super) fn draw(&self, area: Rect, look: Look<'_>, colors: Colors, centred: bool) -> String {
        let [label, headline, supporting, button, _] = self.tops(area.y);
        let mut svg = String::new();
        let left = |width: f32| area.x + if centred { (area.width - width) / 2.0 } else { 0.0 };
        if let Some(words) = &self.label {
            words.draw(&mut svg, look, (left(words.width), label), colors);
        }
        let inks = self.inks(colors, centred);
        svg += &text::draw(&self.headline, Rect { y: headline, ..area }, &inks);
        let soft = Inks { text: colors.soft, accent: 0..0, under: Under::Nothing, ..inks };
        svg += &text::draw(&self.supporting, Rect { y: supporting, ..area }, &soft);
        if let Some(words) = &self.button {
            words.draw(&mut svg, look, (left(words.width()), button), colors.accent);
        }
        svg
    }

    fn inks(&self, colors: Colors, centred: bool) -> Inks {
        let (under, text, accent_ink) = if self.boxes {
            let paper = colors.ink;
            (Under::Lines { paper, accent: colors.accent }, paper.ink(), colors.accent.ink())
        } else if self.style == Style::Energetic {
            (Under::Marker(colors.accent), colors.ink, colors.accent.ink())
        } else {
            (Under::Nothing, colors.ink, colors.accent)
        };
        Inks { text, accent: self.accent.clone(), accent_ink, under, centred }
    }
}

fn headline_face(fonts: &Fonts, style: Style) -> Face {
    let (weight, tracking) = match style {
        Style::Professional => (700, -0.015),
        Style::Modern => (800, -0.022),
        Style::Minimalist => (600, -0.02),
        Style::Energetic => (800, -0.015),
        Style::Elegant => (600, -0.005),
    };
    fonts.headline(weight, tracking)
}
