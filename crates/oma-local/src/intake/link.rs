//! Fetches what a brief names by an https link. Where links may lead is `oma-outbound`'s to say.

use std::path::{Path, PathBuf};

use oma_core::{Error, Result};
use oma_outbound::{Failure, Outbound, Policy, Refusal};
use sha2::{Digest, Sha256};

/// Fetches links.
#[derive(Debug, Clone)]
pub(super) struct Links(Policy);

/// A file, or what is wrong with the link.
type Fetched = std::result::Result<PathBuf, String>;

impl Links {
    pub(super) fn public() -> Self {
        Self(Policy::downloads())
    }

    /// For servers that tests run on this machine.
    #[cfg(test)]
    pub(super) fn with_loopback() -> Self {
        let here = std::net::IpAddr::V4(std::net::Ipv4Addr::LOCALHOST);
        Self(Policy::downloads().reaching(oma_outbound::Reach::PublicAnd(vec![here])))
    }

    /// Fetches a link into a folder. A link's query may hold a signature, so problems name its
    /// host and path alone.
    pub(super) async fn fetch(&self, link: &str, dir: &Path) -> Result<Fetched> {
        let refused = |refusal: Refusal| Ok(Err(refusal.to_string()));
        let url = match self.0.check(link) {
            Ok(url) => url,
            Err(refusal) => return refused(refusal),
        };
        let extension = Path::new(url.path()).extension().and_then(|e| e.to_str());
        let path = dir.join(file_name(link, extension.unwrap_or_default()));
        let outbound = Outbound::new(self.0.clone()).map_err(Error::internal)?;
        match outbound.get_to_file(link, &path).await {
            Ok(_) => Ok(Ok(path)),
            Err(Failure::Refused(refusal)) => refused(refusal),
            Err(Failure::Disk(why)) => Err(Error::internal(why)),
            Err(why) => {
                let host = url.host_str().unwrap_or_default();
                Ok(Err(format!("cannot be fetched from {host}{}: {why}", url.path())))
            }
        }
    }
}

/// A name that no other link has; the extension is kept for the upload's name.
fn file_name(link: &str, extension: &str) -> String {
    format!("{}.{extension}", hex::encode(Sha256::digest(link)))
}
