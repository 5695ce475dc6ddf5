//! Providers that need neither network nor key, so that a film can be made on a bare laptop and
//! in every test.

pub mod espeak;
pub mod library;
mod pcm;
mod random;
pub mod synth;
pub mod writer;

/// The provider's name in a plan's choices.
pub(crate) const PROVIDER: &str = "offline";
