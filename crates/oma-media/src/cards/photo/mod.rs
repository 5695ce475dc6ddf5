//! The user's own image as a still background.
//!
//! Reading order: `decode.rs` → `orientation.rs` (how the camera was held) → `place.rs`.

mod decode;
mod orientation;
mod place;

use oma_core::Result;
use oma_core::brief::Fit;
use oma_core::format::VideoFormat;

use super::{png, raster};

/// Makes a background of the overscanned size from the bytes of a PNG, JPEG, WebP or GIF.
///
/// `Fit::Cover` fills it and cuts off what is too much, equally on both sides. `Fit::Contain`
/// shows the whole photo on a blurred, darkened copy of itself; it is small enough to stay whole
/// wherever the background drifts. `dim` from 0 to 1 darkens the result. A photo taken with the
/// camera turned is turned upright.
///
/// Fails with `InvalidAsset` if the bytes are no such image, or one of more than 64 megapixels.
pub fn cover_photo(bytes: &[u8], format: VideoFormat, fit: Fit, dim: f32) -> Result<Vec<u8>> {
    let photo = orientation::upright(decode::decode(bytes)?, orientation::read(bytes))?;
    let (width, height) = raster::overscanned(format);
    let mut background = raster::canvas(width, height)?;
    match fit {
        Fit::Cover => place::cover(&photo, &mut background)?,
        Fit::Contain => {
            place::blurred(&photo, &mut background)?;
            place::contain(&photo, &mut background, format)?;
        }
    }
    place::darken(&mut background, dim);
    png::opaque(&background)
}

#[cfg(test)]
mod tests;
