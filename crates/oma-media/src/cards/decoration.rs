//! Quiet shapes on the background: one kind by the style, one by the template. They drift with it,
//! and they are faint enough to lie under text.

use std::fmt::Write as _;

use oma_core::brief::{Style, Template};
use oma_core::picture::OVERSCAN_PERCENT;

use super::CardRequest;
use super::color::Color;
use super::geometry::Frame;
use super::palette::Palette;

/// What shapes are drawn with.
struct Canvas<'a> {
    svg: String,
    frame: Frame,
    palette: &'a Palette,
    focus: (f32, f32),
    /// Scenes take turns in which side is the heavier.
    mirrored: bool,
    /// How far the background reaches beyond the frame on each side.
    beyond: (f32, f32),
}

/// The shapes as an SVG of the background's size.
pub(super) fn svg(request: &CardRequest<'_>, palette: &Palette, focus: (f32, f32)) -> String {
    let frame = Frame::of(request.format);
    let margin = OVERSCAN_PERCENT as f32 / 200.0;
    let beyond = (margin * frame.width, margin * frame.height);
    let svg = format!(
        r#"<svg xmlns="http://www.w3.org/2000/svg" width="{:.4}" height="{:.4}"><g transform="translate({:.3} {:.3})">"#,
        frame.width + 2.0 * beyond.0,
        frame.height + 2.0 * beyond.1,
        beyond.0,
        beyond.1
    );
    let mirrored = request.number.is_multiple_of(2);
    let mut canvas = Canvas { svg, frame, palette, focus, mirrored, beyond };
    match request.template {
        Template::Custom => {}
        Template::ProductTech => canvas.dots(),
        Template::Educational => canvas.squares(),
        Template::SocialMedia => canvas.blocks(),
        Template::Corporate => canvas.columns(),
    }
    match request.style {
        Style::Professional => canvas.panels(),
        Style::Modern => canvas.bows(),
        Style::Minimalist => canvas.outline(),
        Style::Energetic => canvas.rays(),
        Style::Elegant => canvas.arcs(),
    }
    canvas.svg.push_str("</g></svg>");
    canvas.svg
}

impl Canvas<'_> {
    /// A paint that makes the ground a little lighter, or on light grounds gives it a little more
    /// of the film's colour; `of` is what is painted, `fill` or `stroke`.
    fn faint(&self, of: &str, opacity: f32) -> String {
        let (color, opacity) = if self.palette.is_light() {
            (self.palette.glow, (2.4 * opacity).min(0.6))
        } else {
            (Color(0x00ff_ffff), opacity)
        };
        format!(r#"{of}="{color}" {of}-opacity="{opacity:.3}""#)
    }

    fn fill(&self, opacity: f32) -> String {
        self.faint("fill", opacity)
    }

    fn stroke(&self, opacity: f32) -> String {
        self.faint("stroke", opacity)
    }

    /// The edges of the whole background.
    fn edges(&self) -> (f32, f32, f32, f32) {
        let (dx, dy) = self.beyond;
        (-dx, -dy, self.frame.width + dx, self.frame.height + dy)
    }

    /// A field of dots around the icon that fades away from it.
    fn dots(&mut self) {
        const STEP: f32 = 3.6;
        const REACH: f32 = 46.0;
        let fills: Vec<String> =
            [0.05, 0.09, 0.14].iter().map(|opacity| self.fill(*opacity)).collect();
        let mut paths = [String::new(), String::new(), String::new()];
        let steps = -13_i8..=13;
        for row in steps.clone() {
            for column in steps.clone() {
                let (dx, dy) = (STEP * f32::from(column), STEP * f32::from(row));
                let strength = 1.0 - dx.hypot(dy) / REACH;
                let Some(path) = (match strength {
                    s if s > 0.62 => Some(&mut paths[2]),
                    s if s > 0.32 => Some(&mut paths[1]),
                    s if s > 0.0 => Some(&mut paths[0]),
                    _ => None,
                }) else {
                    continue;
                };
                let _ = write!(
                    path,
                    "M{:.2} {:.2}h.5v.5h-.5z",
                    self.focus.0 + dx - 0.25,
                    self.focus.1 + dy - 0.25
                );
            }
        }
        for (path, fill) in paths.iter().zip(fills) {
            let _ = write!(self.svg, r#"<path d="{path}" {fill}/>"#);
        }
    }

    /// Squared paper.
    fn squares(&mut self) {
        const STEP: f32 = 7.2;
        let (left, top, right, bottom) = self.edges();
        let mut path = String::new();
        let mut at = left;
        while at < right {
            let _ = write!(path, "M{at:.2} {top:.2}V{bottom:.2}");
            at += STEP;
        }
        at = top;
        while at < bottom {
            let _ = write!(path, "M{left:.2} {at:.2}H{right:.2}");
            at += STEP;
        }
        let stroke = self.stroke(0.07);
        let _ = write!(self.svg, r#"<path d="{path}" {stroke} stroke-width="0.16"/>"#);
    }

    /// Two flat fields with hard edges across the frame, and a field of growing dots.
    fn blocks(&mut self) {
        let (left, top, right, bottom) = self.edges();
        let (from, to) = if self.mirrored { (0.3, 0.52) } else { (0.52, 0.3) };
        let height = bottom - top;
        let (from, to) = (top + from * height, top + to * height);
        // Half the way, as the style's own shapes come on top.
        let [upper, lower] = self.palette.blobs;
        let upper = upper.mix(self.palette.base[0], 0.4);
        let lower = lower.mix(self.palette.base[1], 0.4);
        let _ = write!(
            self.svg,
            r#"<path d="M{left:.2} {top:.2}H{right:.2}V{to:.2}L{left:.2} {from:.2}Z" fill="{upper}"/><path d="M{left:.2} {bottom:.2}H{right:.2}V{:.2}L{left:.2} {:.2}Z" fill="{lower}"/>"#,
            to + 0.62 * height,
            from + 0.36 * height,
        );
        let fill = self.fill(0.1);
        let x = if self.mirrored { self.frame.width - 26.0 } else { 2.0 };
        let mut path = String::new();
        for row in 0..7_u8 {
            for column in 0..7_u8 {
                let radius = 0.22 + 0.13 * f32::from(row);
                let (cx, cy) = (x + 3.8 * f32::from(column), top + 6.0 + 3.8 * f32::from(6 - row));
                let _ = write!(
                    path,
                    "M{:.2} {cy:.2}a{radius:.2} {radius:.2} 0 1 0 {d:.2} 0a{radius:.2} {radius:.2} 0 1 0 -{d:.2} 0",
                    cx - radius,
                    d = 2.0 * radius
                );
            }
        }
        let _ = write!(self.svg, r#"<path d="{path}" {fill}/>"#);
    }

    /// Thin columns, as on a page that is being laid out, one of them a little lighter.
    fn columns(&mut self) {
        let (_, top, _, bottom) = self.edges();
        let content = self.frame.content;
        let step = content.width / 4.0;
        let mut path = String::new();
        for column in 0..=4_u8 {
            let _ =
                write!(path, "M{:.2} {top:.2}V{bottom:.2}", content.x + step * f32::from(column));
        }
        let lit = content.x + step * if self.mirrored { 0.0 } else { 3.0 };
        let (fill, stroke) = (self.fill(0.025), self.stroke(0.07));
        let _ = write!(
            self.svg,
            r#"<rect x="{lit:.2}" y="{top:.2}" width="{step:.2}" height="{:.2}" {fill}/><path d="{path}" {stroke} stroke-width="0.14"/>"#,
            bottom - top
        );
    }

    /// Two wide panels across a corner.
    fn panels(&mut self) {
        let (width, height) = (self.frame.width, self.frame.height);
        let flip =
            if self.mirrored { format!("translate({width} 0) scale(-1 1)") } else { String::new() };
        let long = width + height;
        let fill = self.fill(0.035);
        let _ = write!(
            self.svg,
            r#"<g transform="{flip}"><g transform="rotate(-38 {width} 0)" {fill}><rect x="{:.2}" y="{:.2}" width="{long:.2}" height="{:.2}" rx="6"/><rect x="{:.2}" y="{:.2}" width="{long:.2}" height="{:.2}" rx="6"/></g></g>"#,
            width - 0.5 * long,
            -0.1 * height,
            0.34 * long,
            width - 0.42 * long,
            0.06 * height,
            0.4 * long,
        );
    }

    /// Wide soft bows, one inside the other, from a lower corner.
    fn bows(&mut self) {
        let x = if self.mirrored { 0.05 } else { 0.95 } * self.frame.width;
        let y = 1.02 * self.frame.height;
        for (radius, opacity) in [(30.0, 0.05), (46.0, 0.04), (64.0, 0.03)] {
            let stroke = self.stroke(opacity);
            let _ = write!(
                self.svg,
                r#"<circle cx="{x:.2}" cy="{y:.2}" r="{radius}" fill="none" {stroke} stroke-width="7"/>"#,
            );
        }
    }

    /// A large circle's outline that leaves the frame, and a small full one.
    fn outline(&mut self) {
        let x = if self.mirrored { 0.06 } else { 0.94 } * self.frame.width;
        let y = 1.06 * self.frame.height;
        let accent = self.palette.accent;
        let _ = write!(
            self.svg,
            r#"<g fill="none" stroke="{accent}" stroke-width="0.2"><circle cx="{x:.2}" cy="{y:.2}" r="30" stroke-opacity="0.22"/><circle cx="{x:.2}" cy="{y:.2}" r="37" stroke-opacity="0.1"/></g>"#,
        );
    }

    /// Rays from the icon to beyond every edge; on dark grounds dark ones, as light ones would
    /// cost contrast.
    fn rays(&mut self) {
        const RAYS: u8 = 14;
        let (x, y) = self.focus;
        let reach = self.frame.width + self.frame.height;
        let step = std::f32::consts::TAU / f32::from(RAYS);
        let (color, near) =
            if self.palette.is_light() { (Color(0x00ff_ffff), 0.55) } else { (Color(0), 0.3) };
        let _ = write!(
            self.svg,
            r#"<defs><radialGradient id="ray" gradientUnits="userSpaceOnUse" cx="{x:.2}" cy="{y:.2}" r="{:.2}"><stop stop-color="{color}" stop-opacity="{near}"/><stop offset="1" stop-color="{color}" stop-opacity="0.06"/></radialGradient></defs><path fill="url(#ray)" d=""#,
            0.6 * reach
        );
        for ray in 0..RAYS {
            let from = f32::from(ray) * step + 0.1;
            let (one, other) = (from, from + 0.45 * step);
            let _ = write!(
                self.svg,
                "M{x:.2} {y:.2}L{:.2} {:.2}L{:.2} {:.2}Z",
                x + reach * one.cos(),
                y + reach * one.sin(),
                x + reach * other.cos(),
                y + reach * other.sin()
            );
        }
        self.svg.push_str(r#""/>"#);
    }

    /// Thin arcs around a corner.
    fn arcs(&mut self) {
        let x = if self.mirrored { 0.0 } else { self.frame.width };
        for (radius, opacity) in [(46.0, 0.34), (49.0, 0.2), (62.0, 0.12)] {
            let _ = write!(
                self.svg,
                r#"<circle cx="{x:.2}" cy="{:.2}" r="{radius}" fill="none" stroke="{}" stroke-width="0.16" stroke-opacity="{opacity}"/>"#,
                self.frame.height, self.palette.accent
            );
        }
    }
}
