//! Timeline arithmetic, captions, cards, ffmpeg: building commands (pure) and running them (thin).
//!
//! Reading order: [`layout`] (when everything is seen and heard) → [`captions`] (phrases, ASS,
//! SRT, VTT) → [`segment`] (one piece of film as an ffmpeg command) → [`assemble`] (the sound and
//! the joining) → [`work`] (runs those commands). [`cards`], [`icons`] and [`fonts`] draw the
//! pictures; [`probe`] and [`inspect`] look at files; [`ffmpeg`] finds and runs the programs.
//!
//! Invariants: everything above [`work`] in that order is a pure function. ffmpeg is only ever a
//! separate program, never linked: builds with x264 are under the GPL.

pub mod assemble;
pub mod captions;
pub mod cards;
pub mod ffmpeg;
pub mod fonts;
pub mod icons;
pub mod inspect;
pub mod layout;
pub mod loudness;
pub mod probe;
pub mod segment;
pub mod work;
