//! What providers really charge, over thousands of random cases, beside what may be spent.
//!
//! Assumed: a provider charges no more for a call than `rate` of `most`, and what it says that a
//! call cost is what it charges. Everything else is drawn: rates, budgets, months, what each call
//! costs, how it fails, whether its answer can be stored, whether whoever asks dies meanwhile, what
//! is asked again, and how much of it at the same time.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::atomic::Ordering;
use std::sync::{Mutex, MutexGuard};
use std::time::Duration;

use rand::rngs::StdRng;
use rand::{RngExt as _, SeedableRng as _};
use ulid::Ulid;

use super::death::ticking;
use super::faulty::Faulty;
use super::*;
use crate::contract::Job;
use crate::id::{Owner, VideoId};

const CASES: u64 = 1_500;
const MOST_VIDEOS: u32 = 4;

/// What the providers did, apart from what they said.
#[derive(Default)]
struct Truth {
    charged: BTreeMap<u32, u64>,
    asking: BTreeSet<String>,
    answered: BTreeSet<String>,
}

/// A provider's fate for one call, drawn before it.
#[derive(Debug, Clone, Copy)]
struct Fate {
    most: u64,
    charge: u64,
    end: End,
    takes_ms: u64,
    dies_after_ms: Option<u64>,
    lost_records: u32,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum End {
    AnswersWithUnits,
    AnswersWithCost,
    Refuses,
    NobodyCanTell,
    FailsAndCharges,
}

/// Somebody who asks: which video, what, and what will happen.
#[derive(Debug, Clone)]
struct Asking {
    video: u32,
    question: String,
    fate: Fate,
}

struct World {
    memory: Arc<Memory>,
    faulty: Arc<Faulty>,
    truth: Mutex<Truth>,
    budget: Option<u64>,
    month: u32,
}

/// Takes an entry out again, also when whoever asks dies.
struct Under<'a>(&'a World, String);

impl Drop for Under<'_> {
    fn drop(&mut self) {
        self.0.truth().asking.remove(&self.1);
    }
}

impl World {
    async fn new(random: &mut StdRng) -> Self {
        let memory = Arc::new(Memory::default());
        for video in 0..MOST_VIDEOS {
            memory.run_job(job(video)).await.unwrap();
        }
        let faulty = Faulty::new(&memory);
        let budget = random.random_bool(0.8).then(|| random.random_range(0..3_000_000));
        let month = random.random_range(0..4);
        Self { memory, faulty, truth: Mutex::default(), budget, month }
    }

    fn truth(&self) -> MutexGuard<'_, Truth> {
        self.truth.lock().unwrap()
    }

    fn account(&self, video: u32) -> Account {
        let figures = Figures { usd_per_month: self.month, ..Figures::default() };
        let budget = self.budget.map(|budget| BudgetUsd(MicroUsd(budget)));
        self.faulty.accounts(figures).of(&job(video), budget, "script.write", None)
    }

    /// Asks; nothing if whoever asks died. Beside it, whether anything was sent.
    async fn ask(&self, asking: &Asking) -> (Option<crate::Result<Answered>>, bool) {
        let Asking { video, question, fate } = asking;
        let account = self.account(*video);
        let rate = Rate { micro_usd_per_million: [(Unit::Images, 1_000_000)].into(), ..rate() };
        let most = Units::of(Unit::Images, fate.most);
        let call = Call { provider: "loud", model: "voice", rate: &rate, most: &most };
        let sent = AtomicU64::new(0);
        let paid = account.pay(&call, question, || {
            sent.store(1, Ordering::Relaxed);
            self.provider(*video, question, *fate)
        });
        let outcome = match fate.dies_after_ms {
            None => Some(paid.await),
            Some(ms) => tokio::time::timeout(Duration::from_millis(ms), paid).await.ok(),
        };
        if let Some(Ok(_)) = outcome {
            self.truth().answered.insert(question.clone());
        }
        (outcome, sent.load(Ordering::Relaxed) == 1)
    }

    /// The provider, which keeps its own books.
    async fn provider(
        &self,
        video: u32,
        question: &str,
        fate: Fate,
    ) -> Result<Answer, CallFailure> {
        let under = {
            let mut truth = self.truth();
            assert!(!truth.answered.contains(question), "{question} was paid already");
            assert!(truth.asking.insert(question.to_owned()), "{question} is being asked");
            Under(self, question.to_owned())
        };
        let charge = if fate.end == End::Refuses { 0 } else { fate.charge };
        // It charges in the middle: whoever asks may die before that or after it.
        tokio::time::sleep(Duration::from_millis(fate.takes_ms / 2)).await;
        *self.truth().charged.entry(video).or_default() += charge;
        tokio::time::sleep(Duration::from_millis(fate.takes_ms / 2)).await;
        drop(under);
        self.faulty.failing.store(fate.lost_records, Ordering::Relaxed);
        let said = MicroUsd(fate.charge);
        let units = Units::of(Unit::Images, fate.charge);
        let failed = CallFailure::unknown(down());
        match fate.end {
            End::AnswersWithUnits => Ok(Answer { units, ..Answer::default() }),
            End::AnswersWithCost => Ok(Answer { cost: Some(said), ..Answer::default() }),
            End::Refuses => Err(CallFailure::free(down())),
            End::NobodyCanTell => Err(failed),
            End::FailsAndCharges => Err(CallFailure { charge: Charge::Known(said), ..failed }),
        }
    }

    fn month_limit(&self) -> Option<u64> {
        (self.month > 0).then_some(u64::from(self.month) * 1_000_000)
    }

    /// The two limits, by the providers' own books.
    fn check(&self, seed: u64) {
        let truth = self.truth();
        for (video, charged) in &truth.charged {
            let holds = self.budget.is_none_or(|budget| *charged <= budget);
            assert!(holds, "case {seed}: video {video} was charged {charged}");
        }
        let all: u64 = truth.charged.values().sum();
        let holds = self.month_limit().is_none_or(|limit| all <= limit);
        assert!(holds, "case {seed}: the owner was charged {all}");
    }
}

fn job(video: u32) -> Job {
    let video_id = VideoId(Ulid::from_parts(1, u128::from(video) + 1));
    Job { owner: Owner::local(), video_id, execution: video_id.to_string() }
}

fn asking(random: &mut StdRng) -> Asking {
    let most = random.random_range(0..900_000);
    let ends = [
        End::AnswersWithUnits,
        End::AnswersWithUnits,
        End::AnswersWithCost,
        End::Refuses,
        End::NobodyCanTell,
        End::FailsAndCharges,
    ];
    let fate = Fate {
        most,
        // Often all of it, which is where limits are passed if they are.
        charge: if random.random_bool(0.4) { most } else { random.random_range(0..=most) },
        end: ends[random.random_range(0..ends.len())],
        takes_ms: random.random_range(0..2_000),
        dies_after_ms: random.random_bool(0.15).then(|| random.random_range(0..2_500)),
        // With four the answer is lost, with fewer it is only late.
        lost_records: if random.random_bool(0.1) { random.random_range(1..=4) } else { 0 },
    };
    let question = format!("question {}", random.random_range(0..6));
    Asking { video: random.random_range(0..MOST_VIDEOS), question, fate }
}

/// A runtime of one thread, whose time jumps: a seed decides everything in it.
fn alone<F: Future>(work: F) -> F::Output {
    let mut builder = tokio::runtime::Builder::new_current_thread();
    builder.enable_time().start_paused(true).build().unwrap().block_on(work)
}

#[test]
fn providers_never_charge_more_than_a_budget_or_a_month_whatever_happens_at_the_same_time() {
    let mut refused = 0;
    for seed in 0..CASES {
        refused += alone(async {
            let mut random = StdRng::seed_from_u64(seed);
            let world = Arc::new(World::new(&mut random).await);
            let ticks = ticking(&world.memory);
            let mut tasks = tokio::task::JoinSet::new();
            for _ in 0..random.random_range(2..7) {
                // Each tries again what failed, as the state machine does.
                let tries: Vec<_> =
                    (0..random.random_range(1..4)).map(|_| asking(&mut random)).collect();
                let (world, question) = (world.clone(), tries[0].question.clone());
                tasks.spawn(async move {
                    let mut refused = 0;
                    for one in tries {
                        let one = Asking { question: question.clone(), ..one };
                        match world.ask(&one).await.0 {
                            Some(Ok(_)) => break,
                            Some(Err(error)) => {
                                refused += u32::from(error.kind == ErrorKind::BudgetExceeded);
                            }
                            None => {}
                        }
                    }
                    refused
                });
            }
            let refused: u32 = tasks.join_all().await.into_iter().sum();
            ticks.abort();
            world.check(seed);
            refused
        });
    }
    assert!(refused > 500, "limits were met only {refused} times");
}

#[test]
fn what_fits_is_never_refused_and_what_does_not_always_is_when_nothing_runs_at_the_same_time() {
    let (mut met, mut asked) = (0, 0);
    for seed in 0..CASES {
        alone(async {
            let mut random = StdRng::seed_from_u64(seed ^ 0x5EED_0000_0000);
            let world = World::new(&mut random).await;
            let ticks = ticking(&world.memory);
            let mut taken: BTreeMap<u32, u64> = BTreeMap::new();
            for _ in 0..random.random_range(3..12) {
                let one = asking(&mut random);
                let was_answered = world.truth().answered.contains(&one.question);
                let most = one.fate.most;
                let of_video = taken.get(&one.video).copied().unwrap_or_default();
                let of_month: u64 = taken.values().sum();
                let fits = world.budget.is_none_or(|budget| of_video + most <= budget)
                    && world.month_limit().is_none_or(|limit| of_month + most <= limit);
                let (outcome, sent) = world.ask(&one).await;
                let refused = matches!(
                    &outcome,
                    Some(Err(error)) if error.kind == ErrorKind::BudgetExceeded
                );
                let died = outcome.is_none();
                let may_be_sent = !was_answered && (fits || most == 0);
                assert!(!refused || !may_be_sent, "case {seed}: {one:?} would have fitted");
                assert!(!sent || may_be_sent, "case {seed}: {one:?} should not have been sent");
                assert!(sent || died || !may_be_sent, "case {seed}: {one:?} was not sent");
                if sent {
                    *taken.entry(one.video).or_default() += match one.fate.end {
                        _ if died => most,
                        End::Refuses => 0,
                        End::NobodyCanTell => most,
                        _ => one.fate.charge,
                    };
                }
                asked += 1;
                met += u32::from(refused);
                // Answers that could not be stored are asked for again, as they must be.
                if outcome.is_some_and(|outcome| outcome.is_ok()) && sent {
                    assert!(world.truth().answered.contains(&one.question));
                }
            }
            ticks.abort();
            world.check(seed);
        });
    }
    assert!(met > 500, "of {asked} calls only {met} met a limit");
}
