//! The process dies before each write of an action in turn, and the action is asked for again.

use oma_core::batch::{BatchCounts, Sum};

use super::*;

/// What must be the same however often the process died.
#[derive(Debug, PartialEq)]
struct State {
    record: BatchRecord,
    items: Vec<BatchItem>,
    counts: BatchCounts,
    places: u64,
    begun_today: u64,
    budget: Vec<Option<u64>>,
}

async fn state(world: &World, rows: u32) -> State {
    let record = world.record().await;
    let mut budget = Vec::new();
    for n in 1..=rows {
        let brief = Brief::load(world.memory.as_ref(), video_of(batch(), n)).await.ok();
        budget.push(brief.and_then(|brief| brief.budget_usd).map(|budget| budget.0.0));
    }
    let items = match record.items {
        0 => Vec::new(),
        last => world.desk().rows(&record, 1, last).await.unwrap(),
    };
    State {
        items,
        counts: world.desk().counts(batch()).await.unwrap(),
        places: world.places_taken().await,
        begun_today: world.begun_today().await,
        budget,
        record,
    }
}

fn options() -> BatchOptions {
    BatchOptions { budget_usd: Some(1.0), ..BatchOptions::default() }
}

/// Runs an action in a new world for each point at which it can die, and once more; gives the states.
/// `charged` says what the counter of the budget may be too high by.
async fn die_everywhere<W, A>(make_world: W, action: Value, after: A)
where
    W: AsyncFn() -> World,
    A: AsyncFn(&World),
{
    let world = make_world().await;
    let _: Value = world.ask(action.clone()).await.unwrap();
    after(&world).await;
    let expected = state(&world, 2).await;
    for writes in 0.. {
        let world = make_world().await;
        world.shaky.dies_after(writes);
        let died = world.ask::<Value>(action.clone()).await.is_err();
        world.shaky.lives();
        let _: Value = world.ask(action.clone()).await.unwrap();
        after(&world).await;
        assert_eq!(state(&world, 2).await, expected, "death after {writes} writes");
        if !died {
            assert!(writes > 2, "it died nowhere");
            return;
        }
    }
}

#[tokio::test]
async fn preparing_survives_death() {
    let world = async || World::new(dear_rows(&[100, 100]), options()).await;
    die_everywhere(world, json!({"action": "prepare"}), async |_| {}).await;
}

#[tokio::test]
async fn opening_survives_death() {
    let world = async || World::prepared(dear_rows(&[100, 100]), options()).await;
    // A death between money and document leaves the budget smaller, never larger.
    let never_too_low = async |world: &World| {
        let held: u64 = world.item(1).await.reserved_micro_usd.0;
        assert!(world.spent().await >= i64::try_from(held).unwrap());
        assert!(world.spent().await <= 400);
    };
    die_everywhere(world, json!({"action": "open", "n": 1}), never_too_low).await;
}

#[tokio::test]
async fn opening_again_what_failed_survives_death() {
    let world = async || {
        let mut world = World::prepared(dear_rows(&[100, 100]), options()).await;
        world.make(1, VideoStatus::Failed).await;
        world.make(2, VideoStatus::Succeeded).await;
        world.conclude().await;
        assert!(world.resume().await.go);
        world
    };
    // The counters may be behind until the batch is concluded.
    let conclude = async |world: &World| {
        assert_eq!(world.open(1).await.unwrap().execution, format!("{}-2", video_of(batch(), 1)));
        world.video_ends(1, VideoStatus::Succeeded, 10).await;
        world.close(1).await.unwrap();
        assert_eq!(world.conclude().await, "succeeded");
        assert_eq!(world.spent().await, 30);
    };
    die_everywhere(world, json!({"action": "open", "n": 1}), conclude).await;
}

#[tokio::test]
async fn a_row_that_is_refused_survives_death() {
    let world = async || {
        let mut all = dear_rows(&[100, 100]);
        all[0].insert("cta".to_owned(), json!("Buy cocaine online"));
        World::prepared(all, options()).await
    };
    let conclude = async |world: &World| {
        world.make(2, VideoStatus::Succeeded).await;
        assert_eq!(world.conclude().await, "finished");
        assert_eq!(world.spent().await, 10);
    };
    die_everywhere(world, json!({"action": "open", "n": 1}), conclude).await;
}

#[tokio::test]
async fn closing_and_concluding_survive_death() {
    let world = async || {
        let world = World::prepared(dear_rows(&[100, 100]), options()).await;
        for (n, status) in [(1, VideoStatus::Succeeded), (2, VideoStatus::Failed)] {
            world.open(n).await.unwrap();
            world.video_ends(n, status, 70).await;
        }
        world
    };
    let conclude = async |world: &World| {
        world.close(2).await.unwrap();
        assert_eq!(world.conclude().await, "finished");
        assert_eq!(world.spent().await, 140);
        assert_eq!(world.json("results/000001.json").await["status"], "succeeded");
    };
    die_everywhere(world, json!({"action": "close", "n": 1}), conclude).await;
    let summed = async |world: &World| {
        let mut sum = Sum::default();
        for n in [1, 2] {
            sum.add(&world.item(n).await);
        }
        assert_eq!(world.desk().counts(batch()).await.unwrap(), sum.counts);
        assert_eq!(world.spent().await, 140);
        assert_eq!(world.json(keys::SUMMARY).await["status"], "finished");
    };
    die_everywhere(world, json!({"action": "conclude"}), summed).await;
}
