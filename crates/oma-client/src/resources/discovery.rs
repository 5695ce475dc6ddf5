use serde::{Deserialize, Serialize};

use crate::client::Client;
use crate::error::Result;

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
    /// Where to sign in for this server. A server in the cloud says nothing: its stack's outputs do.
    pub async fn server_info(&self) -> Result<ServerInfo> {
        self.get("/.well-known/oma").json().await
    }
}
