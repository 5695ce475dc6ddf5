use std::sync::Arc;

use jiff::{SignedDuration, Timestamp};
use oma_core::ports::{Clock, Counter, Counters as _, Joined, Partition, Place};
use tokio::task::JoinSet;

use crate::{State, owner};

struct At(Timestamp);

impl Clock for At {
    fn now(&self) -> Timestamp {
        self.0
    }
}

fn counter(sort: &str) -> Counter {
    let place = Place { partition: Partition::User(owner("ana")), sort: sort.to_owned() };
    Counter { place, expires_at: None }
}

#[tokio::test]
async fn a_limit_holds_and_a_refusal_changes_nothing() {
    let state = State::new().await;
    let videos = counter("QUOTA#videos");
    let add = |amount, limit| state.table.add(&videos, amount, limit);
    assert_eq!(state.table.count(&videos).await.unwrap(), 0);
    assert_eq!(add(4, Some(3)).await.unwrap(), None);
    assert_eq!(add(3, Some(3)).await.unwrap(), Some(3));
    assert_eq!(add(1, Some(3)).await.unwrap(), None);
    assert_eq!(add(1, Some(i64::MIN)).await.unwrap(), None);
    assert_eq!(state.table.count(&videos).await.unwrap(), 3);
    assert_eq!(add(-5, Some(0)).await.unwrap(), Some(-2), "taking away is never refused");
    assert_eq!(add(4, Some(2)).await.unwrap(), Some(2), "what was taken counts");
    assert_eq!(add(10, None).await.unwrap(), Some(12));
    assert_eq!(state.table.count(&counter("QUOTA#other")).await.unwrap(), 0);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn fifty_at_once_never_exceed_a_limit() {
    let state = Arc::new(State::new().await);
    let mut adding = JoinSet::new();
    let mut joining = JoinSet::new();
    for n in 0..50 {
        let (counting, set) = (state.clone(), state.clone());
        adding.spawn(async move {
            counting.table.add(&counter("QUOTA#videos"), 1, Some(20)).await.unwrap()
        });
        joining.spawn(async move {
            set.table.join(&counter("QUOTA#running"), &format!("v{n}"), 5).await.unwrap()
        });
    }
    let mut counts: Vec<i64> = adding.join_all().await.into_iter().flatten().collect();
    counts.sort_unstable();
    assert_eq!(counts, (1..=20).collect::<Vec<_>>());
    assert_eq!(state.table.count(&counter("QUOTA#videos")).await.unwrap(), 20);
    let joined = joining.join_all().await;
    assert_eq!(joined.iter().filter(|joined| **joined == Joined::New).count(), 5);
    assert_eq!(state.table.members(&counter("QUOTA#running")).await.unwrap().len(), 5);
}

#[tokio::test]
async fn a_set_takes_each_member_once_and_says_who_fills_it() {
    let state = State::new().await;
    let running = counter("QUOTA#running");
    let join = |member, most| state.table.join(&running, member, most);
    state.table.leave(&running, "a").await.unwrap();
    assert_eq!(state.table.members(&running).await.unwrap(), Vec::<String>::new());
    assert_eq!(join("a", 0).await.unwrap(), Joined::Full(Vec::new()));
    assert_eq!(join("a", 2).await.unwrap(), Joined::New);
    assert_eq!(join("a", 2).await.unwrap(), Joined::Already);
    assert_eq!(join("b", 2).await.unwrap(), Joined::New);
    assert_eq!(join("b", 1).await.unwrap(), Joined::Already, "even where it is too full by now");
    let Joined::Full(mut members) = join("c", 2).await.unwrap() else { panic!("it is full") };
    members.sort();
    assert_eq!(members, ["a", "b"]);
    for _ in 0..2 {
        state.table.leave(&running, "a").await.unwrap();
    }
    state.table.leave(&running, "b").await.unwrap();
    assert_eq!(state.table.members(&running).await.unwrap(), Vec::<String>::new());
    assert_eq!(join("c", 1).await.unwrap(), Joined::New, "an emptied set can be joined");
}

#[tokio::test]
async fn a_period_that_is_over_counts_no_more() {
    let state = State::new().await;
    let end: Timestamp = "2026-01-02T03:05:00Z".parse().unwrap();
    let at = |s| {
        let now = end + SignedDuration::from_secs(s);
        state.table.clone().with_clock(Arc::new(At(now)))
    };
    let until = |s| Some(end + SignedDuration::from_secs(s));
    let minute = Counter { expires_at: until(0), ..counter("RATE#1") };
    assert_eq!(at(-1).add(&minute, 2, Some(2)).await.unwrap(), Some(2));
    assert_eq!(at(-1).add(&minute, 1, Some(2)).await.unwrap(), None);
    assert_eq!(at(0).count(&minute).await.unwrap(), 0);
    let next = Counter { expires_at: until(60), ..minute };
    assert_eq!(at(0).add(&next, 1, Some(2)).await.unwrap(), Some(1), "it begins at nothing");
    assert_eq!(at(0).add(&next, 1, Some(2)).await.unwrap(), Some(2));

    let set = Counter { expires_at: until(0), ..counter("SET#1") };
    assert_eq!(at(-1).join(&set, "a", 1).await.unwrap(), Joined::New);
    assert_eq!(at(0).members(&set).await.unwrap(), Vec::<String>::new());
    let next = Counter { expires_at: until(60), ..set };
    at(0).leave(&next, "a").await.unwrap();
    assert_eq!(at(0).join(&next, "b", 1).await.unwrap(), Joined::New);
    assert_eq!(at(0).members(&next).await.unwrap(), ["b"]);
}
