//! Rate limits: how often a user and an address may ask.
//!
//! A request costs one write for its address, and one for its user once the token was read: a flood
//! without tokens costs no more than the counter of its address. Who is over a limit is remembered
//! in the process until the window ends, and costs no write at all.
//!
//! Counters that do not answer let a request pass: the limits protect a service that is in trouble
//! then for another reason. Quotas refuse instead (`oma_core::limits`).

mod address;
mod headers;

use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use axum::extract::{Request, State};
use axum::middleware::Next;
use axum::response::{IntoResponse as _, Response};
use oma_core::ErrorKind;
use oma_core::id::Owner;
use oma_core::limits::{Figures, Rate};
use oma_core::ports::Partition;

pub use address::ClientAddress;
pub(crate) use headers::show;

use crate::Services;
use crate::problem::Failed;

/// How long a user's own figures are remembered.
const FIGURES_KEPT: Duration = Duration::from_mins(1);
/// The most users and addresses that a process remembers; past it, it forgets all of them.
const MOST_REMEMBERED: usize = 10_000;

/// Counts the requests of a process.
pub(crate) struct Gate {
    pub(crate) services: Services,
    figures: Mutex<HashMap<Owner, (Instant, Figures)>>,
    /// Who is over a limit, and until when.
    closed: Mutex<HashMap<Partition, Instant>>,
}

impl Gate {
    pub(crate) fn new(services: Services) -> Self {
        Self { services, figures: Mutex::default(), closed: Mutex::default() }
    }

    /// Counts a request of a user.
    pub(crate) async fn count_user(&self, owner: &Owner) -> Option<Rate> {
        let limit = self.figures_of(owner).await.requests_per_minute;
        self.count(Partition::User(owner.clone()), limit).await
    }

    async fn count(&self, subject: Partition, limit: u32) -> Option<Rate> {
        let now = Instant::now();
        let closed = lock(&self.closed).get(&subject).copied();
        if let Some(until) = closed.filter(|until| *until > now) {
            let opens_in_s = i64::try_from((until - now).as_secs() + 1).unwrap_or(i64::MAX);
            return Some(Rate { limit, window_s: 60, remaining: 0, opens_in_s, is_exceeded: true });
        }
        match self.services.limits().count_request(subject.clone(), limit).await {
            Ok(rate) => {
                if rate.is_exceeded {
                    let open_in = Duration::from_secs(rate.opens_in_s.unsigned_abs());
                    remember(&self.closed, subject, now + open_in);
                }
                Some(rate)
            }
            Err(error) => {
                tracing::warn!("a request could not be counted: {}", error.full_text());
                None
            }
        }
    }

    async fn figures_of(&self, owner: &Owner) -> Figures {
        let known = lock(&self.figures).get(owner).copied();
        if let Some((_, figures)) = known.filter(|(read, _)| read.elapsed() < FIGURES_KEPT) {
            return figures;
        }
        match self.services.limits().figures_of(owner).await {
            Ok(figures) => {
                remember(&self.figures, owner.clone(), (Instant::now(), figures));
                figures
            }
            Err(error) => {
                tracing::warn!("a user's limits could not be read: {}", error.full_text());
                self.services.settings.figures
            }
        }
    }
}

/// The refusal of a request that was one too many.
pub(crate) fn refusal(name: &str, rate: Rate) -> Response {
    let Rate { limit, opens_in_s, .. } = rate;
    let message = format!(
        "More than {limit} requests in a minute, which is the limit \"{name}\". \
         It opens in {opens_in_s} s."
    );
    Failed::new(ErrorKind::RateLimited, message).into_response()
}

/// Stands around every request: counts it for the address it comes from.
pub(crate) async fn by_address(
    State(gate): State<Arc<Gate>>,
    request: Request,
    next: Next,
) -> Response {
    let limit = gate.services.settings.figures.requests_per_minute_per_address;
    let address = address::of(&request);
    let rate = match address {
        Some(address) => gate.count(Partition::Address(address), limit).await,
        None => None,
    };
    let mut response = match rate {
        Some(rate) if rate.is_exceeded => refusal("address", rate),
        _ => next.run(request).await,
    };
    if let Some(rate) = rate {
        show(response.headers_mut(), "address", rate);
    }
    response
}

fn remember<K: Eq + std::hash::Hash, V>(map: &Mutex<HashMap<K, V>>, key: K, value: V) {
    let mut map = lock(map);
    if map.len() >= MOST_REMEMBERED {
        map.clear();
    }
    map.insert(key, value);
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
