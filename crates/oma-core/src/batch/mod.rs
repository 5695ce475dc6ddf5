//! Batches: a list of briefs that are made with nobody watching.
//!
//! Reading order: [`BatchRecord`] (what was asked for, and how it stands), [`BatchOptions`], [`Source`]
//! (where the briefs come from), [`BatchItem`] (one row), [`keys`] (where everything lies);
//! [`BatchDesk`] does what a batch's owner asks: `desk` makes and finds, `lifecycle` stops, resumes and
//! packs, `read` shows rows. [`Tallies`] counts; [`Summary`] is how it ended.
//!
//! What must stay true:
//!
//! * Nothing is started before every row was read: a manifest with a bad row starts nothing, unless its
//!   user said that bad rows may be left out.
//! * The video of row `n` has an id that follows from the batch and `n` ([`video_of`]). So whatever is
//!   repeated after a crash finds what was there, and no row is made twice.
//! * What a batch may cost is taken from its own counter before a video begins, and put right when it
//!   ends; a video's budget is what was taken for it. So the sum never passes the batch's budget.
//! * The document of a row decides. Who writes it, on the condition that nobody wrote since, moves the
//!   counters; who comes second moves none.

mod desk;
mod item;
pub mod keys;
mod lifecycle;
mod options;
mod read;
mod record;
mod source;
mod summary;
mod tally;
#[cfg(test)]
mod tests;

pub use desk::{BatchDesk, BatchPage, NewBatch};

pub use item::{BatchItem, ItemDraft, ItemStatus, MAX_ITEMS, video_of};
pub use options::BatchOptions;
pub use read::{ItemPage, ItemQuery};
pub use record::{BatchCounts, BatchId, BatchRecord, BatchStatus};
pub use source::{ManifestFormat, Source};
pub use summary::{Archive, ArchivePart, Sum, Summary};
pub use tally::{Tallies, Tally};
