//! Colours in words: models that draw know names better than numbers.

use oma_core::brief::Color;

/// Hues from 0 to 359 degrees, each up to its bound.
const HUES: [(u32, &str); 11] = [
    (15, "red"),
    (40, "orange"),
    (65, "yellow"),
    (85, "lime green"),
    (150, "green"),
    (200, "teal"),
    (215, "sky blue"),
    (255, "blue"),
    (285, "violet"),
    (335, "pink"),
    (360, "red"),
];

/// The name of a colour in English: `dark teal`.
pub(super) fn name(color: Color) -> String {
    let [_, red, green, blue] = color.rgb.to_be_bytes().map(u32::from);
    let (most, least) = (red.max(green).max(blue), red.min(green).min(blue));
    // From 0 to 510.
    let (light, spread) = (most + least, most - least);
    if spread < 24 {
        return match light {
            0..=60 => "black",
            61..=200 => "dark grey",
            201..=360 => "grey",
            361..=470 => "light grey",
            _ => "white",
        }
        .to_owned();
    }
    let hue = hue((red, green, blue), most, spread);
    let hue = HUES.iter().find(|(bound, _)| hue < *bound).map_or("red", |(_, name)| *name);
    match light {
        0..=130 => format!("dark {hue}"),
        400.. => format!("light {hue}"),
        _ => hue.to_owned(),
    }
}

/// In degrees.
fn hue((red, green, blue): (u32, u32, u32), most: u32, spread: u32) -> u32 {
    let sector = |offset: u32, ahead: u32, behind: u32| {
        (offset * spread + 60 * ahead + 360 * spread - 60 * behind) / spread % 360
    };
    if most == red {
        sector(0, green, blue)
    } else if most == green {
        sector(120, blue, red)
    } else {
        sector(240, red, green)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn colours_have_names() {
        for (rgb, expected) in [
            (0x00_0000, "black"),
            (0xff_ffff, "white"),
            (0x80_8080, "grey"),
            (0xff_0000, "red"),
            (0x00_8000, "dark green"),
            (0x1e_90ff, "sky blue"),
            (0x00_00ff, "blue"),
            (0x0f_4c5c, "dark teal"),
            (0xff_a500, "orange"),
            (0xff_c0cb, "light red"),
            (0xff_00a0, "pink"),
        ] {
            assert_eq!(name(Color { rgb }), expected, "{rgb:06x}");
        }
    }
}
