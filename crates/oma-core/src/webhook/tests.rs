use jiff::{SignedDuration, Timestamp};
use serde_json::{Value, json};
use ulid::Ulid;

use super::*;
use crate::contract::ApprovalStage;
use crate::event::{EventKind, VideoEvent};
use crate::id::{Owner, VideoId};
use crate::video::{Failure, VideoStatus};

fn now() -> Timestamp {
    "2026-11-22T12:00:00Z".parse().unwrap()
}

fn after(seconds: i64) -> Timestamp {
    now() + SignedDuration::from_secs(seconds)
}

fn event(kind: &Value) -> VideoEvent {
    let mut event = json!({
        "event_id": Ulid::from_parts(1_700_000_000_000, 1),
        "video_id": VideoId(Ulid::from_parts(1_700_000_000_000, 2)),
        "execution": "e-1",
        "at": now(),
    });
    for (name, value) in kind.as_object().unwrap() {
        event[name] = value.clone();
    }
    serde_json::from_value(event).unwrap()
}

fn told(kind: &EventKind) -> Option<Value> {
    message_of(&event(&json!(kind))).map(|message| json!(message))
}

fn delivery() -> StoredDelivery {
    let owner = (&Owner::local(), Ulid::from_parts(1, 1));
    StoredDelivery::new(owner, Ulid::from_parts(2, 2), &Message::ping(now()), now()).unwrap()
}

fn attempt(status: Option<u16>) -> Attempt {
    Attempt { at: now(), status, problem: None, duration_ms: 3 }
}

#[test]
fn each_event_is_told_once_and_steps_are_not() {
    for (status, topic) in [
        (VideoStatus::Running, Some("video.started")),
        (VideoStatus::Succeeded, Some("video.succeeded")),
        (VideoStatus::Cancelled, Some("video.cancelled")),
        (VideoStatus::Failed, None),
        (VideoStatus::WaitingForApproval, None),
        (VideoStatus::Deleting, None),
    ] {
        let message = told(&EventKind::StatusChanged { status });
        assert_eq!(message.as_ref().and_then(|m| m["type"].as_str()), topic, "{status}");
    }
    let asked = told(&EventKind::ApprovalAsked { stage: ApprovalStage::Script }).unwrap();
    assert_eq!(asked["type"], "video.approval_asked");
    assert_eq!(asked["data"], json!({"execution": "e-1", "stage": "script"}));
    let failure = Failure {
        step: "audio.narrate 3".to_owned(),
        name: "Oma.ProviderRefused".to_owned(),
        message: "No.".to_owned(),
    };
    let failed = told(&EventKind::Failed(failure)).unwrap();
    assert_eq!(
        (&failed["type"], &failed["data"]["step"]),
        (&json!("video.failed"), &json!("audio.narrate 3"))
    );
    assert_eq!(failed["timestamp"], "2026-11-22T12:00:00Z");
}

#[test]
fn a_public_library_signs_alike_and_a_replaced_key_signs_for_a_day_more() {
    let mut keys = SigningKeys::new([7; 24]);
    let [id, at, signature] = signed_headers(&keys, "msg-1", now(), r#"{"a":1}"#).unwrap();
    assert_eq!(id, ("webhook-id", "msg-1".to_owned()));
    let public = standardwebhooks::Webhook::new(&keys.newest().unwrap().reveal()).unwrap();
    let expected = public.sign("msg-1", at.1.parse().unwrap(), br#"{"a":1}"#).unwrap();
    assert_eq!(signature.1, expected);

    keys.rotate([8; 24], now());
    let newer = standardwebhooks::Webhook::new(&keys.newest().unwrap().reveal()).unwrap();
    let both = |at: Timestamp| signed_headers(&keys, "msg-1", at, "{}").unwrap()[2].1.clone();
    let signed_by = |key: &standardwebhooks::Webhook, at: Timestamp| {
        both(at).split(' ').any(|one| one == key.sign("msg-1", at.as_second(), b"{}").unwrap())
    };
    assert!(signed_by(&newer, now()) && signed_by(&public, now()));
    let tomorrow = after(24 * 3600);
    assert!(signed_by(&newer, tomorrow) && !signed_by(&public, tomorrow));
}

#[test]
fn keys_do_not_pile_up_and_are_hidden() {
    let mut keys = SigningKeys::new([0; 24]);
    for i in 1..20 {
        keys.rotate([i; 24], now());
    }
    assert!(keys.live(now()).count() <= 4);
    let secret = keys.newest().unwrap().reveal();
    let shown = format!("{keys:?}");
    assert!(!shown.contains(secret.trim_start_matches("whsec_")) && shown.contains("hidden"));
}

#[test]
fn an_event_seen_twice_has_one_id_in_the_order_of_events() {
    let (webhook, other) = (Ulid::from_parts(1, 1), Ulid::from_parts(1, 2));
    let events = [Ulid::from_parts(10, 5), Ulid::from_parts(11, 1)];
    assert_eq!(delivery_id(webhook, events[0]), delivery_id(webhook, events[0]));
    assert_ne!(delivery_id(webhook, events[0]), delivery_id(other, events[0]));
    assert!(delivery_id(webhook, events[0]) < delivery_id(webhook, events[1]));
}

#[test]
fn a_delivery_is_tried_for_about_a_day_and_then_is_dead() {
    let (mut one, mut at) = (delivery(), now());
    while let Some(due) = one.due_at {
        at = due;
        assert!(one.is_due(at) && !one.clone().leased(at).is_due(at));
        one = one.after(attempt(Some(500)), at, 0);
    }
    assert_eq!((one.status, one.attempts.len()), (DeliveryStatus::Dead, 11));
    let lasted = at.duration_since(now()).as_hours();
    assert!((20..28).contains(&lasted), "{lasted}");
    assert_eq!(one.document().unwrap().listing, None);
    let again = one.replayed(at);
    assert!(again.is_due(at) && again.attempts.len() == 11);
}

#[test]
fn success_and_jitter() {
    let done = delivery().leased(now()).after(attempt(Some(204)), now(), 0);
    assert_eq!((done.status, done.due_at), (DeliveryStatus::Delivered, None));
    for (jitter, seconds) in [(0, 5), (200, 6), (-200, 4), (9999, 6)] {
        let failed = delivery().after(attempt(Some(302)), now(), jitter);
        assert_eq!(failed.due_at, Some(after(seconds)));
    }
    assert!(backoff::pause_after(0, 0).is_none() && backoff::pause_after(11, 0).is_none());
}

#[test]
fn a_lease_moves_the_delivery_to_where_it_ends() {
    let order = |d: &StoredDelivery| d.document().unwrap().listing.unwrap().order;
    assert_eq!(order(&delivery()), "2026-11-22T12:00:00.000Z");
    assert_eq!(order(&delivery().leased(now())), "2026-11-22T12:01:00.000Z");
    assert!(order(&delivery()) <= StoredDelivery::due_until(now()));
}
