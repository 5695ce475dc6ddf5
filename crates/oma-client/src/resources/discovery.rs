use serde::{Deserialize, Serialize};

use crate::auth::Issuer;
use crate::client::Client;
use crate::error::{Error, Result};

/// The command line at the issuer that `oma serve` is itself.
const OWN_CLIENT: &str = "oma-cli";

/// `GET /.well-known/oma`: where to sign in for this server. Open to all.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ServerInfo {
    /// The `OpenID` Connect issuer.
    pub issuer: String,
    /// The public client that the command line is there.
    pub client_id: String,
    /// What it asks for.
    #[serde(default)]
    pub scopes: Vec<String>,
}

impl Client {
    /// Where to sign in for this server. One that does not say so may be its own issuer, as
    /// `oma serve` is; a server in the cloud says nothing, its stack's outputs do.
    pub async fn server_info(&self) -> Result<ServerInfo> {
        let error = match self.get("/.well-known/oma").json().await {
            Ok(info) => return Ok(info),
            Err(gap @ Error::Unreachable { .. }) => return Err(gap),
            Err(error) => error,
        };
        match Issuer::discover(self.server()).await {
            Ok(_) => Ok(ServerInfo {
                issuer: self.server().to_owned(),
                client_id: OWN_CLIENT.to_owned(),
                // What a person may do is said by groups.
                scopes: vec!["openid".to_owned()],
            }),
            // It is an issuer, by another name than it was asked under.
            Err(other @ Error::Input(_)) => Err(other),
            Err(_) => Err(error),
        }
    }
}
