//! Providers that need neither network nor key, so that a film can be made on a bare laptop and
//! in every test.

#[cfg(test)]
mod calibration;
pub mod catalogue;
mod choice;
pub mod espeak;
pub mod kokoro;
pub mod library;
mod narrator;
mod packs;
pub(crate) mod pcm;
mod random;
pub mod synth;
mod voice;
pub mod writer;

pub use narrator::{OfflineNarrator, OfflineVoice};
pub use packs::{Packs, VoicePack};
pub use voice::Gender;

/// The provider's name in a plan's choices.
pub const PROVIDER: &str = "offline";
