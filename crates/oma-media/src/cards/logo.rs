//! The brand's logo: read, scaled, placed in a corner.

use oma_core::brief::{self, Corner};
use oma_core::format::VideoFormat;
use oma_core::{Error, ErrorKind, Result};
use resvg::tiny_skia::{Pixmap, Transform};
use resvg::usvg::{Options, Tree};

use super::geometry::PixelBox;
use super::photo;
use super::png;
use super::raster::canvas;
use crate::captions::{captions_area, safe_area};

/// A logo, ready to be drawn at any size.
pub struct Logo(Source);

enum Source {
    Pixels(Pixmap),
    Vector(Box<Tree>),
}

/// A logo as it stands over every scene.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PlacedLogo {
    /// A transparent PNG.
    pub png: Vec<u8>,
    /// Where it stands; its sides and its place are even.
    pub area: PixelBox,
}

/// The largest part of the film's height that a logo takes, in percent: a high one is made
/// narrower than asked for, or it would take the words their room.
const HIGHEST_PERCENT: u32 = 14;

impl Logo {
    /// Reads a PNG, JPEG, WebP, GIF or SVG. Fails with `InvalidAsset` if the bytes are none.
    pub fn load(bytes: &[u8]) -> Result<Self> {
        if photo::is_raster(bytes) {
            return photo::decode(bytes).map(|pixels| Self(Source::Pixels(pixels)));
        }
        // Texts of an SVG are drawn only in the embedded fonts: logos have their letters as paths.
        let options = Options {
            fontdb: crate::fonts::database(),
            image_href_resolver: photo::inside_only(),
            ..Options::default()
        };
        let tree = Tree::from_data(bytes, &options).map_err(|_| {
            Error::new(ErrorKind::InvalidAsset, "The logo is no PNG, JPEG, WebP, GIF or SVG.")
        })?;
        Ok(Self(Source::Vector(Box::new(tree))))
    }

    /// Width to height.
    pub(super) fn ratio(&self) -> f32 {
        let (width, height) = match &self.0 {
            Source::Pixels(pixels) => (pixels.width() as f32, pixels.height() as f32),
            Source::Vector(tree) => (tree.size().width(), tree.size().height()),
        };
        width / height.max(f32::MIN_POSITIVE)
    }

    /// The logo at a width in pixels.
    pub(super) fn scaled(&self, width: u32) -> Result<Pixmap> {
        // At least a pixel, and never larger than a film.
        #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)]
        let height = (width as f32 / self.ratio()).round().clamp(1.0, 8192.0) as u32;
        let mut picture = canvas(width, height)?;
        match &self.0 {
            Source::Pixels(pixels) => photo::fill(pixels, &mut picture)?,
            Source::Vector(tree) => {
                let (x, y) =
                    (width as f32 / tree.size().width(), height as f32 / tree.size().height());
                resvg::render(tree, Transform::from_scale(x, y), &mut picture.as_mut());
            }
        }
        Ok(picture)
    }

    /// Scales the logo and finds its place: in its corner, outside what upright players cover
    /// with their own buttons, and never on the captions.
    pub fn place(&self, wish: &brief::Logo, format: VideoFormat) -> Result<PlacedLogo> {
        let VideoFormat { width, height, .. } = format;
        let highest = height * HIGHEST_PERCENT / 100;
        // As above.
        #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)]
        let widest = (highest as f32 * self.ratio()) as u32;
        let logo_width = even(width * wish.width_percent / 100).min(even(widest)).max(2);
        let picture = self.scaled(logo_width)?;
        let picture = even_sided(&picture)?;
        let (x, y) = corner(wish, format, (picture.width(), picture.height()));
        let area = PixelBox { x, y, width: picture.width(), height: picture.height() };
        Ok(PlacedLogo { png: png::transparent(&picture)?, area })
    }
}

fn even(pixels: u32) -> u32 {
    pixels / 2 * 2
}

/// The same picture with a row or column of nothing where its sides are odd.
fn even_sided(picture: &Pixmap) -> Result<Pixmap> {
    let mut padded =
        canvas(picture.width().next_multiple_of(2), picture.height().next_multiple_of(2))?;
    let paint = resvg::tiny_skia::PixmapPaint::default();
    padded.draw_pixmap(0, 0, picture.as_ref(), &paint, Transform::identity(), None);
    Ok(padded)
}

fn corner(wish: &brief::Logo, format: VideoFormat, (w, h): (u32, u32)) -> (u32, u32) {
    let VideoFormat { width, height, .. } = format;
    let margin = width.min(height) * wish.margin_percent / 100;
    let (safe, captions) = (safe_area(format), captions_area(format));
    let upright = height > width;
    let top = if upright { margin.max(safe.y) } else { margin };
    let lowest = if width > height {
        // Beside the captions, which are never as wide as the frame.
        height.saturating_sub(margin)
    } else {
        (height - margin).min(captions.y)
    };
    let right = width.saturating_sub(margin + w);
    let bottom = lowest.saturating_sub(h);
    let (x, y) = match wish.position {
        Corner::TopLeft => (margin, top),
        Corner::TopRight => (right, top),
        Corner::BottomLeft => (margin, bottom),
        Corner::BottomRight => (right, bottom),
    };
    (even(x.min(width.saturating_sub(w))), even(y.min(height.saturating_sub(h))))
}

#[cfg(test)]
mod tests {
    use oma_core::format::{Aspect, Resolution};

    use super::*;

    const SVG: &[u8] = br##"<svg xmlns="http://www.w3.org/2000/svg" width="30" height="10"><rect width="30" height="10" fill="#f00"/></svg>"##;

    fn wish(position: Corner) -> brief::Logo {
        brief::Logo {
            source: "logo.svg".to_owned(),
            position,
            margin_percent: 5,
            width_percent: 16,
        }
    }

    #[test]
    fn a_logo_stands_in_its_corner_outside_what_is_covered() {
        let logo = Logo::load(SVG).unwrap();
        for aspect in [Aspect::Portrait, Aspect::Landscape, Aspect::Square, Aspect::Feed] {
            for resolution in [Resolution::P360, Resolution::P1080, Resolution::P2160] {
                let format = VideoFormat::new(aspect, resolution);
                let captions = captions_area(format);
                for position in
                    [Corner::TopLeft, Corner::TopRight, Corner::BottomLeft, Corner::BottomRight]
                {
                    let placed = logo.place(&wish(position), format).unwrap();
                    let PixelBox { x, y, width, height } = placed.area;
                    assert!([x, y, width, height].iter().all(|n| n % 2 == 0), "{placed:?}");
                    assert_eq!(width, even(format.width * 16 / 100).min(width));
                    assert!(x + width <= format.width && y + height <= format.height);
                    let right = matches!(position, Corner::TopRight | Corner::BottomRight);
                    assert_eq!(x + width / 2 > format.width / 2, right);
                    if aspect != Aspect::Landscape {
                        assert!(y + height <= captions.y, "{aspect:?} {position:?}");
                    }
                    if aspect == Aspect::Portrait {
                        assert!(y >= even(safe_area(format).y), "{position:?}");
                    }
                }
            }
        }
    }

    #[test]
    fn pixels_are_scaled_and_keep_their_transparency() {
        let mut picture = Pixmap::new(400, 100).unwrap();
        for pixel in picture.pixels_mut().iter_mut().take(20_000) {
            *pixel = resvg::tiny_skia::PremultipliedColorU8::from_rgba(0, 90, 0, 128).unwrap();
        }
        let logo = Logo::load(&picture.encode_png().unwrap()).unwrap();
        let format = VideoFormat::new(Aspect::Portrait, Resolution::P720);
        let placed = logo.place(&wish(Corner::TopRight), format).unwrap();
        assert_eq!((placed.area.width, placed.area.height), (114, 30));
        let drawn = Pixmap::decode_png(&placed.png).unwrap();
        assert_eq!(drawn.pixel(50, 26).unwrap().alpha(), 0);
        assert!((120..=136).contains(&drawn.pixel(50, 4).unwrap().alpha()));
        assert_eq!(Logo::load(b"no picture").err().unwrap().kind, ErrorKind::InvalidAsset);
    }

    #[test]
    fn a_drawing_reads_no_files_and_no_bombs() {
        let dir = tempfile::tempdir().unwrap();
        let mut green = Pixmap::new(10, 10).unwrap();
        green.fill(resvg::tiny_skia::Color::from_rgba8(0, 200, 0, 255));
        let secret = dir.path().join("secret.png");
        std::fs::write(&secret, green.encode_png().unwrap()).unwrap();
        for href in [secret.display().to_string(), format!("file://{}", secret.display())] {
            let svg = format!(
                r#"<svg xmlns="http://www.w3.org/2000/svg" width="10" height="10"><image width="10" height="10" href="{href}"/></svg>"#
            );
            let drawn = Logo::load(svg.as_bytes()).unwrap().scaled(10).unwrap();
            assert!(drawn.pixels().iter().all(|pixel| pixel.alpha() == 0), "{href}");
        }
        let laughs: Vec<String> = (1..12)
            .map(|n| format!("<!ENTITY e{n} \"{}\">", format!("&e{};", n - 1).repeat(10)))
            .collect();
        let laughs = laughs.concat();
        let bomb = format!(
            "<!DOCTYPE svg [<!ENTITY e0 \"ha\">{laughs}]><svg xmlns=\"http://www.w3.org/2000/svg\" \
             width=\"9\" height=\"9\"><text>&e11;</text></svg>"
        );
        assert_eq!(Logo::load(bomb.as_bytes()).err().unwrap().kind, ErrorKind::InvalidAsset);
    }

    #[test]
    fn a_high_logo_leaves_the_words_their_room() {
        let high = br#"<svg xmlns="http://www.w3.org/2000/svg" width="10" height="40"><rect width="10" height="40"/></svg>"#;
        let format = VideoFormat::new(Aspect::Landscape, Resolution::P720);
        let placed = Logo::load(high).unwrap().place(&wish(Corner::TopLeft), format).unwrap();
        assert!(placed.area.height <= 720 * 14 / 100 + 2, "{:?}", placed.area);
    }
}
