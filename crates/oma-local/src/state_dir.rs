use std::env;
use std::path::PathBuf;

/// Where finished steps are kept when nobody says otherwise: `$XDG_DATA_HOME/oma`, else
/// `~/.local/share/oma`, else `.oma` here.
pub fn default_state_dir() -> PathBuf {
    let set = |name: &str| env::var_os(name).filter(|value| !value.is_empty()).map(PathBuf::from);
    let data_home =
        set("XDG_DATA_HOME").or_else(|| set("HOME").map(|home| home.join(".local").join("share")));
    data_home.map_or_else(|| PathBuf::from(".oma"), |data_home| data_home.join("oma"))
}
