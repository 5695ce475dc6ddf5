use std::net::{IpAddr, Ipv6Addr, SocketAddr};

use axum::extract::{ConnectInfo, Request};

/// The address that a request comes from, put onto the request by whoever took it from the network.
/// No header says it: a client writes headers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ClientAddress(pub IpAddr);

/// The address of a request as it is counted; the peer of the socket where nobody said another.
pub(super) fn of(request: &Request) -> Option<String> {
    let said = request.extensions().get::<ClientAddress>().map(|ClientAddress(ip)| *ip);
    let peer = || request.extensions().get::<ConnectInfo<SocketAddr>>().map(|info| info.0.ip());
    said.or_else(peer).map(counted)
}

/// One client has a whole network of IPv6 addresses, so the network is counted.
fn counted(ip: IpAddr) -> String {
    match ip.to_canonical() {
        IpAddr::V4(ip) => ip.to_string(),
        IpAddr::V6(ip) => {
            let network = u128::from(ip) & !u128::from(u64::MAX);
            format!("{}/64", Ipv6Addr::from(network))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_network_of_ipv6_is_one_client() {
        let show = |text: &str| counted(text.parse().unwrap());
        assert_eq!(show("192.0.2.7"), "192.0.2.7");
        assert_eq!(show("::ffff:192.0.2.7"), "192.0.2.7");
        assert_eq!(show("2001:db8:1:2:3:4:5:6"), "2001:db8:1:2::/64");
    }
}
