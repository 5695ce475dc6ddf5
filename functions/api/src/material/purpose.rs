use oma_api::uploads::Purpose;

use super::Kind;

const MB: u64 = 1024 * 1024;

/// The most bytes of a file.
pub(crate) fn limit_bytes(purpose: Purpose) -> u64 {
    match purpose {
        Purpose::Image => 25 * MB,
        Purpose::Logo => 5 * MB,
        Purpose::Font => 10 * MB,
        Purpose::Music => 50 * MB,
        Purpose::Clip => 512 * MB,
        Purpose::Manifest => 200 * MB,
    }
}

/// A media type and what a file of it may turn out to be.
type Announced = (&'static str, &'static [Kind]);

/// Phones and programs call MP4 and `QuickTime` by each other's names; both are read the same way.
const FILMS: &[Kind] = &[Kind::Mp4, Kind::Mov];

fn announced(purpose: Purpose) -> &'static [Announced] {
    match purpose {
        Purpose::Image => &[
            ("image/jpeg", &[Kind::Jpeg]),
            ("image/png", &[Kind::Png]),
            ("image/webp", &[Kind::WebP]),
        ],
        Purpose::Logo => &[("image/png", &[Kind::Png]), ("image/svg+xml", &[Kind::Svg])],
        Purpose::Font => &[("font/ttf", &[Kind::Ttf]), ("font/otf", &[Kind::Otf, Kind::Ttf])],
        Purpose::Music => &[
            ("audio/mpeg", &[Kind::Mp3]),
            ("audio/mp4", &[Kind::M4a, Kind::Mp4]),
            ("audio/x-m4a", &[Kind::M4a, Kind::Mp4]),
            ("audio/wav", &[Kind::Wav]),
            ("audio/x-wav", &[Kind::Wav]),
            ("audio/flac", &[Kind::Flac]),
            ("audio/ogg", &[Kind::Ogg]),
        ],
        Purpose::Clip => {
            &[("video/mp4", FILMS), ("video/quicktime", FILMS), ("video/webm", &[Kind::WebM])]
        }
        Purpose::Manifest => {
            &[("text/csv", &[Kind::Csv]), ("application/x-ndjson", &[Kind::JsonLines])]
        }
    }
}

/// The media types that can be announced.
pub(crate) fn media_types(purpose: Purpose) -> Vec<&'static str> {
    announced(purpose).iter().map(|(name, _)| *name).collect()
}

/// What a file of an announced type may be; nothing for a type that cannot be announced.
pub(crate) fn kinds_for(purpose: Purpose, media_type: &str) -> Option<&'static [Kind]> {
    let found = announced(purpose).iter().find(|(name, _)| *name == media_type);
    found.map(|(_, kinds)| *kinds)
}

/// Everything that a file of a purpose may be.
pub(crate) fn kinds_of(purpose: Purpose) -> Vec<Kind> {
    announced(purpose).iter().flat_map(|(_, kinds)| kinds.iter().copied()).collect()
}
