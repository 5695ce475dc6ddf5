//! Schedules: batches that begin by the clock.
//!
//! Reading order: [`Expression`] (when, as Amazon `EventBridge` Scheduler writes it) → [`Timetable`]
//! (an expression between a first and a last moment) → [`ScheduleRecord`] → [`ScheduleRun`] (what
//! became of one run) → [`ScheduleDesk`] (what its owner asks of a schedule, and what its timer
//! does) → [`Ledger`] (what was missed).
//!
//! What must stay true:
//!
//! * A run is the document of its schedule and its planned time, written only where there is none;
//!   its batch's id follows from both. So a timer that fires twice makes one batch, and one that
//!   fires again after a crash goes on where it was.
//! * A run that nothing started is written as missed, by whoever looks at the schedule next.

mod desk;
mod expression;
mod fire;
mod ledger;
mod queue;
mod record;
mod run;
#[cfg(test)]
mod tests;
mod timetable;

pub use desk::{NewSchedule, RunPage, ScheduleDesk, SchedulePage};
pub use expression::Expression;
pub use ledger::{Ledger, MISSED_AFTER};
pub use queue::MAX_QUEUED;
pub use record::{DUE, Overlap, SCHEDULES, ScheduleRecord, schedule_place, source_key};
pub use run::{RUNS, RunOutcome, ScheduleRun, batch_of, run_place};
pub use timetable::Timetable;
