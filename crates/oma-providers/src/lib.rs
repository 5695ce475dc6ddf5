//! What makes words, pictures and sound: vendors over HTTP, and the offline ones.
//!
//! Reading order: `spoken` (how numbers, prices and dates are said); [`offline`], which needs
//! neither network nor key: [`offline::writer`] (words), [`offline::OfflineNarrator`] (voices: of
//! [`offline::kokoro`] or, without its pack, of [`offline::espeak`]), [`offline::library`] (music: of
//! its pack or, without it, of [`offline::synth`]); [`http`] and [`resilience`], on
//! which every vendor's client stands; [`speech`] and [`music`], the vendors of sound and who chooses
//! among them.
//!
//! Invariants: a provider implements one port of `oma-core` and knows nothing of agents, steps or
//! storage; it never chooses a replacement without saying so.

pub mod http;
pub mod keys;
pub mod music;
pub mod offline;
pub mod resilience;
pub mod speech;
mod spoken;
