//! Scene cards: the picture of a scene drawn from its words.
//!
//! A card is two layers. The background is larger than the frame by
//! [`OVERSCAN_PERCENT`](oma_core::picture::OVERSCAN_PERCENT), so the editor can let it drift; the
//! foreground (text, icon) is transparent and is slid in over it. The band where captions are
//! burned in stays free of both text and icon.
//!
//! Reading order: [`draw`] here → `geometry.rs` (units and free zones) → `composition.rs` (what
//! stands where) → `block.rs` and `text/` (the words) → `art.rs` (the icon) → `backdrop.rs` and
//! `decoration.rs` (what is behind) → `overlay.rs` and `photo/` (cards over the user's own
//! pictures).
//!
//! Equal requests give equal bytes. One card at 1080 by 1920 takes about a tenth of a second.

mod art;
mod backdrop;
mod block;
mod color;
mod composition;
mod decoration;
mod foreground;
mod geometry;
mod label;
mod overlay;
mod palette;
mod photo;
mod png;
mod random;
mod raster;
mod text;

use oma_core::Result;
use oma_core::brief::{Mood, Style, Template};
use oma_core::format::VideoFormat;
use oma_core::language::Language;
use oma_core::plan::Purpose;

pub use overlay::overlay;
pub use photo::cover_photo;

/// What a card shows.
#[derive(Debug, Clone, Copy)]
pub struct CardRequest<'a> {
    /// The size of the frame.
    pub format: VideoFormat,
    /// Chooses colours and type.
    pub style: Style,
    /// Chooses the composition and the labels.
    pub template: Template,
    /// The film's seed: all its scenes share one palette.
    pub seed: u64,
    /// The scene, from 1.
    pub number: u32,
    /// How many scenes the film has.
    pub of: u32,
    /// In an educational film, the number of the step this scene explains; shown large.
    pub step: Option<u32>,
    /// The scene's part in the story.
    pub purpose: Purpose,
    /// The language of the texts.
    pub language: Language,
    /// The scene's feeling.
    pub mood: Mood,
    /// The words to read first. What cannot be drawn (emoji) is left out.
    pub headline: &'a str,
    /// A smaller line below.
    pub supporting: Option<&'a str>,
    /// Words that choose the icon, the main one first.
    pub keywords: &'a [String],
}

/// A drawn card.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Card {
    /// An opaque PNG, larger than the frame by the overscan, with even sides.
    pub background_png: Vec<u8>,
    /// A transparent PNG of the frame's size.
    pub foreground_png: Vec<u8>,
}

/// Draws a card.
pub fn draw(request: &CardRequest<'_>) -> Result<Card> {
    let palette = palette::Palette::of(request.style, request.seed);
    let front = foreground::compose(request, palette)?;
    let foreground_png = png::transparent(&raster::render(&front.svg, request.format)?)?;
    let mut back = backdrop::paint(request, palette, &front)?;
    raster::render_over(&decoration::svg(request, palette, front.focus), &mut back)?;
    Ok(Card { background_png: png::opaque(&back)?, foreground_png })
}

#[cfg(test)]
mod tests;
