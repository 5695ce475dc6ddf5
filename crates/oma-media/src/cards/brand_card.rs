//! The brand's cards before and after the story: logo, a line, a smaller line.

use std::fmt::Write as _;

use oma_core::Result;
use resvg::tiny_skia::{Pixmap, PixmapPaint, Transform};

use super::block::{Block, Colors, Scale, Spec};
use super::foreground::{Foreground, open};
use super::geometry::{Frame, Rect};
use super::logo::Logo;
use super::look::Look;
use super::palette::Palette;
use super::text::Fonts;
use super::{Card, CardRequest, backdrop, decoration, png, raster};

/// The largest part of the free width that the logo takes, and of the height.
const LOGO_ROOM: (f32, f32) = (0.7, 0.4);
const GAP: f32 = 7.0;
/// Between logo and words: a short line with air on both sides.
const RULE: f32 = 0.7;

/// Draws an intro or outro card. Captions are never over it, so it uses all of the safe area;
/// it has no progress.
pub fn brand_card(request: &CardRequest<'_>, logo: Option<&Logo>) -> Result<Card> {
    let palette = Palette::of(request.style, request.seed, request.colors);
    let frame = Frame::of(request.format);
    let (front, logo_box) = compose(request, &palette, &frame, logo)?;
    let mut foreground = raster::render(&front.svg, request.format, &front.fonts)?;
    if let (Some(logo), Some(area)) = (logo, logo_box) {
        place(logo, area, frame.scale, &mut foreground)?;
    }
    let mut back = backdrop::paint(request, &palette, &front)?;
    let shapes = decoration::svg(request, &palette, front.focus);
    raster::render_over(&shapes, &mut back, &front.fonts)?;
    Ok(Card { background_png: png::opaque(&back)?, foreground_png: png::transparent(&foreground)? })
}

/// The words and the rule, and the box of the logo.
fn compose(
    request: &CardRequest<'_>,
    palette: &Palette,
    frame: &Frame,
    logo: Option<&Logo>,
) -> Result<(Foreground, Option<Rect>)> {
    let look = Look { style: request.style, palette };
    let safe = frame.safe;
    let (logo_width, logo_height) = logo.map_or((0.0, 0.0), |logo| {
        let (width, height) = (LOGO_ROOM.0 * safe.width, LOGO_ROOM.1 * safe.height);
        let scale = (width / logo.ratio()).min(height).min(42.0);
        (scale * logo.ratio(), scale)
    });
    let above = if logo.is_some() { logo_height + GAP } else { 0.0 } + RULE + GAP;
    let fonts = Fonts::for_headline(request.font, request.headline);
    let spec = Spec {
        fonts: &fonts,
        style: request.style,
        label: None,
        headline: request.headline,
        supporting: request.supporting,
        action: false,
        boxes: false,
        scale: Scale { headline: if logo.is_some() { 10.6 } else { 14.0 }, supporting: 4.4 },
    };
    let width = safe.width.min(130.0);
    let block = Block::fit(&spec, (width, 0.94 * safe.height - above))?;
    let top = safe.y + (safe.height - above - block.height()) / 2.0;
    let middle = frame.width / 2.0;
    let logo_box = logo.map(|_| Rect {
        x: middle - logo_width / 2.0,
        y: top,
        width: logo_width,
        height: logo_height,
    });
    let rule_y = top + above - GAP - RULE;
    let text = Rect { x: middle - width / 2.0, y: top + above, width, height: block.height() };
    let mut svg = open(frame);
    let _ = write!(
        svg,
        r#"<rect x="{:.3}" y="{rule_y:.3}" width="14" height="{RULE}" rx="{:.3}" fill="{}"/>"#,
        middle - 7.0,
        look.radius(RULE / 2.0),
        palette.accent
    );
    let colors = Colors { ink: palette.ink, soft: palette.soft, accent: palette.accent };
    svg += &block.draw(text, look, colors, true);
    svg.push_str("</svg>");
    let focus = logo_box.map_or((middle, top), Rect::centre);
    Ok((Foreground { svg, fonts, focus, text }, logo_box))
}

/// Draws the logo into a box in units.
fn place(logo: &Logo, area: Rect, scale: f32, onto: &mut Pixmap) -> Result<()> {
    // Small positive numbers, so the casts keep the value.
    #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)]
    let width = ((area.width * scale).round() as u32).max(1);
    let picture = logo.scaled(width)?;
    #[allow(clippy::cast_possible_truncation)]
    let (x, y) = ((area.x * scale).round() as i32, (area.y * scale).round() as i32);
    let paint = PixmapPaint::default();
    onto.draw_pixmap(x, y, picture.as_ref(), &paint, Transform::identity(), None);
    Ok(())
}
