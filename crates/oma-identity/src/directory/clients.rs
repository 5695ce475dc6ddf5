use std::fmt;

use jiff::Timestamp;
use oma_core::{Error, ErrorKind, Result};
use serde::{Deserialize, Serialize};
use ulid::Ulid;
use url::Url;

use super::{Directory, check_name, no_such, taken};
use crate::issuer::SCOPES;
use crate::secret;

/// A program that may get tokens: a machine for itself, or one in which people sign in.
#[derive(Clone, Serialize, Deserialize)]
pub struct Client {
    /// Its id; of a machine also the claim `sub` of its tokens, which is the owner of its videos.
    pub id: String,
    /// What it is called in lists.
    pub name: String,
    /// What a machine may ask for; none where people sign in.
    #[serde(default)]
    pub scopes: Vec<String>,
    /// Where people come back to, exactly; none of a machine.
    #[serde(default)]
    pub redirect_uris: Vec<String>,
    /// When it was added.
    pub created_at: Timestamp,
    /// Of a machine.
    #[serde(default)]
    secret_sha256: Option<String>,
}

/// A client to add.
#[derive(Debug, Clone)]
pub struct NewClient {
    /// What it is called in lists.
    pub name: String,
    /// What a machine may ask for, of `oma/read`, `oma/write`, `oma/admin`.
    pub scopes: Vec<String>,
    /// Where people come back to. With any, the client is no machine and has no secret.
    pub redirect_uris: Vec<String>,
}

impl Client {
    /// Whether it gets tokens for itself.
    pub fn is_machine(&self) -> bool {
        self.secret_sha256.is_some()
    }

    pub(crate) fn has_secret(&self, given: &str) -> bool {
        let digest = secret::digest(given);
        self.secret_sha256.as_ref().is_some_and(|kept| secret::equal(kept, &digest))
    }
}

impl fmt::Debug for Client {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Client")
            .field("id", &self.id)
            .field("name", &self.name)
            .field("scopes", &self.scopes)
            .field("redirect_uris", &self.redirect_uris)
            .finish_non_exhaustive()
    }
}

impl Directory {
    /// Adds a client and gives its secret, if it is a machine; it cannot be read again.
    pub fn add_client(&self, new: NewClient) -> Result<(Client, Option<String>)> {
        check(&new)?;
        let secret = new.redirect_uris.is_empty().then(secret::random);
        let client = Client {
            id: Ulid::generate().to_string(),
            name: new.name,
            scopes: new.scopes,
            redirect_uris: new.redirect_uris,
            created_at: Timestamp::now(),
            secret_sha256: secret.as_deref().map(secret::digest),
        };
        self.change(|listed| {
            if listed.clients.iter().any(|other| other.name == client.name) {
                return Err(taken("client", &client.name));
            }
            listed.clients.push(client.clone());
            Ok(())
        })?;
        Ok((client, secret))
    }

    /// All clients, the oldest first.
    pub fn clients(&self) -> Result<Vec<Client>> {
        Ok(self.read()?.clients)
    }

    /// Removes a client by its id or name. Tokens that were given end as those of a user who is
    /// disabled.
    pub fn remove_client(&self, id_or_name: &str) -> Result<()> {
        self.change(|listed| {
            let at = listed.clients.iter().position(|c| c.id == id_or_name || c.name == id_or_name);
            listed.clients.remove(at.ok_or_else(|| no_such("client", id_or_name))?);
            Ok(())
        })
    }

    pub(crate) fn client(&self, id: &str) -> Result<Option<Client>> {
        Ok(self.read()?.clients.into_iter().find(|client| client.id == id))
    }
}

fn check(new: &NewClient) -> Result<()> {
    check_name(&new.name)?;
    let wrong = |message: String| Err(Error::new(ErrorKind::InvalidRequest, message));
    if new.scopes.is_empty() == new.redirect_uris.is_empty() {
        return wrong("A client has either scopes or redirect URIs.".to_owned());
    }
    if let Some(scope) = new.scopes.iter().find(|scope| !SCOPES.contains(&scope.as_str())) {
        return wrong(format!("There is no scope {scope:?}: {}.", SCOPES.join(", ")));
    }
    match new.redirect_uris.iter().find(|uri| !is_redirect(uri)) {
        None => Ok(()),
        Some(uri) => {
            wrong(format!("{uri:?} is no https URL, or one of this machine, without '#'."))
        }
    }
}

fn is_redirect(uri: &str) -> bool {
    let Ok(url) = Url::parse(uri) else { return false };
    let here = matches!(url.host_str(), Some("127.0.0.1" | "[::1]" | "localhost"));
    url.fragment().is_none() && (url.scheme() == "https" || (url.scheme() == "http" && here))
}
