//! The user's own image as a still background.
//!
//! Reading order: `decode.rs` → `orientation.rs` (how the camera was held) → `focus.rs` (what of
//! it is looked at) → `place.rs`.

mod decode;
mod focus;
mod orientation;
mod place;

use oma_core::Result;
use oma_core::brief::Fit;
use oma_core::format::VideoFormat;

use super::{png, raster};

pub(super) use decode::{decode, inside_only, is_raster};
pub(super) use place::fill;

/// Makes a background of the overscanned size from the bytes of a PNG, JPEG, WebP or GIF.
///
/// `Fit::Cover` fills it and cuts off what is too much where the photo has the least detail.
/// `Fit::Contain` shows the whole photo on a blurred, darkened copy of itself; it is small enough
/// to stay whole wherever the background drifts. A photo taken with the camera turned is turned
/// upright.
///
/// Fails with `InvalidAsset` if the bytes are no such image, or one of more than 64 megapixels.
pub fn cover_photo(bytes: &[u8], format: VideoFormat, fit: Fit) -> Result<Vec<u8>> {
    let photo = decode::on_black(&decode(bytes)?)?;
    let photo = orientation::upright(photo, orientation::read(bytes))?;
    let (width, height) = raster::overscanned(format);
    let mut background = raster::canvas(width, height)?;
    match fit {
        Fit::Cover => {
            let focus = focus::of(&photo, (width, height))?;
            place::cover(&photo, &mut background, focus)?;
        }
        Fit::Contain => {
            place::blurred(&photo, &mut background)?;
            place::contain(&photo, &mut background, format)?;
        }
    }
    png::opaque(&background)
}

#[cfg(test)]
mod tests;
