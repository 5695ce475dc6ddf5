//! What stands where on a card: one composition for each template, arranged for each frame.

use oma_core::brief::{Style, Template};

use super::block::Scale;
use super::geometry::{Frame, Rect};

/// The way in which a card is composed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Composition {
    /// The icon in a medallion, text at the left.
    Medallion,
    /// The icon in a tile like an app's, text in the middle.
    Tile,
    /// A giant icon that leaves the frame, large text at the left.
    Bleed,
    /// A bar beside the text, a small icon.
    Bar,
    /// The number of a step, a small icon.
    Numeral,
}

/// The boxes of a card.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Arrangement {
    /// The block of text; only its width and place count.
    pub(super) text: Rect,
    pub(super) centred: bool,
    /// The centre of the icon and half the side of its box.
    pub(super) icon: (f32, f32),
    pub(super) radius: f32,
    /// Where a numeral stands, if there is one: its height is the numeral's size.
    pub(super) numeral: Option<Rect>,
}

/// Between icon and text.
const GAP: f32 = 6.0;
/// The height of a numeral above the text of a wide card, with the gap below.
const WIDE_NUMERAL: f32 = 16.0;

impl Composition {
    pub(super) fn of(template: Template, step: Option<u32>) -> Self {
        match (template, step) {
            (Template::Educational, Some(_)) => Self::Numeral,
            (Template::Custom | Template::Educational, _) => Self::Medallion,
            (Template::ProductTech, _) => Self::Tile,
            (Template::SocialMedia, _) => Self::Bleed,
            (Template::Corporate, _) => Self::Bar,
        }
    }

    /// How large the words may be.
    pub(super) fn scale(self, style: Style, frame: &Frame) -> Scale {
        let headline = match self {
            Self::Bleed => 14.0,
            Self::Bar => 12.6,
            Self::Medallion | Self::Tile | Self::Numeral => 11.8,
        };
        // These two speak softly.
        let quiet = matches!(style, Style::Minimalist | Style::Elegant);
        let supporting = if frame.is_wide() { 4.1 } else { 4.5 };
        Scale { headline: if quiet { 0.86 * headline } else { headline }, supporting }
    }

    /// The largest box that text may take: width and height.
    pub(super) fn text_room(self, frame: &Frame) -> (f32, f32) {
        let content = frame.content;
        if frame.is_wide() {
            let part = if self == Self::Bleed { 0.55 } else { 0.57 };
            let numeral = if self == Self::Numeral { WIDE_NUMERAL } else { 0.0 };
            return (content.width * part - self.indent(), content.height - numeral);
        }
        let icon = match self {
            Self::Bleed => 0.34 * content.height,
            Self::Numeral | Self::Bar => 19.0 + GAP,
            Self::Medallion | Self::Tile => 0.28 * content.height + GAP,
        };
        (content.width - self.indent(), content.height - icon)
    }

    /// How far text stands in from the margin.
    fn indent(self) -> f32 {
        if self == Self::Bar { 4.4 } else { 0.0 }
    }

    /// Places a block of text of a height, and everything else around it.
    pub(super) fn arrange(self, frame: &Frame, text_height: f32) -> Arrangement {
        if frame.is_wide() {
            self.beside(frame, text_height)
        } else if self == Self::Bleed {
            bleed(frame, text_height)
        } else {
            self.below(frame, text_height)
        }
    }

    /// Icon and text side by side, both in the middle of the height.
    fn beside(self, frame: &Frame, text_height: f32) -> Arrangement {
        let content = frame.content;
        let (width, _) = self.text_room(frame);
        let numeral = if self == Self::Numeral { WIDE_NUMERAL } else { 0.0 };
        let middle = content.centre().1;
        let whole = text_height + numeral;
        let top = middle - whole / 2.0;
        let x = match self {
            Self::Tile => content.right() - width,
            _ => content.x + self.indent(),
        };
        let (icon_x, radius) = match self {
            Self::Tile => (content.x + 24.0, 22.0),
            Self::Bleed => (frame.width - 26.0, 31.5),
            Self::Bar | Self::Numeral => (content.right() - 24.0, 20.0),
            Self::Medallion => (content.right() - 23.0, 23.0),
        };
        Arrangement {
            text: Rect { x, y: top + numeral, width, height: text_height },
            centred: false,
            icon: (icon_x, middle),
            radius,
            // A little less than its room, for the gap above the text.
            numeral: (self == Self::Numeral).then_some(Rect {
                x,
                y: top,
                width,
                height: 0.86 * numeral,
            }),
        }
    }

    /// Icon above text; the pair stands in the middle of the height.
    fn below(self, frame: &Frame, text_height: f32) -> Arrangement {
        let content = frame.content;
        let largest = match self {
            Self::Bar => 0.12 * content.height.max(80.0),
            Self::Numeral => 0.13 * content.height.max(80.0),
            Self::Medallion | Self::Tile | Self::Bleed => 0.245 * content.height,
        };
        let radius = ((content.height - text_height - GAP) / 2.0).min(largest);
        let top = content.y + (content.height - text_height - GAP - 2.0 * radius) / 2.0;
        let (middle, y) = (content.centre().0, top + radius);
        let small = 2.0 * radius < 0.4 * content.width;
        let x = match self {
            Self::Numeral => content.right() - radius,
            Self::Tile => middle,
            _ if small => content.x + radius,
            _ => middle,
        };
        Arrangement {
            text: Rect {
                x: content.x + self.indent(),
                y: top + 2.0 * radius + GAP,
                width: content.width - self.indent(),
                height: text_height,
            },
            centred: self == Self::Tile,
            icon: (x, y),
            radius,
            numeral: (self == Self::Numeral).then_some(Rect {
                x: content.x,
                y: top,
                width: content.width,
                height: 2.0 * radius,
            }),
        }
    }
}

/// Text at the bottom; above it the icon, as large as fits, over the right edge.
fn bleed(frame: &Frame, text_height: f32) -> Arrangement {
    let content = frame.content;
    let top = content.bottom() - text_height;
    // The icon may begin a little above the content: nothing of it must be read.
    let radius = ((top - 0.3 * content.y) / 2.0 - 2.0).min(0.42 * frame.width);
    Arrangement {
        text: Rect { x: content.x, y: top, width: content.width, height: text_height },
        centred: false,
        icon: (frame.width - 0.78 * radius, top - 4.0 - radius),
        radius,
        numeral: None,
    }
}
