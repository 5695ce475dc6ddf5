//! Content-addressed steps: finished work is never done or paid twice.
//!
//! A step's [`StepKey`] is a hash of its name, its version, its canonical inputs and who does it.
//! [`Steps::run`] claims the key for its video; on a miss it does the work, stores the files, and
//! only then finishes the index entry. So a finished entry means that all files are there, a crash
//! at any moment loses at most the step at hand, and equal steps of different videos share one
//! artifact. The claim also says which videos need the artifact, so that deleting a video deletes
//! what nothing else uses; [`crate::ports::ArtifactIndex`] tells how these meet.

mod artifact;
mod key;
mod runner;

pub use artifact::{Artifact, ArtifactRecord, FileRecord, MadeBody, MadeFile, Output};
pub use key::{StepKey, hash_of};
pub use runner::{Step, Steps};
