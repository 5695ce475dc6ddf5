use std::net::IpAddr;
use std::time::Duration;

use reqwest::Url;

use crate::failure::Refusal;
use crate::is_public;

/// Names that only private networks give, by their last label or labels.
const PRIVATE_NAMES: &[&str] = &[
    "localhost",
    "localdomain",
    "local",
    "internal",
    "intranet",
    "private",
    "corp",
    "home",
    "lan",
    "home.arpa",
    "test",
    "invalid",
    "onion",
];

/// Where requests may go and how much may come back.
#[derive(Debug, Clone)]
pub struct Policy {
    /// Which addresses.
    pub reach: Reach,
    /// Whether http is allowed beside https.
    pub plain_http: bool,
    /// Whether ports other than the scheme's own are allowed.
    pub any_port: bool,
    /// How many redirects a download may take; each is judged like the first link. A POST takes
    /// none.
    pub redirects: usize,
    /// For finding the host and connecting, TLS included.
    pub connect_timeout: Duration,
    /// For waiting for the next byte.
    pub idle_timeout: Duration,
    /// For the whole of a request, all its redirects included.
    pub total_timeout: Duration,
    /// The most bytes of a body.
    pub max_body_bytes: u64,
}

/// Which addresses requests may go to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Reach {
    /// The public internet.
    Public,
    /// The public internet and these.
    PublicAnd(Vec<IpAddr>),
    /// Everywhere: for one machine whose only user says so.
    Anywhere,
}

impl Policy {
    /// For messages to a user's server: 15 seconds, 64 KiB of an answer, no redirects.
    pub fn messages() -> Self {
        Self {
            reach: Reach::Public,
            plain_http: false,
            any_port: false,
            redirects: 0,
            connect_timeout: Duration::from_secs(10),
            idle_timeout: Duration::from_secs(15),
            total_timeout: Duration::from_secs(15),
            max_body_bytes: 64 * 1024,
        }
    }

    /// For files that a user links to: 512 MiB (a phone's clip of three minutes is smaller) in ten
    /// minutes, five redirects.
    pub fn downloads() -> Self {
        Self {
            redirects: 5,
            connect_timeout: Duration::from_secs(30),
            idle_timeout: Duration::from_secs(30),
            total_timeout: Duration::from_mins(10),
            max_body_bytes: 512 * 1024 * 1024,
            ..Self::messages()
        }
    }

    /// The same, going further: for tests, and for one machine whose user allows it. http and every
    /// port are allowed with it.
    #[must_use]
    pub fn reaching(self, reach: Reach) -> Self {
        Self { reach, plain_http: true, any_port: true, ..self }
    }

    /// Judges a link by what is written in it. Whether its host's name leads to a public address is
    /// seen only when it is resolved, each time that a connection is made.
    pub fn check(&self, link: &str) -> Result<Url, Refusal> {
        let url = Url::parse(link).map_err(|_| Refusal::NotALink)?;
        let known_scheme = url.scheme() == "https" || (self.plain_http && url.scheme() == "http");
        if !known_scheme {
            return Err(Refusal::Scheme);
        }
        if !url.username().is_empty() || url.password().is_some() {
            return Err(Refusal::UserInfo);
        }
        // The parser leaves out the scheme's own port.
        if url.port().is_some() && !self.any_port {
            return Err(Refusal::Port);
        }
        self.check_host(url.host_str().unwrap_or_default())?;
        Ok(url)
    }

    /// The parser has brought every spelling of an IPv4 address into the usual one.
    fn check_host(&self, host: &str) -> Result<(), Refusal> {
        let literal = host.strip_prefix('[').and_then(|host| host.strip_suffix(']'));
        if let Ok(address) = literal.unwrap_or(host).parse::<IpAddr>() {
            return self.allows(address).then_some(()).ok_or(Refusal::Address);
        }
        let is_private = |name: &&str| {
            host.strip_suffix(*name).is_some_and(|rest| rest.is_empty() || rest.ends_with('.'))
        };
        let is_public_name = host.contains('.') && !PRIVATE_NAMES.iter().any(is_private);
        let may_be_private = self.reach == Reach::Anywhere;
        if host.is_empty() || host.ends_with('.') || !(is_public_name || may_be_private) {
            return Err(Refusal::Host);
        }
        Ok(())
    }

    pub(crate) fn allows(&self, address: IpAddr) -> bool {
        match &self.reach {
            Reach::Public => is_public(address),
            Reach::PublicAnd(others) => is_public(address) || others.contains(&address),
            Reach::Anywhere => true,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn refused(link: &str) -> Refusal {
        Policy::messages().check(link).expect_err(link)
    }

    #[test]
    fn a_public_https_link_passes_and_keeps_its_query() {
        for link in ["https://example.com/hook?a=1", "https://example.com:443/", "https://1.1.1.1/"]
        {
            assert!(Policy::messages().check(link).is_ok(), "{link}");
        }
        assert!(Policy::messages().check("https://[2606:4700::1111]/").is_ok());
    }

    #[test]
    fn every_spelling_of_an_address_is_the_address() {
        for host in [
            "127.0.0.1",
            "2130706433",
            "0x7f000001",
            "0177.0.0.1",
            "0x7f.1",
            "127.1",
            "0",
            "017700000001",
            "169.254.169.254",
            "0xa9fea9fe",
            "2852039166",
            "１２７.０.０.１",
            "127。0。0。1",
            "%31%32%37.0.0.1",
            "[::1]",
            "[::]",
            "[::ffff:127.0.0.1]",
            "[::ffff:7f00:1]",
            "[64:ff9b::a9fe:a9fe]",
            "[2002:7f00:1::]",
            "[fd00:ec2::254]",
            "[fe80::1]",
            "100.64.0.1",
            "224.0.0.1",
            "255.255.255.255",
            "0.0.0.0",
        ] {
            assert_eq!(refused(&format!("https://{host}/x")), Refusal::Address, "{host}");
        }
    }

    #[test]
    fn names_of_private_networks_are_refused() {
        for host in [
            "localhost",
            "LOCALHOST",
            "a.localhost",
            "printer.local",
            "metadata.google.internal",
            "router",
            "nas.home.arpa",
            "example.com.",
            "127.0.0.1.localhost",
            "db.corp",
        ] {
            assert_eq!(refused(&format!("https://{host}/x")), Refusal::Host, "{host}");
        }
        assert!(Policy::messages().check("https://notlocal.example/").is_ok());
    }

    #[test]
    fn other_schemes_ports_and_passwords_are_refused() {
        for (link, refusal) in [
            ("http://example.com/", Refusal::Scheme),
            ("file:///etc/passwd", Refusal::Scheme),
            ("gopher://example.com/", Refusal::Scheme),
            ("ftp://example.com/", Refusal::Scheme),
            ("data:text/plain,x", Refusal::Scheme),
            ("https://user@example.com/", Refusal::UserInfo),
            ("https://user:pass@example.com/", Refusal::UserInfo),
            ("https://:pass@example.com/", Refusal::UserInfo),
            ("https://example.com:8443/", Refusal::Port),
            ("https://example.com:22/", Refusal::Port),
            ("//example.com/", Refusal::NotALink),
            ("https://", Refusal::NotALink),
            ("https://exa mple.com/", Refusal::NotALink),
            ("https://127.0.0.1:99999/", Refusal::NotALink),
            ("", Refusal::NotALink),
        ] {
            assert_eq!(refused(link), refusal, "{link}");
        }
        // Trusted text before the host is a user name, not a host.
        assert_eq!(refused("https://example.com@127.0.0.1/"), Refusal::UserInfo);
        assert_eq!(refused("https:\\\\127.0.0.1\\x"), Refusal::Address);
    }
}
