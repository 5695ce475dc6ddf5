//! A user with webhooks, and what happens to the user's videos.

use std::net::{IpAddr, Ipv4Addr};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use async_trait::async_trait;
use jiff::{SignedDuration, Timestamp};
use notifier_function::{Change, ChangeKind, Housekeeping, Notifier};
use oma_core::Result;
use oma_core::id::Owner;
use oma_core::ports::memory::Memory;
use oma_core::ports::{Clock, DocumentQuery, Documents, Expected, Partition};
use oma_core::video::VideoRecord;
use oma_core::webhook::{
    DUE, SigningKeys, StoredDelivery, Subscription, Topic, delivery_place, webhook_place,
};
use oma_outbound::{Policy, Reach};
use serde_json::{Map, Value, json};
use ulid::Ulid;

/// A clock that tests set.
pub(crate) struct Hands(Mutex<Timestamp>);

impl Clock for Hands {
    fn now(&self) -> Timestamp {
        *self.0.lock().unwrap()
    }
}

/// Writes down what it is asked for.
#[derive(Default)]
pub(crate) struct Housekeeper(pub(crate) Mutex<Vec<String>>);

#[async_trait]
impl Housekeeping for Housekeeper {
    async fn ended(&self, record: &VideoRecord) -> Result<()> {
        self.0.lock().unwrap().push(format!("ended {}", record.status));
        Ok(())
    }

    async fn erase(&self, record: &VideoRecord) -> Result<()> {
        self.0.lock().unwrap().push(format!("erase {}", record.status));
        Ok(())
    }

    async fn sweep(&self, _: Timestamp) -> Result<()> {
        self.0.lock().unwrap().push("sweep".to_owned());
        Ok(())
    }
}

pub(crate) struct World {
    pub(crate) memory: Arc<Memory>,
    pub(crate) clock: Arc<Hands>,
    pub(crate) housekeeper: Arc<Housekeeper>,
    pub(crate) notifier: Notifier,
    events: AtomicU64,
}

impl World {
    /// A world whose receivers are waited for as long as it takes.
    pub(crate) fn new() -> Self {
        Self::with_patience(Duration::from_mins(1))
    }

    pub(crate) fn with_patience(total_timeout: Duration) -> Self {
        let memory = Arc::new(Memory::default());
        let clock = Arc::new(Hands(Mutex::new(Timestamp::now())));
        let housekeeper = Arc::new(Housekeeper::default());
        let reach = Reach::PublicAnd(vec![IpAddr::V4(Ipv4Addr::LOCALHOST)]);
        let policy = Policy { total_timeout, ..Policy::messages().reaching(reach) };
        let ports = (memory.clone(), clock.clone(), housekeeper.clone());
        let notifier = Notifier::new(ports.0, ports.1, policy, ports.2).unwrap();
        Self { memory, clock, housekeeper, notifier, events: AtomicU64::new(1) }
    }

    pub(crate) fn now(&self) -> Timestamp {
        self.clock.now()
    }

    pub(crate) fn wait(&self, seconds: i64) {
        let mut now = self.clock.0.lock().unwrap();
        *now += SignedDuration::from_secs(seconds);
    }

    /// Subscribes a server of Ana's to everything.
    pub(crate) async fn webhook(&self, url: &str) -> Subscription {
        let webhook = Subscription {
            webhook_id: Ulid::generate(),
            url: url.to_owned(),
            events: vec![Topic::VideoSucceeded, Topic::VideoFailed],
            enabled: true,
            keys: SigningKeys::new([3; 24]),
            created_at: self.now(),
            updated_at: self.now(),
        };
        self.store(&webhook).await;
        webhook
    }

    pub(crate) async fn store(&self, webhook: &Subscription) {
        self.memory.write(&webhook.document(&ana()).unwrap(), Expected::Any).await.unwrap();
    }

    pub(crate) async fn stored(&self, webhook: &Subscription) -> Subscription {
        let place = webhook_place(&ana(), webhook.webhook_id);
        Subscription::of(self.memory.read(&place).await.unwrap().unwrap()).unwrap()
    }

    /// A video of Ana's succeeds: the change that the stream tells.
    pub(crate) fn success(&self) -> Change {
        self.event(&json!({"event": "status_changed", "status": "succeeded"}))
    }

    pub(crate) fn event(&self, kind: &Value) -> Change {
        let number = self.events.fetch_add(1, Ordering::SeqCst);
        let id = Ulid::from_parts(1_700_000_000_000 + number, 1);
        let video = Ulid::from_parts(1_700_000_000_000, 2);
        let mut item = json!({
            "pk": format!("VIDEO#{video}"), "sk": format!("EVENT#{id}"), "owner": "ana",
            "event_id": id, "video_id": video, "execution": "e-1", "at": self.now(),
        });
        for (name, value) in kind.as_object().unwrap() {
            item[name] = value.clone();
        }
        inserted(item)
    }

    pub(crate) async fn tell(&self, change: &Change) {
        self.notifier.on_change(change).await.unwrap();
    }

    pub(crate) async fn sweep(&self) -> notifier_function::Swept {
        self.notifier.sweep(self.now()).await.unwrap()
    }

    /// A webhook's deliveries, the oldest first.
    pub(crate) async fn deliveries(&self, webhook: &Subscription) -> Vec<StoredDelivery> {
        let query = DocumentQuery {
            partition: Partition::Webhook(webhook.webhook_id),
            prefix: String::new(),
            after: None,
            limit: 1000,
            descending: false,
        };
        let page = self.memory.query(&query).await.unwrap();
        page.documents.into_iter().map(|one| StoredDelivery::of(one).unwrap()).collect()
    }

    /// Writes a delivery as the API does, and gives what the stream tells of it.
    pub(crate) async fn write(&self, delivery: &StoredDelivery) -> Change {
        let document = delivery.document().unwrap();
        self.memory.write(&document, Expected::Any).await.unwrap();
        let place = delivery_place(delivery.webhook_id, delivery.delivery_id);
        inserted(json!({
            "pk": format!("WEBHOOK#{}", delivery.webhook_id), "sk": place.sort,
            "version": 1, "body": document.body,
        }))
    }

    /// How many deliveries wait to be tried, now or later.
    pub(crate) async fn waiting(&self) -> usize {
        self.memory.listed(DUE, None, 1000).await.unwrap().len()
    }
}

pub(crate) fn ana() -> Owner {
    Owner::try_from("ana".to_owned()).unwrap()
}

/// The newest key of a webhook.
pub(crate) fn key(webhook: &Subscription) -> String {
    webhook.keys.newest().unwrap().reveal()
}

pub(crate) fn object(value: Value) -> Map<String, Value> {
    let Value::Object(object) = value else { panic!("{value} is no object") };
    object
}

pub(crate) fn inserted(item: Value) -> Change {
    let text = |name: &str| item[name].as_str().unwrap().to_owned();
    let (partition, sort) = (text("pk"), text("sk"));
    Change { partition, sort, kind: ChangeKind::Insert, new: Some(object(item)), old: None }
}
