use std::sync::Arc;

use oma_aws::Storage;
use oma_core::Result;
use oma_core::ports::SystemClock;
use oma_providers::keys::Keys;
use oma_providers::resilience::Resilience;
use oma_providers::{Beside, Parts, Providers, Vendors};

use crate::keys::LocalSecrets;

/// How far a studio reaches.
#[derive(Debug, Clone)]
pub struct Reach {
    keys: Keys,
    setting: fn(&str) -> Option<String>,
}

impl Reach {
    /// Nowhere: what works offline.
    pub fn offline() -> Self {
        Self { keys: Keys::given([]), setting: |_| None }
    }

    /// To the vendors whose keys the user has, as the environment says.
    pub fn of_user() -> Self {
        let keys = Keys::new(Arc::new(LocalSecrets::of_user()), "");
        Self { keys, setting: |name| std::env::var(name).ok() }
    }

    /// To vendors at other addresses, for tests.
    pub fn with(keys: Keys, setting: fn(&str) -> Option<String>) -> Self {
        Self { keys, setting }
    }

    /// The providers that are switched on, sharing what they know of each other in the table.
    pub(crate) async fn providers(&self, storage: &Storage) -> Result<Providers> {
        let table = Arc::new(storage.table.clone());
        let clock = Arc::new(SystemClock);
        let rules = Vendors::table().clone();
        let resilience = Resilience::new(table.clone(), table, clock, rules);
        let Reach { keys, setting } = self.clone();
        Providers::assemble(Parts { keys, resilience, setting, beside: Beside::default() }).await
    }
}
