use std::collections::BTreeMap;
use std::sync::OnceLock;

/// A drawing in colour.
#[derive(Debug, PartialEq, Eq)]
pub struct Icon {
    /// Its name in the set, for example `hot-beverage`.
    pub name: String,
    /// SVG elements that fill a square of 32 by 32 units, without ids.
    pub body: String,
}

impl Icon {
    /// The side of the square that [`Icon::body`] is drawn in.
    pub const SIDE: f32 = 32.0;
}

const FILE: &str = include_str!("../../assets/icons/icons.json");

/// All icons, by name. The first call reads the embedded file (about 2 ms).
pub fn all() -> &'static [Icon] {
    static ICONS: OnceLock<Vec<Icon>> = OnceLock::new();
    ICONS.get_or_init(|| {
        // The file is part of the program and a test reads it, so it always parses.
        let bodies: BTreeMap<String, String> = serde_json::from_str(FILE).unwrap_or_default();
        bodies.into_iter().map(|(name, body)| Icon { name, body }).collect()
    })
}

/// The icon with a name.
pub fn by_name(name: &str) -> Option<&'static Icon> {
    let icons = all();
    let at = icons.binary_search_by(|icon| icon.name.as_str().cmp(name)).ok()?;
    icons.get(at)
}
