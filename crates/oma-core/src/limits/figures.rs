use serde::{Deserialize, Serialize};

use crate::id::Owner;
use crate::ports::{Documents, Partition, Place};
use crate::{Error, ErrorKind, Result};

/// The limits.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Figures {
    /// `OMA_LIMIT_REQUESTS_PER_MINUTE`: of one user.
    pub requests_per_minute: u32,
    /// `OMA_LIMIT_REQUESTS_PER_MINUTE_PER_ADDRESS`: from one address, with or without a token.
    pub requests_per_minute_per_address: u32,
    /// `OMA_LIMIT_VIDEOS_AT_ONCE`: of one user that are being made or wait for an answer.
    pub videos_at_once: u32,
    /// `OMA_LIMIT_VIDEOS_PER_DAY`: executions that one user starts, in UTC.
    pub videos_per_day: u32,
    /// `OMA_LIMIT_USD_PER_MONTH`: what one user's videos may be charged, in UTC. 0 is no limit.
    pub usd_per_month: u32,
}

impl Default for Figures {
    fn default() -> Self {
        Self {
            requests_per_minute: 120,
            requests_per_minute_per_address: 600,
            videos_at_once: 5,
            videos_per_day: 100,
            usd_per_month: 0,
        }
    }
}

/// Figures of one user that differ from everybody's: the document `LIMITS` of the user.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct ForUser {
    /// In place of [`Figures::requests_per_minute`].
    pub requests_per_minute: Option<u32>,
    /// In place of [`Figures::videos_at_once`].
    pub videos_at_once: Option<u32>,
    /// In place of [`Figures::videos_per_day`].
    pub videos_per_day: Option<u32>,
    /// In place of [`Figures::usd_per_month`].
    pub usd_per_month: Option<u32>,
}

impl Figures {
    /// Reads the figures from settings, each by its name; a setting that is absent is the default.
    ///
    /// # Errors
    /// [`ErrorKind::DependencyMissing`] names the setting that is no whole number.
    pub fn from_settings(setting: impl Fn(&str) -> Option<String>) -> Result<Self> {
        let read = |name: &str, default: u32| match setting(name) {
            None => Ok(default),
            Some(text) => text.trim().parse().map_err(|_| {
                let message = format!("The setting {name} must be a whole number, not {text:?}.");
                Error::new(ErrorKind::DependencyMissing, message)
            }),
        };
        let default = Self::default();
        Ok(Self {
            requests_per_minute: read(
                "OMA_LIMIT_REQUESTS_PER_MINUTE",
                default.requests_per_minute,
            )?,
            requests_per_minute_per_address: read(
                "OMA_LIMIT_REQUESTS_PER_MINUTE_PER_ADDRESS",
                default.requests_per_minute_per_address,
            )?,
            videos_at_once: read("OMA_LIMIT_VIDEOS_AT_ONCE", default.videos_at_once)?,
            videos_per_day: read("OMA_LIMIT_VIDEOS_PER_DAY", default.videos_per_day)?,
            usd_per_month: read("OMA_LIMIT_USD_PER_MONTH", default.usd_per_month)?,
        })
    }

    /// The limits of a user: these, but for what the user's document `LIMITS` says.
    pub async fn of_user(self, documents: &dyn Documents, owner: &Owner) -> Result<Self> {
        let place = Place { partition: Partition::User(owner.clone()), sort: "LIMITS".to_owned() };
        let Some(document) = documents.read(&place).await? else { return Ok(self) };
        let for_user: ForUser = serde_json::from_value(document.body)?;
        Ok(self.with(for_user))
    }

    fn with(self, user: ForUser) -> Self {
        Self {
            requests_per_minute: user.requests_per_minute.unwrap_or(self.requests_per_minute),
            videos_at_once: user.videos_at_once.unwrap_or(self.videos_at_once),
            videos_per_day: user.videos_per_day.unwrap_or(self.videos_per_day),
            usd_per_month: user.usd_per_month.unwrap_or(self.usd_per_month),
            ..self
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn settings_are_read_by_name() {
        let one = |name: &str| (name == "OMA_LIMIT_VIDEOS_AT_ONCE").then(|| "7".to_owned());
        let expected = Figures { videos_at_once: 7, ..Figures::default() };
        assert_eq!(Figures::from_settings(one).unwrap(), expected);
        let error = Figures::from_settings(|_| Some("-1".to_owned())).unwrap_err();
        assert!(error.message.contains("OMA_LIMIT_REQUESTS_PER_MINUTE"), "{error}");
    }
}
