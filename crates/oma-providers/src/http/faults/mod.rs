//! The suite of faults that every vendor's client goes through: a server over TCP does to it what
//! vendors, networks and hotels do, and what comes of each is held to what must be true of all.
//!
//! ```ignore
//! let rows = faults::run("openrouter", async |base| {
//!     OpenRouter::new(base, faults::LIMITS, faults::keys("openrouter"))?.chat("m", &request()).await
//! }).await;
//! faults::documented("openrouter", &rows);
//! ```
//!
//! A call that is not charged for (a search) goes by [`Suite::free`]; [`Suite::good`] adds what needs
//! a good answer.

mod cases;
mod page;
mod server;

use std::time::Duration;

use futures::future::join_all;
use oma_core::ErrorKind;
use oma_core::ports::Secret;
use oma_core::spend::{CallFailure, Charge};

use super::HttpLimits;
use crate::keys::Keys;
use crate::resilience::may_help;
use cases::{Case, Comes};
use server::Server;

pub(crate) use page::documented;

/// The key that clients are to use here. The server repeats it in its answers.
pub(crate) const KEY: &str = "sk-test-4f1d9c7ab2e8";

/// Limits that make the slow cases short and leave the others time on a busy machine.
pub(crate) const LIMITS: HttpLimits = HttpLimits {
    connect: Duration::from_secs(5),
    idle: Duration::from_secs(2),
    total: Duration::from_secs(3),
    body_bytes: 1 << 20,
};

/// [`KEY`] as a vendor's key.
pub(crate) fn keys(vendor: &str) -> Keys {
    Keys::given([(vendor.to_owned(), Secret::new(KEY))])
}

/// What came of one case.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Row {
    /// What the server did.
    pub(crate) case: String,
    /// The failure; none where there was an answer.
    pub(crate) failed: Option<Failed>,
}

/// How a call failed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Failed {
    /// By which name.
    pub(crate) kind: ErrorKind,
    /// What it is charged.
    pub(crate) charge: Charge,
    /// Whether the call is made again.
    pub(crate) is_repeated: bool,
    /// What the user is told.
    pub(crate) message: String,
}

/// What is known of the calls that are tried.
#[derive(Debug, Clone)]
pub(crate) struct Suite {
    vendor: &'static str,
    is_paid: bool,
    good: Option<(&'static str, Vec<u8>)>,
}

/// Tries a call that is charged for: `call` makes it, once, against a base address.
pub(crate) async fn run<C, T>(vendor: &'static str, call: C) -> Vec<Row>
where
    C: AsyncFn(String) -> Result<T, CallFailure>,
{
    Suite::of(vendor).run(call).await
}

impl Suite {
    /// Calls that are charged for.
    pub(crate) fn of(vendor: &'static str) -> Self {
        Self { vendor, is_paid: true, good: None }
    }

    /// Calls that are not charged for.
    pub(crate) fn free(mut self) -> Self {
        self.is_paid = false;
        self
    }

    /// An answer as the vendor documents it: its media type and its body.
    pub(crate) fn good(mut self, content_type: &'static str, body: impl Into<Vec<u8>>) -> Self {
        self.good = Some((content_type, body.into()));
        self
    }

    /// Tries all cases, at the same time, each on a server of its own.
    pub(crate) async fn run<C, T>(&self, call: C) -> Vec<Row>
    where
        C: AsyncFn(String) -> Result<T, CallFailure>,
    {
        let good = self.good.as_ref().map(|(content_type, body)| (*content_type, body.as_slice()));
        let cases = cases::all(good);
        join_all(cases.iter().map(|case| self.try_one(case, &call))).await
    }

    async fn try_one<C, T>(&self, case: &Case, call: &C) -> Row
    where
        C: AsyncFn(String) -> Result<T, CallFailure>,
    {
        let server = Server::start(case.does.clone()).await;
        let outcome = call(server.url()).await.map(|_| ());
        self.hold(case, &outcome);
        let failed = outcome.err().map(|failure| Failed {
            kind: failure.error.kind,
            charge: failure.charge,
            is_repeated: may_help(&failure),
            message: failure.error.message,
        });
        Row { case: case.name.clone(), failed }
    }

    /// What must be true whoever the vendor is.
    fn hold(&self, case: &Case, outcome: &Result<(), CallFailure>) {
        let what = format!("{}, {}: {outcome:?}", self.vendor, case.name);
        assert!(!what.contains(KEY), "the key is told by {} at: {}", self.vendor, case.name);
        match (&case.comes, outcome) {
            (Comes::Answered, Ok(())) => {}
            (Comes::Refused(kinds, wait_ms), Err(failure)) => {
                assert!(kinds.contains(&failure.error.kind), "another name: {what}");
                assert_eq!(failure.charge, Charge::Nothing, "a refusal is free: {what}");
                assert_eq!(failure.retry_after_ms, *wait_ms, "the wait that is asked for: {what}");
            }
            (Comes::Lost(kinds), Err(failure)) => {
                assert!(kinds.contains(&failure.error.kind), "another name: {what}");
                let is_free = failure.charge == Charge::Nothing;
                assert_eq!(is_free, !self.is_paid, "what was sent and lost: {what}");
                assert!(is_free || !may_help(failure), "paid work is never repeated: {what}");
            }
            _ => panic!("not what must come of it: {what}"),
        }
        if let Err(failure) = outcome {
            let message = &failure.error.message;
            assert!(message.ends_with(['.', '!', '?']), "a sentence for the user: {what}");
            assert!(message.len() < 600 && !message.contains('\n'), "one short line: {what}");
        }
    }
}
