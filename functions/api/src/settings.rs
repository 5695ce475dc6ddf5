use std::collections::HashMap;
use std::sync::Arc;

use oma_api::uploads::Purpose;
use oma_core::brief::BrandKit;
use oma_core::limits::Figures;
use oma_core::{Error, ErrorKind, Result};

/// What an operator may set. Cheap to clone.
#[derive(Debug, Clone, Default)]
pub struct Settings {
    /// How much users may ask for (`OMA_LIMIT_…`).
    pub figures: Figures,
    /// `OMA_CORS_ORIGINS`: the web pages that may ask, by their exact origins
    /// (`https://app.example.com`), separated by commas. None by default.
    pub origins: Arc<[String]>,
    /// `OMA_ALLOW_LOCAL_WEBHOOKS`: whether webhooks may lead to this machine and into private
    /// networks. Never on a server; for one machine whose only user says so, and for an emulator.
    pub local_webhooks: bool,
    /// What was taken in before it is asked for, on one machine. Nothing on a server.
    pub brought: Arc<Brought>,
}

/// Files that lie in the bucket, by what briefs call them: paths and links. A file that cannot be used
/// has its problem, and what would be allowed, in place of its name.
#[derive(Debug, Default)]
pub struct Brought {
    /// The names under which they are kept, by what they are for and by source.
    pub files: HashMap<(Purpose, String), std::result::Result<String, (String, String)>>,
    /// Brand kits that lie in files of their own, their sources replaced by names.
    pub kits: HashMap<String, std::result::Result<BrandKit, (String, String)>>,
}

impl Settings {
    /// Reads the settings from the environment of the process.
    pub fn from_env() -> Result<Self> {
        Self::read(|name| std::env::var(name).ok())
    }

    /// Reads the settings, each by its name.
    ///
    /// # Errors
    /// [`ErrorKind::DependencyMissing`] names the setting that cannot be used.
    pub fn read(setting: impl Fn(&str) -> Option<String>) -> Result<Self> {
        let list = setting("OMA_CORS_ORIGINS").unwrap_or_default();
        let origins = list.split(',').map(str::trim).filter(|origin| !origin.is_empty());
        let origins = origins.map(origin).collect::<Result<_>>()?;
        let local = setting("OMA_ALLOW_LOCAL_WEBHOOKS");
        let local_webhooks = local.is_some_and(|value| value == "true");
        let figures = Figures::from_settings(setting)?;
        Ok(Self { figures, origins, local_webhooks, brought: Arc::default() })
    }
}

/// An origin is a scheme, a host and perhaps a port; `*` and `null` would let everybody in.
fn origin(text: &str) -> Result<String> {
    let host = text.strip_prefix("https://").or_else(|| text.strip_prefix("http://"));
    let allowed = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || "-.:[]".contains(c);
    if host.is_some_and(|host| !host.is_empty() && host.chars().all(allowed)) {
        return Ok(text.to_owned());
    }
    let message = format!(
        "OMA_CORS_ORIGINS holds {text:?}, which is no origin such as https://app.example.com."
    );
    Err(Error::new(ErrorKind::DependencyMissing, message))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn origins_are_exact() {
        let read = |text: &'static str| {
            Settings::read(|name| (name == "OMA_CORS_ORIGINS").then(|| text.to_owned()))
        };
        let two = read("https://a.example, http://localhost:5173,").unwrap();
        assert_eq!(two.origins.as_ref(), ["https://a.example", "http://localhost:5173"]);
        assert!(read("").unwrap().origins.is_empty());
        for bad in ["*", "null", "https://*.example", "a.example", "https://a.example/", "https://"]
        {
            assert!(read(bad).is_err(), "{bad}");
        }
    }
}
