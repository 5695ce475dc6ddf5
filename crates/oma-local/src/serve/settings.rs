use std::fmt::Display;
use std::net::SocketAddr;
use std::path::{Path, PathBuf};

use api_function::Settings;
use axum::http::HeaderValue;
use oma_core::limits::Figures;
use oma_core::{Error, ErrorKind, Result};
use url::Url;

use crate::Reach;

/// What a server is told.
#[derive(Debug, Clone)]
pub struct ServeSettings {
    /// Where to listen; port 0 is any free one.
    pub listen: SocketAddr,
    /// Where table, media and accounts lie.
    pub state_dir: PathBuf,
    /// How many videos are made at once, from 1; others wait in order.
    pub jobs: usize,
    /// The URL that clients use, without a path, where something stands in front.
    pub public_url: Option<String>,
    /// Origins whose pages may call the API.
    pub allow_origins: Vec<String>,
    /// Whose tokens are taken instead of those of our own issuer.
    pub outside_issuer: Option<OutsideIssuer>,
    /// Whether webhooks may lead to this machine and its network.
    pub allow_local_webhooks: bool,
    /// How much users may ask for, instead of what the environment says.
    pub figures: Option<Figures>,
    /// Which providers are asked.
    pub reach: Reach,
    /// Faults on purpose, for tests; see `oma_lambda::Faults`.
    pub faults: String,
}

/// An issuer somewhere else, such as a Cognito user pool.
#[derive(Debug, Clone)]
pub struct OutsideIssuer {
    /// The claim `iss`.
    pub url: String,
    /// What tokens must be for: the claim `aud` or `client_id`.
    pub audiences: Vec<String>,
}

/// Where accounts lie in a state folder.
pub fn identity_folder(state_dir: &Path) -> PathBuf {
    state_dir.join("identity")
}

impl ServeSettings {
    /// The URL that clients use: what was said, else the address that was bound.
    pub(super) fn url(&self, bound: SocketAddr) -> Result<String> {
        let Some(public) = &self.public_url else {
            let mut bound = bound;
            if bound.ip().is_unspecified() {
                // Right on this machine only; who listens to others names the URL they use.
                bound.set_ip(std::net::Ipv4Addr::LOCALHOST.into());
            }
            return Ok(format!("http://{bound}"));
        };
        origin(public)
    }

    /// What the API is told: its limits by the environment, as on Lambda.
    pub(super) fn of_api(&self) -> Result<Settings> {
        let mut settings = Settings::from_env()?;
        settings.local_webhooks = self.allow_local_webhooks;
        settings.figures = self.figures.unwrap_or(settings.figures);
        let more: Vec<_> = self.allow_origins.iter().map(|text| origin(text)).collect();
        let own = settings.origins.iter().cloned().map(Ok);
        settings.origins = own.chain(more).collect::<Result<_>>()?;
        Ok(settings)
    }

    pub(super) fn origins(&self) -> Result<Vec<HeaderValue>> {
        let value = |text: &String| HeaderValue::try_from(origin(text)?).map_err(Error::internal);
        self.allow_origins.iter().map(value).collect()
    }

    pub(super) fn unusable(&self, source: &dyn Display) -> Error {
        let message = format!("The address {} cannot be listened on: {source}.", self.listen);
        Error::new(ErrorKind::InvalidRequest, message)
    }
}

/// `https://films.example` of a URL that has nothing else.
fn origin(text: &str) -> Result<String> {
    let url = Url::parse(text).ok().filter(|url| {
        matches!(url.scheme(), "http" | "https")
            && url.path() == "/"
            && url.query().is_none()
            && url.fragment().is_none()
            && url.username().is_empty()
    });
    let message = format!("{text:?} is no URL of a server, such as https://films.example.");
    let url = url.ok_or_else(|| Error::new(ErrorKind::InvalidRequest, message))?;
    Ok(url.origin().ascii_serialization())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_server_is_named_by_scheme_host_and_port_alone() {
        for (text, expected) in [
            ("https://films.example", "https://films.example"),
            ("https://films.example:443/", "https://films.example"),
            ("http://10.0.0.1:8080", "http://10.0.0.1:8080"),
        ] {
            assert_eq!(origin(text).unwrap(), expected);
        }
        for wrong in ["films.example", "ftp://a.example", "https://a.example/x", "https://u@a.b"] {
            assert_eq!(origin(wrong).unwrap_err().kind, ErrorKind::InvalidRequest, "{wrong}");
        }
    }
}
