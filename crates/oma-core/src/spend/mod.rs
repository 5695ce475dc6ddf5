//! Money that leaves: every call that a provider may charge for goes through an [`Account`].
//!
//! Reading order: [`Units`] and [`Rate`] (what is counted, and what it costs), [`Call`] (what is about
//! to be asked, and the most it can cost), [`Account::pay`] (the one way to ask), [`CallRecord`] (the
//! entry in the ledger, an event of the video), [`Bill`] (what a piece of work cost and saved).
//!
//! What must stay true:
//!
//! * A call is made only after the most that it can cost was taken from the video's budget and from
//!   its owner's month. Both are counters with a limit, so under any number of callers, failures and
//!   crashes what is taken never passes them. Only what is known not to have been charged is given
//!   back; after a crash in the middle of a call its reservation stays taken.
//! * An answer is stored, under the hash of what was asked, before anybody reads it. Equal questions of
//!   an owner are asked once, at the same time too.
//!
//! What a death of the process leaves behind, by its moment:
//!
//! * Before the call was sent: the reservation stays taken if it was taken. Nothing was charged; the
//!   call is made at the next attempt.
//! * After it was sent and before its answer was stored: the one window in which a provider may
//!   have charged and nothing is there. The reservation, which is the most that it can have charged,
//!   stays taken for good, and the call is made once more, on a reservation of its own. So the
//!   limits hold; what is lost is at most the calls that were under way, one for each.
//! * After the answer was stored: it is found, and no call is made. If the reservation was not put
//!   right yet, the difference to the price stays taken; if the ledger was not told yet, it shows
//!   that the answer was found, and what that saved, and not what it had cost.

mod account;
mod aws;
mod call;
mod lease;
mod record;
#[cfg(test)]
mod tests;
mod units;
mod wallet;

pub use account::{Account, Accounts};
pub use aws::aws_cost;
pub use call::{Answer, Answered, Call, CallFailure, Charge};
pub use record::{Bill, CallOutcome, CallRecord, PriceSource};
pub use units::{Rate, Unit, Units};
pub use wallet::{month_spent, video_spent};
