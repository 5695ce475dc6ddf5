//! The packs that the set-up fetches: a folder of voices, a folder of music.

use std::path::PathBuf;

/// Names the folder of the packs. In a Lambda it is where the layer lies.
pub const PACKS_VARIABLE: &str = "OMA_PACKS";

/// The folder of the packs: [`PACKS_VARIABLE`], else `oma/packs` in the user's cache folder.
pub fn dir() -> PathBuf {
    let variable = |name| std::env::var_os(name).filter(|value| !value.is_empty());
    if let Some(packs) = variable(PACKS_VARIABLE) {
        return packs.into();
    }
    let cache = variable("XDG_CACHE_HOME").map(PathBuf::from).or_else(|| {
        let home = variable("HOME").map(PathBuf::from);
        home.map(|home| home.join(".cache"))
    });
    cache.unwrap_or_else(std::env::temp_dir).join("oma").join("packs")
}
