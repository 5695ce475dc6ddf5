//! What follows from changes of the table: users' servers are told what happens to their videos,
//! and a video that ends or is deleted is tidied up after.
//!
//! Reading order: [`Change`] is a change of one item, as the table's stream tells it;
//! [`Notifier::on_change`] is what follows from it at once; [`Notifier::sweep`] does, every minute,
//! what is due or was left over. `events` makes deliveries of a video's events, `attempt` sends one,
//! `sweep` sends those that are due, `ends` is what a video's end sets off ([`Housekeeping`],
//! done by [`Tidy`]).
//! [`Handler`] is the Lambda function around it.
//!
//! A message is delivered at least once, under the same id each time. Each attempt holds a lease on
//! its delivery, taken by a conditional write, so that two workers never make one attempt both.
//! Messages of one webhook leave in the order of events as long as all goes well; one that must be
//! tried again is overtaken.

mod attempt;
mod change;
mod ends;
mod events;
mod handler;
mod notifier;
mod slow;
mod sweep;
mod tidy;

pub use change::{Change, ChangeKind};
pub use ends::{Housekeeping, NoHousekeeping};
pub use handler::Handler;
pub use notifier::{Notifier, Outcome};
pub use sweep::Swept;
pub use tidy::Tidy;

use oma_core::ports::Access;

/// What this function does through its ports, its housekeeping included; its role allows that and
/// nothing else.
pub const ACCESS: &[Access] = &[
    Access::ReadVideos,
    Access::RemoveVideos,
    Access::ListEvents,
    Access::EraseEvents,
    Access::ManageArtifactUses,
    Access::ReadDocuments,
    Access::WriteDocuments,
    Access::RemoveDocuments,
    Access::QueryDocuments,
    Access::ListDocuments,
    Access::Count,
    Access::ReadObjects,
    Access::ListObjects,
    Access::DeleteObjects,
];
