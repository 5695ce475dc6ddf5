use axum::http::{HeaderMap, HeaderName, HeaderValue, header};
use oma_core::limits::Rate;

const POLICY: HeaderName = HeaderName::from_static("ratelimit-policy");
const LIMIT: HeaderName = HeaderName::from_static("ratelimit");

/// Says how a limit stands, in the fields of draft-ietf-httpapi-ratelimit-headers-10: the quota `q` of
/// a window `w`, what remains `r` and the seconds `t` until it is whole again. A limit that was
/// exceeded also says when to ask again.
pub(crate) fn show(headers: &mut HeaderMap, name: &str, rate: Rate) {
    let Rate { limit, window_s, remaining, opens_in_s, is_exceeded } = rate;
    add(headers, POLICY, &format!("\"{name}\";q={limit};w={window_s}"));
    add(headers, LIMIT, &format!("\"{name}\";r={remaining};t={opens_in_s}"));
    if is_exceeded {
        headers.insert(header::RETRY_AFTER, HeaderValue::from(opens_in_s.max(1)));
    }
}

/// Adds to a list, on one line: not every edge passes a header on that stands there twice.
fn add(headers: &mut HeaderMap, name: HeaderName, item: &str) {
    let before = headers.get(&name).and_then(|value| value.to_str().ok());
    let list = before.map_or_else(|| item.to_owned(), |before| format!("{before}, {item}"));
    if let Ok(value) = HeaderValue::try_from(list) {
        headers.insert(name, value);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn two_limits_stand_in_one_list() {
        let mut headers = HeaderMap::new();
        let rate = Rate { limit: 2, window_s: 60, remaining: 0, opens_in_s: 9, is_exceeded: true };
        show(&mut headers, "user", rate);
        show(&mut headers, "address", Rate { remaining: 5, is_exceeded: false, ..rate });
        assert_eq!(headers[POLICY], "\"user\";q=2;w=60, \"address\";q=2;w=60");
        assert_eq!(headers[LIMIT], "\"user\";r=0;t=9, \"address\";r=5;t=9");
        assert_eq!(headers[header::RETRY_AFTER], "9");
    }
}
