//! Videos: a file for each kind of thing that is asked of them.

mod actions;
mod answers;
mod create;
mod events;
mod files;
mod list;
mod one;
mod revisions;
mod variants;

use aide::axum::ApiRouter;

use crate::services::Services;

pub use create::brief_and_tags;
pub(super) use create::make;
pub(super) use one::body;

/// The paths.
pub(super) fn routes() -> ApiRouter<Services> {
    ApiRouter::new()
        .merge(create::routes())
        .merge(list::routes())
        .merge(actions::routes())
        .merge(revisions::routes())
        .merge(variants::routes())
        .merge(files::routes())
        .merge(events::routes())
        .merge(answers::routes())
}
