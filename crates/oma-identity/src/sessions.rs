//! What can still be refreshed.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use jiff::{SignedDuration, Timestamp};
use oma_core::Result;
use serde::{Deserialize, Serialize};
use ulid::Ulid;

use crate::{files, secret};

/// How long after signing in tokens can be refreshed. It does not grow with use.
const LIFE: SignedDuration = SignedDuration::from_hours(30 * 24);

/// The sessions in a file. Each has one refresh token at a time: using it gives the next one. A
/// token that comes a second time was stolen, from whoever came first or second, so the session
/// ends.
#[derive(Debug, Clone)]
pub(crate) struct Sessions {
    folder: PathBuf,
}

/// Who signed in where.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Session {
    pub(crate) sub: String,
    pub(crate) client_id: String,
    pub(crate) scope: String,
    signed_in_at: Timestamp,
    token_sha256: String,
}

#[derive(Default, Serialize, Deserialize)]
struct Kept {
    sessions: BTreeMap<String, Session>,
}

impl Sessions {
    pub(crate) fn open(folder: &Path) -> Self {
        Self { folder: folder.to_owned() }
    }

    /// Begins a session, and gives its id and first refresh token.
    pub(crate) fn begin(
        &self,
        (sub, client_id, scope): (&str, &str, &str),
        now: Timestamp,
    ) -> Result<(String, String)> {
        let (id, token) = (Ulid::generate().to_string(), secret::random());
        let session = Session {
            sub: sub.to_owned(),
            client_id: client_id.to_owned(),
            scope: scope.to_owned(),
            signed_in_at: now,
            token_sha256: secret::digest(&token),
        };
        self.change(|kept| {
            kept.sessions.retain(|_, session| now - LIFE < session.signed_in_at);
            kept.sessions.insert(id.clone(), session);
        })?;
        let token = format!("{id}.{token}");
        Ok((id, token))
    }

    /// Takes a refresh token for the next one. `None` if it is not, or no longer, good for this
    /// client.
    pub(crate) fn refresh(
        &self,
        token: &str,
        client_id: &str,
        now: Timestamp,
    ) -> Result<Option<(Session, String)>> {
        let Some((id, given)) = token.split_once('.') else { return Ok(None) };
        self.change(|kept| {
            let session = kept.sessions.get_mut(id)?;
            if session.client_id != client_id {
                return None;
            }
            if !secret::equal(&session.token_sha256, &secret::digest(given)) {
                tracing::warn!(session = id, "a refresh token came twice; its session was ended");
                kept.sessions.remove(id);
                return None;
            }
            if now - LIFE >= session.signed_in_at {
                kept.sessions.remove(id);
                return None;
            }
            let next = secret::random();
            session.token_sha256 = secret::digest(&next);
            Some((session.clone(), format!("{id}.{next}")))
        })
    }

    /// Ends a session by its id, or by any of its refresh tokens.
    pub(crate) fn end(&self, id_or_token: &str) -> Result<()> {
        let id = id_or_token.split_once('.').map_or(id_or_token, |(id, _)| id);
        self.change(|kept| {
            kept.sessions.remove(id);
        })
    }

    fn change<T>(&self, change: impl FnOnce(&mut Kept) -> T) -> Result<T> {
        let path = self.folder.join("sessions.json");
        let _lock = files::lock(&self.folder)?;
        let mut kept: Kept = files::read(&path)?;
        let outcome = change(&mut kept);
        files::write(&path, &kept)?;
        Ok(outcome)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sessions() -> (tempfile::TempDir, Sessions, Timestamp) {
        let folder = tempfile::tempdir().unwrap();
        let sessions = Sessions::open(folder.path());
        (folder, sessions, Timestamp::now())
    }

    #[test]
    fn a_refresh_token_works_once_and_its_second_use_ends_the_session() {
        let (_folder, sessions, now) = sessions();
        let (_, first) = sessions.begin(("u-1", "oma-cli", "openid"), now).unwrap();
        let (session, second) = sessions.refresh(&first, "oma-cli", now).unwrap().unwrap();
        assert_eq!((session.sub.as_str(), session.scope.as_str()), ("u-1", "openid"));
        assert_eq!(sessions.refresh(&first, "oma-cli", now).unwrap(), None);
        assert_eq!(sessions.refresh(&second, "oma-cli", now).unwrap(), None, "the thief's, too");
    }

    #[test]
    fn a_session_is_for_one_client_and_thirty_days() {
        let (_folder, sessions, now) = sessions();
        let (_, token) = sessions.begin(("u-1", "oma-cli", "openid"), now).unwrap();
        assert_eq!(sessions.refresh(&token, "other", now).unwrap(), None);
        let last = now + LIFE - SignedDuration::from_secs(1);
        let (_, token) = sessions.refresh(&token, "oma-cli", last).unwrap().unwrap();
        assert_eq!(sessions.refresh(&token, "oma-cli", now + LIFE).unwrap(), None);
        for wrong in ["", ".", "a.b", "no-dot"] {
            assert_eq!(sessions.refresh(wrong, "oma-cli", now).unwrap(), None);
        }
    }

    #[test]
    fn the_file_does_not_hold_what_refreshes() {
        let (folder, sessions, now) = sessions();
        let (id, token) = sessions.begin(("u-1", "oma-cli", "openid"), now).unwrap();
        let text = std::fs::read_to_string(folder.path().join("sessions.json")).unwrap();
        assert!(!text.contains(token.split_once('.').unwrap().1));
        sessions.end(&id).unwrap();
        assert_eq!(sessions.refresh(&token, "oma-cli", now).unwrap(), None);
    }
}
