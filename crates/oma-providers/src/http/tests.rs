use oma_core::spend::Charge;
use serde_json::json;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpListener;

use super::*;

fn http(base: &str) -> oma_core::Result<Http> {
    Http::new("vendor", base, faults::LIMITS)
}

/// A client of no vendor: a key in a header, an object with an `id` in its answer.
async fn ask(base: &str, paid: Paid) -> Result<Value, CallFailure> {
    let http = http(base)?;
    let (name, value) = bearer(&faults::keys("vendor").of("vendor").await?)?;
    let request = http.request(Method::POST, "/ask").header(name, value).json(&json!({"a": 1}));
    let json = http.send_json(request, paid).await?;
    match json.get("id") {
        Some(_) => Ok(json),
        None => Err(http.unusable("lacks what is needed", &json, paid)),
    }
}

#[tokio::test]
async fn a_paid_call_fails_by_name_and_charge_in_every_case() {
    let suite = faults::Suite::of("http").good("application/json", r#"{"id":"1"}"#);
    let rows = suite.run(async |base| ask(&base, Paid::Yes).await).await;
    faults::documented("http", &rows);
}

#[tokio::test]
async fn a_free_call_fails_for_free_in_every_case() {
    let suite = faults::Suite::of("http-free").free();
    let rows = suite.run(async |base| ask(&base, Paid::No).await).await;
    faults::documented("http-free", &rows);
}

#[tokio::test]
async fn a_key_in_the_query_is_told_by_nothing() {
    let ask = async |base: String| {
        let http = http(&base)?;
        let request = http.request(Method::GET, "/search").query(&[("key", faults::KEY)]);
        let json = http.send_json(request, Paid::Yes).await?;
        Err::<(), _>(http.unusable("lacks what is needed", &json, Paid::Yes))
    };
    assert!(faults::run("http-query", ask).await.len() > 20);
}

#[tokio::test]
async fn many_calls_share_a_connection() {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let base = format!("http://{}", listener.local_addr().unwrap());
    let server = tokio::spawn(async move {
        // One connection alone is ever taken: a client that opened a second would wait for ever.
        let (mut stream, _) = listener.accept().await.unwrap();
        let mut request = [0; 4096];
        while stream.read(&mut request).await.is_ok_and(|length| length > 0) {
            stream.write_all(b"HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\n{}").await.unwrap();
        }
    });
    let http = Http::new("vendor", base, faults::LIMITS).unwrap();
    for _ in 0..20 {
        let clone = http.clone();
        let answer = clone.send_json(clone.request(Method::GET, "/"), Paid::No).await;
        assert_eq!(answer.unwrap(), json!({}));
    }
    drop(http);
    server.await.unwrap();
}

#[test]
fn what_leaves_the_machine_is_encrypted() {
    for base in
        ["https://api.vendor.test/v1", "http://127.0.0.1:1", "http://[::1]:1", "http://localhost"]
    {
        assert!(Http::new("vendor", base, HttpLimits::default()).is_ok(), "{base}");
    }
    for base in
        ["http://api.vendor.test", "http://10.0.0.1", "http://127.0.0.1.evil.test", "ftp://x", "x"]
    {
        let error = Http::new("vendor", base, HttpLimits::default()).unwrap_err();
        assert!(error.message.contains("https://"), "{base}: {error}");
    }
}

#[tokio::test]
async fn a_link_of_the_vendors_is_encrypted_too() {
    let http = Http::new("vendor", "https://api.vendor.test", faults::LIMITS).unwrap();
    let request = http.request_elsewhere(Method::GET, "http://files.vendor.test/a.mp4");
    let failure = http.send(request, Paid::No).await.unwrap_err();
    assert!(failure.error.message.contains("https://"), "{failure:?}");
}

#[test]
fn an_error_object_in_an_answer_of_success_is_a_refusal() {
    let http = Http::new("vendor", "https://api.vendor.test", faults::LIMITS).unwrap();
    let said = |error: Value| http.refusal_in(&json!({ "error": error }), Paid::Yes);
    for (error, kind, charge) in [
        (json!({"code": 429, "message": "slow"}), ErrorKind::ProviderThrottled, Charge::Nothing),
        (json!({"code": "402"}), ErrorKind::ProviderRefused, Charge::Nothing),
        (json!({"code": 502, "message": "x"}), ErrorKind::ProviderUnavailable, Charge::Unknown),
        (json!("broken"), ErrorKind::ProviderUnavailable, Charge::Unknown),
    ] {
        let failure = said(error).unwrap();
        assert_eq!((failure.error.kind, failure.charge), (kind, charge), "{failure:?}");
    }
    assert!(said(Value::Null).is_none());
    assert!(http.refusal_in(&json!({"id": 1}), Paid::Yes).is_none());
}
