//! Clips that models make of stills: long jobs.
//!
//! Reading order: [`Runway`] (one vendor: start, look, fetch), [`ClipTable`] (which models there are and
//! what they cost), [`Clips`] (the router, which pays for the start and for nothing else).

mod router;
mod runway;
mod table;
#[cfg(test)]
mod tests;

pub use router::Clips;
pub use runway::Runway;
pub use table::{ClipModel, ClipTable};
