//! How one request is sent: with a token, within a time, again where it may be, and judged.

mod answer;
mod call;
mod retry;
mod transport;

pub(crate) use answer::unexpected;
pub(crate) use call::Call;
pub use retry::RetryPolicy;
pub(crate) use transport::{Transport, fetch, gap, is_loopback, origin, server_url};
