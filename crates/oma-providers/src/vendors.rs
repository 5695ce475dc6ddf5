//! The table of vendors, `tables/vendors.json`: how their keys are found and tried, and how much
//! may be asked of them.

use std::collections::BTreeMap;
use std::sync::LazyLock;
use std::time::Duration;

use oma_core::{Error, ErrorKind, Result};
use serde::Deserialize;

use crate::http::HttpLimits;

static TABLE: LazyLock<Vendors> = LazyLock::new(|| {
    // A test reads it, so that it is always whole.
    serde_json::from_str(include_str!("../tables/vendors.json")).unwrap_or_default()
});

/// All vendors that OMA knows.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Vendors {
    /// When a vendor is left alone.
    #[serde(default)]
    pub circuit: CircuitRules,
    /// Each vendor, in the order in which they are listed.
    pub vendors: Vec<Vendor>,
}

/// One vendor.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Vendor {
    /// Its name everywhere: of its key, its secret, its circuit.
    pub name: String,
    /// How it knows who asks; none where it takes no key.
    pub key: Option<KeyInfo>,
    /// How much may be asked of it.
    #[serde(default)]
    pub calls: CallRules,
}

/// A vendor's key.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct KeyInfo {
    /// The environment variable that it is taken from first.
    pub env: String,
    /// What it looks like, for people.
    pub looks_like: String,
    /// Where one gets one.
    pub page: String,
    /// A request that costs nothing and that only a good key is let through with.
    pub check: KeyCheck,
}

/// A request that tries a key.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct KeyCheck {
    /// The vendor's address.
    pub base: String,
    /// The path below it.
    pub path: String,
    /// How the key travels: `bearer`, `query` (as `key`), or the name of a header that is the key alone.
    pub by: String,
    /// What else the query says.
    #[serde(default)]
    pub query: BTreeMap<String, String>,
    /// What else the headers say.
    #[serde(default)]
    pub headers: BTreeMap<String, String>,
    /// Where the vendor documents it.
    pub documented: String,
}

/// How much may be asked of a vendor, and how patiently.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct CallRules {
    /// The most calls of one process at the same time.
    pub at_once: usize,
    /// The most calls of all processes in a time.
    pub budgets: Vec<RateBudget>,
    /// How long a call waits for its turn at most.
    pub turn_s: u64,
    /// How often a call is made, the first time included.
    pub attempts: u32,
    /// The wait before the second time is up to this, and doubles.
    pub first_wait_ms: u64,
    /// The longest wait; a vendor that asks for more is given up on.
    pub most_wait_ms: u64,
    /// See [`HttpLimits::connect`].
    pub connect_s: u64,
    /// See [`HttpLimits::idle`].
    pub idle_s: u64,
    /// See [`HttpLimits::total`].
    pub total_s: u64,
    /// See [`HttpLimits::body_bytes`].
    pub body_bytes: usize,
}

/// The most calls in a time.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RateBudget {
    /// How many calls.
    pub requests: u32,
    /// In how many seconds, counted from the beginning of each such time since 1970.
    pub per_s: u32,
}

/// When a vendor is left alone, and for how long.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CircuitRules {
    /// So many failures in a window open it.
    pub failures: u32,
    /// The window.
    pub window_s: u32,
    /// How long it is open at first. It doubles with each probe that fails.
    pub rest_s: u32,
    /// How long it is open at most.
    pub most_rest_s: u32,
    /// How long a probe is believed to be under way: longer than any call may take.
    pub probe_s: u32,
    /// How long what was read of it is believed.
    pub look_every_s: u32,
}

impl Vendors {
    /// The table that is built in.
    pub fn table() -> &'static Self {
        &TABLE
    }

    /// A vendor by its name.
    ///
    /// # Errors
    /// [`ErrorKind::NotFound`] names those that are known.
    pub fn get(&self, name: &str) -> Result<&Vendor> {
        let found = self.vendors.iter().find(|vendor| vendor.name == name);
        found.ok_or_else(|| {
            let known: Vec<&str> = self.vendors.iter().map(|vendor| vendor.name.as_str()).collect();
            let message = format!("There is no provider {name}; known are {}.", known.join(", "));
            Error::new(ErrorKind::NotFound, message)
        })
    }

    /// The rules of a vendor's calls; the default ones for a vendor that is not in the table.
    pub fn calls(&self, name: &str) -> CallRules {
        self.get(name).map(|vendor| vendor.calls.clone()).unwrap_or_default()
    }

    /// The limits of a vendor's HTTP.
    pub fn limits(&self, name: &str) -> HttpLimits {
        self.calls(name).limits()
    }

    /// Vendors that take a key, with what is known of it.
    pub fn keyed(&self) -> impl Iterator<Item = (&str, &KeyInfo)> {
        self.vendors.iter().filter_map(|vendor| Some((vendor.name.as_str(), vendor.key.as_ref()?)))
    }
}

impl CallRules {
    fn limits(&self) -> HttpLimits {
        HttpLimits {
            connect: Duration::from_secs(self.connect_s),
            idle: Duration::from_secs(self.idle_s),
            total: Duration::from_secs(self.total_s),
            body_bytes: self.body_bytes,
        }
    }
}

impl Default for CallRules {
    fn default() -> Self {
        let limits = HttpLimits::default();
        Self {
            at_once: 8,
            budgets: Vec::new(),
            turn_s: 60,
            attempts: 3,
            first_wait_ms: 1000,
            most_wait_ms: 20_000,
            connect_s: limits.connect.as_secs(),
            idle_s: limits.idle.as_secs(),
            total_s: limits.total.as_secs(),
            body_bytes: limits.body_bytes,
        }
    }
}

impl Default for CircuitRules {
    fn default() -> Self {
        Self {
            failures: 5,
            window_s: 30,
            rest_s: 30,
            most_rest_s: 600,
            probe_s: 180,
            look_every_s: 5,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_table_is_whole() {
        let table: Vendors = serde_json::from_str(include_str!("../tables/vendors.json")).unwrap();
        assert_eq!(table.vendors.len(), Vendors::table().vendors.len());
        assert_eq!(table.keyed().count(), 7);
        for vendor in &table.vendors {
            assert!(vendor.calls.at_once > 0 && vendor.calls.attempts > 0, "{vendor:?}");
            // A probe is another's only when the call that made it must be over.
            assert!(u64::from(table.circuit.probe_s) >= vendor.calls.total_s, "{vendor:?}");
        }
        for (name, key) in table.keyed() {
            let check = &key.check;
            assert!(check.base.starts_with("https://") && check.path.starts_with('/'), "{name}");
            assert!(key.page.starts_with("https://"), "{name}");
        }
    }

    #[test]
    fn an_unknown_vendor_is_told_the_known_ones() {
        let error = Vendors::table().get("nobody").unwrap_err();
        assert!(error.message.contains("openrouter, openai"), "{error}");
        assert_eq!(Vendors::table().calls("nobody"), CallRules::default());
    }
}
