use oma_core::batch::{BatchStatus, ItemStatus};

use super::*;

impl World {
    /// What EventBridge tells of an execution that did not succeed.
    async fn execution_ends(&self, execution: &str, status: &str) -> Value {
        let event = json!({"action": "ended", "execution": execution, "status": status});
        self.function.handle(event).await.unwrap()
    }
}

#[tokio::test]
async fn an_execution_that_did_not_conclude_its_batch_leaves_one_that_can_be_resumed() {
    for (status, name) in [
        ("FAILED", "Oma.Interrupted"),
        ("TIMED_OUT", "Oma.TimedOut"),
        ("ABORTED", "Oma.Interrupted"),
    ] {
        let mut world = World::prepared(rows(3), BatchOptions::default()).await;
        world.make(1, VideoStatus::Succeeded).await;
        world.open(2).await.unwrap();
        assert_eq!(world.record().await.status, BatchStatus::Running);

        let answer = world.execution_ends(&world.execution, status).await;
        assert_eq!(answer["status"], "failed", "{status}");
        let record = world.record().await;
        assert_eq!(record.failure.as_ref().unwrap().name, name);
        assert!(record.failure.unwrap().message.contains("Resume the batch"));
        assert_eq!(world.item(2).await.status, ItemStatus::Failed);
        assert_eq!(world.places_taken().await, 0, "{status}");
        // Told twice, as EventBridge may.
        assert_eq!(world.execution_ends(&world.execution, status).await, Value::Null);

        let prepared = world.resume().await;
        let chunks = world.chunks(&prepared).await;
        assert_eq!(chunks, json!([{"first": 2, "last": 2}, {"first": 3, "last": 3}]));
    }
}

#[tokio::test]
async fn a_batch_that_its_owner_was_stopping_is_stopped() {
    let world = World::prepared(rows(2), BatchOptions::default()).await;
    world.open(1).await.unwrap();
    world.desk().stop(&owner(), batch()).await.unwrap();
    let answer = world.execution_ends(&world.execution, "ABORTED").await;
    assert_eq!(answer["status"], "stopped");
}

#[tokio::test]
async fn executions_that_are_not_at_work_on_a_batch_change_nothing() {
    let mut world = World::prepared(rows(2), BatchOptions::default()).await;
    let first = world.execution.clone();
    world.execution_ends(&first, "FAILED").await;
    world.resume().await;
    let packing = format!("{}-archive-1700000000000", batch());
    for other in [&first, packing.as_str(), "01K9ZZZZZZZZZZZZZZZZZZZZZZ", "by-hand", "é"] {
        assert_eq!(world.execution_ends(other, "ABORTED").await, Value::Null, "{other}");
    }
    assert_eq!(world.record().await.status, BatchStatus::Running);
}
