use oma_core::ErrorKind;
use oma_core::format::Aspect;
use oma_core::ports::{ImageRequest, ImageVendor as _};
use oma_core::spend::{Charge, Unit, Units};
use serde_json::{Value, json};

use super::BedrockImages;
use crate::test_server::{Answer, TestServer};

const CORE: &str = "stability.stable-image-core-v1:1";
const NOVA: &str = "amazon.nova-canvas-v1:0";
/// The first bytes of a JPEG.
const JPEG: &str = "/9j/4A==";

fn request() -> ImageRequest {
    ImageRequest {
        prompt: "a cup of coffee".to_owned(),
        avoid: "text".to_owned(),
        aspect: Aspect::Portrait,
        seed: 1_000_000_000,
    }
}

async fn images(answers: Vec<Answer>) -> (BedrockImages, TestServer) {
    let server = TestServer::start(answers).await;
    (BedrockImages::new(&server.sdk_config()), server)
}

fn drawn() -> Value {
    json!({ "seeds": [7], "finish_reasons": [null], "images": [JPEG] })
}

#[tokio::test]
async fn stability_is_asked_as_bedrock_documents_it() {
    let (images, server) = images(vec![Answer::json(200, &drawn())]).await;
    let answer = images.draw(CORE, &request()).await.unwrap();
    assert_eq!(answer.units, Units::of(Unit::Images, 1));
    assert_eq!(&answer.media.unwrap()[..3], b"\xff\xd8\xff");
    let sent = server.only_request();
    assert!(sent.line().contains("/model/stability.stable-image-core-v1%3A1/invoke"));
    let expected = json!({
        "prompt": "a cup of coffee", "negative_prompt": "text", "aspect_ratio": "9:16",
        "mode": "text-to-image", "seed": 1_000_000_001, "output_format": "jpeg",
    });
    assert_eq!(sent.json(), expected);
}

#[tokio::test]
async fn amazons_models_are_asked_in_their_own_words_and_sizes() {
    let (images, server) = images(vec![Answer::json(200, &json!({ "images": [JPEG] }))]).await;
    images.draw(NOVA, &request()).await.unwrap();
    let sent = server.only_request().json();
    assert_eq!(sent["taskType"], "TEXT_IMAGE");
    let words = json!({ "text": "a cup of coffee", "negativeText": "text" });
    assert_eq!(sent["textToImageParams"], words);
    let how = &sent["imageGenerationConfig"];
    assert_eq!((&how["width"], &how["height"]), (&json!(720), &json!(1280)));
    assert!(how["seed"].as_u64().unwrap() <= 858_993_459);
}

#[tokio::test]
async fn a_held_back_picture_is_rejected_content_and_counts_as_charged() {
    for (model, answer) in [
        (CORE, json!({ "finish_reasons": ["Filter reason: prompt"] })),
        (NOVA, json!({ "images": [], "error": "All of the generated images have been blocked." })),
    ] {
        let (images, _server) = images(vec![Answer::json(200, &answer)]).await;
        let failure = images.draw(model, &request()).await.unwrap_err();
        assert_eq!(failure.error.kind, ErrorKind::ContentRejected);
        assert_eq!(failure.charge, Charge::Unknown);
    }
}

#[tokio::test]
async fn faults_have_names_and_say_what_they_are_charged_and_nothing_is_asked_twice() {
    use ErrorKind::{ProviderBadAnswer, ProviderRefused, ProviderThrottled, ProviderUnavailable};
    let error = Answer::error;
    for (answer, kind, charge) in [
        (error(400, "ValidationException"), ProviderRefused, Charge::Nothing),
        (error(403, "AccessDeniedException"), ProviderRefused, Charge::Nothing),
        (error(404, "ResourceNotFoundException"), ProviderRefused, Charge::Nothing),
        (error(429, "ThrottlingException"), ProviderThrottled, Charge::Nothing),
        (error(503, "ServiceUnavailableException"), ProviderUnavailable, Charge::Nothing),
        (error(408, "ModelTimeoutException"), ProviderUnavailable, Charge::Unknown),
        (Answer::json(200, &json!({})), ProviderBadAnswer, Charge::Unknown),
        (Answer::json(200, &json!({ "images": ["%"] })), ProviderBadAnswer, Charge::Unknown),
        (Answer::json(200, &json!({ "images": ["AAAA"] })), ProviderBadAnswer, Charge::Unknown),
        (Answer::xml(200, "<html>"), ProviderBadAnswer, Charge::Unknown),
    ] {
        let (images, server) = images(vec![answer]).await;
        let failure = images.draw(CORE, &request()).await.unwrap_err();
        assert_eq!((failure.error.kind, failure.charge), (kind, charge));
        assert!(!failure.error.full_text().contains("Converse"));
        assert_eq!(server.requests().len(), 1);
    }
}

#[tokio::test]
async fn a_model_whose_body_is_not_known_is_sent_nothing() {
    let (images, server) = images(vec![]).await;
    let failure = images.draw("meta.llama", &request()).await.unwrap_err();
    assert_eq!((failure.error.kind, failure.charge), (ErrorKind::ProviderRefused, Charge::Nothing));
    assert!(server.requests().is_empty());
}
