//! What makes words, pictures and sound: vendors over HTTP, and the offline ones.
//!
//! Reading order: [`offline`], which needs neither network nor key: [`offline::writer`] (words),
//! [`offline::espeak`] (voice), [`offline::library`] and [`offline::synth`] (music). [`packs`] is where what the set-up fetches
//! lies.
//!
//! Invariants: a provider implements one port of `oma-core` and knows nothing of agents, steps or
//! storage; it never chooses a replacement without saying so.

pub mod offline;
pub mod packs;
