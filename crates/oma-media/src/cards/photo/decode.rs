use std::sync::Arc;

use oma_core::{Error, ErrorKind, Result};
use resvg::tiny_skia::{Color, Pixmap, PixmapPaint, Transform};
use resvg::usvg::{ImageHrefResolver, ImageKind, Node, Options, Tree};

use crate::cards::raster::canvas;

/// Four bytes each: a quarter of a gigabyte while it is open.
const MOST_PIXELS: u64 = 64_000_000;

/// Whether the bytes begin like an image that [`decode`] reads.
pub(in crate::cards) fn is_raster(bytes: &[u8]) -> bool {
    kind(bytes).is_some()
}

/// The pixels of an image with their transparency.
pub(in crate::cards) fn decode(bytes: &[u8]) -> Result<Pixmap> {
    let kind = kind(bytes).ok_or_else(|| invalid("it is no PNG, JPEG, WebP or GIF"))?;
    let tree = tree_of(kind)?;
    let node = image_in(tree.root().children()).ok_or_else(|| invalid("its header is damaged"))?;
    let (width, height) = size_of(node);
    if u64::from(width) * u64::from(height) > MOST_PIXELS {
        return Err(invalid("it has more than 64 megapixels"));
    }
    let mut pixels = canvas(width, height)?;
    resvg::render_node(node, Transform::identity(), &mut pixels.as_mut());
    // The renderer skips what it cannot decode.
    if pixels.pixels().iter().all(|pixel| pixel.alpha() == 0) {
        return Err(invalid("its pixels cannot be decoded"));
    }
    Ok(pixels)
}

/// A drawing's pictures: only those that are inside of it and of a sane size. By itself the
/// renderer would read any file of this machine that a drawing names.
pub(in crate::cards) fn inside_only() -> ImageHrefResolver<'static> {
    let is_sane = |kind: ImageKind| {
        let tree = tree_of(kind).ok()?;
        let (width, height) = size_of(image_in(tree.root().children())?);
        (u64::from(width) * u64::from(height) <= MOST_PIXELS).then_some(())
    };
    ImageHrefResolver {
        resolve_data: Box::new(move |_, data, _| {
            let image = kind(&data)?;
            is_sane(image.clone()).map(|()| image)
        }),
        resolve_string: Box::new(|_, _| None),
    }
}

/// The SVG reader finds the size and picks the decoder; the tree holds the one image, which is not
/// decoded yet.
fn tree_of(kind: ImageKind) -> Result<Tree> {
    let image = Options {
        image_href_resolver: ImageHrefResolver {
            resolve_string: Box::new(move |_, _| Some(kind.clone())),
            ..ImageHrefResolver::default()
        },
        ..Options::default()
    };
    let svg = r#"<svg xmlns="http://www.w3.org/2000/svg"><image href="photo"/></svg>"#;
    Tree::from_str(svg, &image).map_err(|error| invalid(&error.to_string()))
}

fn size_of(image: &Node) -> (u32, u32) {
    let size = image.bounding_box();
    // Whole numbers of pixels, so the cast keeps the value.
    #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)]
    let whole = (size.width().round() as u32, size.height().round() as u32);
    whole
}

fn kind(bytes: &[u8]) -> Option<ImageKind> {
    let data = Arc::new(bytes.to_vec());
    match bytes {
        [0x89, b'P', b'N', b'G', ..] => Some(ImageKind::PNG(data)),
        [0xff, 0xd8, 0xff, ..] => Some(ImageKind::JPEG(data)),
        [b'R', b'I', b'F', b'F', _, _, _, _, b'W', b'E', b'B', b'P', ..] => {
            Some(ImageKind::WEBP(data))
        }
        [b'G', b'I', b'F', b'8', ..] => Some(ImageKind::GIF(data)),
        _ => None,
    }
}

fn image_in(nodes: &[Node]) -> Option<&Node> {
    nodes.iter().find_map(|node| match node {
        Node::Image(_) => Some(node),
        Node::Group(group) => image_in(group.children()),
        _ => None,
    })
}

/// A picture whose transparent parts are black.
pub(super) fn on_black(pixels: &Pixmap) -> Result<Pixmap> {
    let mut opaque = canvas(pixels.width(), pixels.height())?;
    opaque.fill(Color::BLACK);
    let paint = PixmapPaint::default();
    opaque.draw_pixmap(0, 0, pixels.as_ref(), &paint, Transform::identity(), None);
    Ok(opaque)
}

fn invalid(why: &str) -> Error {
    Error::new(ErrorKind::InvalidAsset, format!("An image cannot be used: {why}."))
}
