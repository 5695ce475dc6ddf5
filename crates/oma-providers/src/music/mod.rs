//! Music from an online library, beside the pack of this machine.
//!
//! A film's music is the user's own file if there is one; else a piece of the online library where
//! that is switched on ([`Openverse`]); else, and where the library has nothing or fails, a piece of
//! the pack, which the video says.

mod openverse;
#[cfg(test)]
mod tests;

pub use openverse::Openverse;
