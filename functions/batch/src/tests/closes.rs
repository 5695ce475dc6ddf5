use std::sync::Arc;

use futures::future::join_all;
use oma_core::batch::ItemStatus;
use oma_core::contract::ApprovalStage;
use oma_core::ports::Videos;
use oma_core::video::PendingApproval;

use super::*;

#[tokio::test]
async fn a_row_is_asked_for_again_until_its_video_is_over() {
    let world = World::prepared(rows(1), BatchOptions::default()).await;
    world.open(1).await.unwrap();
    let making = world.close(1).await.unwrap();
    assert!(!making.done && making.wait_s > 0);
    let video = world.video(1).await;
    let approval = Some(PendingApproval {
        stage: ApprovalStage::Script,
        token: "TOKEN".to_owned(),
        asked_at: video.created_at,
    });
    let status = VideoStatus::WaitingForApproval;
    world.memory.update(&VideoRecord { status, approval, ..video }).await.unwrap();
    let asked = world.close(1).await.unwrap();
    assert!(!asked.done && asked.wait_s > making.wait_s);
}

#[tokio::test]
async fn a_row_ends_as_its_video_does_and_leaves_its_result() {
    let world = World::prepared(rows(4), BatchOptions::default()).await;
    for (n, video, expected, name) in [
        (1, VideoStatus::Succeeded, ItemStatus::Succeeded, None),
        (2, VideoStatus::Failed, ItemStatus::Failed, Some("Oma.ProviderRefused")),
        (3, VideoStatus::Cancelled, ItemStatus::Skipped, Some("Oma.Cancelled")),
    ] {
        world.make(n, video).await;
        let item = world.item(n).await;
        assert_eq!(item.status, expected);
        assert_eq!(item.failure.as_ref().map(|failure| failure.name.as_str()), name);
        assert_eq!((item.cost_micro_usd.0, item.steps, item.steps_found), (10, 2, 1));
        let result = world.json(&format!("results/{n:06}.json")).await;
        assert_eq!(serde_json::from_value::<BatchItem>(result).unwrap(), item);
    }
    // Its owner deletes it.
    world.open(4).await.unwrap();
    Videos::remove(world.memory.as_ref(), &owner(), video_of(batch(), 4)).await.unwrap();
    assert!(world.close(4).await.unwrap().done);
    assert_eq!(world.item(4).await.status, ItemStatus::Skipped);
    assert_eq!(world.places_taken().await, 0);
}

#[tokio::test]
async fn a_row_that_was_never_begun_needs_no_closing() {
    let world = World::prepared(rows(1), BatchOptions::default()).await;
    assert!(world.close(1).await.unwrap().done);
    assert!(world.desk().item(batch(), 1).await.unwrap().is_none());
}

#[tokio::test]
async fn a_video_that_nobody_makes_fails_as_interrupted_when_that_was_caught() {
    let world = World::prepared(rows(1), BatchOptions::default()).await;
    world.open(1).await.unwrap();
    let caught = json!({
        "action": "close", "n": 1,
        "error": {"Error": "StepFunctions.AWSStepFunctionsException", "Cause": "No."},
    });
    let closed: Closed = world.ask(caught.clone()).await.unwrap();
    assert!(closed.done);
    assert_eq!(world.item(1).await.failure.unwrap().name, "Oma.Interrupted");
    assert_eq!(world.video(1).await.status, VideoStatus::Failed);
    // What its own workflow said of it stands.
    let world = World::prepared(rows(1), BatchOptions::default()).await;
    world.open(1).await.unwrap();
    world.video_ends(1, VideoStatus::Failed, 0).await;
    let _: Closed = world.ask(caught).await.unwrap();
    assert_eq!(world.item(1).await.failure.unwrap().name, "Oma.ProviderRefused");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn fifty_that_close_one_row_count_it_once() {
    let options = BatchOptions { budget_usd: Some(1.0), ..BatchOptions::default() };
    let world = Arc::new(World::prepared(dear_rows(&[1000]), options).await);
    world.open(1).await.unwrap();
    world.video_ends(1, VideoStatus::Failed, 600).await;
    let closes = (0..50).map(|_| {
        let world = world.clone();
        tokio::spawn(async move { world.close(1).await.unwrap() })
    });
    for closed in join_all(closes.collect::<Vec<_>>()).await {
        assert!(closed.unwrap().done);
    }
    let counts = world.desk().counts(batch()).await.unwrap();
    assert_eq!((counts.running, counts.failed, counts.cost_micro_usd.0), (0, 1, 600));
    assert_eq!(world.spent().await, 600);
}
