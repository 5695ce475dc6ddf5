//! The vendors' keys: asked for before each call, so that a rotated key is used without a restart.

mod check;
mod configured;
#[cfg(test)]
mod tests;

use std::collections::BTreeMap;
use std::fmt;
use std::sync::Arc;

use async_trait::async_trait;
use oma_core::ports::{Secret, Secrets};
use oma_core::{Error, ErrorKind, Result};

pub use check::check;
pub use configured::{Configured, Wanted};

/// Where a vendor's key is found. Cheap to clone.
#[derive(Clone)]
pub struct Keys {
    secrets: Arc<dyn Secrets>,
    /// What stands before a vendor's name in the name of its secret: `oma/prod/`.
    prefix: String,
}

impl Keys {
    /// Keys among secrets, named by prefix and vendor.
    pub fn new(secrets: Arc<dyn Secrets>, prefix: impl Into<String>) -> Self {
        Self { secrets, prefix: prefix.into() }
    }

    /// Keys that are given, by vendor.
    pub fn given(keys: impl IntoIterator<Item = (String, Secret)>) -> Self {
        Self::new(Arc::new(Given(keys.into_iter().collect())), "")
    }

    /// The key of a vendor.
    ///
    /// # Errors
    /// [`ErrorKind::ProviderRefused`] says that there is none, and how to give it.
    pub async fn of(&self, vendor: &str) -> Result<Secret> {
        self.find(vendor).await?.ok_or_else(|| {
            let message =
                format!("There is no key for {vendor}: set it by `oma keys set {vendor}`.");
            Error::new(ErrorKind::ProviderRefused, message)
        })
    }

    /// The key of a vendor, if there is one.
    pub async fn find(&self, vendor: &str) -> Result<Option<Secret>> {
        match self.secrets.get(&format!("{}{vendor}", self.prefix)).await {
            Ok(secret) => Ok(Some(secret)),
            Err(error) if error.kind == ErrorKind::NotFound => Ok(None),
            Err(error) => Err(error),
        }
    }
}

impl fmt::Debug for Keys {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Keys").field("prefix", &self.prefix).finish_non_exhaustive()
    }
}

struct Given(BTreeMap<String, Secret>);

#[async_trait]
impl Secrets for Given {
    async fn get(&self, name: &str) -> Result<Secret> {
        let absent = || Error::new(ErrorKind::NotFound, format!("There is no secret {name}."));
        self.0.get(name).cloned().ok_or_else(absent)
    }
}
