//! Content-addressed steps: finished work is never done or paid twice.
//!
//! A step's [`StepKey`] is a hash of its name, its version, its canonical inputs and who does it.
//! [`Steps::run`] looks the key up; on a miss it does the work, stores the files, and only then
//! writes the index entry. So an entry means that all files are there, a crash at any moment
//! loses at most the step at hand, and equal steps of different videos share one artifact.

mod artifact;
mod key;
mod runner;

pub use artifact::{Artifact, ArtifactRecord, FileRecord, MadeBody, MadeFile, Output};
pub use key::{StepKey, hash_of};
pub use runner::{Step, Steps};
