//! The methods of [`Client`](crate::Client), a file per resource of the API.

mod approvals;
mod audit;
mod batches;
mod brands;
mod briefs;
mod catalogue;
pub(crate) mod discovery;
mod health;
mod pages;
mod schedules;
mod templates;
mod uploads;
mod usage;
mod videos;
mod webhooks;
