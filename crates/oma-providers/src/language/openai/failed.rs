//! Errors that come with a status of success: a host failed after the request had been accepted.

use oma_core::money::MicroUsd;
use oma_core::spend::{CallFailure, Charge};
use oma_core::{Error, ErrorKind};
use serde::Deserialize;
use serde_json::Value;

use super::Flavour;

/// The most characters of a vendor's message that are quoted.
const MOST_QUOTED: usize = 300;

/// <https://openrouter.ai/docs/api/reference/errors-and-debugging>
#[derive(Deserialize)]
pub(super) struct Failed {
    /// A status of HTTP; other vendors write words.
    code: Option<Value>,
    message: Option<String>,
    metadata: Option<Metadata>,
}

#[derive(Deserialize)]
struct Metadata {
    /// Why an input was held to be unsafe.
    reasons: Option<Vec<String>>,
}

impl Failed {
    /// The failure of a call whose cost is known or not.
    ///
    /// `OpenRouter` charges nothing for an answer that ends in an error
    /// (<https://openrouter.ai/docs/features/zero-completion-insurance>); of others nobody can tell.
    pub(super) fn failure(
        &self,
        flavour: Flavour,
        vendor: &str,
        cost: Option<MicroUsd>,
    ) -> CallFailure {
        let charge = match cost {
            Some(MicroUsd(0)) => Charge::Nothing,
            Some(cost) => Charge::Known(cost),
            None if flavour == Flavour::OpenRouter => Charge::Nothing,
            None => Charge::Unknown,
        };
        CallFailure { error: self.error(vendor), charge, retry_after_ms: None }
    }

    fn error(&self, vendor: &str) -> Error {
        let code = self.code.as_ref().and_then(|code| match code {
            Value::String(text) => text.parse().ok(),
            other => other.as_u64(),
        });
        let is_unsafe = self.metadata.as_ref().is_some_and(|metadata| metadata.reasons.is_some());
        let (kind, what) = match code {
            Some(403) if is_unsafe => (ErrorKind::ContentRejected, "holds the text to be unsafe"),
            Some(402) => (ErrorKind::ProviderRefused, "has no credit left for this key"),
            Some(408 | 409) => (ErrorKind::ProviderUnavailable, "gave up waiting"),
            Some(429 | 529) => (ErrorKind::ProviderThrottled, "asks to slow down"),
            Some(400..500) => (ErrorKind::ProviderRefused, "refuses the request"),
            _ => (ErrorKind::ProviderUnavailable, "failed while it answered"),
        };
        let words = self.message.as_deref().unwrap_or_default().split_whitespace();
        let said: String = words.collect::<Vec<_>>().join(" ").chars().take(MOST_QUOTED).collect();
        let colon = if said.is_empty() { "" } else { ": " };
        let end = if said.ends_with(['.', '!', '?']) { "" } else { "." };
        let error = Error::new(kind, format!("{vendor} {what}{colon}{said}{end}"));
        match code {
            Some(code) => error.with_detail(format!("error {code} in an answer")),
            None => error,
        }
    }
}
