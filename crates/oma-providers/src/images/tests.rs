use std::sync::Arc;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use oma_core::ErrorKind;
use oma_core::format::Aspect;
use oma_core::money::MicroUsd;
use oma_core::plan::ModelChoice;
use oma_core::ports::memory::Memory;
use oma_core::ports::{Drawing, ImageModels as _, ImageRequest, ImageVendor, Secret};
use oma_core::spend::{Answer, CallFailure, Charge, Unit, Units};
use serde_json::{Value, json};
use wiremock::matchers::{body_partial_json, header, method, path};
use wiremock::{Mock, MockServer, ResponseTemplate};

use super::*;
use crate::http::{Http, HttpLimits, faults};
use crate::keys::Keys;
use crate::resilience::Resilience;

const PNG: &[u8] = b"\x89PNG\r\n\x1a\n and so on";
const JPEG: &[u8] = b"\xff\xd8\xff\xe0 and so on";

fn keys(vendor: &str) -> Keys {
    Keys::given([(vendor.to_owned(), Secret::new("hush"))])
}

fn http(vendor: &'static str, base: String) -> Http {
    Http::new(vendor, base, HttpLimits::default()).unwrap()
}

fn openai(server: &MockServer) -> OpenAiImages {
    OpenAiImages::new(http("openai", server.uri()), keys("openai"))
}

fn openrouter(server: &MockServer) -> OpenRouterImages {
    OpenRouterImages::new(http("openrouter", server.uri()), keys("openrouter"))
}

fn stability(server: &MockServer) -> Stability {
    Stability::new(http("stability", server.uri()), keys("stability"))
}

fn request() -> ImageRequest {
    ImageRequest {
        prompt: "a cup of coffee".to_owned(),
        avoid: "text".to_owned(),
        aspect: Aspect::Portrait,
        seed: 7,
    }
}

async fn answers(server: &MockServer, answer: ResponseTemplate) {
    server.reset().await;
    Mock::given(method("POST")).respond_with(answer).mount(server).await;
}

fn ok(json: &Value) -> ResponseTemplate {
    ResponseTemplate::new(200).set_body_json(json)
}

/// The shape in the documentation of `gpt-image-1`.
fn openai_answer() -> Value {
    json!({
        "created": 1_713_833_628,
        "data": [{ "b64_json": STANDARD.encode(PNG) }],
        "usage": {
            "total_tokens": 1684, "input_tokens": 100, "output_tokens": 1584,
            "input_tokens_details": { "text_tokens": 100, "image_tokens": 0 },
        },
    })
}

#[tokio::test]
async fn openai_is_asked_in_its_own_sizes_and_its_tokens_are_counted() {
    let server = MockServer::start().await;
    Mock::given(path("/images/generations"))
        .and(header("authorization", "Bearer hush"))
        .and(body_partial_json(json!({
            "model": "gpt-image-1-mini", "quality": "medium", "size": "1024x1536",
            "output_format": "jpeg", "prompt": "a cup of coffee\nNot to be seen: text.",
        })))
        .respond_with(ok(&openai_answer()))
        .mount(&server)
        .await;
    let answer = openai(&server).draw("gpt-image-1-mini@medium", &request()).await.unwrap();
    assert_eq!(answer.media.unwrap(), PNG);
    let used = Units::of(Unit::InputTokens, 100).and(Unit::OutputTokens, 1584);
    assert_eq!(answer.units, used);
    assert!(!answer.body.to_string().contains("coffee"));
}

#[tokio::test]
async fn a_compatible_server_on_this_machine_needs_no_key_and_may_count_nothing() {
    let server = MockServer::start().await;
    let body = json!({ "response_format": "b64_json", "model": "sd" });
    let data = json!({ "data": [{ "b64_json": STANDARD.encode(JPEG) }] });
    let mock = Mock::given(body_partial_json(body)).respond_with(ok(&data));
    mock.mount(&server).await;
    let vendor = OpenAiImages::keyless(http("openai", server.uri()));
    let answer = vendor.draw("sd", &request()).await.unwrap();
    assert_eq!(answer.units, Units::default());
    let sent = &server.received_requests().await.unwrap()[0];
    assert!(!sent.headers.contains_key("authorization"));
}

#[tokio::test]
async fn openrouter_says_what_it_cost() {
    let server = MockServer::start().await;
    let url = format!("data:image/png;base64,{}", STANDARD.encode(PNG));
    let image = json!({ "type": "image_url", "image_url": { "url": url } });
    Mock::given(path("/chat/completions"))
        .and(body_partial_json(json!({
            "modalities": ["image", "text"], "image_config": { "aspect_ratio": "9:16" }, "seed": 7,
        })))
        .respond_with(ok(&json!({
            "model": "google/gemini-3.1-flash-image-preview",
            "choices": [{
                "finish_reason": "stop",
                "message": { "role": "assistant", "content": "Here.", "images": [image] },
            }],
            "usage": { "prompt_tokens": 9, "completion_tokens": 1120, "cost": 0.067_200_1 },
        })))
        .mount(&server)
        .await;
    let vendor = openrouter(&server);
    let answer = vendor.draw("google/gemini-3.1-flash-image-preview", &request()).await.unwrap();
    assert_eq!(answer.cost, Some(MicroUsd(67_201)), "rounded up");
    assert_eq!(answer.media.unwrap(), PNG);
}

#[tokio::test]
async fn stability_is_sent_a_form_and_answers_with_the_picture() {
    let server = MockServer::start().await;
    Mock::given(path("/v2beta/stable-image/generate/core"))
        .and(header("accept", "image/*"))
        .respond_with(
            ResponseTemplate::new(200)
                .insert_header("finish-reason", "SUCCESS")
                .insert_header("seed", "8")
                .set_body_raw(JPEG, "image/jpeg"),
        )
        .mount(&server)
        .await;
    let answer = stability(&server).draw("core", &request()).await.unwrap();
    assert_eq!(answer.media.unwrap(), JPEG);
    assert_eq!(answer.units, Units::of(Unit::Images, 1));
    let sent = server.received_requests().await.unwrap().remove(0).body;
    let sent = String::from_utf8(sent).unwrap();
    for part in ["name=\"aspect_ratio\"\r\n\r\n9:16", "name=\"seed\"\r\n\r\n8", "\r\n\r\ntext\r\n"]
    {
        assert!(sent.contains(part), "{part:?} in {sent}");
    }
    let error = stability(&server).draw("../v1", &request()).await.unwrap_err();
    assert_eq!((error.error.kind, error.charge), (ErrorKind::ProviderRefused, Charge::Nothing));
}

#[tokio::test]
async fn a_content_filter_is_told_from_a_wrong_key_and_charged_as_documented() {
    let server = MockServer::start().await;
    let error =
        |code: &str, message: &str| json!({ "error": { "code": code, "message": message } });
    let blocked = error("moderation_blocked", "Your request was rejected by the safety system.");
    answers(&server, ResponseTemplate::new(400).set_body_json(&blocked)).await;
    assert_rejected(openai(&server).draw("m", &request()).await, Charge::Nothing);

    let flagged = json!({ "error": { "code": 403, "message": "Your input was flagged." } });
    answers(&server, ResponseTemplate::new(403).set_body_json(&flagged)).await;
    assert_rejected(openrouter(&server).draw("m", &request()).await, Charge::Nothing);
    for choice in [
        json!({ "finish_reason": "content_filter", "message": { "content": "" } }),
        json!({ "finish_reason": "stop", "native_finish_reason": "IMAGE_SAFETY", "message": {} }),
    ] {
        answers(&server, ok(&json!({ "choices": [choice], "usage": { "cost": 0.001 } }))).await;
        let failed = openrouter(&server).draw("m", &request()).await;
        assert_rejected(failed, Charge::Known(MicroUsd(1000)));
    }

    let words = "Your request was flagged by our content moderation system.";
    let moderated = json!({ "id": "1", "name": "content_moderation", "errors": [words] });
    answers(&server, ResponseTemplate::new(403).set_body_json(&moderated)).await;
    assert_rejected(stability(&server).draw("core", &request()).await, Charge::Nothing);
    let blurred = ResponseTemplate::new(200).insert_header("finish-reason", "CONTENT_FILTERED");
    answers(&server, blurred.set_body_raw(JPEG, "image/jpeg")).await;
    assert_rejected(stability(&server).draw("core", &request()).await, Charge::Unknown);

    let wrong_key = error("invalid_api_key", "Incorrect API key provided.");
    answers(&server, ResponseTemplate::new(401).set_body_json(&wrong_key)).await;
    let failure = openai(&server).draw("m", &request()).await.unwrap_err();
    assert_eq!(failure.error.kind, ErrorKind::ProviderRefused);
}

fn assert_rejected(result: Result<Answer, CallFailure>, charge: Charge) {
    let failure = result.unwrap_err();
    assert_eq!(failure.error.kind, ErrorKind::ContentRejected, "{}", failure.error.full_text());
    assert_eq!(failure.charge, charge);
}

#[tokio::test]
async fn an_answer_without_a_picture_is_bad_and_may_have_been_charged() {
    let server = MockServer::start().await;
    for answer in [
        json!({}),
        json!({ "data": [{ "url": "https://example.com" }] }),
        json!({ "data": [{ "b64_json": "%%%" }] }),
        json!({ "data": [{ "b64_json": STANDARD.encode("<html>") }] }),
    ] {
        answers(&server, ok(&answer)).await;
        let failure = openai(&server).draw("m", &request()).await.unwrap_err();
        assert_eq!(failure.error.kind, ErrorKind::ProviderBadAnswer, "{answer}");
        assert_eq!(failure.charge, Charge::Unknown);
    }
    answers(&server, ResponseTemplate::new(200).set_body_raw("<html>", "text/html")).await;
    let failure = stability(&server).draw("core", &request()).await.unwrap_err();
    assert_eq!(failure.error.kind, ErrorKind::ProviderBadAnswer);
    answers(&server, ok(&json!({ "choices": [{ "message": {} }], "usage": {} }))).await;
    let failure = openrouter(&server).draw("m", &request()).await.unwrap_err();
    assert_eq!(
        (failure.error.kind, failure.charge),
        (ErrorKind::ProviderBadAnswer, Charge::Unknown)
    );
}

/// A vendor that does the same whatever it is asked.
struct Fixed(&'static str, Result<&'static [u8], ErrorKind>);

#[async_trait::async_trait]
impl ImageVendor for Fixed {
    fn provider(&self) -> &str {
        self.0
    }

    async fn draw(&self, _: &str, _: &ImageRequest) -> Result<Answer, CallFailure> {
        match self.1 {
            Ok(bytes) => Ok(Answer { media: Some(bytes.into()), ..Answer::default() }),
            Err(kind) => Err(CallFailure::free(oma_core::Error::new(kind, "no"))),
        }
    }
}

/// `cheap` for a cent, `good` for four, `best` for ten, `poor` for nothing.
fn images(vendors: Vec<Fixed>) -> Images {
    let row = |provider: &str, cents: u64, quality: u32| {
        json!({
            "provider": provider, "model": "m", "quality": quality, "page": "",
            "rate": { "micro_usd_per_million": { "images": cents * 10_000_000_000 } },
            "most": { "images": 1 }, "aspects": ["9:16"],
        })
    };
    let models = [row("best", 10, 90), row("cheap", 1, 60), row("poor", 0, 20), row("good", 4, 80)];
    let table = json!({ "good_enough": 60, "models": models });
    let vendors: Vec<Arc<dyn ImageVendor>> =
        vendors.into_iter().map(|vendor| Arc::new(vendor) as Arc<dyn ImageVendor>).collect();
    Images::new(ImageTable::parse(&table.to_string()).unwrap(), &vendors, Resilience::default())
}

#[test]
fn the_cheapest_good_enough_model_is_chosen_whatever_the_order() {
    let vendors = || vec![Fixed("poor", Ok(PNG)), Fixed("good", Ok(PNG)), Fixed("cheap", Ok(PNG))];
    let mut reversed = vendors();
    reversed.reverse();
    for vendors in [vendors(), reversed] {
        let images = images(vendors);
        assert_eq!(images.choose(Aspect::Portrait), Some(ModelChoice::new("cheap", "m")));
        assert_eq!(images.choose(Aspect::Square), None);
    }
    assert_eq!(images(vec![Fixed("poor", Ok(PNG))]).choose(Aspect::Portrait), None);
}

#[tokio::test]
async fn what_one_model_refuses_the_next_dearer_one_draws_and_it_is_said() {
    let vendors = vec![
        Fixed("cheap", Err(ErrorKind::ContentRejected)),
        Fixed("good", Err(ErrorKind::ProviderRefused)),
        Fixed("best", Ok(PNG)),
    ];
    let (images, account) = (images(vendors), Memory::an_account().await.unwrap());
    let (model, request) = (ModelChoice::new("cheap", "m"), request());
    let drawing = Drawing { what: "picture of scene 3", model: &model, request: &request };
    let drawn = images.draw(&drawing, &account).await.unwrap();
    assert_eq!(drawn.model, ModelChoice::new("best", "m"));
    assert_eq!(drawn.bill.cost_micro_usd, MicroUsd(100_000), "what it takes at most");
    let fallback = drawn.fallback.unwrap();
    assert_eq!((fallback.wanted.as_str(), fallback.used.as_str()), ("cheap m", "best m"));
    assert_eq!(fallback.what, "picture of scene 3");

    let again = images.draw(&drawing, &account).await.unwrap();
    assert_eq!(again.bill.saved_micro_usd, MicroUsd(100_000), "the same is not paid again");
}

#[tokio::test]
async fn where_all_refuse_the_first_reason_counts_and_a_cancelled_film_asks_nobody_else() {
    let (account, request) = (Memory::an_account().await.unwrap(), request());
    let model = ModelChoice::new("cheap", "m");
    let drawing = Drawing { what: "picture", model: &model, request: &request };
    let rejected = || Fixed("cheap", Err(ErrorKind::ContentRejected));
    let all = images(vec![rejected(), Fixed("good", Err(ErrorKind::ProviderRefused))]);
    let error = all.draw(&drawing, &account).await.unwrap_err();
    assert_eq!(error.kind, ErrorKind::ContentRejected);
    let cancelled = vec![Fixed("cheap", Err(ErrorKind::Cancelled)), Fixed("good", Ok(PNG))];
    let error = images(cancelled).draw(&drawing, &account).await.unwrap_err();
    assert_eq!(error.kind, ErrorKind::Cancelled);
}

#[tokio::test]
async fn a_dearer_model_than_the_budget_holds_gives_way_to_a_cheaper_one() {
    let memory = Arc::new(Memory::default());
    memory.run_video().await.unwrap();
    let budget = Some(oma_core::money::BudgetUsd(MicroUsd(50_000)));
    let accounts = memory.accounts(oma_core::limits::Figures::default());
    let account = accounts.of(&Memory::job(), budget, "visual.make", None);
    let images = images(vec![Fixed("best", Ok(PNG)), Fixed("good", Ok(JPEG))]);
    let (model, request) = (ModelChoice::new("best", "m"), request());
    let drawing = Drawing { what: "picture", model: &model, request: &request };
    let drawn = images.draw(&drawing, &account).await.unwrap();
    assert_eq!(drawn.model.provider, "good");
    assert!(drawn.fallback.unwrap().reason.contains("budget"));
}

#[test]
fn the_built_in_table_has_a_price_a_day_and_a_page_for_every_model() {
    let table = ImageTable::from_env(|_| None).unwrap();
    assert!(!table.models.is_empty());
    for model in &table.models {
        let name = format!("{} {}", model.provider, model.model);
        // From half a cent to half a dollar: more or less is a slip of the pen.
        assert!((5_000..500_000).contains(&model.price().0), "{name}: {}", model.price());
        assert_eq!(model.rate.dated.len(), 10, "{name}");
        assert!(model.page.starts_with("https://"), "{name}");
        assert_eq!(model.aspects.len(), 4, "{name}");
    }
    let named = ImageTable::from_env(|_| Some("/nowhere/images.json".to_owned()));
    assert!(named.unwrap_err().full_text().contains("/nowhere/images.json"));
}

#[tokio::test]
async fn every_fault_of_openai_has_its_name() {
    let good = openai_answer().to_string();
    let suite = faults::Suite::of("openai").good("application/json", good);
    let rows = suite
        .run(async |base| {
            let http = Http::new("openai", base, faults::LIMITS)?;
            OpenAiImages::new(http, faults::keys("openai"))
                .draw("gpt-image-1-mini", &request())
                .await
        })
        .await;
    faults::documented("openai-images", &rows);
}

#[tokio::test]
async fn every_fault_of_openrouter_has_its_name() {
    let url = format!("data:image/png;base64,{}", STANDARD.encode(PNG));
    let message = json!({ "images": [{ "image_url": { "url": url } }] });
    let good = json!({ "choices": [{ "message": message }], "usage": { "cost": 0.067 } });
    let suite = faults::Suite::of("openrouter").good("application/json", good.to_string());
    let rows = suite
        .run(async |base| {
            let http = Http::new("openrouter", base, faults::LIMITS)?;
            OpenRouterImages::new(http, faults::keys("openrouter")).draw("m", &request()).await
        })
        .await;
    faults::documented("openrouter-images", &rows);
}

#[tokio::test]
async fn every_fault_of_stability_has_its_name() {
    let suite = faults::Suite::of("stability").good("image/jpeg", JPEG);
    let rows = suite
        .run(async |base| {
            let http = Http::new("stability", base, faults::LIMITS)?;
            Stability::new(http, faults::keys("stability")).draw("core", &request()).await
        })
        .await;
    faults::documented("stability", &rows);
}
