//! What lies between signing in and the first token.

use std::collections::HashMap;

use jiff::{SignedDuration, Timestamp};

use crate::secret;

/// How long a program has to take its code.
const LIFE: SignedDuration = SignedDuration::from_mins(2);

/// Codes, each good once. They live in memory: a restart costs one sign-in that is under way.
#[derive(Default)]
pub(super) struct Codes {
    by_digest: HashMap<String, (Timestamp, State)>,
}

enum State {
    Open(Grant),
    /// It was taken; the session that came of it, once there is one.
    Taken(Option<String>),
}

/// What a person agreed to by signing in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Grant {
    pub(super) sub: String,
    pub(super) client_id: String,
    pub(super) redirect_uri: String,
    pub(super) code_challenge: String,
    pub(super) scope: String,
    pub(super) nonce: Option<String>,
}

/// What a code gives.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Taken {
    /// What was agreed to.
    Grant(Grant),
    /// It was taken before: whoever has this session is not trusted any more.
    Twice(Option<String>),
    /// It was never given, or too long ago.
    Unknown,
}

impl Codes {
    /// A code for a grant.
    pub(super) fn give(&mut self, grant: Grant, now: Timestamp) -> String {
        self.by_digest.retain(|_, (given, _)| now - LIFE < *given);
        let code = secret::random();
        self.by_digest.insert(secret::digest(&code), (now, State::Open(grant)));
        code
    }

    /// Takes a code. Whatever comes of it, it is not good a second time.
    pub(super) fn take(&mut self, code: &str, now: Timestamp) -> Taken {
        let Some((given, state)) = self.by_digest.get_mut(&secret::digest(code)) else {
            return Taken::Unknown;
        };
        match std::mem::replace(state, State::Taken(None)) {
            State::Taken(session) => Taken::Twice(session),
            State::Open(_) if now - LIFE >= *given => Taken::Unknown,
            State::Open(grant) => Taken::Grant(grant),
        }
    }

    /// Remembers which session came of a code that was taken.
    pub(super) fn led_to(&mut self, code: &str, session: &str) {
        if let Some((_, state)) = self.by_digest.get_mut(&secret::digest(code)) {
            *state = State::Taken(Some(session.to_owned()));
        }
    }
}
