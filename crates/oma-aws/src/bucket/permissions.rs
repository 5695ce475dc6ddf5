//! What the operations of [`super::Bucket`] send. `HeadObject` is allowed by `s3:GetObject`; the
//! requests of a multipart upload by `s3:PutObject`, but for the one that aborts it.

use crate::permissions::{Permission, Resource, called, implied};

const DECRYPT: Permission =
    implied("kms:Decrypt", Resource::Key, "objects are encrypted with the customer's key");
const NEW_KEY: Permission =
    implied("kms:GenerateDataKey", Resource::Key, "a new object gets a data key of its own");

pub(crate) const READ: &[Permission] = &[
    called("s3:GetObject", Resource::Objects),
    implied(
        "s3:ListBucket",
        Resource::Bucket,
        "without it S3 answers 403 for an object that is not there, and a step that was never \
         done would look like a wrong deployment",
    ),
    DECRYPT,
];

pub(crate) const WRITE: &[Permission] = &[
    called("s3:PutObject", Resource::Objects),
    called("s3:AbortMultipartUpload", Resource::Objects),
    NEW_KEY,
    implied("kms:Decrypt", Resource::Key, "S3 reads the parts of a multipart upload to join them"),
];

/// S3 asks for both halves under their own names; the objects have no tags, so no more.
pub(crate) const COPY: &[Permission] = &[
    called("s3:GetObject", Resource::Objects),
    called("s3:PutObject", Resource::Objects),
    DECRYPT,
    NEW_KEY,
];

pub(crate) const LIST: &[Permission] = &[called("s3:ListBucket", Resource::Bucket)];

pub(crate) const DELETE: &[Permission] = &[called("s3:DeleteObject", Resource::Objects)];

/// Signing sends nothing: the link carries the signer's own permission.
pub(crate) const PRESIGN_READ: &[Permission] =
    &[implied("s3:GetObject", Resource::Objects, "a link can do what its signer can"), DECRYPT];

/// As [`PRESIGN_READ`].
pub(crate) const PRESIGN_WRITE: &[Permission] =
    &[implied("s3:PutObject", Resource::Objects, "a link can do what its signer can"), NEW_KEY];
