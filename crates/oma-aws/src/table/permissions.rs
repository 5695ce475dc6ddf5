//! What the operations of [`super::Table`] send. A condition on a write is part of the write.

use crate::permissions::{Permission, Resource, called, implied};

const DECRYPT: Permission = implied(
    "kms:Decrypt",
    Resource::Key,
    "DynamoDB opens the table's key in the name of each caller, to read and to write",
);

/// One item: a video, an artifact.
pub(crate) const READ: &[Permission] = &[called("dynamodb:GetItem", Resource::Table), DECRYPT];

/// One item: a video, an artifact, an event.
pub(crate) const WRITE: &[Permission] = &[called("dynamodb:PutItem", Resource::Table), DECRYPT];

/// One item.
pub(crate) const REMOVE: &[Permission] = &[called("dynamodb:DeleteItem", Resource::Table), DECRYPT];

/// The items of a partition, one by one.
pub(crate) const ERASE: &[Permission] = &[
    called("dynamodb:Query", Resource::Table),
    called("dynamodb:DeleteItem", Resource::Table),
    DECRYPT,
];

/// A document, after a look at what it replaces.
pub(crate) const REPLACE: &[Permission] = &[
    called("dynamodb:GetItem", Resource::Table),
    called("dynamodb:PutItem", Resource::Table),
    DECRYPT,
];

/// A number or a set, and who is in the set when it is full.
pub(crate) const COUNT: &[Permission] = &[
    called("dynamodb:UpdateItem", Resource::Table),
    called("dynamodb:GetItem", Resource::Table),
    DECRYPT,
];

/// The keys in a list that crosses partitions.
pub(crate) const LISTED: &[Permission] = &[called("dynamodb:Query", Resource::Index), DECRYPT];

/// The items of a partition: an owner's videos, a video's events.
pub(crate) const LIST: &[Permission] = &[called("dynamodb:Query", Resource::Table), DECRYPT];

/// An artifact's entry, a video's use of it and a look at the video, in one transaction: IAM asks
/// for the action of each item in it. A closed entry is removed when its files are gone.
pub(crate) const CLAIM: &[Permission] = &[
    called("dynamodb:GetItem", Resource::Table),
    called("dynamodb:PutItem", Resource::Table),
    called("dynamodb:UpdateItem", Resource::Table),
    called("dynamodb:ConditionCheckItem", Resource::Table),
    called("dynamodb:DeleteItem", Resource::Table),
    DECRYPT,
];

/// The uses of a video, and the entries of what it used.
pub(crate) const LET_GO: &[Permission] = &[
    called("dynamodb:Query", Resource::Table),
    called("dynamodb:UpdateItem", Resource::Table),
    called("dynamodb:GetItem", Resource::Table),
    called("dynamodb:DeleteItem", Resource::Table),
    DECRYPT,
];
