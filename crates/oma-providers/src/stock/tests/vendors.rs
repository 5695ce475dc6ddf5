//! Each library's client against its documented shapes, and through the suite of faults.

use oma_core::ErrorKind;
use oma_core::ports::StockKind;
use wiremock::matchers::{header, path, query_param, query_param_is_missing};
use wiremock::{Mock, MockServer, ResponseTemplate};

use super::*;
use crate::http::faults;
use crate::stock::library::Library as _;

#[tokio::test]
async fn pexels_is_asked_for_clips_and_the_smallest_that_fills_the_frame_is_taken() {
    let server = MockServer::start().await;
    Mock::given(path("/videos/search"))
        .and(header("authorization", KEY))
        .and(query_param("query", "coffee beans"))
        .and(query_param("orientation", "portrait"))
        .and(query_param("size", "small"))
        .and(query_param("locale", "en-US"))
        .and(query_param("per_page", "30"))
        .respond_with(ResponseTemplate::new(200).set_body_json(pexels_clips(&server.uri())))
        .mount(&server)
        .await;
    let items = pexels(&server).search(&query(StockKind::Clip)).await.unwrap();
    let item = &items[0];
    assert_eq!((item.width, item.height, item.duration_ms), (720, 1280, 32_000));
    assert!(item.link.ends_with("/video-files/58651.mp4"));
    assert_eq!(item.about, "roasted coffee beans falling");
    assert_eq!(item.credit.author, "Ruvim Miksanskiy");
    assert_eq!(item.credit.licence, "Pexels License");
    assert!(item.credit.page.ends_with("-1448735/"));
}

#[tokio::test]
async fn pexels_is_asked_for_photos() {
    let server = MockServer::start().await;
    let mock = Mock::given(path("/v1/search")).and(query_param("size", "small"));
    let answer = ResponseTemplate::new(200).set_body_json(pexels_photos());
    mock.respond_with(answer).mount(&server).await;
    let items = pexels(&server).search(&query(StockKind::Photo)).await.unwrap();
    assert_eq!(items[0].about, "Brown Rocks During Golden Hour");
    assert_eq!(
        (items[0].width, items[0].height),
        (1004, 1300),
        "large2x is enough for 720 by 1280"
    );
    assert!(items[0].link.contains("dpr=2"));
    assert_eq!(items[0].content_type, "image/png");
    let large = StockQuery { min_side: 1080, ..query(StockKind::Photo) };
    let items = pexels(&server).search(&large).await.unwrap();
    assert!(items[0].link.ends_with("3573351.png"), "the original for 1080 by 1920");
}

#[tokio::test]
async fn pixabay_is_asked_safely_and_its_key_is_in_the_query_alone() {
    let server = MockServer::start().await;
    Mock::given(path("/api/videos/"))
        .and(query_param("key", KEY))
        .and(query_param("q", "coffee beans"))
        .and(query_param("safesearch", "true"))
        .and(query_param("lang", "en"))
        .and(query_param("min_width", "720"))
        .and(query_param_is_missing("orientation"))
        .respond_with(ResponseTemplate::new(200).set_body_json(pixabay_clips(&server.uri())))
        .mount(&server)
        .await;
    let items = pixabay(&server).search(&query(StockKind::Clip)).await.unwrap();
    let item = &items[0];
    assert_eq!((item.width, item.height, item.duration_ms), (720, 1280, 12_000));
    assert!(item.link.ends_with("_small.mp4"));
    assert_eq!(item.about, "flowers, yellow, blossom");
    assert_eq!(item.credit.licence, "Pixabay Content License");
    assert!(!serde_json::to_string(item).unwrap().contains(KEY));
}

#[tokio::test]
async fn pixabay_is_asked_for_photos_of_the_right_orientation() {
    let server = MockServer::start().await;
    Mock::given(path("/api/"))
        .and(query_param("orientation", "vertical"))
        .and(query_param("image_type", "photo"))
        .respond_with(ResponseTemplate::new(200).set_body_json(pixabay_photos()))
        .mount(&server)
        .await;
    let items = pixabay(&server).search(&query(StockKind::Photo)).await.unwrap();
    assert_eq!((items[0].width, items[0].height), (720, 1280));
    assert!(items[0].link.ends_with("_1280.jpg"));
}

/// Pixabay refuses in plain text, and may repeat what it was sent.
#[tokio::test]
async fn a_refusal_never_tells_the_key() {
    let server = MockServer::start().await;
    let text = format!("[ERROR 400] Invalid or missing API key: {KEY}");
    let refusal = ResponseTemplate::new(400).set_body_string(text);
    Mock::given(path("/api/videos/")).respond_with(refusal).mount(&server).await;
    let failure = pixabay(&server).search(&query(StockKind::Clip)).await.unwrap_err();
    assert_eq!(failure.error.kind, ErrorKind::ProviderRefused);
    assert!(!format!("{failure:?}").contains(KEY));
    let nobody = Pixabay::at("http://127.0.0.1:9", HttpLimits::default(), keys()).unwrap();
    let failure = nobody.search(&query(StockKind::Clip)).await.unwrap_err();
    let told = format!("{failure:?}");
    assert!(!told.contains(KEY) && !told.contains("coffee"), "{told}");
    assert!(!format!("{nobody:?}").contains(KEY));
}

#[tokio::test]
async fn every_fault_of_pexels_has_its_name() {
    let good = pexels_clips("https://videos.pexels.com").to_string();
    let suite = faults::Suite::of("pexels").free().good("application/json", good);
    let rows = suite
        .run(async |base| {
            let library = Pexels::at(base, faults::LIMITS, faults::keys("pexels"))?;
            library.search(&query(StockKind::Clip)).await
        })
        .await;
    faults::documented("pexels", &rows);
}

#[tokio::test]
async fn every_fault_of_pixabay_has_its_name() {
    let good = pixabay_clips("https://cdn.pixabay.com").to_string();
    let suite = faults::Suite::of("pixabay").free().good("application/json", good);
    let rows = suite
        .run(async |base| {
            let library = Pixabay::at(base, faults::LIMITS, faults::keys("pixabay"))?;
            library.search(&query(StockKind::Clip)).await
        })
        .await;
    faults::documented("pixabay", &rows);
}
