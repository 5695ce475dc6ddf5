mod budget;
mod death;
mod faulty;

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use serde_json::json;

use super::*;
use crate::event::EventKind;
use crate::limits::Figures;
use crate::money::{BudgetUsd, MicroUsd};
use crate::ports::EventLog as _;
use crate::ports::memory::Memory;
use crate::{Error, ErrorKind};

async fn memory() -> Arc<Memory> {
    let memory = Arc::new(Memory::default());
    memory.run_video().await.unwrap();
    memory
}

fn account(memory: &Arc<Memory>, budget: u64, month: u32) -> Account {
    let figures = Figures { usd_per_month: month, ..Figures::default() };
    let budget = Some(BudgetUsd(MicroUsd(budget)));
    memory.accounts(figures).of(&Memory::job(), budget, "script.write", None)
}

/// A dollar for a thousand characters.
fn rate() -> Rate {
    let price = [(Unit::Characters, 1_000_000_000)];
    Rate { micro_usd_per_million: price.into(), dated: "2026-11-20".to_owned() }
}

fn characters(count: u64) -> Units {
    Units::of(Unit::Characters, count)
}

fn answer(count: u64) -> Answer {
    Answer { body: json!({ "said": count }), units: characters(count), ..Answer::default() }
}

/// Asks for something of at most 100 characters; the answer uses so many.
async fn ask(
    account: &Account,
    what: &str,
    answer: Result<Answer, CallFailure>,
) -> crate::Result<Answered> {
    let (rate, most) = (rate(), characters(100));
    let call = Call { provider: "loud", model: "voice", rate: &rate, most: &most };
    account.pay(&call, &what, || async { answer }).await
}

async fn ledger(memory: &Memory) -> Vec<CallRecord> {
    let events = memory.list(Memory::job().video_id).await.unwrap();
    let call = |kind| match kind {
        EventKind::ProviderCalled(call) => Some(call),
        _ => None,
    };
    events.into_iter().filter_map(|event| call(event.kind)).collect()
}

fn down() -> Error {
    Error::new(ErrorKind::ProviderUnavailable, "down")
}

#[tokio::test]
async fn an_answer_is_charged_once_and_found_afterwards() {
    let memory = memory().await;
    let account = account(&memory, 150_000, 0);
    let first = ask(&account, "hello", Ok(answer(40))).await.unwrap();
    assert_eq!(first.bill.cost_micro_usd, MicroUsd(40_000));
    let again = ask(&account, "hello", Err(CallFailure::free(down()))).await.unwrap();
    assert_eq!(again.body, json!({ "said": 40 }));
    assert_eq!(again.bill, Bill { saved_micro_usd: MicroUsd(40_000), ..Bill::default() });

    let ledger = ledger(&memory).await;
    assert_eq!(ledger.len(), 2);
    assert_eq!(ledger[0].outcome, CallOutcome::Answered);
    assert_eq!((ledger[0].price, ledger[0].cost_micro_usd), (PriceSource::Table, MicroUsd(40_000)));
    assert_eq!(ledger[1].outcome, CallOutcome::Found);
    assert_eq!(ledger[1].cost_micro_usd, MicroUsd(0));
    // 110,000 are left, so 100 characters can be asked for, and then no more.
    ask(&account, "more", Ok(answer(100))).await.unwrap();
    let error = ask(&account, "most", Ok(answer(1))).await.unwrap_err();
    assert_eq!(error.kind, ErrorKind::BudgetExceeded);
    assert!(error.message.contains("$0.01"), "{error}");
}

#[tokio::test]
async fn what_nobody_can_tell_stays_taken_and_what_was_refused_does_not() {
    let memory = memory().await;
    let account = account(&memory, 200_000, 0);
    ask(&account, "a", Err(CallFailure::free(down()))).await.unwrap_err();
    ask(&account, "a", Err(CallFailure::unknown(down()))).await.unwrap_err();
    ask(&account, "a", Ok(answer(100))).await.unwrap();
    let error = ask(&account, "b", Ok(answer(1))).await.unwrap_err();
    assert_eq!(error.kind, ErrorKind::BudgetExceeded);
    let presumed: Vec<_> = ledger(&memory).await.iter().map(|call| call.price).collect();
    assert_eq!(presumed, [PriceSource::Table, PriceSource::Presumed, PriceSource::Table]);
}

#[tokio::test]
async fn the_month_is_a_limit_of_its_own() {
    let memory = memory().await;
    let account = account(&memory, 10_000_000, 1);
    for number in 0..10 {
        ask(&account, &number.to_string(), Ok(answer(100))).await.unwrap();
    }
    let error = ask(&account, "eleventh", Ok(answer(1))).await.unwrap_err();
    assert!(error.message.contains("month"), "{error}");
}

#[tokio::test]
async fn equal_questions_at_the_same_time_are_asked_once() {
    let memory = memory().await;
    let asked = Arc::new(AtomicU64::new(0));
    let mut tasks = tokio::task::JoinSet::new();
    for _ in 0..20 {
        let (account, asked) = (account(&memory, 150_000, 0), asked.clone());
        tasks.spawn(async move {
            let (rate, most) = (rate(), characters(100));
            let call = Call { provider: "loud", model: "voice", rate: &rate, most: &most };
            let send = || async {
                asked.fetch_add(1, Ordering::Relaxed);
                tokio::task::yield_now().await;
                Ok(answer(10))
            };
            account.pay(&call, &"hello", send).await.unwrap().bill
        });
    }
    let bills: Bill = tasks.join_all().await.into_iter().sum();
    assert_eq!(asked.load(Ordering::Relaxed), 1);
    assert_eq!(bills.cost_micro_usd, MicroUsd(10_000));
    assert_eq!(bills.saved_micro_usd, MicroUsd(190_000));
}

#[test]
fn a_part_of_a_micro_dollar_is_a_whole_one() {
    let price = [(Unit::InputTokens, 300_000), (Unit::OutputTokens, 2_500_000)];
    let rate = Rate { micro_usd_per_million: price.into(), dated: String::new() };
    let units = Units::of(Unit::InputTokens, 1_001).and(Unit::OutputTokens, 100);
    assert_eq!(rate.of(&units), MicroUsd(551));
    assert_eq!(rate.of(&Units::of(Unit::Images, 9)), MicroUsd(0), "what has no price is free");
}
