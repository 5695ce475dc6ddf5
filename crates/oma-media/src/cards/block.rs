//! The words of a card as one block: label, headline, supporting line.

use std::fmt::Write as _;
use std::ops::Range;

use oma_core::Result;
use oma_core::brief::Style;

use super::color::Color;
use super::geometry::Rect;
use super::text::{self, Face, Fitted, Inks, Limits, clean, escape, fit};

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

/// The words, fitted.
#[derive(Debug)]
pub(super) struct Block {
    style: Style,
    label: Option<Label>,
    headline: Fitted,
    accent: Range<usize>,
    supporting: Fitted,
}

#[derive(Debug)]
struct Label {
    text: String,
    width: f32,
}

const LABEL_SIZE: f32 = 2.6;
const LABEL_HEIGHT: f32 = 5.6;
const LABEL_PADDING: f32 = 2.4;
const LABEL_FACE: Face = Face { weight: 600, tracking: 0.06 };
const LABEL_GAP: f32 = 2.6;
const SUPPORTING_GAP: f32 = 2.4;
/// The most that a marker adds to that.
const MARKER_GAP: f32 = 1.5;
const SMALLEST_HEADLINE: f32 = 4.4;
const SMALLEST_SUPPORTING: f32 = 3.1;

impl Block {
    /// Fits the words into a box. The supporting line may take a third of its height at most.
    pub(super) fn fit(
        style: Style,
        (label, headline, supporting): (Option<&str>, &str, Option<&str>),
        (width, height): (f32, f32),
        scale: Scale,
    ) -> Result<Self> {
        let label = label.map(Label::measure).transpose()?;
        let supporting = fit(
            &clean(supporting.unwrap_or_default()),
            Face { weight: 500, tracking: 0.0 },
            Limits {
                // Shorter lines than the headline's may be are easier to read.
                width: width.min(SMALLEST_SUPPORTING * 26.0),
                height: height / 3.0,
                largest: scale.supporting,
                smallest: SMALLEST_SUPPORTING,
                max_lines: 3,
                leading: 1.36,
            },
        )?;
        let headline = clean(headline);
        let mut block = Self {
            style,
            label,
            accent: text::accent(&headline),
            headline: supporting.clone(),
            supporting,
        };
        block.headline.lines.clear();
        let limits = Limits {
            width,
            height: height - block.height() - SUPPORTING_GAP - MARKER_GAP,
            largest: scale.headline,
            smallest: SMALLEST_HEADLINE,
            max_lines: 4,
            leading: if style == Style::Energetic { 1.18 } else { 1.1 },
        };
        block.headline = fit(&headline, headline_face(style), limits)?;
        Ok(block)
    }

    /// The height of the whole block.
    pub(super) fn height(&self) -> f32 {
        let [_, _, supporting] = self.tops(0.0);
        supporting + self.supporting.height()
    }

    /// Where label, headline and supporting line begin, for a block that begins at `top`.
    fn tops(&self, top: f32) -> [f32; 3] {
        let mut y = top;
        if self.label.is_some() {
            y += LABEL_HEIGHT + LABEL_GAP;
        }
        let headline = y;
        y += self.headline.height();
        if !self.headline.lines.is_empty() && !self.supporting.lines.is_empty() {
            y += SUPPORTING_GAP;
            // A marker reaches below its word.
            y += if self.style == Style::Energetic { 0.1 * self.headline.size } else { 0.0 };
        }
        [top, headline, y]
    }

    /// The block as SVG, its top at the top of `area`.
    pub(super) fn draw(&self, area: Rect, colors: Colors, centred: bool) -> String {
        let [label, headline, supporting] = self.tops(area.y);
        let mut svg = String::new();
        if let Some(words) = &self.label {
            let spare = if centred { (area.width - words.width) / 2.0 } else { 0.0 };
            words.draw(&mut svg, self.style, (area.x + spare, label), colors);
        }
        let marker = (self.style == Style::Energetic).then_some(colors.accent);
        let accent_ink = if marker.is_some() { INK_ON_MARKER } else { colors.accent };
        svg += &text::draw(
            &self.headline,
            Rect { y: headline, ..area },
            &Inks { text: colors.ink, accent: self.accent.clone(), accent_ink, marker, centred },
        );
        svg += &text::draw(
            &self.supporting,
            Rect { y: supporting, ..area },
            &Inks {
                text: colors.soft,
                accent: 0..0,
                accent_ink: colors.soft,
                marker: None,
                centred,
            },
        );
        svg
    }
}

/// Text on a marker: markers are always bright.
const INK_ON_MARKER: Color = Color(0x0012_0f14);

fn headline_face(style: Style) -> Face {
    let (weight, tracking) = match style {
        Style::Professional => (700, -0.015),
        Style::Modern => (800, -0.02),
        Style::Minimalist => (600, -0.02),
        Style::Energetic => (800, -0.015),
        Style::Elegant => (600, -0.005),
    };
    Face { weight, tracking }
}

impl Label {
    fn measure(text: &str) -> Result<Self> {
        let text = clean(text).to_uppercase();
        let width = text::widths(&[&text], LABEL_FACE)?[0] * LABEL_SIZE;
        // The tracking after the last letter is not seen.
        let width = width - LABEL_FACE.tracking * LABEL_SIZE + 2.0 * LABEL_PADDING;
        Ok(Self { text, width })
    }

    fn draw(&self, svg: &mut String, style: Style, (x, y): (f32, f32), colors: Colors) {
        let pill = match style {
            Style::Minimalist | Style::Elegant => {
                format!(r#"fill="none" stroke="{}" stroke-width="0.22""#, colors.accent)
            }
            _ => format!(r#"fill="{}" fill-opacity="0.14""#, colors.ink),
        };
        let color = if style == Style::Professional { colors.ink } else { colors.accent };
        // Writing to a String cannot fail.
        let _ = write!(
            svg,
            r#"<rect x="{x:.3}" y="{y:.3}" width="{:.3}" height="{LABEL_HEIGHT}" rx="{:.3}" {pill}/><text x="{:.3}" y="{:.3}" {} fill="{color}">{}</text>"#,
            self.width,
            LABEL_HEIGHT / 2.0,
            x + LABEL_PADDING,
            // Capitals of Inter are 0.727 em high: half of that below the middle.
            y + LABEL_HEIGHT / 2.0 + 0.364 * LABEL_SIZE,
            LABEL_FACE.attributes(LABEL_SIZE),
            escape(&self.text)
        );
    }
}
