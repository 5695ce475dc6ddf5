use std::sync::Arc;

use futures::future::join_all;
use oma_core::batch::{BatchOptions, BatchStatus};
use oma_core::contract::Decision;
use oma_core::video::VideoStatus;
use rand::rngs::StdRng;
use rand::{RngExt as _, SeedableRng as _};

use super::*;

/// What all videos of a batch may cost together: the budgets of those that are made, and what was
/// charged for those that are over.
async fn at_most(world: &World, rows: u32) -> u64 {
    let mut sum = 0;
    for n in 1..=rows {
        let Ok(video) = world.memory.get(&owner(), video_of(batch(), n)).await else { continue };
        sum += if video.status.is_active() {
            world.brief(n).await.budget_usd.unwrap().0.0
        } else {
            world.item(n).await.cost_micro_usd.0
        };
    }
    sum
}

/// Rows of random estimates begin at once, in waves; their videos are charged at random, up to what
/// they may be; whatever comes, the sum never passes the batch's budget.
async fn the_budget_holds(seed: u64) {
    let mut random = StdRng::seed_from_u64(seed);
    let rows: u32 = random.random_range(5..30);
    let costs: Vec<u64> = (0..rows).map(|_| random.random_range(0..2000)).collect();
    let budget = random.random_range(0..costs.iter().sum::<u64>() * 2);
    let options = BatchOptions { budget_usd: Some(budget as f64 / 1e6), ..BatchOptions::default() };
    let world = Arc::new(World::prepared(dear_rows(&costs), options).await);
    for _ in 0..6 {
        let opens = (1..=rows).map(|n| {
            let world = world.clone();
            tokio::spawn(async move { (n, world.open(n).await.unwrap()) })
        });
        let opened: Vec<_> = join_all(opens.collect::<Vec<_>>()).await;
        assert!(at_most(&world, rows).await <= budget, "seed {seed}");
        assert!(world.spent().await <= i64::try_from(budget).unwrap(), "seed {seed}");
        for (n, opened) in opened.into_iter().map(|task| task.unwrap()) {
            if opened.decision != Decision::Make || random.random_bool(0.3) {
                continue;
            }
            let limit = world.brief(n).await.budget_usd.unwrap().0.0;
            let charge = random.random_range(0..=limit);
            let status =
                if random.random_bool(0.2) { VideoStatus::Failed } else { VideoStatus::Succeeded };
            world.video_ends(n, status, charge).await;
            assert!(world.close(n).await.unwrap().done);
        }
        assert!(at_most(&world, rows).await <= budget, "seed {seed}");
    }
    for n in world.desk().tallies(batch()).running().await.unwrap() {
        world.video_ends(n, VideoStatus::Succeeded, 0).await;
        world.close(n).await.unwrap();
    }
    let charged = at_most(&world, rows).await;
    assert_eq!(world.spent().await, i64::try_from(charged).unwrap(), "seed {seed}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_sum_of_budgets_never_passes_the_batchs() {
    for seed in 0..40 {
        the_budget_holds(seed).await;
    }
}

#[tokio::test]
async fn a_row_waits_for_money_that_others_give_back_and_the_batch_stops_when_none_is_left() {
    let options = BatchOptions { budget_usd: Some(0.0025), ..BatchOptions::default() };
    let world = World::prepared(dear_rows(&[1000; 4]), options).await;
    assert_eq!(world.open(1).await.unwrap().decision, Decision::Make);
    assert_eq!(world.brief(1).await.budget_usd.unwrap().0.0, 2000);
    assert_eq!(world.open(2).await.unwrap().decision, Decision::Wait);
    world.video_ends(1, VideoStatus::Succeeded, 900).await;
    world.close(1).await.unwrap();
    assert_eq!(world.open(2).await.unwrap().decision, Decision::Make);
    assert_eq!(world.brief(2).await.budget_usd.unwrap().0.0, 1600, "what is left");
    world.video_ends(2, VideoStatus::Succeeded, 1600).await;
    world.close(2).await.unwrap();
    assert_eq!(world.open(3).await.unwrap().decision, Decision::Skip);
    let record = world.record().await;
    assert_eq!(record.status, BatchStatus::Stopping);
    assert_eq!(record.failure.unwrap().name, "Oma.BudgetExceeded");
    assert_eq!((world.begun_today().await, world.places_taken().await), (2, 0));
}

#[tokio::test]
async fn a_row_has_no_more_than_its_own_brief_allows_and_what_is_free_needs_nothing() {
    let options = BatchOptions { budget_usd: Some(0.01), ..BatchOptions::default() };
    let mut all = dear_rows(&[1000, 0]);
    all[0].insert("budget_usd".to_owned(), json!(0.0015));
    let world = World::prepared(all, options).await;
    for (n, budget) in [(1, 1500), (2, 0)] {
        assert_eq!(world.open(n).await.unwrap().decision, Decision::Make);
        assert_eq!(world.brief(n).await.budget_usd.unwrap().0.0, budget);
    }
}

#[tokio::test]
async fn without_a_budget_of_the_batch_a_brief_keeps_its_own() {
    let mut all = dear_rows(&[1000, 1000]);
    all[0].insert("budget_usd".to_owned(), json!(0.5));
    let world = World::prepared(all, BatchOptions::default()).await;
    for (n, budget) in [(1, Some(500_000)), (2, None)] {
        world.open(n).await.unwrap();
        assert_eq!(world.brief(n).await.budget_usd.map(|budget| budget.0.0), budget);
    }
    assert_eq!(world.spent().await, 0);
}
