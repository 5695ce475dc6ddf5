//! Text on cards: cleaning, measuring, fitting into a box and drawing.
//!
//! Reading order: `clean.rs` → `measure.rs` → `fit.rs` → `accent.rs` → `draw.rs`.

mod accent;
mod clean;
mod draw;
mod fit;
mod measure;

pub(super) use accent::accent;
pub(super) use clean::{clean, escape};
pub(super) use draw::{Inks, Under, draw};
pub(super) use fit::{Fitted, Limits, fit};
pub(super) use measure::{Face, Fonts, widths};
