use oma_core::money::MicroUsd;
use oma_core::{Error, ErrorKind, Result};

use crate::run::Run;

/// Whether a row may begin, by its owner's quotas.
#[derive(Debug)]
pub(crate) enum Place {
    /// It has its place.
    Taken,
    /// As many are being made as may be.
    Later,
    /// Waiting does not help: the day's or the month's quota is used up.
    Refused(Error),
}

impl Run<'_> {
    /// Takes a place for an execution, as the API does.
    pub(crate) async fn reserve(&self, execution: &str, estimate: MicroUsd) -> Result<Place> {
        let limits = self.services.limits();
        let error = match limits.reserve(self.owner, execution, estimate).await {
            Ok(()) => return Ok(Place::Taken),
            Err(error) if error.kind == ErrorKind::QuotaExceeded => error,
            Err(error) => return Err(error),
        };
        // The one that opens by itself is the one that is left when the others are not full.
        let lasting = limits.quotas(self.owner).await?.into_iter().any(|quota| match quota.name {
            "videos_at_once" => false,
            "micro_usd_per_month" => quota.used.saturating_add(estimate.0) > quota.limit,
            _ => quota.used >= quota.limit,
        });
        Ok(if lasting { Place::Refused(error) } else { Place::Later })
    }

    /// What keeps a batch of so many rows from being begun at all, and how many may be made at once.
    pub(crate) async fn room(&self, rows: u32) -> Result<std::result::Result<u32, Error>> {
        let limits = self.services.limits();
        let at_once = limits.figures_of(self.owner).await?.videos_at_once;
        if at_once == 0 {
            let message = "Your quota videos_at_once is 0: no video can be made.";
            return Ok(Err(Error::new(ErrorKind::QuotaExceeded, message)));
        }
        let quotas = limits.quotas(self.owner).await?;
        let day = quotas.into_iter().find(|quota| quota.name == "videos_per_day");
        let Some(day) = day else { return Ok(Ok(at_once)) };
        let left = day.limit.saturating_sub(day.used);
        if u64::from(rows) <= left {
            return Ok(Ok(at_once));
        }
        let message = format!(
            "{rows} videos are to be made, and {left} are left of today's {} (the quota \
             videos_per_day, in UTC). Nothing was started. Ask for a higher quota, make smaller \
             batches, or resume this one when it opens.",
            day.limit
        );
        Ok(Err(Error::new(ErrorKind::QuotaExceeded, message)))
    }
}
