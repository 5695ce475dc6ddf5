//! Voices of vendors, beside those of this machine.
//!
//! Reading order: [`SpeechTable`] (which voices there are, and what they cost), `choose` (which of
//! them speaks), [`Voices`] (the narrator over all of them), `sound` and `timing` (from what a vendor
//! sends to what a film needs), then the clients: [`ElevenLabs`], [`OpenAiSpeech`]. Amazon Polly is
//! in the crate `oma-aws`.
//!
//! **One film, one voice.** The scenes of a film are spoken at the same time, by processes that know
//! nothing of each other. If each could take another voice when its vendor fails, a film would change
//! its voice in the middle. So the voice is chosen once, in the plan, and [`Voices`] never replaces
//! it: a scene whose vendor fails fails by name, and the state machine tries it again. Scenes that
//! were spoken are found and not paid again. Only a new plan takes another voice, because it passes
//! over vendors that are known to be down, and the plan says so; all scenes are then spoken by that
//! voice.

mod choose;
mod elevenlabs;
mod openai;
mod sound;
mod table;
#[cfg(test)]
mod tests;
mod timing;
mod voices;

pub use elevenlabs::ElevenLabs;
pub use openai::OpenAiSpeech;
pub use table::{SpeechModel, SpeechTable, TableVoice, Times};
pub use voices::Voices;
