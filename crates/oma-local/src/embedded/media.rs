//! The embedded S3: s3s speaks the protocol, s3s-fs keeps objects as plain files, and [`Media`]
//! between them mends what s3s-fs 0.14 leaves half done:
//!
//! - It copies straight into the target, so that a reader or a crash meets half an object. A copy
//!   here is a read and a put, and a put is a temporary file that is renamed.
//! - It stores the checksum of a put, beside the object, after the object, and a multipart upload
//!   keeps its predecessor's: a client that verifies then refuses a sound object. Here checksums
//!   are not stored; the loopback interface needs none.
//! - It takes a folder for an object, and a key with `..` for a way out of the bucket. Here the
//!   one does not exist and the other is refused.
//! - It reads in pieces of four kilobytes, each a task for another thread. Here a whole object is
//!   read in pieces of [`PIECE_BYTES`].
//! - It leaves the parts of uploads that a dead process had begun. Here they go at the next start.
//!
//! What remains: one key cannot be another's folder (`a` and `a/b`), keys have at most
//! [`MAX_KEY_BYTES`] bytes, deleted objects leave two small hidden files, and an object whose put
//! was killed at the very end is whole but may have no media type yet.
//!
//! Operations that oma-aws does not use are not offered.

use std::io;
use std::path::{Path, PathBuf};

use async_trait::async_trait;
use bytes::{Bytes, BytesMut};
use futures::stream::try_unfold;
use s3s::auth::SimpleAuth;
use s3s::dto::{
    AbortMultipartUploadInput, AbortMultipartUploadOutput, CompleteMultipartUploadInput,
    CompleteMultipartUploadOutput, CopyObjectInput, CopyObjectOutput, CopyObjectResult, CopySource,
    CreateMultipartUploadInput, CreateMultipartUploadOutput, DeleteObjectInput, DeleteObjectOutput,
    GetObjectInput, GetObjectOutput, HeadObjectInput, HeadObjectOutput, ListObjectsV2Input,
    ListObjectsV2Output, PutObjectInput, PutObjectOutput, StreamingBlob, UploadPartInput,
    UploadPartOutput,
};
use s3s::service::{S3Service, S3ServiceBuilder};
use s3s::{S3, S3Request, S3Response, S3Result, s3_error};
use s3s_fs::FileSystem;
use tokio::fs::File;
use tokio::io::AsyncReadExt as _;

/// s3s-fs puts the key in Base64, with 81 other bytes, into the name of one hidden file, and a
/// file system allows 255.
const MAX_KEY_BYTES: usize = (255 - 81) / 4 * 3;

/// How much of an object is read at once.
const PIECE_BYTES: usize = 256 * 1024;

/// Objects of one bucket in a folder.
pub(super) struct Media {
    files: FileSystem,
    root: PathBuf,
}

impl Media {
    /// Opens the folder that holds the bucket. It must not be in use: what looks unfinished goes.
    pub(super) fn open(root: &Path, bucket: &str) -> io::Result<Self> {
        std::fs::create_dir_all(root.join(bucket))?;
        forget_unfinished_uploads(root)?;
        let files = FileSystem::new(root).map_err(|e| io::Error::other(format!("{e:?}")))?;
        Ok(Self { files, root: root.to_owned() })
    }

    /// The service that lets in who signs with these credentials.
    pub(super) fn into_service(self, access_key_id: &str, secret_access_key: &str) -> S3Service {
        let mut service = S3ServiceBuilder::new(self);
        service.set_auth(SimpleAuth::from_single(access_key_id, secret_access_key));
        service.build()
    }

    /// Whether the key is only the folder of other keys.
    async fn is_folder(&self, bucket: &str, key: &str) -> bool {
        let path = self.root.join(bucket).join(key);
        tokio::fs::metadata(path).await.is_ok_and(|metadata| metadata.is_dir())
    }

    /// The whole object in large pieces; nothing if its length is another by now.
    async fn whole(
        &self,
        bucket: &str,
        key: &str,
        length: i64,
    ) -> io::Result<Option<StreamingBlob>> {
        let file = File::open(self.root.join(bucket).join(key)).await?;
        if i64::try_from(file.metadata().await?.len()).ok() != Some(length) {
            return Ok(None);
        }
        let pieces = try_unfold(file, |mut file| async move {
            let mut piece = BytesMut::with_capacity(PIECE_BYTES);
            let read = file.read_buf(&mut piece).await?;
            io::Result::<Option<(Bytes, File)>>::Ok((read > 0).then(|| (piece.freeze(), file)))
        });
        Ok(Some(StreamingBlob::wrap(pieces)))
    }

    async fn readable(&self, bucket: &str, key: &str) -> S3Result<()> {
        check(key)?;
        if self.is_folder(bucket, key).await { Err(s3_error!(NoSuchKey)) } else { Ok(()) }
    }
}

/// Refuses keys that are no path of a plain file below the bucket.
fn check(key: &str) -> S3Result<()> {
    if key.len() > MAX_KEY_BYTES {
        return Err(s3_error!(KeyTooLongError));
    }
    if key.split('/').any(|part| matches!(part, "" | "." | "..")) {
        return Err(s3_error!(InvalidArgument, "a part of the key is empty or dots"));
    }
    Ok(())
}

/// No upload outlives the process that began it: its id is lost.
fn forget_unfinished_uploads(root: &Path) -> io::Result<()> {
    for entry in std::fs::read_dir(root)? {
        let entry = entry?;
        let name = entry.file_name();
        let name = name.to_string_lossy();
        let upload = name.starts_with(".upload-") || name.starts_with(".upload_id-");
        if upload || (name.starts_with(".bucket-") && name.contains(".upload-")) {
            std::fs::remove_file(entry.path())?;
        }
    }
    Ok(())
}

#[async_trait]
impl S3 for Media {
    async fn put_object(
        &self,
        mut req: S3Request<PutObjectInput>,
    ) -> S3Result<S3Response<PutObjectOutput>> {
        check(&req.input.key)?;
        req.input.checksum_algorithm = None;
        req.input.checksum_crc32 = None;
        req.input.checksum_crc32c = None;
        req.input.checksum_crc64nvme = None;
        req.input.checksum_sha1 = None;
        req.input.checksum_sha256 = None;
        req.trailing_headers = None;
        self.files.put_object(req).await
    }

    async fn get_object(
        &self,
        req: S3Request<GetObjectInput>,
    ) -> S3Result<S3Response<GetObjectOutput>> {
        let GetObjectInput { bucket, key, range, .. } = &req.input;
        let (bucket, key, part) = (bucket.clone(), key.clone(), range.is_some());
        self.readable(&bucket, &key).await?;
        let mut got = self.files.get_object(req).await?;
        if let (Some(length), false) = (got.output.content_length, part)
            && let Ok(Some(body)) = self.whole(&bucket, &key, length).await
        {
            got.output.body = Some(body);
        }
        Ok(got)
    }

    async fn head_object(
        &self,
        req: S3Request<HeadObjectInput>,
    ) -> S3Result<S3Response<HeadObjectOutput>> {
        self.readable(&req.input.bucket, &req.input.key).await?;
        self.files.head_object(req).await
    }

    async fn copy_object(
        &self,
        req: S3Request<CopyObjectInput>,
    ) -> S3Result<S3Response<CopyObjectOutput>> {
        let CopySource::Bucket { bucket, key, .. } = req.input.copy_source.clone() else {
            return Err(s3_error!(NotImplemented));
        };
        let source =
            GetObjectInput { bucket: bucket.into(), key: key.into(), ..Default::default() };
        let source = self.get_object(req.clone().map_input(|_| source)).await?.output;
        let put = self.put_object(req.map_input(|input| PutObjectInput {
            bucket: input.bucket,
            key: input.key,
            body: source.body,
            content_length: source.content_length,
            content_type: source.content_type,
            ..Default::default()
        }));
        let e_tag = put.await?.output.e_tag;
        let result = CopyObjectResult { e_tag, ..Default::default() };
        let output = CopyObjectOutput { copy_object_result: Some(result), ..Default::default() };
        Ok(S3Response::new(output))
    }

    async fn delete_object(
        &self,
        req: S3Request<DeleteObjectInput>,
    ) -> S3Result<S3Response<DeleteObjectOutput>> {
        check(&req.input.key)?;
        if self.is_folder(&req.input.bucket, &req.input.key).await {
            return Ok(S3Response::new(DeleteObjectOutput::default()));
        }
        self.files.delete_object(req).await
    }

    async fn list_objects_v2(
        &self,
        req: S3Request<ListObjectsV2Input>,
    ) -> S3Result<S3Response<ListObjectsV2Output>> {
        self.files.list_objects_v2(req).await
    }

    async fn create_multipart_upload(
        &self,
        req: S3Request<CreateMultipartUploadInput>,
    ) -> S3Result<S3Response<CreateMultipartUploadOutput>> {
        check(&req.input.key)?;
        self.files.create_multipart_upload(req).await
    }

    async fn upload_part(
        &self,
        req: S3Request<UploadPartInput>,
    ) -> S3Result<S3Response<UploadPartOutput>> {
        self.files.upload_part(req).await
    }

    async fn complete_multipart_upload(
        &self,
        req: S3Request<CompleteMultipartUploadInput>,
    ) -> S3Result<S3Response<CompleteMultipartUploadOutput>> {
        check(&req.input.key)?;
        self.files.complete_multipart_upload(req).await
    }

    async fn abort_multipart_upload(
        &self,
        req: S3Request<AbortMultipartUploadInput>,
    ) -> S3Result<S3Response<AbortMultipartUploadOutput>> {
        self.files.abort_multipart_upload(req).await
    }
}
