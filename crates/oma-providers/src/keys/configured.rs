use oma_core::{Error, ErrorKind, Result};

use super::Keys;
use crate::vendors::{Vendor, Vendors};

/// What the settings say of which vendors are wanted.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Wanted {
    /// `OMA_PROVIDERS`: these alone, separated by commas; `offline` is none. Absent or empty: all whose
    /// key is found. Vendors without a key of their own (`bedrock`, `polly`, `openverse`) are on only when
    /// they are named.
    only: Option<Vec<String>>,
    /// `OMA_OPENAI_BASE_URL` names an endpoint on this machine, which needs no key.
    openai_is_here: bool,
}

/// Which vendors are on.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Configured {
    /// Those that are, in the order of the table.
    pub on: Vec<String>,
    /// Those that are wanted by name and have no key.
    pub lacking: Vec<String>,
}

impl Wanted {
    /// Reads the settings, each by its name.
    ///
    /// # Errors
    /// [`ErrorKind::DependencyMissing`] names a vendor that is not known.
    pub fn from_settings(setting: impl Fn(&str) -> Option<String>) -> Result<Self> {
        let set = |name: &str| setting(name).filter(|value| !value.trim().is_empty());
        let only = set("OMA_PROVIDERS").map(|list| names(&list)).transpose()?;
        let here = ["http://127.0.0.1", "http://localhost", "http://[::1]"];
        let openai_is_here = set("OMA_OPENAI_BASE_URL")
            .is_some_and(|base| here.iter().any(|here| base.trim().starts_with(here)));
        Ok(Self { only, openai_is_here })
    }

    fn has(&self, vendor: &Vendor) -> bool {
        self.only.as_ref().map_or(vendor.key.is_some(), |only| only.contains(&vendor.name))
    }
}

fn names(list: &str) -> Result<Vec<String>> {
    let names: Vec<String> = list
        .split(',')
        .map(|name| name.trim().to_lowercase())
        .filter(|name| !name.is_empty() && name != "offline")
        .collect();
    for name in &names {
        Vendors::table().get(name).map_err(|error| {
            let message = format!("The setting OMA_PROVIDERS is wrong. {}", error.message);
            Error::new(ErrorKind::DependencyMissing, message)
        })?;
    }
    Ok(names)
}

impl Keys {
    /// Which vendors are on: those that are wanted, and whose key is found if they take one.
    ///
    /// # Errors
    /// Where keys cannot be looked for.
    pub async fn configured(&self, wanted: &Wanted) -> Result<Configured> {
        let mut configured = Configured::default();
        for vendor in Vendors::table().vendors.iter().filter(|vendor| wanted.has(vendor)) {
            let needs_none =
                vendor.key.is_none() || vendor.name == "openai" && wanted.openai_is_here;
            if needs_none || self.find(&vendor.name).await?.is_some() {
                configured.on.push(vendor.name.clone());
            } else if wanted.only.is_some() {
                configured.lacking.push(vendor.name.clone());
            }
        }
        Ok(configured)
    }
}
