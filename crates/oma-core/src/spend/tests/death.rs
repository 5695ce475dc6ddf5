//! Whoever asks dies, or the table goes away while it holds an answer that was paid for.

use std::future::pending;
use std::sync::atomic::Ordering;
use std::time::Duration;

use super::faulty::Faulty;
use super::*;
use crate::ports::Clock as _;
use crate::spend::lease::LEASE_S;

/// Lets the memory's time pass with tokio's, which a test has stopped: it jumps to whatever is next.
pub(super) fn ticking(memory: &Arc<Memory>) -> tokio::task::JoinHandle<()> {
    let memory = memory.clone();
    tokio::spawn(async move {
        loop {
            tokio::time::sleep(Duration::from_secs(1)).await;
            memory.pass(Duration::from_secs(1));
        }
    })
}

/// Asks, and dies while the provider works.
async fn dies_in_the_call(account: &Account, what: &str) {
    let (rate, most) = (rate(), characters(100));
    let call = Call { provider: "loud", model: "voice", rate: &rate, most: &most };
    let asked = account.pay(&call, &what, pending);
    tokio::time::timeout(Duration::from_secs(2), asked).await.unwrap_err();
}

#[tokio::test(start_paused = true)]
async fn a_dead_holder_blocks_an_equal_call_no_longer_than_its_lease() {
    let memory = memory().await;
    let ticks = ticking(&memory);
    let account = account(&memory, 150_000, 0);
    dies_in_the_call(&account, "hello").await;
    let died_at = memory.now();
    // Its reservation stays taken, so half of the budget is left for it.
    let error = ask(&account, "hello", Ok(answer(10))).await.unwrap_err();
    assert_eq!(error.kind, ErrorKind::BudgetExceeded);
    let waited = memory.now().duration_since(died_at).as_secs();
    assert!(waited <= LEASE_S + 1, "{waited}");
    let account = super::account(&memory, 200_000, 0);
    ask(&account, "hello", Ok(answer(10))).await.unwrap();
    ticks.abort();
}

#[tokio::test(start_paused = true)]
async fn a_call_may_take_longer_than_a_lease() {
    let memory = memory().await;
    let ticks = ticking(&memory);
    let (rate, most) = (rate(), characters(100));
    let asked = AtomicU64::new(0);
    let account = account(&memory, 1_000_000, 0);
    let one = || async {
        let call = Call { provider: "slow", model: "voice", rate: &rate, most: &most };
        let send = || async {
            asked.fetch_add(1, Ordering::Relaxed);
            tokio::time::sleep(Duration::from_mins(4)).await;
            Ok(answer(10))
        };
        account.pay(&call, &"hello", send).await.unwrap().bill
    };
    let (first, second) = tokio::join!(one(), one());
    assert_eq!(asked.load(Ordering::Relaxed), 1);
    assert_eq!((first + second).saved_micro_usd, MicroUsd(10_000));
    ticks.abort();
}

#[tokio::test(start_paused = true)]
async fn an_answer_is_stored_again_when_the_table_comes_back_and_charged_once_either_way() {
    let memory = memory().await;
    let faulty = Faulty::new(&memory);
    let budget = Some(BudgetUsd(MicroUsd(200_000)));
    let account = faulty.accounts(Figures::default()).of(&Memory::job(), budget, "a.b", None);

    faulty.failing.store(3, Ordering::Relaxed);
    ask(&account, "short", Ok(answer(10))).await.unwrap();
    let again = ask(&account, "short", Err(CallFailure::free(down()))).await.unwrap();
    assert_eq!(again.bill.saved_micro_usd, MicroUsd(10_000));

    faulty.failing.store(4, Ordering::Relaxed);
    let error = ask(&account, "long", Ok(answer(10))).await.unwrap_err();
    assert_eq!(error.kind, ErrorKind::StorageUnavailable);
    let ledger = ledger(&memory).await;
    let outcomes: Vec<_> = ledger.iter().map(|call| &call.outcome).collect();
    assert_eq!(
        outcomes,
        [&CallOutcome::Answered, &CallOutcome::Found, &CallOutcome::Answered],
        "what was charged is told all the same"
    );
    let cost: MicroUsd = ledger.iter().map(|call| call.cost_micro_usd).sum();
    assert_eq!(cost, MicroUsd(20_000));
}
