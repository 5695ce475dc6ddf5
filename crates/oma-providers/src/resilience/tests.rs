mod world;

use std::sync::Mutex;
use std::sync::atomic::{AtomicU32, Ordering::SeqCst};

use futures::future::join_all;
use oma_core::ports::{Partition, Place};
use tokio::time::Instant;

use self::world::World;
use super::*;
use crate::vendors::{CircuitRules, RateBudget};

const RULES: CircuitRules = CircuitRules {
    failures: 3,
    window_s: 30,
    rest_s: 30,
    most_rest_s: 100,
    probe_s: 60,
    look_every_s: 5,
};

fn once() -> CallRules {
    CallRules { attempts: 1, ..CallRules::default() }
}

fn failure(kind: ErrorKind, charge: Charge, retry_after_ms: Option<u64>) -> CallFailure {
    CallFailure { error: Error::new(kind, "No."), charge, retry_after_ms }
}

fn down() -> CallFailure {
    failure(ErrorKind::ProviderUnavailable, Charge::Nothing, None)
}

/// Makes a call that ends as told, and says whether it was made and how it ended.
async fn call(
    resilience: &Resilience,
    ends: Result<(), CallFailure>,
) -> (bool, Option<CallFailure>) {
    let made = AtomicU32::new(0);
    let outcome = resilience
        .run("v", || async {
            made.fetch_add(1, SeqCst);
            ends.clone()
        })
        .await;
    (made.load(SeqCst) > 0, outcome.err())
}

async fn bring_down(resilience: &Resilience) {
    for _ in 0..RULES.failures {
        assert!(call(resilience, Err(down())).await.0);
    }
}

#[tokio::test(start_paused = true)]
async fn what_is_free_is_repeated_and_never_sooner_than_asked() {
    for (kind, charge, asked, times) in [
        (ErrorKind::ProviderUnavailable, Charge::Nothing, None, 3),
        (ErrorKind::ProviderThrottled, Charge::Nothing, Some(7000), 3),
        (ErrorKind::ProviderThrottled, Charge::Nothing, Some(20_001), 1),
        (ErrorKind::ProviderUnavailable, Charge::Unknown, None, 1),
        (ErrorKind::ProviderBadAnswer, Charge::Unknown, None, 1),
        (ErrorKind::ProviderRefused, Charge::Nothing, None, 1),
    ] {
        let made = Mutex::new(Vec::new());
        let outcome: Result<(), _> = Resilience::default()
            .run("v", || async {
                made.lock().unwrap().push(Instant::now());
                Err(failure(kind, charge, asked))
            })
            .await;
        assert_eq!(outcome.unwrap_err().error.kind, kind);
        let made = made.into_inner().unwrap();
        assert_eq!(made.len(), times, "{kind} {charge:?} {asked:?}");
        // The clock of this test stands but for waits.
        let asked = Duration::from_millis(asked.unwrap_or_default());
        assert!(made.windows(2).all(|two| two[1] - two[0] >= asked), "{made:?}");
    }
}

#[test]
fn waits_are_spread_over_a_bound_that_doubles_and_ends() {
    let rules = CallRules::default();
    let most = |made| (0..500).filter_map(|_| wait_ms(&rules, &down(), made)).max().unwrap();
    let (first, third, last) = (most(1), most(3), most(60));
    assert!(first <= 1000 && (1001..=4000).contains(&third), "{first} {third}");
    assert!((10_000..=20_000).contains(&last), "{last}");
    assert!((0..500).any(|_| wait_ms(&rules, &down(), 3) < Some(1000)), "from nothing on");
}

#[tokio::test(start_paused = true)]
async fn a_circuit_that_one_process_opens_is_open_in_the_other() {
    let world = Arc::new(World::default());
    let (one, other) = (world.resilience(once()), world.resilience(once()));
    assert!(!other.is_open("v").await);
    bring_down(&one).await;
    assert!(one.is_open("v").await);
    world.pass(RULES.look_every_s.into());
    assert!(other.is_open("v").await, "after a few seconds");
    let (was_made, failed) = call(&other, Ok(())).await;
    let failed = failed.unwrap();
    assert!(!was_made && failed.charge == Charge::Nothing);
    assert_eq!(failed.error.kind, ErrorKind::ProviderUnavailable);
    assert!(failed.error.message.contains("is being left alone until 13:47:10 UTC"), "{failed:?}");
    assert_eq!(failed.retry_after_ms, Some(25_000));
    assert!(!one.is_open("w").await, "others are not concerned");
}

#[tokio::test(start_paused = true)]
async fn of_many_callers_one_alone_tries_whether_it_is_back() {
    let world = Arc::new(World::default());
    let processes: Vec<_> = (0..4).map(|_| world.resilience(once())).collect();
    bring_down(&processes[0]).await;
    for was_back in [false, false, true] {
        world.pass(i64::from(RULES.most_rest_s) + 1);
        let made = AtomicU32::new(0);
        let calls = (0..20).map(|n| {
            let (made, process) = (&made, &processes[n % processes.len()]);
            process.run("v", move || async move {
                made.fetch_add(1, SeqCst);
                tokio::time::sleep(Duration::from_secs(1)).await;
                if was_back { Ok(()) } else { Err(down()) }
            })
        });
        let outcomes = join_all(calls).await;
        assert_eq!(made.load(SeqCst), 1, "one probe");
        assert_eq!(
            outcomes.iter().filter(|outcome| outcome.is_ok()).count(),
            usize::from(was_back)
        );
    }
    world.pass(RULES.look_every_s.into());
    for process in &processes {
        assert!(call(process, Ok(())).await.0, "closed for all");
    }
}

#[tokio::test(start_paused = true)]
async fn each_failed_probe_doubles_the_rest_up_to_the_most() {
    let world = Arc::new(World::default());
    let resilience = world.resilience(once());
    bring_down(&resilience).await;
    for rest in [30, 60, 100, 100] {
        world.pass(rest - 1);
        assert!(!call(&resilience, Err(down())).await.0, "{rest} seconds are not over");
        world.pass(1);
        assert!(!resilience.is_open("v").await, "a router may try it");
        assert!(call(&resilience, Err(down())).await.0, "{rest} seconds are over");
    }
}

#[tokio::test(start_paused = true)]
async fn a_probe_whose_process_died_is_made_by_another() {
    let world = Arc::new(World::default());
    let resilience = world.resilience(once());
    bring_down(&resilience).await;
    world.pass(30);
    let never = resilience.run("v", || async {
        std::future::pending::<()>().await;
        Ok(())
    });
    assert!(tokio::time::timeout(Duration::from_secs(1), never).await.is_err());
    assert!(!call(&resilience, Ok(())).await.0, "it is believed to be under way");
    world.pass(RULES.probe_s.into());
    assert!(call(&resilience, Ok(())).await.0);
    assert!(!resilience.is_open("v").await);
}

#[tokio::test(start_paused = true)]
async fn a_provider_that_is_well_costs_a_read_in_a_few_seconds() {
    let world = Arc::new(World::default());
    let resilience = world.resilience(CallRules { at_once: 50, ..once() });
    for _ in 0..3 {
        join_all((0..50).map(|_| call(&resilience, Ok(())))).await;
        world.pass(RULES.look_every_s.into());
    }
    assert_eq!(world.reads.load(SeqCst), 3);
}

#[tokio::test(start_paused = true)]
async fn some_failures_among_many_calls_open_nothing() {
    let world = Arc::new(World::default());
    let resilience = world.resilience(once());
    for n in 0..100 {
        let ends = if n % 5 == 4 { Err(down()) } else { Ok(()) };
        assert!(call(&resilience, ends).await.0);
    }
    for refusal in [ErrorKind::ProviderThrottled, ErrorKind::ProviderRefused] {
        let resilience = world.resilience(once());
        for _ in 0..50 {
            let refused = failure(refusal, Charge::Nothing, None);
            assert!(call(&resilience, Err(refused)).await.0, "{refusal} is no sign of being down");
        }
    }
}

#[tokio::test(start_paused = true)]
async fn without_the_table_calls_are_made() {
    let world = Arc::new(World::default());
    let budgets = vec![RateBudget { requests: 1, per_s: 60 }];
    let resilience = world.resilience(CallRules { budgets, ..once() });
    *world.is_off.lock().unwrap() = true;
    for _ in 0..20 {
        assert!(call(&resilience, Err(down())).await.0);
    }
    assert!(!resilience.is_open("v").await);
}

#[tokio::test(start_paused = true)]
async fn a_failed_call_tells_its_own_failure_when_the_circuit_opens_under_it() {
    let world = Arc::new(World::default());
    let resilience = world.resilience(CallRules { attempts: 9, ..CallRules::default() });
    let (_, failed) = call(&resilience, Err(down())).await;
    assert_eq!(failed.unwrap().error.message, "No.");
    assert!(resilience.is_open("v").await, "it stopped after {} attempts", RULES.failures);
}

#[tokio::test(start_paused = true)]
async fn no_more_calls_are_under_way_than_allowed_and_the_first_go_first() {
    let resilience = Arc::new(World::default()).resilience(CallRules { at_once: 3, ..once() });
    let (running, most) = (AtomicU32::new(0), AtomicU32::new(0));
    let order = Mutex::new(Vec::new());
    let calls = (0..20).map(|n| {
        let (resilience, running, most, order) = (&resilience, &running, &most, &order);
        async move {
            let attempt = || async {
                order.lock().unwrap().push(n);
                most.fetch_max(running.fetch_add(1, SeqCst) + 1, SeqCst);
                tokio::time::sleep(Duration::from_millis(10)).await;
                running.fetch_sub(1, SeqCst);
                Ok(())
            };
            resilience.run("v", attempt).await
        }
    });
    assert!(join_all(calls).await.iter().all(Result::is_ok));
    assert_eq!(most.load(SeqCst), 3);
    assert!(order.into_inner().unwrap().is_sorted());
}

#[tokio::test(start_paused = true)]
async fn who_waits_too_long_for_a_turn_is_told_for_free() {
    let resilience = Arc::new(World::default()).resilience(CallRules { at_once: 1, ..once() });
    let long = resilience.run("v", || async {
        tokio::time::sleep(Duration::from_secs(100)).await;
        Ok(())
    });
    let (long, (was_made, failed)) = futures::join!(long, call(&resilience, Ok(())));
    let failed = failed.unwrap();
    assert!(long.is_ok() && !was_made && failed.charge == Charge::Nothing);
    assert_eq!(failed.error.kind, ErrorKind::ProviderThrottled);
}

#[tokio::test(start_paused = true)]
async fn a_budget_is_shared_and_told_when_it_is_used_up() {
    let world = Arc::new(World::default());
    let budgets = vec![RateBudget { requests: 5, per_s: 3600 }];
    let rules = CallRules { budgets, at_once: 10, ..once() };
    let processes = [world.resilience(rules.clone()), world.resilience(rules)];
    let calls = (0..20).map(|n| call(&processes[n % 2], Ok(())));
    let made = join_all(calls).await;
    assert_eq!(made.iter().filter(|(was_made, _)| *was_made).count(), 5);
    let failed = made.into_iter().find_map(|(_, failed)| failed).unwrap();
    assert_eq!((failed.error.kind, failed.charge), (ErrorKind::ProviderThrottled, Charge::Nothing));
    assert!(failed.retry_after_ms.is_some_and(|ms| (1..=3_600_000).contains(&ms)), "{failed:?}");
    world.pass(3600);
    assert!(call(&processes[0], Ok(())).await.0, "the next hour");
}

/// Whatever calls do and however they interleave, a provider that is down is called about once a rest,
/// and one that is back is found again.
#[tokio::test(start_paused = true)]
async fn a_long_outage_costs_few_calls_whatever_happens() {
    for seed in 0..50_u64 {
        let world = Arc::new(World::default());
        let processes: Vec<_> = (0..3).map(|_| world.resilience(once())).collect();
        let made = AtomicU32::new(0);
        let mut random = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
        for second in 0..600 {
            let is_down = (60..480).contains(&second);
            random = random
                .wrapping_mul(6_364_136_223_846_793_005)
                .wrapping_add(1_442_695_040_888_963_407);
            let callers = usize::try_from(random >> 62).unwrap();
            join_all((0..callers).map(|n| {
                let made = &made;
                processes[(n + usize::try_from(second).unwrap()) % 3].run("v", move || async move {
                    if is_down {
                        made.fetch_add(1, SeqCst);
                        tokio::task::yield_now().await;
                        Err(down())
                    } else {
                        Ok(())
                    }
                })
            }))
            .await;
            world.pass(1);
        }
        let wasted = made.load(SeqCst);
        assert!((4..60).contains(&wasted), "seed {seed}: {wasted} calls into a wall of 420 s");
        assert!(call(&processes[0], Ok(())).await.0, "seed {seed}: it is found again");
        let place =
            Place { partition: Partition::Provider("v".to_owned()), sort: "CIRCUIT".to_owned() };
        assert!(world.memory.read(&place).await.unwrap().is_none(), "seed {seed}: and closed");
    }
}
