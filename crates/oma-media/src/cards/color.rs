//! Colours: contrast as WCAG 2.2 defines it, and mixing in `OKLab`, where no mix turns grey.

use std::fmt;

/// An opaque sRGB colour, `0xRRGGBB`.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) struct Color(pub(super) u32);

impl Color {
    /// Red, green and blue from 0 to 1.
    pub(super) fn channels(self) -> [f32; 3] {
        let [_, r, g, b] = self.0.to_be_bytes();
        [r, g, b].map(|channel| f32::from(channel) / 255.0)
    }

    /// The colour as lightness and two axes of hue (Björn Ottosson's `OKLab`).
    #[allow(clippy::many_single_char_names)] // These are the names of the formula.
    pub(super) fn to_oklab(self) -> [f32; 3] {
        let [r, g, b] = self.channels().map(to_linear);
        let l = (0.412_221_46 * r + 0.536_332_55 * g + 0.051_445_995 * b).cbrt();
        let m = (0.211_903_5 * r + 0.680_699_5 * g + 0.107_396_96 * b).cbrt();
        let s = (0.088_302_46 * r + 0.281_718_85 * g + 0.629_978_7 * b).cbrt();
        [
            0.210_454_26 * l + 0.793_617_8 * m - 0.004_072_047 * s,
            1.977_998_5 * l - 2.428_592_2 * m + 0.450_593_7 * s,
            0.025_904_037 * l + 0.782_771_77 * m - 0.808_675_77 * s,
        ]
    }

    /// The nearest colour of an `OKLab` colour.
    pub(super) fn from_oklab(lab: [f32; 3]) -> Self {
        // Clamped to 0..=255 before, so the casts keep the value.
        #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)]
        let [r, g, b] = oklab_to_srgb(lab).map(|channel| (channel * 255.0).round() as u8);
        Self(u32::from_be_bytes([0, r, g, b]))
    }

    /// A part of the way to another colour.
    pub(super) fn mix(self, other: Self, part: f32) -> Self {
        let (from, to) = (self.to_oklab(), other.to_oklab());
        Self::from_oklab(std::array::from_fn(|at| from[at] + (to[at] - from[at]) * part))
    }

    /// The same hue at another lightness, from 0 to 1.
    pub(super) fn at_lightness(self, lightness: f32) -> Self {
        let [was, a, b] = self.to_oklab();
        // Very light and very dark colours cannot hold as much of their hue.
        let room = |l: f32| (4.0 * l * (1.0 - l)).max(0.05);
        let keep = (room(lightness) / room(was)).min(1.0);
        Self::from_oklab([lightness, a * keep, b * keep])
    }

    /// The contrast ratio with another colour, from 1 to 21.
    pub(super) fn contrast(self, other: Self) -> f32 {
        contrast(luminance(self.channels()), luminance(other.channels()))
    }

    /// The lightness from 0 to 1 as it is perceived.
    pub(super) fn lightness(self) -> f32 {
        self.to_oklab()[0]
    }

    /// Nearly black or white, whichever is read better on this colour.
    pub(super) fn ink(self) -> Self {
        const DARK: Color = Color(0x0014_1118);
        const LIGHT: Color = Color(0x00ff_ffff);
        if DARK.contrast(self) >= LIGHT.contrast(self) { DARK } else { LIGHT }
    }

    /// The colour itself if every ground leaves it a contrast of `ratio`, else the nearest lighter
    /// (or, on light grounds, darker) one that has it.
    pub(super) fn readable_on(self, grounds: &[Self], ratio: f32) -> Self {
        const STEPS: u8 = 40;
        let enough = |color: Self| grounds.iter().all(|ground| color.contrast(*ground) >= ratio);
        if enough(self) {
            return self;
        }
        let lighter = grounds.iter().all(|ground| ground.ink().lightness() > 0.5);
        let end = if lighter { 1.0 } else { 0.0 };
        let from = self.lightness();
        (1..=STEPS)
            .map(|step| self.at_lightness(from + (end - from) * f32::from(step) / f32::from(STEPS)))
            .find(|color| enough(*color))
            .unwrap_or_else(|| grounds.first().map_or(self, |ground| ground.ink()))
    }
}

impl fmt::Display for Color {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "#{:06x}", self.0)
    }
}

impl fmt::Debug for Color {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

/// sRGB channels from 0 to 1 of an `OKLab` colour.
#[allow(clippy::many_single_char_names)] // As above.
pub(super) fn oklab_to_srgb([lightness, a, b]: [f32; 3]) -> [f32; 3] {
    let l = (lightness + 0.396_337_78 * a + 0.215_803_76 * b).powi(3);
    let m = (lightness - 0.105_561_346 * a - 0.063_854_17 * b).powi(3);
    let s = (lightness - 0.089_484_18 * a - 1.291_485_5 * b).powi(3);
    [
        4.076_741_7 * l - 3.307_711_6 * m + 0.230_969_94 * s,
        -1.268_438 * l + 2.609_757_4 * m - 0.341_319_4 * s,
        -0.004_196_086_3 * l - 0.703_418_6 * m + 1.707_614_7 * s,
    ]
    .map(|channel| to_gamma(channel.clamp(0.0, 1.0)))
}

fn to_linear(channel: f32) -> f32 {
    if channel <= 0.040_45 { channel / 12.92 } else { ((channel + 0.055) / 1.055).powf(2.4) }
}

fn to_gamma(channel: f32) -> f32 {
    if channel <= 0.003_130_8 { channel * 12.92 } else { 1.055 * channel.powf(1.0 / 2.4) - 0.055 }
}

/// The relative luminance of sRGB channels from 0 to 1.
pub(super) fn luminance(channels: [f32; 3]) -> f32 {
    let [r, g, b] = channels.map(to_linear);
    0.2126 * r + 0.7152 * g + 0.0722 * b
}

/// The contrast ratio of two luminances, from 1 to 21.
pub(super) fn contrast(one: f32, other: f32) -> f32 {
    (one.max(other) + 0.05) / (one.min(other) + 0.05)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn oklab_round_trips() {
        for color in [Color(0x00ff_8800), Color(0x0012_3456), Color(0x00ff_ffff), Color(0)] {
            let back = oklab_to_srgb(color.to_oklab());
            for (was, is) in color.channels().into_iter().zip(back) {
                assert!((was - is).abs() < 0.004, "{color}: {was} {is}");
            }
        }
    }

    #[test]
    fn contrast_is_that_of_wcag() {
        let [white, black] = [Color(0x00ff_ffff), Color(0)].map(|c| luminance(c.channels()));
        assert!((contrast(white, black) - 21.0).abs() < 0.01);
        // The grey that the guideline's own examples call the limit on white.
        let grey = luminance(Color(0x0076_7676).channels());
        assert!((contrast(white, grey) - 4.54).abs() < 0.01);
    }
}
