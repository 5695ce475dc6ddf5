//! What makes words, pictures and sound: vendors over HTTP, and the offline ones.
//!
//! Reading order: `spoken` (how numbers, prices and dates are said); [`offline`], which needs
//! neither network nor key: [`offline::writer`] (words), [`offline::OfflineNarrator`] (voices: of
//! [`offline::kokoro`] or, without its pack, of [`offline::espeak`]), [`offline::library`] (music: of
//! its pack or, without it, of [`offline::synth`]); [`http`] and [`resilience`], on
//! which every vendor's client stands; [`language`] (chat models, moderation); [`images`] and [`clips`],
//! which draw pictures and move them; [`speech`] and [`music`], the vendors of sound and who chooses
//! among them.
//! `assembly` puts together what is switched on.
//!
//! Invariants: a provider implements one port of `oma-core` and knows nothing of agents, steps or
//! storage; it never chooses a replacement without saying so.

mod assembly;
pub mod clips;
pub mod http;
pub mod images;
pub mod keys;
pub mod language;
pub mod music;
pub mod offline;
pub mod resilience;
pub mod speech;
mod spoken;
pub mod stock;
mod table;
mod vendors;

pub use assembly::{Beside, Parts, Providers};
pub use vendors::{CallRules, CircuitRules, KeyCheck, KeyInfo, RateBudget, Vendor, Vendors};
