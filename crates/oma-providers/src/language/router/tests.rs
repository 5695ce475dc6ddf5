mod choosing;
mod containment;
mod falling;

use std::collections::VecDeque;
use std::sync::{Mutex, PoisonError};

use oma_core::limits::Figures;
use oma_core::money::{BudgetUsd, MicroUsd};
use oma_core::ports::ChatAnswer;
use oma_core::ports::memory::Memory;
use oma_core::spend::{Charge, Unit, Units};
use serde_json::json;

use super::*;

/// A vendor that answers what it was told to, in order, and keeps what it was asked.
pub(super) struct Told {
    name: &'static str,
    answers: Mutex<VecDeque<Result<ChatAnswer, CallFailure>>>,
    asked: Mutex<Vec<(String, ChatRequest)>>,
}

impl Told {
    pub(super) fn new(
        name: &'static str,
        answers: impl IntoIterator<Item = Result<ChatAnswer, CallFailure>>,
    ) -> Arc<Self> {
        let answers = Mutex::new(answers.into_iter().collect());
        Arc::new(Self { name, answers, asked: Mutex::default() })
    }

    pub(super) fn asked(&self) -> Vec<(String, ChatRequest)> {
        self.asked.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    pub(super) fn models(&self) -> Vec<String> {
        self.asked().into_iter().map(|(model, _)| model).collect()
    }
}

#[async_trait]
impl ChatVendor for Told {
    fn provider(&self) -> &str {
        self.name
    }

    async fn chat(&self, model: &str, request: &ChatRequest) -> Result<Answer, CallFailure> {
        let asked = (model.to_owned(), request.clone());
        self.asked.lock().unwrap().push(asked);
        let told = self.answers.lock().unwrap().pop_front();
        let answer = told.unwrap_or_else(|| Err(failed(ErrorKind::ProviderRefused)))?;
        let units = Units::of(Unit::InputTokens, 100).and(Unit::OutputTokens, 10);
        Ok(Answer { body: serde_json::to_value(answer).unwrap(), units, ..Answer::default() })
    }
}

pub(super) fn failed(kind: ErrorKind) -> CallFailure {
    CallFailure::free(Error::new(kind, "It did not work."))
}

#[allow(clippy::unnecessary_wraps)] // What a vendor is told is an answer or a failure.
pub(super) fn says(text: &str) -> Result<ChatAnswer, CallFailure> {
    Ok(ChatAnswer { text: text.into(), is_whole: true, is_refused: false, model: "m".into() })
}

/// Rows of two vendors, dearer from the first to the last; `weak` is good at nothing.
pub(super) fn table() -> ModelTable {
    let row = |provider: &str, model: &str, price: u64, quality: u8| {
        let scores = json!({
            "write_script": quality, "improve_script": quality,
            "search_terms": quality, "describe_picture": quality,
        });
        let prices = json!({ "input_tokens": price, "output_tokens": price });
        json!({
            "provider": provider, "model": model, "page": "https://example.com",
            "rate": { "micro_usd_per_million": prices, "dated": "2026-11-20" },
            "context_tokens": 100_000, "max_output_tokens": 8_000,
            "abilities": ["json_schema"], "quality": { "en-US": scores, "pt-BR": scores },
        })
    };
    let rows = [
        row("loud", "weak", 1_000, 10),
        row("loud", "small", 10_000, 80),
        row("loud", "middle", 20_000, 85),
        row("quiet", "large", 1_000_000, 90),
    ];
    ModelTable::parse(&json!({ "models": rows }).to_string()).unwrap()
}

pub(super) fn models(vendors: &[&Arc<Told>]) -> Models {
    let vendors = vendors.iter().map(|vendor| (*vendor).clone() as Arc<dyn ChatVendor>);
    Models::new(table(), vendors, Resilience::default())
}

/// An account with a budget in micro-dollars.
pub(super) async fn account(budget: u64) -> (Arc<Memory>, Account) {
    let memory = Arc::new(Memory::default());
    memory.run_video().await.unwrap();
    let budget = Some(BudgetUsd(MicroUsd(budget)));
    let accounts = memory.accounts(Figures::default());
    let account = accounts.of(&Memory::job(), budget, "test.call", None);
    (memory, account)
}

pub(super) fn schema() -> Value {
    json!({
        "type": "object", "additionalProperties": false, "required": ["word"],
        "properties": { "word": { "type": "string", "minLength": 1 } },
    })
}

/// Asks for a word, of the model given.
pub(super) async fn ask(
    models: &Models,
    model: (&str, &str),
    data: &Value,
    account: &Account,
) -> Result<Reply> {
    let model = ModelChoice::new(model.0, model.1);
    let question = Question {
        task: Task::SearchTerms,
        language: Language::EnUs,
        model: &model,
        instructions: "Give a word.",
        data,
        schema: &schema(),
        schema_name: "word",
        max_output_tokens: 100,
        seed: 7,
    };
    models.ask(&question, account).await
}

#[tokio::test]
async fn an_answer_is_paid_once_and_found_again() {
    let vendor = Told::new("loud", [says(r#"{"word": "bread"}"#)]);
    let models = models(&[&vendor]);
    let (_, account) = account(1_000_000).await;
    let first = ask(&models, ("loud", "small"), &json!({}), &account).await.unwrap();
    assert_eq!(first.json, json!({ "word": "bread" }));
    assert!(first.fallback.is_none() && first.bill.cost_micro_usd > MicroUsd(0));
    let again = ask(&models, ("loud", "small"), &json!({}), &account).await.unwrap();
    assert_eq!(again.bill.saved_micro_usd, first.bill.cost_micro_usd);
    assert_eq!(vendor.models(), ["small"]);
}

#[tokio::test]
async fn a_broken_answer_is_sent_back_once_with_what_is_wrong() {
    for broken in
        ["{\"word\": \"bre", "{\"wrd\": \"bread\"}", "{\"word\": \"\"}", "Sure! bread", ""]
    {
        let vendor = Told::new("loud", [says(broken), says("```json\n{\"word\": \"bread\"}\n```")]);
        let (_, account) = account(1_000_000).await;
        let reply = ask(&models(&[&vendor]), ("loud", "small"), &json!({}), &account).await;
        let reply = reply.unwrap();
        assert_eq!(reply.json["word"], "bread");
        assert_eq!(reply.bill.cost_micro_usd, MicroUsd(4), "both calls are paid");
        let (_, repair) = vendor.asked().pop().unwrap();
        let [_, said, asked] = repair.messages.as_slice() else { panic!("{repair:?}") };
        let broken = if broken.is_empty() { "{}" } else { broken };
        assert!(said.from_model && said.text == broken);
        assert!(!asked.from_model && asked.text.contains("problems_of_your_answer"));
    }
}
