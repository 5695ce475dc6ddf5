//! Scene cards: the picture of a scene drawn from its words.
//!
//! A card is two layers. The background is larger than the frame by
//! [`OVERSCAN_PERCENT`](oma_core::picture::OVERSCAN_PERCENT), so the editor can let it drift; the
//! foreground (text, icon) is transparent and is slid in over it. The band where captions are
//! burned in stays free of both text and icon.
//!
//! Reading order: [`draw`] here → `geometry.rs` (units and free zones) → `layout.rs` (which layout
//! a scene has) → `arrange.rs` (what stands where) → `look.rs` (how surfaces look in a style) →
//! `block.rs` and `text/` (the words) → `ground.rs` (what they stand on) → `art/` and `figure.rs`
//! → `backdrop.rs` and `decoration.rs` (what is behind) → `overlay.rs` and `photo/` (cards over the
//! user's own pictures) → `brand_card.rs`, `logo.rs`, `strip.rs` (what a brand adds).
//!
//! Equal requests give equal bytes. One card at 1080 by 1920 takes about a tenth of a second.

mod arrange;
mod art;
mod backdrop;
mod block;
mod brand_card;
mod button;
mod color;
mod decoration;
mod figure;
mod foreground;
mod geometry;
mod ground;
mod label;
mod layout;
mod logo;
mod look;
mod overlay;
mod palette;
mod photo;
mod png;
mod progress;
mod random;
mod raster;
mod strip;
mod text;

use oma_core::Result;
use oma_core::brief::{BrandColors, Style, Template};
use oma_core::format::VideoFormat;
use oma_core::language::Language;
use oma_core::plan::Purpose;

pub use brand_card::brand_card;
pub use geometry::PixelBox;
pub use logo::{Logo, PlacedLogo};
pub use overlay::overlay;
pub use photo::cover_photo;
pub use strip::Strip;

use crate::fonts::Font;
use crate::icons::Icon;

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
    /// The scene, from 1; a brand's own cards do not count.
    pub number: u32,
    /// How many scenes the film has.
    pub of: u32,
    /// In an educational film, the number of the step this scene explains; shown large.
    pub step: Option<u32>,
    /// The scene's part in the story.
    pub purpose: Purpose,
    /// The language of the texts.
    pub language: Language,
    /// The words to read first. What cannot be drawn (emoji) is left out.
    pub headline: &'a str,
    /// A smaller line below.
    pub supporting: Option<&'a str>,
    /// The drawing; see [`crate::icons::for_scenes`].
    pub icon: Option<&'a Icon>,
    /// A brand's colours; they replace those of the style.
    pub colors: Option<&'a BrandColors>,
    /// A brand's font for the headline; Inter stands in if it lacks one of its letters.
    pub font: Option<&'a Font>,
    /// Where the brand's logo stands: it is kept free.
    pub logo: Option<PixelBox>,
    /// A lower third.
    pub strip: Option<Strip<'a>>,
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
    let palette = palette::Palette::of(request.style, request.seed, request.colors);
    let front = foreground::compose(request, &palette)?;
    let pixels = raster::render(&front.svg, request.format, &front.fonts)?;
    let foreground_png = png::transparent(&pixels)?;
    let mut back = backdrop::paint(request, &palette, &front)?;
    let shapes = decoration::svg(request, &palette, front.focus);
    raster::render_over(&shapes, &mut back, &front.fonts)?;
    Ok(Card { background_png: png::opaque(&back)?, foreground_png })
}

#[cfg(test)]
mod tests;
