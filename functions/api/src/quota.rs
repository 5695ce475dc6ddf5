//! Quotas around what starts executions.

use oma_core::Result;
use oma_core::id::Owner;
use oma_core::money::MicroUsd;

use crate::services::Services;

/// Takes a place for each of these executions, does what starts them, and gives the places back
/// when that fails. They are given back when the executions are over by whoever sees that
/// (`functions/notifier`), or by the owner's own cancelling and deleting.
pub(crate) async fn reserved<T>(
    services: &Services,
    owner: &Owner,
    executions: &[(String, MicroUsd)],
    work: impl Future<Output = Result<T>>,
) -> Result<T> {
    let limits = services.limits();
    for (taken, (execution, estimate)) in executions.iter().enumerate() {
        if let Err(error) = limits.reserve(owner, execution, *estimate).await {
            give_back(services, owner, &executions[..taken]).await?;
            return Err(error);
        }
    }
    match work.await {
        Ok(done) => Ok(done),
        Err(error) => {
            give_back(services, owner, executions).await?;
            Err(error)
        }
    }
}

async fn give_back(
    services: &Services,
    owner: &Owner,
    executions: &[(String, MicroUsd)],
) -> Result<()> {
    for (execution, _) in executions {
        services.limits().undo(owner, execution).await?;
    }
    Ok(())
}
