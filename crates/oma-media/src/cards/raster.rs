//! SVG to pixels.

use std::sync::Arc;

use oma_core::format::VideoFormat;
use oma_core::picture::OVERSCAN_PERCENT;
use oma_core::{Error, ErrorKind, Result};
use resvg::tiny_skia::{Pixmap, Transform};
use resvg::usvg::{Options, Tree};

use super::text::Fonts;

/// The size of a still background in pixels: the frame and its overscan, even.
pub(super) fn overscanned(format: VideoFormat) -> (u32, u32) {
    let larger = |side: u32| (side * (100 + OVERSCAN_PERCENT)).div_ceil(100).next_multiple_of(2);
    (larger(format.width), larger(format.height))
}

/// A transparent picture.
pub(super) fn canvas(width: u32, height: u32) -> Result<Pixmap> {
    Pixmap::new(width, height).ok_or_else(|| {
        Error::new(ErrorKind::MediaFailed, "A picture could not be drawn.")
            .with_detail(format!("no canvas of {width} by {height}"))
    })
}

/// Draws an SVG of the frame, in the units of [`super::geometry`].
pub(super) fn render(svg: &str, format: VideoFormat, fonts: &Fonts) -> Result<Pixmap> {
    let mut pixmap = canvas(format.width, format.height)?;
    render_over(svg, &mut pixmap, fonts)?;
    Ok(pixmap)
}

/// Draws an SVG stretched over a picture.
pub(super) fn render_over(svg: &str, pixmap: &mut Pixmap, fonts: &Fonts) -> Result<()> {
    let options = Options { fontdb: Arc::clone(&fonts.database), ..Options::default() };
    let tree = Tree::from_str(svg, &options)
        .map_err(|error| Error::internal(format!("a card's SVG: {error}")))?;
    let size = tree.size();
    let stretch = Transform::from_scale(
        pixmap.width() as f32 / size.width(),
        pixmap.height() as f32 / size.height(),
    );
    resvg::render(&tree, stretch, &mut pixmap.as_mut());
    Ok(())
}
