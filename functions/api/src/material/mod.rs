//! What users send, looked at before anything else reads it.
//!
//! Reading order: `purpose` (what may be sent for what, and how large), `kind` (what a file is by
//! its content, and files that are two things at once), `inspect` (a whole look at one), which
//! asks `picture`, `vector`, `font`, `sound`, `clip` and `text`; `reader` reads an object of the bucket
//! piece by piece.
//!
//! Invariants: every decoder here is memory-safe Rust; nothing is decoded before its size is
//! known from its header; no clip is ever held in memory. What passes here is still hostile to
//! ffmpeg: the agents contain it again.

mod clip;
mod font;
mod inspect;
mod kind;
mod picture;
mod purpose;
mod reader;
mod sound;
mod text;
mod vector;

pub(crate) use inspect::{Found, inspect};
pub(crate) use kind::Kind;
pub(crate) use purpose::{kinds_for, kinds_of, limit_bytes, media_types};
pub(crate) use reader::RangeReader;

/// What is wrong with a file, as a sentence for whoever sent it.
pub(crate) type Look<T> = Result<T, String>;

/// The longest side of a picture, in pixels.
const MAX_SIDE: u32 = 8192;
/// The most pixels of a picture.
const MAX_PIXELS: u64 = 50_000_000;

/// Holds the size of a picture to what is decoded at all.
fn check_size(width: u32, height: u32) -> Look<()> {
    let sides = 1..=MAX_SIDE;
    if !sides.contains(&width) || !sides.contains(&height) {
        return Err(format!(
            "The picture is {width} × {height} pixels; allowed: 1 to {MAX_SIDE} a side."
        ));
    }
    if u64::from(width) * u64::from(height) > MAX_PIXELS {
        return Err(format!(
            "The picture is {width} × {height} pixels; allowed: 50 megapixels altogether."
        ));
    }
    Ok(())
}
