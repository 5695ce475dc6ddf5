//! From where files are fetched.

use reqwest::Url;

/// The hosts that a library's documentation names for files; and, where the library answers at another
/// address than its own (a test's), that address.
#[derive(Debug, Clone)]
pub(super) struct Hosts {
    documented: &'static [&'static str],
    elsewhere: Option<Url>,
}

impl Hosts {
    pub(super) fn new(documented: &'static [&'static str], base: &str, own: &str) -> Self {
        let elsewhere = if base == own { None } else { Url::parse(base).ok() };
        Self { documented, elsewhere }
    }

    /// Whether a link leads there, encrypted, at the usual port, without credentials.
    pub(super) fn have(&self, link: &str) -> bool {
        let Ok(url) = Url::parse(link) else { return false };
        if !url.username().is_empty() || url.password().is_some() {
            return false;
        }
        if self.elsewhere.as_ref().is_some_and(|base| base.origin() == url.origin()) {
            return true;
        }
        url.scheme() == "https"
            && url.port().is_none()
            && url.host_str().is_some_and(|host| self.documented.contains(&host))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_documented_hosts_are_asked() {
        let own = "https://api.x.test";
        let hosts = Hosts::new(&["cdn.x.test"], own, own);
        assert!(hosts.have("https://cdn.x.test/a.mp4?s=1"));
        for link in [
            "http://cdn.x.test/a.mp4",
            "https://cdn.x.test:8443/a.mp4",
            "https://u:p@cdn.x.test/a.mp4",
            "https://cdn.x.test.evil.test/a.mp4",
            "https://evil.test/cdn.x.test",
            "https://api.x.test/a.mp4",
            "https://169.254.169.254/latest/meta-data",
            "file:///etc/passwd",
            "a.mp4",
        ] {
            assert!(!hosts.have(link), "{link}");
        }
    }

    #[test]
    fn a_test_s_own_server_is_a_host_and_its_neighbour_is_none() {
        let hosts = Hosts::new(&["cdn.x.test"], "http://127.0.0.1:4000", "https://api.x.test");
        assert!(hosts.have("http://127.0.0.1:4000/a.mp4"));
        assert!(!hosts.have("http://127.0.0.1:4001/a.mp4"));
    }
}
