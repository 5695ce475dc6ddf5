//! What stands where: a layout's boxes in a frame, around words of a height.

use oma_core::brief::Style;

use super::block::Scale;
use super::geometry::{Frame, Rect};
use super::layout::{Art, Flow, Layout, Words};

/// The boxes of a card.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Arrangement {
    /// The words with what they stand on.
    pub(super) area: Rect,
    /// The words alone.
    pub(super) text: Rect,
    /// The box that the art fits itself into.
    pub(super) art: Rect,
    /// Where in its box the art stands: 0 at the left, 1 at the right.
    pub(super) align: f32,
}

/// What words keep clear on each side of them: left, top, right, bottom.
type Insets = [f32; 4];

/// Between art and words where there is room.
const GAP: f32 = 6.0;
/// A content lower than this is short of room.
const SHORT: f32 = 70.0;

/// Between art and words.
fn gap(frame: &Frame) -> f32 {
    if is_short(frame) { 0.65 * GAP } else { GAP }
}

/// Whether words and art over each other have little room, as in a square frame.
pub(super) fn is_short(frame: &Frame) -> bool {
    !frame.is_wide() && frame.content.height < SHORT
}
/// The height of small art above words.
const CORNER: f32 = 17.0;
/// The part of a wide frame's content that words beside art take.
const BESIDE: f32 = 0.56;

impl Layout {
    /// How large the words may be.
    pub(super) fn scale(self, style: Style, frame: &Frame) -> Scale {
        let headline = match (self.words, self.art) {
            (Words::Free, Art::Sticker) => 15.0,
            (Words::Boxes, _) => 12.4,
            (Words::Ruled | Words::Bar, _) => 12.6,
            (Words::Paper | Words::Pane, _) | (_, Art::Phone) => 10.6,
            (Words::Free, _) => 12.0,
        };
        // These two speak softly.
        let quiet = matches!(style, Style::Minimalist | Style::Elegant);
        let supporting = if frame.is_wide() { 4.0 } else { 4.5 };
        let headline = if quiet { 0.88 * headline } else { headline };
        // What a headline does not take is the art's.
        Scale { headline: if is_short(frame) { 0.8 * headline } else { headline }, supporting }
    }

    fn insets(self) -> Insets {
        match self.words {
            Words::Free => [0.0; 4],
            Words::Paper => [9.0, 6.0, 5.0, 6.0],
            Words::Pane => [5.5, 5.5, 5.5, 5.5],
            Words::Boxes => [2.2, 2.4, 2.2, 2.4],
            Words::Bar => [4.6, 0.0, 0.0, 0.0],
            Words::Ruled => [0.0, 8.0, 0.0, 0.0],
        }
    }

    /// The largest box that the words may take: width and height.
    pub(super) fn text_room(self, frame: &Frame) -> (f32, f32) {
        let [left, top, right, bottom] = self.insets();
        let (width, height) = self.area_room(frame);
        (width - left - right, height - top - bottom)
    }

    fn area_room(self, frame: &Frame) -> (f32, f32) {
        let content = frame.content;
        if frame.is_wide() {
            return match self.flow {
                Flow::Corner => (0.84 * content.width, content.height - CORNER - GAP),
                _ => (BESIDE * content.width, content.height),
            };
        }
        let art = match (self.flow, self.art) {
            (Flow::Corner, _) | (_, Art::Step) if !is_short(frame) => CORNER + GAP,
            (_, Art::Figure) if is_short(frame) => 0.28 * content.height + gap(frame),
            _ if is_short(frame) => 0.2 * content.height + gap(frame),
            (Flow::Bleed, _) => 0.34 * content.height,
            _ => 0.27 * content.height + GAP,
        };
        (content.width, content.height - art)
    }

    /// Places words of a height, and everything else around them.
    pub(super) fn arrange(self, frame: &Frame, text_height: f32) -> Arrangement {
        let [left, top, right, bottom] = self.insets();
        let height = text_height + top + bottom;
        let (area, art, align) = match self.flow {
            Flow::Corner => self.corner(frame, height),
            _ if frame.is_wide() => self.beside(frame, height),
            // A telephone is too high to be cut off at its side.
            Flow::Bleed if self.art != Art::Phone => bleed(frame, height),
            _ => self.stacked(frame, height),
        };
        let text = Rect {
            x: area.x + left,
            y: area.y + top,
            width: area.width - left - right,
            height: text_height,
        };
        Arrangement { area, text, art, align }
    }

    fn corner(self, frame: &Frame, height: f32) -> (Rect, Rect, f32) {
        let content = frame.content;
        let (width, _) = self.area_room(frame);
        // A little larger where there is much room.
        let gap = gap(frame);
        let spare = content.height - height - gap;
        let side = (0.5 * spare).clamp(CORNER, 32.0).min(spare.max(1.0));
        let top = content.y + (spare - side) / 2.0;
        let art = Rect { x: content.x, y: top, width, height: side };
        (Rect { x: content.x, y: top + side + gap, width, height }, art, 0.0)
    }

    /// Words and art side by side, both in the middle of the height.
    fn beside(self, frame: &Frame, height: f32) -> (Rect, Rect, f32) {
        let content = frame.content;
        let (width, _) = self.area_room(frame);
        let y = content.centre().1 - height / 2.0;
        let gutter = GAP + 2.0;
        let rest = content.width - width - gutter;
        if self.flow == Flow::Below || self.art == Art::Figure {
            let art = Rect { width: rest, ..content };
            let x = content.right() - width;
            return (Rect { x, y, width, height }, art, 0.5);
        }
        let area = Rect { x: content.x, y, width, height };
        let x = area.right() + gutter;
        if self.flow == Flow::Bleed && self.art != Art::Phone {
            let side = (content.height + 4.0).min(1.15 * (frame.width - x));
            let middle = content.centre().1;
            let y = (middle - side / 2.0).max(1.0);
            return (area, Rect { x, y, width: side, height: 2.0 * (middle - y) }, 0.0);
        }
        (area, Rect { x, width: rest, ..content }, 0.5)
    }

    /// One above the other, the pair in the middle of the height.
    fn stacked(self, frame: &Frame, height: f32) -> (Rect, Rect, f32) {
        let (content, gap) = (frame.content, gap(frame));
        let largest = match self.art {
            Art::Window | Art::Orbit | Art::Sticker => 64.0,
            Art::Phone => 66.0,
            Art::Ring => 60.0,
            Art::Plate => 48.0,
            Art::Tile => 42.0,
            Art::Figure => 32.0,
            Art::Step => 25.0,
        };
        let side = (content.height - height - gap).min(largest).max(1.0);
        let top = content.y + (content.height - height - gap - side) / 2.0;
        let above = self.flow != Flow::Below;
        let (art_y, text_y) =
            if above { (top, top + side + gap) } else { (top + height + gap, top) };
        let align = match (self.art, above, self.centred) {
            (_, _, true) => 0.5,
            (Art::Plate | Art::Figure, true, _) => 0.0,
            (Art::Plate | Art::Sticker | Art::Ring, false, _) => 1.0,
            _ => 0.5,
        };
        let art = Rect { y: art_y, height: side, ..content };
        (Rect { y: text_y, height, ..content }, art, align)
    }
}

/// Words at the bottom; above them the art, as large as fits, over the right edge.
fn bleed(frame: &Frame, height: f32) -> (Rect, Rect, f32) {
    let (content, gap) = (frame.content, gap(frame));
    let top = content.bottom() - height;
    let side = (top - gap - content.y).min(0.86 * frame.width).max(1.0);
    // An eighth of it is outside.
    let x = frame.width - 0.88 * side;
    let y = content.y + (top - gap - content.y - side) / 2.0;
    let art = Rect { x, y, width: side, height: side };
    (Rect { y: top, height, ..content }, art, 0.5)
}
