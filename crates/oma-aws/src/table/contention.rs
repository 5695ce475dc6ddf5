//! Writes that meet others on the same item at the same moment.
//!
//! `DynamoDB` does not queue: a write that meets a transaction on one of its items is refused. All
//! steps of a video check its record when they claim, so a video of many scenes meets itself.

use std::future::Future;
use std::time::Duration;

use aws_sdk_dynamodb::error::{ProvideErrorMetadata, SdkError};
use aws_sdk_dynamodb::operation::transact_write_items::TransactWriteItemsError;
use aws_sdk_dynamodb::types::{CancellationReason, TransactWriteItem};
use oma_core::{Error, ErrorKind, Result};

use super::Table;
use crate::failure::{Service, from_sdk};

/// How often a write is sent in all: about three seconds of waiting.
pub(super) const ATTEMPTS: u32 = 12;
const FIRST_WAIT_MS: u64 = 20;
const LONGEST_WAIT_MS: u64 = 640;

/// Waits before the next attempt: twice as long each time, with full jitter.
pub(super) async fn wait(attempt: u32) {
    let longest = (FIRST_WAIT_MS << attempt.min(10)).min(LONGEST_WAIT_MS);
    tokio::time::sleep(Duration::from_millis(rand::random_range(0..=longest))).await;
}

/// Sends a write of one item again while a transaction holds the item.
pub(super) async fn patiently<T, E, F>(send: impl Fn() -> F) -> Result<T, SdkError<E>>
where
    E: ProvideErrorMetadata,
    F: Future<Output = Result<T, SdkError<E>>>,
{
    let mut attempt = 0;
    loop {
        match send().await {
            Err(error)
                if error.code() == Some("TransactionConflictException")
                    && attempt + 1 < ATTEMPTS =>
            {
                wait(attempt).await;
                attempt += 1;
            }
            outcome => return outcome,
        }
    }
}

/// What came of a transaction.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Transacted {
    /// All of it was written.
    Done,
    /// Nothing was: the conditions of these items, by their place, did not hold.
    Refused(Vec<usize>),
}

/// Why a transaction was cancelled.
#[derive(Debug, PartialEq, Eq)]
enum Cancelled {
    Conditions(Vec<usize>),
    /// Another write had one of the items.
    Met,
    Throttled,
    Otherwise,
}

impl Table {
    /// Writes all of the items or none. One that others keep meeting is [`ErrorKind::Conflict`].
    pub(super) async fn transact(&self, items: Vec<TransactWriteItem>) -> Result<Transacted> {
        for attempt in 0..ATTEMPTS {
            let request =
                self.client.transact_write_items().set_transact_items(Some(items.clone()));
            let Err(error) = request.send().await else { return Ok(Transacted::Done) };
            match cancelled(&error) {
                Some(Cancelled::Conditions(failed)) => return Ok(Transacted::Refused(failed)),
                Some(Cancelled::Met) => wait(attempt).await,
                Some(Cancelled::Throttled) => {
                    let message = "DynamoDB asks us to slow down.";
                    return Err(Error::new(ErrorKind::StorageThrottled, message));
                }
                Some(Cancelled::Otherwise) | None => {
                    return Err(from_sdk(Service::DynamoDb, "TransactWriteItems", &error));
                }
            }
        }
        Err(conflict())
    }
}

pub(super) fn conflict() -> Error {
    Error::new(ErrorKind::Conflict, "Somebody else changed the same thing at the same time.")
}

fn cancelled(error: &SdkError<TransactWriteItemsError>) -> Option<Cancelled> {
    match error.as_service_error()? {
        TransactWriteItemsError::TransactionCanceledException(why) => {
            Some(reason(why.cancellation_reasons()))
        }
        _ => None,
    }
}

/// A condition that failed tells more than that another write was met elsewhere.
fn reason(reasons: &[CancellationReason]) -> Cancelled {
    let is = |reason: &CancellationReason, code: &str| reason.code() == Some(code);
    let failed: Vec<usize> = (0..)
        .zip(reasons)
        .filter(|(_, reason)| is(reason, "ConditionalCheckFailed"))
        .map(|(place, _)| place)
        .collect();
    let any = |codes: &[&str]| reasons.iter().any(|reason| codes.iter().any(|c| is(reason, c)));
    if !failed.is_empty() {
        Cancelled::Conditions(failed)
    } else if any(&["TransactionConflict"]) {
        Cancelled::Met
    } else if any(&["ThrottlingError", "ProvisionedThroughputExceeded"]) {
        Cancelled::Throttled
    } else {
        Cancelled::Otherwise
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(codes: &[&str]) -> Cancelled {
        let reason_of = |code: &&str| CancellationReason::builder().code(*code).build();
        reason(&codes.iter().map(reason_of).collect::<Vec<_>>())
    }

    #[test]
    fn the_reasons_of_a_cancelled_transaction_are_told_apart() {
        assert_eq!(
            of(&["None", "ConditionalCheckFailed", "TransactionConflict"]),
            Cancelled::Conditions(vec![1])
        );
        assert_eq!(of(&["None", "TransactionConflict", "ThrottlingError"]), Cancelled::Met);
        assert_eq!(of(&["ThrottlingError", "None"]), Cancelled::Throttled);
        assert_eq!(of(&["None", "ProvisionedThroughputExceeded"]), Cancelled::Throttled);
        assert_eq!(of(&["ValidationError"]), Cancelled::Otherwise);
        assert_eq!(of(&[]), Cancelled::Otherwise);
    }
}
