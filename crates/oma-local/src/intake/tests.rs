use axum::Router;
use axum::http::StatusCode;
use axum::routing::get;
use serde_json::{Value, json};

use super::*;

const PICTURE: &[u8] = include_bytes!("../../../../examples/assets/serra.jpg");

/// Serves a picture on this machine; gives the address.
async fn server() -> String {
    let missing = || async { StatusCode::NOT_FOUND };
    let router = Router::new()
        .route("/photos/serra.jpg", get(|| async { PICTURE }))
        .route("/page", get(|| async { "<html>" }))
        .fallback(missing);
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    tokio::spawn(async move { axum::serve(listener, router).await });
    format!("http://{address}")
}

fn brief(fields: &Value) -> Brief {
    let mut brief = json!({
        "title": "Coffee shop", "description": "A coffee shop.", "language": "pt-BR",
    });
    for (name, value) in fields.as_object().unwrap() {
        brief[name] = value.clone();
    }
    Brief::from_value(brief).unwrap()
}

async fn prepare(fields: &Value, base: &Path) -> Result<Prepared> {
    let tools = Tools::locate().unwrap();
    Prepared::with_links(brief(fields), base, (&tools, None), Links::with_loopback()).await
}

fn problems(prepared: Result<Prepared>) -> Vec<String> {
    prepared.unwrap_err().problems.iter().map(ToString::to_string).collect()
}

#[tokio::test]
async fn a_link_is_fetched_and_named_by_its_content() {
    let address = server().await;
    let link = json!([{"source": format!("{address}/photos/serra.jpg?signature=secret")}]);
    let prepared = prepare(&json!({"assets": link}), Path::new(".")).await.unwrap();
    let file = &prepared.files[0];
    assert_eq!(std::fs::read(&file.path).unwrap(), PICTURE);
    assert_eq!(prepared.brief.assets[0].source, file.name);
    assert_eq!(Path::new(&file.name).extension().unwrap(), "jpg");
}

#[tokio::test]
async fn what_a_link_does_not_give_is_a_problem_without_the_links_secrets() {
    let address = server().await;
    let assets = json!([
        {"source": format!("{address}/gone?signature=secret")},
        {"source": format!("{address}/page")},
    ]);
    let problems = problems(prepare(&json!({"assets": assets}), Path::new(".")).await);
    assert!(problems[0].contains("assets[0].source cannot be fetched"), "{problems:?}");
    assert!(problems[0].contains("404") && !problems[0].contains("secret"), "{problems:?}");
    assert!(problems[1].contains("no picture, film or sound"), "{problems:?}");
}

#[tokio::test]
async fn only_https_is_fetched() {
    let address = server().await;
    let brief = brief(&json!({"assets": [{"source": format!("{address}/photos/serra.jpg")}]}));
    let tools = Tools::locate().unwrap();
    let problems = problems(Prepared::new(brief, Path::new("."), &tools, None).await);
    assert!(problems[0].contains("is not an https link"), "{problems:?}");
}

#[tokio::test]
async fn a_link_into_a_private_network_is_not_fetched() {
    let sources = ["https://127.0.0.1/a.jpg", "https://0x7f.1/a.jpg", "https://router.lan/a.jpg"];
    let sources: Vec<Value> = sources.iter().map(|source| json!({"source": source})).collect();
    let brief = brief(&json!({"assets": sources}));
    let tools = Tools::locate().unwrap();
    let problems = problems(Prepared::new(brief, Path::new("."), &tools, None).await);
    assert_eq!(problems.len(), 3, "{problems:?}");
    assert!(problems.iter().all(|problem| problem.contains("not public")), "{problems:?}");
}

#[tokio::test]
async fn a_brand_kit_is_read_from_its_file_and_its_paths_begin_there() {
    let dir = tempfile::tempdir().unwrap();
    let kit = dir.path().join("house");
    std::fs::create_dir(&kit).unwrap();
    std::fs::write(kit.join("logo.jpg"), PICTURE).unwrap();
    std::fs::write(kit.join("kit.json"), r#"{"logo": {"source": "logo.jpg"}}"#).unwrap();
    let prepared = prepare(&json!({"brand": "house/kit.json"}), dir.path()).await.unwrap();
    let logo = prepared.brief.brand().and_then(|kit| kit.logo.as_ref()).unwrap();
    assert_eq!(logo.source, prepared.files[0].name);
}

#[tokio::test]
async fn what_is_wrong_with_a_brand_kit_is_named() {
    let dir = tempfile::tempdir().unwrap();
    std::fs::write(dir.path().join("kit.json"), r#"{"colours": {}}"#).unwrap();
    let of_file = problems(prepare(&json!({"brand": "kit.json"}), dir.path()).await);
    assert!(of_file[0].contains("kit.json: brand.colours is not a field"), "{of_file:?}");

    std::fs::write(dir.path().join("font.woff2"), b"wOF2....").unwrap();
    let kit = json!({"font": "font.woff2", "logo": {"source": "none.png"}});
    let of_kit = problems(prepare(&json!({"brand": kit}), dir.path()).await);
    assert!(of_kit[0].contains("brand.logo.source names no file"), "{of_kit:?}");
    assert!(of_kit[1].contains("brand.font is a web font"), "{of_kit:?}");
}
