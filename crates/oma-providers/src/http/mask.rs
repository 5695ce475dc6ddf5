//! The key of a request, kept to be taken out of whatever is quoted of the answer.

use std::fmt;

use reqwest::Request;

/// What stands in a text where a key stood.
const MASK: &str = "[key]";
/// What is shorter is no key, and masking it would only garble the text.
const LEAST: usize = 6;
/// The names of query parameters that carry a key, for vendors that take no header.
const PARAMETERS: [&str; 5] = ["key", "api_key", "apikey", "token", "access_token"];

/// The secrets that a request carries: its sensitive headers, and its query's key.
#[derive(Clone, Default)]
pub(super) struct Carried(Vec<String>);

impl Carried {
    pub(super) fn of(request: &Request) -> Self {
        let headers = request.headers().values().filter(|value| value.is_sensitive());
        let headers = headers.filter_map(|value| value.to_str().ok());
        // The scheme before the key (`Bearer`) is none.
        let headers = headers.filter_map(|value| Some(value.rsplit(' ').next()?.to_owned()));
        let query = request.url().query_pairs();
        let query = query.filter(|(name, _)| PARAMETERS.contains(&name.to_lowercase().as_str()));
        let query = query.map(|(_, value)| value.into_owned());
        Self(headers.chain(query).filter(|key| key.len() >= LEAST).collect())
    }

    /// A text without the keys.
    pub(super) fn mask(&self, text: &str) -> String {
        self.0.iter().fold(text.to_owned(), |text, key| text.replace(key.as_str(), MASK))
    }

    /// Bytes without the keys; unchanged where there is none.
    pub(super) fn mask_bytes(&self, bytes: &[u8]) -> Option<String> {
        let text = std::str::from_utf8(bytes).ok()?;
        self.0.iter().any(|key| text.contains(key.as_str())).then(|| self.mask(text))
    }

    /// A vendor's words on one line: without keys, whole or starred out (`sk-ab***yz` still tells
    /// parts), and without what moves a terminal's cursor.
    pub(super) fn quote(&self, text: &str, most: usize) -> String {
        let text = self.mask(text);
        let words =
            text.split_whitespace().map(|word| if word.contains("***") { MASK } else { word });
        let line = words.collect::<Vec<_>>().join(" ");
        line.chars().filter(|c| !c.is_control()).take(most).collect()
    }
}

impl fmt::Debug for Carried {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Carried(<hidden>)")
    }
}

#[cfg(test)]
mod tests {
    use reqwest::{Client, Method};

    use super::*;
    use crate::http::secret_value;

    fn carried() -> Carried {
        let client = Client::builder().build().unwrap();
        let request = client
            .request(Method::GET, "https://x.test/?q=coffee&key=pix%2Babay-1")
            .header("authorization", secret_value("Bearer sk-or-12345").unwrap())
            .header("accept", "application/json")
            .build();
        Carried::of(&request.unwrap())
    }

    #[test]
    fn the_keys_of_headers_and_queries_are_taken_out() {
        let text = "no sk-or-12345 or pix+abay-1 for coffee in application/json";
        assert_eq!(carried().mask(text), "no [key] or [key] for coffee in application/json");
        assert_eq!(carried().mask_bytes(b"coffee"), None);
        assert!(!format!("{:?}", carried()).contains("sk-or"));
    }

    #[test]
    fn a_key_that_the_vendor_shortens_is_taken_out_too() {
        let text = "Incorrect key:\n sk-or***345.\u{1b}[2J Get one.";
        assert_eq!(carried().quote(text, 300), "Incorrect key: [key] Get one.");
    }

    #[test]
    fn a_key_is_masked_before_the_text_is_cut() {
        assert_eq!(carried().quote("ab sk-or-12345", 6), "ab [ke");
    }
}
