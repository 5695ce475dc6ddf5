//! One definition on two engines: oma-asl in this process, and the emulator's Step Functions.

mod batch;
mod definition;
mod emulated;
mod local;
mod person;
mod trace;

pub use batch::run_batch_locally;
pub use definition::{of_scenario, video_workflow};
pub use emulated::Emulated;
pub use local::run as run_locally;
pub use trace::Trace;
