//! What a vendor may do, and what must come of it whoever the vendor is.

use oma_core::ErrorKind;

use super::KEY;
use super::server::Does;

/// One thing that a vendor does.
pub(super) struct Case {
    /// It in words: the first column of the table.
    pub(super) name: String,
    /// What the server does.
    pub(super) does: Does,
    /// What must come of it.
    pub(super) comes: Comes,
}

/// What must come of a case.
pub(super) enum Comes {
    /// The vendor refused: one of these names, free of charge, and the wait that was asked for.
    Refused(&'static [ErrorKind], Option<u64>),
    /// It was sent and lost: one of these names; charged as unknown if it is charged at all.
    Lost(&'static [ErrorKind]),
    /// An answer.
    Answered,
}

const NO: &[ErrorKind] = &[ErrorKind::ProviderRefused];
/// Vendors also refuse content by these statuses; a client that can tell says so.
const NO_OR_CONTENT: &[ErrorKind] = &[ErrorKind::ProviderRefused, ErrorKind::ContentRejected];
const SLOW_DOWN: &[ErrorKind] = &[ErrorKind::ProviderThrottled];
const DOWN: &[ErrorKind] = &[ErrorKind::ProviderUnavailable];
const BAD: &[ErrorKind] = &[ErrorKind::ProviderBadAnswer];
const DOWN_OR_BAD: &[ErrorKind] = &[ErrorKind::ProviderUnavailable, ErrorKind::ProviderBadAnswer];

/// All cases; with those that need a good answer, if there is one (its media type, its body).
pub(super) fn all(good: Option<(&str, &[u8])>) -> Vec<Case> {
    let mut cases = refusals();
    cases.extend(silences());
    cases.extend(nonsense());
    cases.extend(good.into_iter().flat_map(|(content_type, body)| of_good(content_type, body)));
    cases
}

fn refusals() -> Vec<Case> {
    let case = |status: u16, kinds| refusal(&status.to_string(), status, "", (kinds, None));
    let date =
        "date: Sun, 06 Nov 1994 08:49:07 GMT\r\nretry-after: Sun, 06 Nov 1994 08:49:37 GMT\r\n";
    vec![
        case(400, NO_OR_CONTENT),
        case(401, NO),
        case(402, NO),
        case(403, NO_OR_CONTENT),
        case(404, NO),
        case(408, DOWN),
        case(409, DOWN),
        case(413, NO),
        case(422, NO_OR_CONTENT),
        refusal("429 without Retry-After", 429, "", (SLOW_DOWN, None)),
        refusal("429 with Retry-After: 7", 429, "retry-after: 7\r\n", (SLOW_DOWN, Some(7000))),
        refusal("429 with Retry-After: a date in 30 s", 429, date, (SLOW_DOWN, Some(30_000))),
        case(500, DOWN),
        case(502, DOWN),
        case(503, DOWN),
        case(529, SLOW_DOWN),
    ]
}

/// A refusal whose words repeat the key, as some vendors' do.
fn refusal(
    name: &str,
    status: u16,
    headers: &str,
    (kinds, wait_ms): (&'static [ErrorKind], Option<u64>),
) -> Case {
    let body = format!(r#"{{"error":{{"code":{status},"message":"No, not with {KEY}."}}}}"#);
    let does = answer(status, headers, "application/json", body.as_bytes());
    Case { name: name.to_owned(), does, comes: Comes::Refused(kinds, wait_ms) }
}

fn silences() -> Vec<Case> {
    let json = || "application/json".to_owned();
    let begun = || br#"{"id": "1", "#.to_vec();
    let case = |name: &str, does, comes| Case { name: name.to_owned(), does, comes };
    vec![
        case("nobody listens", Does::Absent, Comes::Refused(DOWN, None)),
        case("slow headers", Does::Waits, Comes::Lost(DOWN)),
        case("headers without end", Does::LongHead, Comes::Lost(DOWN)),
        case("slow body", Does::Drips { content_type: json(), body: begun() }, Comes::Lost(DOWN)),
        case("cut body", Does::Cuts { content_type: json(), body: begun() }, Comes::Lost(DOWN)),
        case("huge body", Does::Floods, Comes::Lost(DOWN_OR_BAD)),
    ]
}

fn nonsense() -> Vec<Case> {
    let json = "application/json";
    let page = format!("<html><body>Welcome to the hotel, {KEY}</body></html>");
    let echo = format!(r#"{{"unexpected": ["{KEY}", 2, 3]}}"#);
    let case = |name: &str, content_type: &str, body: &str| Case {
        name: name.to_owned(),
        does: answer(200, "", content_type, body.as_bytes()),
        comes: Comes::Lost(BAD),
    };
    vec![
        case("wrong content type (a page of HTML)", "text/html", &page),
        case("empty body", json, ""),
        case("invalid JSON", json, r#"{"id": "1", "#),
        case("valid JSON of the wrong shape", json, &echo),
        case("valid JSON: null", json, "null"),
        case("duplicated delivery: two documents", json, r#"{"id": "1"}{"id": "1"}"#),
    ]
}

fn of_good(content_type: &str, body: &[u8]) -> Vec<Case> {
    let is_json = content_type.contains("json");
    let case = |name: &str, does, comes| Case { name: name.to_owned(), does, comes };
    let cut = body[..body.len() / 2].to_vec();
    let cut = Does::Cuts { content_type: content_type.to_owned(), body: cut };
    let good = answer(200, "", content_type, body);
    let twice = answer(200, "", content_type, &[body, body].concat());
    let mut cases = vec![
        case("the documented answer", good, Comes::Answered),
        case("the documented answer, cut in half", cut, Comes::Lost(DOWN)),
    ];
    // Sound twice is sound.
    if is_json {
        cases.push(case("the documented answer, twice", twice, Comes::Lost(BAD)));
    }
    cases
}

fn answer(status: u16, headers: &str, content_type: &str, body: &[u8]) -> Does {
    let head = format!("HTTP/1.1 {status} X\r\n{headers}content-type: {content_type}\r\n");
    Does::Answer { head, body: body.to_vec() }
}
