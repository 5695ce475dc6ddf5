//! The colours of a film: one palette by its style and seed, the same in every scene.

use oma_core::brief::{BrandColors, Style};

use super::color::Color;
use super::random::Random;

/// Colours that go together. The text colours keep a contrast of 4.5 to 1 with the base and with
/// both blobs (tested); the glow is only ever behind the icon.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Palette {
    /// The background, from its top to its bottom.
    pub(super) base: [Color; 2],
    /// Large soft shapes in the background.
    pub(super) blobs: [Color; 2],
    /// The light behind the icon.
    pub(super) glow: Color,
    /// The headline.
    pub(super) ink: Color,
    /// The supporting line.
    pub(super) soft: Color,
    /// The one word that stands out, lines and marks.
    pub(super) accent: Color,
}

impl Palette {
    /// The palette of a film: the brand's if there is one, else one of the style's.
    pub(super) fn of(style: Style, seed: u64, brand: Option<&BrandColors>) -> Self {
        match brand {
            Some(colors) => brand_palette(style, colors),
            None => *Random::new(seed, 0).pick(palettes(style)),
        }
    }

    /// Whether text is dark on a light ground.
    pub(super) fn is_light(&self) -> bool {
        self.ink.lightness() < 0.5
    }

    /// What text may lie on.
    #[cfg(test)]
    pub(super) fn grounds(&self) -> [Color; 4] {
        [self.base[0], self.base[1], self.blobs[0], self.blobs[1]]
    }
}

/// The lowest contrast of large text and of small text: WCAG 2.2 asks for 4.5 of small text.
const CONTRAST: f32 = 4.6;

/// A palette out of a brand's colours: they keep their hue, and their lightness as far as text
/// stays readable.
fn brand_palette(style: Style, brand: &BrandColors) -> Palette {
    let primary = Color(brand.primary.rgb);
    let second = brand.secondary.map_or_else(|| turned(primary, 0.45), |color| Color(color.rgb));
    let light = style == Style::Minimalist || primary.lightness() > 0.72;
    let ground = |color: Color, tint: f32| {
        if style == Style::Minimalist {
            // White paper with a breath of the brand.
            return color.at_lightness(0.955 + 0.02 * tint);
        }
        let ink = Color(if light { 0x0014_1118 } else { 0x00ff_ffff });
        let shifted = color.at_lightness((color.lightness() + 0.05 * tint).clamp(0.0, 1.0));
        // Room for the supporting line and the accent, which are never as strong as the ink.
        let end = if light { 1.0 } else { 0.0 };
        let from = shifted.lightness();
        (0..=20_u8)
            .map(|step| shifted.at_lightness(from + (end - from) * f32::from(step) / 20.0))
            .find(|color| color.contrast(ink) >= 5.8)
            .unwrap_or(shifted)
    };
    let base = [ground(primary, 0.0), ground(primary, -1.0)];
    let blobs = [ground(second, 1.0), ground(primary.mix(second, 0.5), 0.5)];
    let grounds = [base[0], base[1], blobs[0], blobs[1]];
    let ink = base[0].ink();
    let accent = brand.accent.map_or_else(
        || if light { primary } else { turned(primary, 2.6).at_lightness(0.85) },
        |color| Color(color.rgb),
    );
    let glow = brand.accent.map_or(second, |color| Color(color.rgb));
    let glow = glow.at_lightness(glow.lightness().max(if light { 0.85 } else { 0.6 }));
    let soft = ink.mix(base[0], 0.18).readable_on(&grounds, CONTRAST);
    Palette { base, blobs, glow, ink, soft, accent: accent.readable_on(&grounds, CONTRAST) }
}

/// A colour with its hue turned by an angle in radians.
fn turned(color: Color, angle: f32) -> Color {
    let [lightness, a, b] = color.to_oklab();
    let (sin, cos) = angle.sin_cos();
    // A grey has no hue to turn; it gets a little blue.
    let (a, b) = if a.hypot(b) < 0.02 { (-0.01, -0.06) } else { (a, b) };
    Color::from_oklab([lightness, a * cos - b * sin, a * sin + b * cos])
}

/// All palettes of a style.
pub(super) fn palettes(style: Style) -> &'static [Palette] {
    match style {
        Style::Professional => PROFESSIONAL,
        Style::Modern => MODERN,
        Style::Minimalist => MINIMALIST,
        Style::Energetic => ENERGETIC,
        Style::Elegant => ELEGANT,
    }
}

const fn palette(
    base: [u32; 2],
    blobs: [u32; 2],
    glow: u32,
    [ink, soft, accent]: [u32; 3],
) -> Palette {
    Palette {
        base: [Color(base[0]), Color(base[1])],
        blobs: [Color(blobs[0]), Color(blobs[1])],
        glow: Color(glow),
        ink: Color(ink),
        soft: Color(soft),
        accent: Color(accent),
    }
}

#[rustfmt::skip]
#[allow(clippy::unreadable_literal)] // Colours are read as six digits.
const PROFESSIONAL: &[Palette] = &[
    palette([0x0b1f3a, 0x0d2a52], [0x123f75, 0x0a3557], 0x2f7fd6, [0xffffff, 0xd2dff2, 0x93d3ff]),
    palette([0x0c2629, 0x0f3439], [0x13504f, 0x0c3350], 0x1fa39a, [0xffffff, 0xc8e3e0, 0x74e6d2]),
    palette([0x1a2130, 0x232c3e], [0x33415c, 0x2b2c4c], 0x5470a8, [0xffffff, 0xd3dae6, 0xffc978]),
    palette([0x1a1b3d, 0x20265a], [0x2f3a86, 0x1d3a66], 0x5d6fe0, [0xffffff, 0xd5d9f5, 0x9fd0ff]),
    palette([0xf3f6fb, 0xe3eaf4], [0xd3e2f6, 0xe6ecef], 0xa9c8f2, [0x0e1c33, 0x43536c, 0x0b4fb3]),
];

#[rustfmt::skip]
#[allow(clippy::unreadable_literal)]
const MODERN: &[Palette] = &[
    palette([0x1d0f4f, 0x33125c], [0x8a1f6b, 0x54209c], 0xf2994a, [0xffffff, 0xf1e2fb, 0xffd166]),
    palette([0x0a1550, 0x101d68], [0x1b3fae, 0x4b1fa0], 0x22c3ee, [0xffffff, 0xdbe6ff, 0x8cf2dc]),
    palette([0x052e2b, 0x0a3a4e], [0x0c6153, 0x263a9a], 0x7ee08a, [0xffffff, 0xd6f2ea, 0xd4ff6a]),
    palette([0x3d0a34, 0x520f40], [0x99174e, 0x6a1a86], 0xff8a65, [0xffffff, 0xfbe0ea, 0xffd9a0]),
    palette([0x0f1236, 0x231047], [0x2b1d8f, 0x0b5070], 0xb06bff, [0xffffff, 0xe2e0fb, 0xffb3d1]),
    palette([0xfff3ea, 0xffe6ea], [0xffd3c2, 0xeadcff], 0xffb98a, [0x2a1033, 0x5e4763, 0xa3124f]),
];

#[rustfmt::skip]
#[allow(clippy::unreadable_literal)]
const MINIMALIST: &[Palette] = &[
    palette([0xfbf8f3, 0xf3ede4], [0xfce5d4, 0xece7f4], 0xffd9b8, [0x1c1917, 0x57534e, 0x9a3412]),
    palette([0xf7f9fc, 0xe9eef6], [0xdbe7ff, 0xe6f3ef], 0xbcd4ff, [0x111827, 0x4b5563, 0x1d4ed8]),
    palette([0xf6f8f4, 0xe8efe4], [0xdaebd4, 0xf0ecd8], 0xc3e2b8, [0x14201a, 0x48584e, 0x166534]),
    palette([0xfaf7fb, 0xf1eaf3], [0xf6dfe8, 0xe3e6f8], 0xf3c6dc, [0x1d1523, 0x574c5e, 0x9d174d]),
    palette([0x17181b, 0x1e2024], [0x26282e, 0x1f2328], 0x4a4f5a, [0xf5f5f4, 0xb9bcc4, 0xf0c9a0]),
];

#[rustfmt::skip]
#[allow(clippy::unreadable_literal)]
const ENERGETIC: &[Palette] = &[
    palette([0x8f0f12, 0x6d0a38], [0xb3150f, 0x8a0f5a], 0xff7a1a, [0xffffff, 0xffe6dc, 0xffe14d]),
    palette([0x3b0ca3, 0x4a0fb4], [0x5e12c4, 0x2a0a7a], 0xff3dbb, [0xffffff, 0xeadfff, 0xc8ff3d]),
    palette([0x121212, 0x1a1708], [0x2e270a, 0x2b1506], 0xffb800, [0xffffff, 0xefe9d2, 0xffd60a]),
    palette([0x0a2ab0, 0x0b1f8a], [0x0f3fc4, 0x3a12a0], 0x00c2ff, [0xffffff, 0xdde6ff, 0xffc04d]),
    palette([0xffd60a, 0xffc800], [0xffe14d, 0xffd84a], 0xfff3a6, [0x15120a, 0x3d3515, 0xa30f2d]),
];

#[rustfmt::skip]
#[allow(clippy::unreadable_literal)]
const ELEGANT: &[Palette] = &[
    palette([0x0d0c0b, 0x171411], [0x2a2118, 0x1d1a22], 0x6b5126, [0xf7f1e3, 0xcfc4ae, 0xd9b35f]),
    palette([0x07140f, 0x0c2019], [0x12352a, 0x0d2230], 0x3f6b4a, [0xf5f3e7, 0xc3cdbd, 0xdcb968]),
    palette([0x16070c, 0x260c14], [0x431420, 0x1e1020], 0x7a3a35, [0xf9efe9, 0xd6c0b8, 0xe3bd76]),
    palette([0x080b18, 0x0f1530], [0x182046, 0x22162f], 0x47508f, [0xf4f2ec, 0xc3c6d6, 0xe6cf9c]),
];

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn every_text_colour_is_readable_on_every_colour_behind_it() {
        for style in Style::ALL {
            assert!(palettes(*style).len() >= 3, "{style:?}");
            for palette in palettes(*style) {
                for ground in palette.base.iter().chain(&palette.blobs) {
                    for text in [palette.ink, palette.soft, palette.accent] {
                        let ratio = text.contrast(*ground);
                        assert!(ratio >= 4.5, "{style:?}: {text} on {ground} is {ratio:.2}");
                    }
                }
            }
        }
    }

    #[test]
    fn the_seed_chooses_among_all_palettes() {
        for style in Style::ALL {
            let chosen: BTreeSet<u32> =
                (0..64).map(|seed| Palette::of(*style, seed, None).accent.0).collect();
            assert_eq!(chosen.len(), palettes(*style).len(), "{style:?}");
        }
    }

    #[test]
    fn styles_are_light_and_dark_and_elegant_is_dark() {
        let light = |style| palettes(style).iter().filter(|palette| palette.is_light()).count();
        for style in [Style::Professional, Style::Modern, Style::Energetic, Style::Minimalist] {
            assert!((1..palettes(style).len()).contains(&light(style)), "{style:?}");
        }
        assert_eq!(light(Style::Elegant), 0);
    }

    #[test]
    fn a_brands_colours_keep_their_hue_and_become_readable() {
        let color = |rgb| oma_core::brief::Color { rgb };
        for primary in [0x00, 0xff_ffff, 0xff_0000, 0xf2_8c28, 0x1e_88e5, 0xff_eb3b, 0x77_7777] {
            for accent in [None, Some(0xff_eb3b), Some(0x12_3456), Some(primary)] {
                let brand = BrandColors {
                    primary: color(primary),
                    accent: accent.map(color),
                    secondary: accent.map(|rgb| color(rgb ^ 0x80_8080)),
                };
                for style in Style::ALL {
                    let palette = Palette::of(*style, 0, Some(&brand));
                    for ground in palette.grounds() {
                        for text in [palette.ink, palette.soft, palette.accent] {
                            let ratio = text.contrast(ground);
                            assert!(
                                ratio >= 4.5,
                                "{brand:?} {style:?}: {text} on {ground} {ratio}"
                            );
                        }
                    }
                }
            }
        }
        let navy = BrandColors { primary: color(0x0b_1f3a), accent: None, secondary: None };
        let palette = Palette::of(Style::Modern, 0, Some(&navy));
        assert!(palette.base[0].contrast(Color(0x000b_1f3a)) < 1.1, "{palette:?}");
    }
}
