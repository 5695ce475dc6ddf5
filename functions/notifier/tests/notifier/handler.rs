//! The function as Lambda calls it, and what a video's end sets off.

use notifier_function::{Change, ChangeKind, Handler};
use oma_core::contract::Agent as _;
use oma_core::id::VideoId;
use serde_json::{Value, json};
use ulid::Ulid;

use crate::receiver::{Manner, Receiver};
use crate::world::{World, object};

fn video(status: &str) -> Value {
    json!({
        "owner": "ana", "video_id": VideoId(Ulid::from_parts(1, 1)), "version": 3, "title": "T",
        "brief_hash": "h", "status": status, "execution": "e-1",
        "created_at": "2026-11-22T12:00:00Z", "updated_at": "2026-11-22T12:00:00Z",
    })
}

async fn done(old: Option<&str>, new: Option<&str>) -> Vec<String> {
    let world = World::new();
    let change = Change {
        partition: "USER#ana".to_owned(),
        sort: "VIDEO#01".to_owned(),
        kind: ChangeKind::Modify,
        new: new.map(|status| object(video(status))),
        old: old.map(|status| object(video(status))),
    };
    world.tell(&change).await;
    world.housekeeper.0.lock().unwrap().clone()
}

#[tokio::test]
async fn a_video_is_tidied_up_after_when_it_ends_and_when_it_is_deleted() {
    for (old, new, expected) in [
        (None, Some("running"), vec![]),
        (Some("running"), Some("waiting_for_approval"), vec![]),
        (Some("running"), Some("succeeded"), vec!["ended succeeded"]),
        (Some("waiting_for_approval"), Some("failed"), vec!["ended failed"]),
        (Some("running"), Some("deleting"), vec!["ended deleting", "erase deleting"]),
        (Some("succeeded"), Some("deleting"), vec!["erase deleting"]),
        (Some("failed"), Some("running"), vec![]),
        (Some("running"), None, vec!["ended running"]),
        (Some("deleting"), None, vec![]),
    ] {
        assert_eq!(done(old, new).await, expected, "{old:?} {new:?}");
    }
}

fn record(number: u32, name: &str, item: &Value) -> Value {
    json!({
        "eventID": number.to_string(), "eventName": name, "eventSource": "aws:dynamodb",
        "dynamodb": {
            "Keys": {"pk": item["pk"], "sk": item["sk"]}, "NewImage": item,
            "SequenceNumber": number.to_string(), "StreamViewType": "NEW_AND_OLD_IMAGES",
        },
    })
}

#[tokio::test]
async fn a_batch_is_answered_with_the_records_that_failed() {
    let (world, receiver) = (World::new(), Receiver::that(Manner::Status(200)).await);
    world.webhook(&receiver.url()).await;
    let id = Ulid::from_parts(1_700_000_000_000, 1).to_string();
    let event = json!({
        "pk": {"S": format!("VIDEO#{id}")}, "sk": {"S": format!("EVENT#{id}")},
        "owner": {"S": "ana"}, "event_id": {"S": id}, "video_id": {"S": id},
        "execution": {"S": "e-1"}, "at": {"S": "2026-11-22T12:00:00Z"},
        "event": {"S": "status_changed"}, "status": {"S": "succeeded"},
    });
    let mut broken = event.clone();
    broken["at"] = json!({"N": "7"});
    let other = json!({"pk": {"S": "USER#ana"}, "sk": {"S": "BRAND#1"}});
    let batch = json!({"Records": [
        record(1, "INSERT", &event), record(2, "INSERT", &broken), record(3, "MODIFY", &other),
        record(4, "REMOVE", &other), record(5, "INSERT", &event),
    ]});
    let handler = Handler(world.notifier.clone());
    let answer = handler.handle(batch).await.unwrap();
    assert_eq!(answer, json!({"batchItemFailures": [{"itemIdentifier": "2"}]}));
    assert_eq!(receiver.received().len(), 1);
}

#[tokio::test]
async fn the_schedule_s_event_is_a_sweep() {
    let world = World::new();
    let handler = Handler(world.notifier.clone());
    let event = json!({"source": "aws.events", "detail-type": "Scheduled Event", "detail": {}});
    assert_eq!(handler.handle(event).await.unwrap(), json!({"delivered": 0, "failed": 0}));
    assert_eq!(world.housekeeper.0.lock().unwrap()[..], ["sweep"]);
}
