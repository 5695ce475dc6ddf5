mod answers;
mod rebinding;
mod server;

use std::net::{IpAddr, Ipv4Addr};
use std::time::Duration;

use crate::{Policy, Reach};

const HERE: IpAddr = IpAddr::V4(Ipv4Addr::LOCALHOST);

/// Lets tests reach servers on this machine by one of its addresses.
fn policy() -> Policy {
    Policy {
        total_timeout: Duration::from_mins(1),
        max_body_bytes: 1024,
        redirects: 2,
        ..Policy::messages().reaching(Reach::PublicAnd(vec![HERE]))
    }
}

/// For servers that would be waited for in vain.
fn impatient() -> Policy {
    Policy { total_timeout: Duration::from_secs(2), ..policy() }
}
