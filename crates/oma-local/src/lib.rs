//! The whole product in one process: embedded state and media, the agents, the workflow.
//!
//! Reading order: [`Prepared`] (a brief whose files were looked at) → [`Studio`] (everything wired)
//! → `submit` (a video's record) → `functions` (agents called as Lambda calls them) → `watch`
//! (what a person sees meanwhile). `executions` runs the workflow for many videos, `batches` that of
//! batches, and [`BatchRun`] is a batch without a server. [`serve`] is the same behind the API.
//! [`embedded`] is the DynamoDB and S3 underneath.
//!
//! Invariant: nothing here is a second implementation. The workflow is the file that runs on Step
//! Functions, the agents are those of `functions/`, and the adapters are those of oma-aws.

mod batch_run;
mod batches;
pub mod embedded;
mod executions;
mod functions;
mod intake;
mod keys;
mod progress;
mod reach;
pub mod serve;
mod state_dir;
mod studio;
mod submit;
mod watch;

pub use batch_run::{BatchOrder, BatchRun, RowNews};
pub use intake::{Brought, Prepared};
pub use keys::{KeyFile, KeySource, LocalSecrets};
pub use progress::{OnProgress, Progress};
pub use reach::Reach;
pub use state_dir::default_state_dir;
pub use studio::{Made, Studio, VIDEO_WORKFLOW};
pub use submit::Submitted;
