//! What the owner of a video asks of it once it is there: [`Eraser`] takes away what a deleted video
//! leaves.

mod erase;

pub use erase::Eraser;
