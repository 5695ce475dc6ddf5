use std::io;
use std::net::{IpAddr, SocketAddr};
use std::sync::Arc;

use async_trait::async_trait;
use reqwest::dns::{Addrs, Name, Resolve, Resolving};

use crate::Policy;
use crate::failure::{NoAddress, Refusal};

/// More addresses than these are not tried.
const MOST_ADDRESSES: usize = 16;

/// Turns names into addresses.
#[async_trait]
pub trait Resolver: Send + Sync {
    /// All addresses of a host.
    async fn addresses(&self, host: &str) -> io::Result<Vec<IpAddr>>;
}

/// What the machine asks.
#[derive(Debug, Clone, Copy, Default)]
pub struct SystemResolver;

#[async_trait]
impl Resolver for SystemResolver {
    async fn addresses(&self, host: &str) -> io::Result<Vec<IpAddr>> {
        Ok(tokio::net::lookup_host((host, 0)).await?.map(|address| address.ip()).collect())
    }
}

/// Gives the client a name's addresses if all of them are allowed. The client connects to what it
/// is given here, so what was judged is what is used.
pub(crate) struct Judged {
    pub(crate) resolver: Arc<dyn Resolver>,
    pub(crate) policy: Arc<Policy>,
}

impl Resolve for Judged {
    fn resolve(&self, name: Name) -> Resolving {
        let (resolver, policy) = (Arc::clone(&self.resolver), Arc::clone(&self.policy));
        Box::pin(async move {
            let found = resolver.addresses(name.as_str()).await.map_err(|_| NoAddress)?;
            if found.is_empty() {
                return Err(NoAddress.into());
            }
            // One that is not allowed condemns the name: a mixed answer has no honest use.
            if !found.iter().all(|address| policy.allows(*address)) {
                return Err(Refusal::Address.into());
            }
            let addresses = found.into_iter().take(MOST_ADDRESSES);
            let addresses: Vec<_> = addresses.map(|address| SocketAddr::new(address, 0)).collect();
            Ok(Box::new(addresses.into_iter()) as Addrs)
        })
    }
}
