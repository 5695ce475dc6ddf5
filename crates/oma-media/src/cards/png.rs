//! Pixels to PNG, quickly: the files are read once by ffmpeg, so size matters less than time.

use oma_core::{Error, ErrorKind, Result};
use png::{BitDepth, ColorType, Compression, Encoder, Filter};
use resvg::tiny_skia::Pixmap;

/// A PNG with its transparency.
pub(super) fn transparent(pixmap: &Pixmap) -> Result<Vec<u8>> {
    encode(pixmap, ColorType::Rgba, &pixmap.clone().take_demultiplied())
}

/// A PNG without transparency: three quarters of the bytes.
pub(super) fn opaque(pixmap: &Pixmap) -> Result<Vec<u8>> {
    let rgb: Vec<u8> = pixmap.data().chunks_exact(4).flat_map(|p| [p[0], p[1], p[2]]).collect();
    encode(pixmap, ColorType::Rgb, &rgb)
}

fn encode(pixmap: &Pixmap, color: ColorType, data: &[u8]) -> Result<Vec<u8>> {
    let mut file = Vec::with_capacity(data.len() / 4);
    let mut encoder = Encoder::new(&mut file, pixmap.width(), pixmap.height());
    encoder.set_color(color);
    encoder.set_depth(BitDepth::Eight);
    encoder.set_compression(Compression::Fast);
    encoder.set_filter(Filter::Up);
    let write = || {
        let mut writer = encoder.write_header()?;
        writer.write_image_data(data)?;
        writer.finish()
    };
    write().map_err(|error| {
        Error::new(ErrorKind::MediaFailed, "A picture could not be written.").with_detail(error)
    })?;
    Ok(file)
}
