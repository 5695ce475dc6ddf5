//! Webhooks: what happens to a user's videos, told to the user's own server.
//!
//! Reading order: [`Topic`] and [`Message`] (what is told of an event); [`Subscription`] (a webhook
//! as it is stored, with its [`SigningKeys`]); [`signed_headers`] (how a message is signed, after the
//! standard-webhooks specification); [`StoredDelivery`] (a message on its way, and what became of
//! each attempt); [`backoff`] (when it is tried again).
//!
//! Who sends them is `functions/notifier`; who writes them down is `functions/api`.
//!
//! Invariants: keys leave a subscription through [`SigningKey::reveal`] alone; a message holds no
//! task token, no link, no key and no owner; a delivery's id follows from its webhook and its event,
//! so an event that is seen twice makes one delivery.

pub mod backoff;
mod delivery;
mod keys;
mod message;
mod sign;
mod subscription;

pub use delivery::{
    Attempt, DELIVERIES, DUE, DeliveryStatus, KEPT_FOR, LEASE, StoredDelivery, delivery_id,
    delivery_place,
};
pub use keys::{SigningKey, SigningKeys};
pub use message::{Message, Topic, message_of};
pub use sign::signed_headers;
pub use subscription::{MAX_PER_USER, Subscription, WEBHOOKS, webhook_place};

#[cfg(test)]
mod tests;
