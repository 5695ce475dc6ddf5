use std::net::{SocketAddr, UdpSocket};

use serde_json::Value;

/// What comes before each document.
const HEADER: &str = "{\"format\":\"json\",\"version\":1}\n";

/// The X-Ray daemon beside the function, which sends on what it gets. It answers nothing, and
/// nothing that is said to it can make an invocation fail or wait.
#[derive(Debug)]
pub(crate) struct Daemon {
    socket: UdpSocket,
}

impl Daemon {
    /// The daemon at `AWS_XRAY_DAEMON_ADDRESS`, which Lambda sets where tracing is active.
    pub(crate) fn from_env() -> Option<Self> {
        Self::at(std::env::var("AWS_XRAY_DAEMON_ADDRESS").ok()?.parse().ok()?)
    }

    pub(crate) fn at(address: SocketAddr) -> Option<Self> {
        let any = if address.is_ipv6() { "[::]:0" } else { "0.0.0.0:0" };
        let socket = UdpSocket::bind(any).ok()?;
        socket.connect(address).ok()?;
        socket.set_nonblocking(true).ok()?;
        Some(Self { socket })
    }

    pub(crate) fn send(&self, document: &Value) {
        // Losing one subsegment is better than waiting for it.
        let _ = self.socket.send(format!("{HEADER}{document}").as_bytes());
    }
}
