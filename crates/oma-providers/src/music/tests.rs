use std::path::Path;
use std::sync::Arc;

use oma_core::ErrorKind;
use oma_core::brief::Mood;
use oma_core::ports::memory::Memory;
use oma_core::ports::{Composer as _, MusicRequest};
use oma_core::spend::CallFailure;
use oma_outbound::{Policy, Reach};
use serde_json::{Value, json};
use wiremock::matchers::{method, path, query_param};
use wiremock::{Mock, MockServer, ResponseTemplate};

use super::Openverse;
use crate::http::HttpLimits;
use crate::http::faults::{self, Suite};
use crate::offline::library::MusicLibrary;
use crate::resilience::Resilience;

const REQUEST: MusicRequest = MusicRequest { mood: Mood::Calm, seed: 0 };

fn openverse(base: &str, limits: HttpLimits) -> Result<Openverse, CallFailure> {
    let policy = Policy { max_body_bytes: 1000, ..Policy::downloads() }.reaching(Reach::Anywhere);
    let pack = MusicLibrary::in_folder(Path::new("/nonexistent"));
    Ok(Openverse::at(base, (limits, policy), Resilience::default(), pack)?)
}

/// A result as the library documents it.
fn result(base: &str, id: &str, changes: &Value) -> Value {
    let mut result = json!({
        "id": id,
        "title": "Wish You Were Here",
        "foreign_landing_url": "https://www.jamendo.com/track/1214935",
        "creator": "The.madpix.project",
        "creator_url": "https://www.jamendo.com/artist/441585/the.madpix.project",
        "url": format!("{base}/file/{id}"),
        "license": "by",
        "license_version": "3.0",
        "license_url": "https://creativecommons.org/licenses/by/3.0/",
        "provider": "jamendo",
        "source": "jamendo",
        "category": "music",
        "genres": ["ambient"],
        "filesize": 100,
        "filetype": "mp3",
        "duration": 270_000,
        "mature": false,
        "tags": [{ "name": "instrumental" }],
    });
    for (name, value) in changes.as_object().unwrap() {
        result[name] = value.clone();
    }
    result
}

async fn library(server: &MockServer, results: Vec<Value>, searches: u64) {
    let body = json!({ "result_count": results.len(), "page_count": 1, "results": results });
    Mock::given(method("GET"))
        .and(path("/v1/audio/"))
        .and(query_param("license", "cc0,by"))
        .and(query_param("category", "music"))
        .and(query_param("page_size", "20"))
        .respond_with(ResponseTemplate::new(200).set_body_json(body))
        .expect(searches)
        .mount(server)
        .await;
}

#[tokio::test]
async fn a_piece_that_may_be_used_is_fetched_once_with_its_credit() {
    let server = MockServer::start().await;
    let base = server.uri();
    let unfit = [
        json!({ "license": "by-nc" }),
        json!({ "mature": true }),
        json!({ "duration": 2_000 }),
        json!({ "filetype": "midi" }),
        json!({ "creator": null }),
    ];
    let mut results: Vec<Value> =
        unfit.iter().map(|changes| result(&base, "unfit", changes)).collect();
    results.push(result(&base, "sung", &json!({ "tags": [{ "name": "vocals" }] })));
    results.push(result(&base, "good", &json!({})));
    library(&server, results, 1).await;
    Mock::given(path("/file/good"))
        .respond_with(ResponseTemplate::new(200).set_body_bytes(b"ID3 sound"))
        .expect(1)
        .mount(&server)
        .await;
    let memory = Arc::new(Memory::default());
    memory.run_video().await.unwrap();
    let account = memory.account();
    let composer = openverse(&base, HttpLimits::default()).unwrap();
    for _ in 0..2 {
        let music = composer.compose(&REQUEST, &account).await.unwrap();
        assert_eq!(
            (music.sound.as_ref(), music.file.as_str()),
            (&b"ID3 sound"[..], "openverse.mp3")
        );
        assert_eq!((music.licence.as_str(), &music.fallback), ("CC BY 3.0", &None));
        let credit = music.credit.unwrap();
        assert_eq!(credit.author, "The.madpix.project");
        assert_eq!(credit.licence_page, "https://creativecommons.org/licenses/by/3.0/");
        assert_eq!(
            (credit.page.as_str(), credit.source.as_str()),
            ("https://www.jamendo.com/track/1214935", "openverse")
        );
    }
}

#[tokio::test]
async fn what_cannot_be_had_there_is_made_here_and_recorded() {
    let down = MockServer::start().await;
    Mock::given(path("/v1/audio/")).respond_with(ResponseTemplate::new(403)).mount(&down).await;
    let empty = MockServer::start().await;
    library(&empty, Vec::new(), 1).await;
    let large = MockServer::start().await;
    library(&large, vec![result(&large.uri(), "large", &json!({}))], 1).await;
    Mock::given(path("/file/large"))
        .respond_with(ResponseTemplate::new(200).set_body_bytes(vec![0; 2000]))
        .mount(&large)
        .await;
    let inside = MockServer::start().await;
    let link = json!({ "url": "ftp://10.0.0.1/secret" });
    library(&inside, vec![result("", "inside", &link)], 1).await;
    for (server, why) in [
        (&down, "openverse refuses the key"),
        (&empty, "no piece for this mood"),
        (&large, "larger than"),
        (&inside, "is not an https link"),
    ] {
        let account = Memory::an_account().await.unwrap();
        let composer = openverse(&server.uri(), HttpLimits::default()).unwrap();
        let music = composer.compose(&REQUEST, &account).await.unwrap();
        let fallback = music.fallback.unwrap();
        assert!(fallback.reason.contains(why), "{fallback:?}");
        assert!(fallback.reason.contains("make setup"), "nor is there a pack: {fallback:?}");
        assert!(music.loops && music.credit.is_none());
    }
}

#[tokio::test]
async fn files_lie_on_the_public_internet() {
    let pack = MusicLibrary::in_folder(Path::new("/nonexistent"));
    let server = MockServer::start().await;
    library(&server, vec![result(&server.uri(), "here", &json!({}))], 1).await;
    let policy = Policy::downloads();
    let composer =
        Openverse::at(server.uri(), (HttpLimits::default(), policy), Resilience::default(), pack);
    let account = Memory::an_account().await.unwrap();
    let music = composer.unwrap().compose(&REQUEST, &account).await.unwrap();
    assert!(music.fallback.unwrap().reason.contains("is not an https link"));
    assert_eq!(server.received_requests().await.unwrap().len(), 1, "only the search");
}

#[tokio::test]
async fn openverse_faults() {
    let good = json!({ "result_count": 1, "results": [result("https://x.org", "a", &json!({}))] });
    let suite = Suite::of("openverse").free().good("application/json", good.to_string());
    // It is sent no key, so the one that the server repeats is nobody's.
    let masked = |mut failure: CallFailure| {
        failure.error.message = failure.error.message.replace(faults::KEY, "…");
        failure
    };
    let search =
        async |base: String| openverse(&base, faults::LIMITS)?.search("calm").await.map_err(masked);
    let rows = suite.run(search).await;
    faults::documented("openverse", &rows);
    assert!(rows.iter().any(|row| {
        row.failed.as_ref().is_some_and(|failed| failed.kind == ErrorKind::ProviderThrottled)
    }));
}
