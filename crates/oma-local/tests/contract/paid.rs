//! Paid calls and the death of the process at each of their moments, over the embedded table and
//! bucket: what another process on the same state folder asks again, and what stays taken.

use std::collections::BTreeMap;
use std::future::pending;
use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};

use async_trait::async_trait;
use jiff::{SignedDuration, Timestamp};
use oma_aws::{Storage, Table};
use oma_core::contract::Job;
use oma_core::event::{EventKind, VideoEvent};
use oma_core::id::{Owner, VideoId};
use oma_core::limits::Figures;
use oma_core::money::{BudgetUsd, MicroUsd};
use oma_core::ports::{
    ArtifactIndex, Claim, Clock, Counter, Counters, EventLog, Joined, Partition, Place,
};
use oma_core::spend::{
    Account, Accounts, Answer, Answered, Call, CallFailure, CallOutcome, Rate, Unit, Units,
};
use oma_core::step::{ArtifactRecord, StepKey, Steps};
use oma_core::{Error, ErrorKind, Result};
use serde_json::json;
use tokio::sync::Notify;

use crate::State;
use crate::artifacts::making;

const MOST: u64 = 1_000;
const COST: u64 = 400;

/// Where the first process dies.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Death {
    BeforeTaking,
    AfterTaking,
    InTheCall,
    BeforeKeeping,
    BeforeSettling,
    BeforeTelling,
}

/// The table, which stops for ever at one moment, and tells that it has come.
struct Dying {
    table: Table,
    at: Death,
    adds: AtomicU32,
    reached: Notify,
}

impl Dying {
    async fn stop(&self) -> ! {
        self.reached.notify_one();
        pending().await
    }
}

#[async_trait]
impl Counters for Dying {
    /// A call takes from two counters, and settles both.
    async fn add(&self, counter: &Counter, amount: i64, limit: Option<i64>) -> Result<Option<i64>> {
        let number = self.adds.fetch_add(1, Ordering::Relaxed);
        let before = (self.at == Death::BeforeTaking && number == 0)
            || (self.at == Death::BeforeSettling && number == 2);
        if before {
            self.stop().await;
        }
        let added = self.table.add(counter, amount, limit).await;
        if self.at == Death::AfterTaking && number == 1 {
            self.stop().await;
        }
        added
    }

    async fn count(&self, counter: &Counter) -> Result<i64> {
        self.table.count(counter).await
    }

    async fn join(&self, set: &Counter, member: &str, most: usize) -> Result<Joined> {
        self.table.join(set, member, most).await
    }

    async fn leave(&self, set: &Counter, member: &str) -> Result<()> {
        self.table.leave(set, member).await
    }

    async fn members(&self, set: &Counter) -> Result<Vec<String>> {
        self.table.members(set).await
    }
}

#[async_trait]
impl ArtifactIndex for Dying {
    async fn find(&self, owner: &Owner, key: &StepKey) -> Result<Option<ArtifactRecord>> {
        self.table.find(owner, key).await
    }

    async fn claim(&self, job: &Job, key: &StepKey) -> Result<Claim> {
        self.table.claim(job, key).await
    }

    async fn record(&self, job: &Job, record: &ArtifactRecord) -> Result<()> {
        if self.at == Death::BeforeKeeping {
            self.stop().await;
        }
        self.table.record(job, record).await
    }

    async fn withdraw(&self, job: &Job, key: &StepKey) -> Result<bool> {
        self.table.withdraw(job, key).await
    }

    async fn withdrawn(&self, job: &Job, key: &StepKey) -> Result<()> {
        self.table.withdrawn(job, key).await
    }
}

#[async_trait]
impl EventLog for Dying {
    async fn append(&self, event: &VideoEvent) -> Result<()> {
        if self.at == Death::BeforeTelling {
            self.stop().await;
        }
        self.table.append(event).await
    }

    async fn list(&self, video: VideoId) -> Result<Vec<VideoEvent>> {
        EventLog::list(&self.table, video).await
    }

    async fn erase(&self, video: VideoId) -> Result<()> {
        self.table.erase(video).await
    }
}

/// The first process lived an hour ago, so its leases have run out.
struct AnHourAgo;

impl Clock for AnHourAgo {
    fn now(&self) -> Timestamp {
        Timestamp::now() - SignedDuration::from_hours(1)
    }
}

fn dying(storage: &Storage, at: Death) -> (Arc<Dying>, Accounts) {
    let (adds, reached) = (AtomicU32::new(0), Notify::new());
    let dying = Arc::new(Dying { table: storage.table.clone(), at, adds, reached });
    let bucket = Arc::new(storage.bucket.clone());
    let clock = Arc::new(AnHourAgo);
    let steps = Steps::new(bucket.clone(), bucket, dying.clone(), dying.clone(), clock.clone());
    let documents = Arc::new(storage.table.clone());
    let accounts = Accounts::new(steps, dying.clone(), documents, clock, Figures::default());
    (dying, accounts)
}

fn account(accounts: &Accounts, job: &Job, budget: u64) -> Account {
    accounts.of(job, Some(BudgetUsd(MicroUsd(budget))), "script.write", None)
}

/// A provider that counts what it is asked.
#[derive(Default)]
struct Vendor {
    asked: AtomicU32,
}

impl Vendor {
    async fn ask(
        &self,
        account: &Account,
        question: &str,
        answer: Result<Answer, CallFailure>,
        hangs: bool,
    ) -> Result<Answered> {
        let rate = Rate {
            micro_usd_per_million: BTreeMap::from([(Unit::Requests, 1_000_000)]),
            dated: String::new(),
        };
        let most = Units::of(Unit::Requests, MOST);
        let call = Call { provider: "vendor", model: "m", rate: &rate, most: &most };
        let send = || async {
            self.asked.fetch_add(1, Ordering::Relaxed);
            if hangs {
                pending::<()>().await;
            }
            answer
        };
        account.pay(&call, &question, send).await
    }

    fn asked(&self) -> u32 {
        self.asked.load(Ordering::Relaxed)
    }
}

fn answer() -> Answer {
    Answer { body: json!("yes"), units: Units::of(Unit::Requests, COST), ..Answer::default() }
}

/// What is taken of the video's budget.
async fn taken(state: &State, job: &Job) -> i64 {
    let place = Place { partition: Partition::Video(job.video_id), sort: "SPENT".to_owned() };
    state.table.count(&Counter { place, expires_at: None }).await.unwrap()
}

/// Dies at a moment, and asks again in another process. How often the provider was asked before the
/// death and in all, and what is taken in the end.
async fn dies(at: Death) -> (u32, u32, i64) {
    let state = State::new().await;
    let job = making(&state, 1).await;
    let vendor = Vendor::default();
    {
        let (dying, accounts) = dying(&state, at);
        let account = account(&accounts, &job, 2 * MOST);
        let hangs = at == Death::InTheCall;
        let asked = vendor.ask(&account, "hello", Ok(answer()), hangs);
        let sent = async {
            if !hangs {
                pending::<()>().await;
            }
            while vendor.asked() == 0 {
                tokio::task::yield_now().await;
            }
        };
        tokio::select! {
            done = asked => panic!("{at:?} is never reached: {done:?}"),
            () = dying.reached.notified() => {}
            () = sent => {}
        }
    }
    let before = vendor.asked();
    let state = state.again().await;
    let account = account(&state.accounts(Figures::default()), &job, 2 * MOST);
    let answered = vendor.ask(&account, "hello", Ok(answer()), false).await.unwrap();
    assert_eq!(answered.body, json!("yes"));
    let again = vendor.ask(&account, "hello", Ok(answer()), false).await.unwrap();
    assert_eq!(again.bill.saved_micro_usd, MicroUsd(COST));
    (before, vendor.asked(), taken(&state, &job).await)
}

#[tokio::test]
async fn a_death_before_the_call_was_sent_costs_no_second_call() {
    let (most, cost) = (MOST.cast_signed(), COST.cast_signed());
    assert_eq!(dies(Death::BeforeTaking).await, (0, 1, cost));
    assert_eq!(dies(Death::AfterTaking).await, (0, 1, most + cost));
}

/// The one window: charged, perhaps, and nothing stored. What it may have cost stays taken.
#[tokio::test]
async fn a_death_between_sending_and_storing_asks_once_more_on_money_of_its_own() {
    let (most, cost) = (MOST.cast_signed(), COST.cast_signed());
    assert_eq!(dies(Death::InTheCall).await, (1, 2, most + cost));
    assert_eq!(dies(Death::BeforeKeeping).await, (1, 2, most + cost));
}

#[tokio::test]
async fn a_death_after_the_answer_was_stored_never_asks_again() {
    let (most, cost) = (MOST.cast_signed(), COST.cast_signed());
    assert_eq!(dies(Death::BeforeSettling).await, (1, 1, most));
    assert_eq!(dies(Death::BeforeTelling).await, (1, 1, cost));
}

#[tokio::test]
async fn a_video_that_fails_on_its_last_call_keeps_every_earlier_one() {
    let state = State::new().await;
    let job = making(&state, 1).await;
    let vendor = Vendor::default();
    let questions = ["script", "voice 1", "voice 2", "picture 1", "picture 2"];
    let down = || Error::new(ErrorKind::ProviderUnavailable, "down");
    let of = |state: &State| account(&state.accounts(Figures::default()), &job, 10 * MOST);
    let first = of(&state);
    for question in &questions[..4] {
        vendor.ask(&first, question, Ok(answer()), false).await.unwrap();
    }
    let failure = Err(CallFailure::free(down()));
    vendor.ask(&first, questions[4], failure, false).await.unwrap_err();
    assert_eq!(vendor.asked(), 5);
    drop(first);

    let state = state.again().await;
    let second = of(&state);
    for question in questions {
        vendor.ask(&second, question, Ok(answer()), false).await.unwrap();
    }
    assert_eq!(vendor.asked(), 6, "only the last is asked again");
    assert_eq!(taken(&state, &job).await, 5 * COST.cast_signed());
    let events = EventLog::list(&state.table, job.video_id).await.unwrap();
    let outcomes = events.into_iter().filter_map(|event| match event.kind {
        EventKind::ProviderCalled(call) => Some(call.outcome),
        _ => None,
    });
    let outcomes: Vec<_> = outcomes.skip(5).collect();
    let found = vec![CallOutcome::Found; 4];
    assert_eq!(outcomes, [found, vec![CallOutcome::Answered]].concat());
}
