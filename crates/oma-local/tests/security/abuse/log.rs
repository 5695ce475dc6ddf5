use reqwest::StatusCode;

use crate::page;
use crate::site::{Answer, Site};

/// What no answer may show: where files lie, what the server is made of, what its code does.
const INSIDE: [&str; 9] =
    ["/tmp", "sqlite", "dynoxide", "panicked", ".rs:", "s3s", "keys.json", "root:", "identity/"];

/// What was tried and what it got.
pub(super) struct Log<'a> {
    pub(super) site: &'a Site,
    pub(super) token: &'a str,
    rows: Vec<Vec<String>>,
}

impl<'a> Log<'a> {
    pub(super) fn new(site: &'a Site, token: &'a str) -> Self {
        Self { site, token, rows: Vec::new() }
    }

    pub(super) fn row(&mut self, theme: &str, tried: &str, got: &str) {
        self.rows.push([theme, tried, got].map(|cell| cell.replace('|', "\\|")).into());
    }

    /// Writes down a refusal by the API: a whole problem document.
    pub(super) async fn refused(&mut self, theme: &str, tried: &str, answer: &Answer, name: &str) {
        self.is_refusal(tried, answer, name).await;
        self.row(theme, tried, &format!("{} `{name}`", answer.status.as_u16()));
    }

    /// Holds an answer to being a refusal of this name.
    pub(super) async fn is_refusal(&self, tried: &str, answer: &Answer, name: &str) {
        let json = answer.json();
        assert_eq!(json["name"], name, "{tried}: {} {}", answer.status, answer.text);
        assert_eq!(json["status"], answer.status.as_u16(), "{tried}");
        assert_eq!(answer.headers["content-type"], "application/problem+json", "{tried}");
        assert!(json["trace_id"].as_str().is_some_and(|id| !id.is_empty()), "{tried}");
        self.is_harmless(tried, answer).await;
    }

    /// Writes down an answer that is no problem document: of the parts that are not the API.
    pub(super) async fn got(&mut self, theme: &str, tried: &str, answer: &Answer) {
        self.is_harmless(tried, answer).await;
        let json = answer.json();
        let name = ["name", "error"].iter().find_map(|field| json[*field].as_str());
        let said = name.map_or(String::new(), |name| format!(" `{name}`"));
        self.row(theme, tried, &format!("{}{said}", answer.status.as_u16()));
    }

    /// No fault of the server, nothing of its inside, and it answers the next request.
    pub(super) async fn is_harmless(&self, tried: &str, answer: &Answer) {
        assert!(!answer.status.is_server_error(), "{tried}: {} {}", answer.status, answer.text);
        for word in INSIDE {
            assert!(!answer.text.contains(word), "{tried} shows {word}: {}", answer.text);
        }
        let alive = self.site.get("/v1/health/live", "").await;
        assert_eq!(alive.status, StatusCode::OK, "{tried} ended the server");
    }

    pub(super) fn table(&self) -> String {
        page::table(&["what", "what was tried", "what it got"], &self.rows)
    }
}
