use axum::http::{Method, Uri};

use super::*;

#[test]
fn a_key_is_one_visible_text() {
    let with = |keys: &[&[u8]]| {
        let mut request = Request::new(Body::empty());
        *request.method_mut() = Method::POST;
        *request.uri_mut() = Uri::from_static("/v1/videos");
        for key in keys {
            request.headers_mut().append(KEY, HeaderValue::from_bytes(key).unwrap());
        }
        key_of(&request).map_err(|Failed(error)| error.kind)
    };
    assert_eq!(with(&[]), Ok(None));
    assert_eq!(with(&[b"a-1#~"]), Ok(Some("a-1#~".to_owned())));
    for bad in [&b""[..], b"a b", b"\xc3\xa4", b"a\tb", &[b'x'; 256]] {
        assert_eq!(with(&[bad]), Err(ErrorKind::MalformedRequest));
    }
    assert_eq!(with(&[b"a", b"a"]), Err(ErrorKind::MalformedRequest));
}

#[test]
fn one_request_may_make_many_things() {
    let key = RequestKey(Ulid::from_parts(7, 41));
    assert_eq!((key.nth(0), key.nth(1)), (key.0, Ulid::from_parts(7, 42)));
}
