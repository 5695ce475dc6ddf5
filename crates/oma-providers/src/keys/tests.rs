use wiremock::matchers::{header, method, path, query_param};
use wiremock::{Mock, MockServer, ResponseTemplate};

use super::*;
use crate::http::faults;
use crate::vendors::Vendors;

fn keys(vendors: &[&str]) -> Keys {
    Keys::given(vendors.iter().map(|vendor| ((*vendor).to_owned(), Secret::new(faults::KEY))))
}

async fn on(keys: &Keys, settings: &[(&str, &str)]) -> Configured {
    let setting = |name: &str| {
        let found = settings.iter().find(|(key, _)| *key == name);
        found.map(|(_, value)| (*value).to_owned())
    };
    keys.configured(&Wanted::from_settings(setting).unwrap()).await.unwrap()
}

#[tokio::test]
async fn without_settings_those_are_on_whose_key_is_found() {
    assert_eq!(on(&keys(&[]), &[]).await, Configured::default());
    let found = on(&keys(&["pexels", "openrouter"]), &[("OMA_PROVIDERS", " ")]).await;
    assert_eq!(found.on, ["openrouter", "pexels"]);
    assert!(found.lacking.is_empty());
}

#[tokio::test]
async fn a_list_restricts_names_what_needs_no_key_and_tells_what_lacks_one() {
    let keys = keys(&["pexels", "openrouter"]);
    let found = on(&keys, &[("OMA_PROVIDERS", "Polly, pexels,openverse,runway")]).await;
    assert_eq!(found.on, ["polly", "pexels", "openverse"]);
    assert_eq!(found.lacking, ["runway"]);
    assert_eq!(on(&keys, &[("OMA_PROVIDERS", "offline")]).await, Configured::default());
}

#[tokio::test]
async fn an_endpoint_on_this_machine_needs_no_key() {
    let base = |url| [("OMA_OPENAI_BASE_URL", url)];
    assert_eq!(on(&keys(&[]), &base("http://127.0.0.1:11434/v1")).await.on, ["openai"]);
    assert!(on(&keys(&[]), &base("https://llm.example/v1")).await.on.is_empty());
}

#[test]
fn a_misspelt_vendor_is_named() {
    let error = Wanted::from_settings(|_| Some("opnrouter".to_owned())).unwrap_err();
    assert!(error.message.contains("opnrouter") && error.message.contains("openrouter"));
}

#[tokio::test]
async fn each_key_travels_as_its_vendor_documents() {
    let key = Secret::new(faults::KEY);
    for (vendor, info) in Vendors::table().keyed() {
        let server = MockServer::start().await;
        let asked = Mock::given(method("GET")).and(path(info.check.path.as_str()));
        let asked = match info.check.by.as_str() {
            "bearer" => asked.and(header("authorization", format!("Bearer {}", faults::KEY))),
            "query" => asked.and(query_param("key", faults::KEY)),
            name => asked.and(header(name, faults::KEY)),
        };
        asked.respond_with(ResponseTemplate::new(200)).expect(1).mount(&server).await;
        let vendor = Vendors::table().get(vendor).unwrap();
        check(vendor, &key, Some(server.uri())).await.unwrap();
        assert!(!format!("{vendor:?} {:?}", keys(&["x"])).contains(faults::KEY));
    }
}

#[tokio::test]
async fn a_refused_key_is_told_by_name_and_not_by_its_text() {
    for (vendor, _) in Vendors::table().keyed() {
        let server = MockServer::start().await;
        let says = format!(r#"{{"error":{{"message":"bad key {}"}}}}"#, faults::KEY);
        let refusal = ResponseTemplate::new(401).set_body_string(says);
        Mock::given(method("GET")).respond_with(refusal).mount(&server).await;
        let vendor = Vendors::table().get(vendor).unwrap();
        let failure = check(vendor, &Secret::new(faults::KEY), Some(server.uri())).await;
        let failure = failure.unwrap_err();
        assert_eq!(failure.error.kind, ErrorKind::ProviderRefused);
        assert!(!format!("{failure:?}").contains(faults::KEY), "{failure:?}");
    }
}
