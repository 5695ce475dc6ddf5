//! Both libraries over accounts.

use std::sync::Arc;

use oma_core::ErrorKind;
use oma_core::ports::StockLibraries as _;
use oma_core::ports::memory::Memory;
use wiremock::matchers::{path, path_regex};
use wiremock::{Mock, MockServer, ResponseTemplate};

use super::*;
use crate::resilience::Resilience;
use crate::stock::{Ranked, Stock, assign};

async fn serves(server: &MockServer, at: &str, answer: ResponseTemplate) {
    Mock::given(path(at)).respond_with(answer).mount(server).await;
}

async fn both() -> MockServer {
    let server = MockServer::start().await;
    let ok = |json| ResponseTemplate::new(200).set_body_json(json);
    serves(&server, "/videos/search", ok(pexels_clips(&server.uri()))).await;
    serves(&server, "/api/videos/", ok(pixabay_clips(&server.uri()))).await;
    let file = ResponseTemplate::new(200).set_body_bytes(mp4());
    Mock::given(path_regex("mp4$")).respond_with(file).mount(&server).await;
    server
}

fn stock(server: &MockServer) -> Stock {
    Stock::new(Some(pexels(server)), Some(pixabay(server)), Resilience::default())
}

#[tokio::test]
async fn equal_searches_and_files_are_asked_for_once() {
    let server = both().await;
    let memory = Arc::new(Memory::default());
    memory.run_video().await.unwrap();
    let (stock, account) = (stock(&server), memory.account());
    let found = stock.search(&query(StockKind::Clip), &account).await.unwrap();
    let libraries: Vec<&str> = found.items.iter().map(|item| item.library.as_str()).collect();
    assert_eq!(libraries, ["pexels", "pixabay"]);
    let other = StockQuery {
        min_duration_ms: 9000,
        words: " Coffee  beans".into(),
        ..query(StockKind::Clip)
    };
    assert_eq!(stock.search(&other, &account).await.unwrap().items, found.items);
    for _ in 0..2 {
        assert_eq!(stock.fetch(&found.items[0], &account).await.unwrap(), mp4());
    }
    let asked = server.received_requests().await.unwrap();
    assert_eq!(asked.len(), 3, "two searches and a file");
    let file = asked.last().unwrap();
    assert!(!file.headers.contains_key("authorization") && !file.url.as_str().contains(KEY));
}

#[tokio::test]
async fn a_library_that_fails_is_passed_over_and_named_unless_all_fail() {
    let server = MockServer::start().await;
    let ok = ResponseTemplate::new(200).set_body_json(pixabay_clips(&server.uri()));
    serves(&server, "/api/videos/", ok).await;
    serves(&server, "/videos/search", ResponseTemplate::new(401)).await;
    let account = Memory::an_account().await.unwrap();
    let found = stock(&server).search(&query(StockKind::Clip), &account).await.unwrap();
    assert_eq!(found.items.len(), 1);
    let fallback = &found.fallbacks[0];
    assert_eq!((fallback.what.as_str(), fallback.wanted.as_str()), ("stock footage", "pexels"));
    let alone = Stock::new(Some(pexels(&server)), None, Resilience::default());
    let error = alone.search(&query(StockKind::Clip), &account).await.unwrap_err();
    assert_eq!(error.kind, ErrorKind::ProviderRefused);
    let none = Stock::new(None, None, Resilience::default());
    assert!(none.search(&query(StockKind::Clip), &account).await.is_err());
}

#[tokio::test]
async fn a_file_that_lies_elsewhere_or_is_another_thing_is_not_taken() {
    let server = both().await;
    let account = Memory::an_account().await.unwrap();
    let stock = stock(&server);
    let found = stock.search(&query(StockKind::Clip), &account).await.unwrap();
    let elsewhere = MockServer::start().await;
    for link in [format!("{}/a.mp4", elsewhere.uri()), "https://169.254.169.254/a.mp4".into()] {
        let item = StockItem { link, id: "7".into(), ..found.items[0].clone() };
        let error = stock.fetch(&item, &account).await.unwrap_err();
        assert_eq!(error.kind, ErrorKind::ProviderBadAnswer);
    }
    assert!(elsewhere.received_requests().await.unwrap().is_empty());
    let page = ResponseTemplate::new(200).set_body_string("<html>Log in</html>");
    serves(&server, "/page", page).await;
    let link = format!("{}/page", server.uri());
    let item = StockItem { link, id: "8".into(), ..found.items[0].clone() };
    let error = stock.fetch(&item, &account).await.unwrap_err();
    assert_eq!(error.kind, ErrorKind::ProviderBadAnswer);
}

#[tokio::test]
async fn no_item_is_given_to_two_scenes() {
    let server = both().await;
    let account = Memory::an_account().await.unwrap();
    let items = stock(&server).search(&query(StockKind::Clip), &account).await.unwrap().items;
    let ranked = |indices: &[usize]| -> Vec<Ranked> {
        indices.iter().map(|index| Ranked { index: *index, score: 0.5 }).collect()
    };
    let scenes = [ranked(&[0, 1]), ranked(&[0, 1]), ranked(&[1]), ranked(&[])];
    let items = vec![items; 4];
    assert_eq!(assign(&scenes, &items), [Some(0), Some(1), None, None]);
}
