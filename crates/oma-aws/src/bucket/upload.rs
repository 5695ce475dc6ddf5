use std::path::Path;

use aws_sdk_s3::primitives::ByteStream;
use aws_sdk_s3::types::{CompletedMultipartUpload, CompletedPart};
use bytes::{Bytes, BytesMut};
use oma_core::ports::Objects as _;
use oma_core::{Error, Result};
use tokio::fs::File;
use tokio::io::AsyncReadExt as _;

use super::{Bucket, disk, failed};

/// The length of a part, and of the largest file that is sent in one request. It is also what an
/// upload holds in memory. With 10,000 parts a film may have 156 GiB.
const PART_BYTES: u64 = 16 * 1024 * 1024;

/// One multipart upload under way.
struct Upload<'a> {
    key: &'a str,
    id: String,
}

impl Bucket {
    /// Sends a file, in parts if it is large. Parts of an upload that fails are removed at once;
    /// those of a process that dies stay until the bucket's lifecycle aborts the upload.
    pub(super) async fn upload(&self, key: &str, path: &Path, content_type: &str) -> Result<u64> {
        let mut file = File::open(path).await.map_err(|e| disk("cannot open an upload", &e))?;
        let metadata = file.metadata().await.map_err(|e| disk("cannot measure an upload", &e))?;
        let length = metadata.len();
        if length <= PART_BYTES {
            let bytes = next_part(&mut file, length).await?;
            self.put_bytes(key, bytes, content_type).await?;
            return Ok(length);
        }
        let upload = self.begin(key, content_type).await?;
        let sent = self.send_parts(&upload, file, length).await;
        if let Err(error) = sent {
            self.abort(&upload).await;
            return Err(error);
        }
        Ok(length)
    }

    async fn begin<'a>(&self, key: &'a str, content_type: &str) -> Result<Upload<'a>> {
        let answer = self
            .client
            .create_multipart_upload()
            .bucket(&self.name)
            .key(key)
            .content_type(content_type)
            .send()
            .await
            .map_err(|error| failed("CreateMultipartUpload", key, &error))?;
        let id = answer.upload_id.ok_or_else(|| Error::internal("S3 gave an upload no id"))?;
        Ok(Upload { key, id })
    }

    async fn send_parts(&self, upload: &Upload<'_>, mut file: File, length: u64) -> Result<()> {
        let mut parts = Vec::new();
        let mut left = length;
        for number in 1.. {
            let bytes = next_part(&mut file, left.min(PART_BYTES)).await?;
            left -= bytes.len() as u64;
            parts.push(self.send_part(upload, number, bytes).await?);
            if left == 0 {
                break;
            }
        }
        self.client
            .complete_multipart_upload()
            .bucket(&self.name)
            .key(upload.key)
            .upload_id(&upload.id)
            .multipart_upload(CompletedMultipartUpload::builder().set_parts(Some(parts)).build())
            .send()
            .await
            .map_err(|error| failed("CompleteMultipartUpload", upload.key, &error))?;
        Ok(())
    }

    async fn send_part(
        &self,
        upload: &Upload<'_>,
        number: i32,
        bytes: Bytes,
    ) -> Result<CompletedPart> {
        let answer = self
            .client
            .upload_part()
            .bucket(&self.name)
            .key(upload.key)
            .upload_id(&upload.id)
            .part_number(number)
            .body(ByteStream::from(bytes))
            .send()
            .await
            .map_err(|error| failed("UploadPart", upload.key, &error))?;
        // S3 wants the checksum again that the SDK sent with the part.
        Ok(CompletedPart::builder()
            .part_number(number)
            .set_e_tag(answer.e_tag)
            .set_checksum_crc32(answer.checksum_crc32)
            .build())
    }

    /// The first error is the one to report, so a failure to tidy up is only logged.
    async fn abort(&self, upload: &Upload<'_>) {
        let aborted = self
            .client
            .abort_multipart_upload()
            .bucket(&self.name)
            .key(upload.key)
            .upload_id(&upload.id)
            .send()
            .await;
        if let Err(error) = aborted {
            let error = failed("AbortMultipartUpload", upload.key, &error);
            tracing::warn!(key = upload.key, error = %error.full_text(), "an upload stays half done");
        }
    }
}

/// Exactly this many bytes; a file that shrinks while it is sent is an error.
async fn next_part(file: &mut File, length: u64) -> Result<Bytes> {
    let mut bytes = BytesMut::with_capacity(usize::try_from(length).map_err(Error::internal)?);
    let mut part = file.take(length);
    while (bytes.len() as u64) < length {
        let read = part.read_buf(&mut bytes).await;
        if read.map_err(|source| disk("cannot read an upload", &source))? == 0 {
            return Err(Error::internal("a file became shorter while it was sent"));
        }
    }
    Ok(bytes.freeze())
}

#[cfg(test)]
mod tests {
    use oma_core::ErrorKind;

    use super::*;
    use crate::test_server::{Answer, TestServer};

    #[tokio::test]
    async fn an_upload_that_fails_is_aborted_and_its_first_error_told() {
        let begun = "<InitiateMultipartUploadResult><UploadId>U1</UploadId>\
                     </InitiateMultipartUploadResult>";
        let refused = "<Error><Code>AccessDenied</Code><Message>no</Message></Error>";
        let answers = vec![
            Answer::xml(200, begun),
            Answer::xml(200, ""),
            Answer::xml(403, refused),
            Answer::xml(404, "<Error><Code>NoSuchUpload</Code></Error>"),
        ];
        let server = TestServer::start(answers).await;
        let config = aws_sdk_s3::config::Builder::from(&server.sdk_config());
        let config = config.force_path_style(true).build();
        let bucket = Bucket::new(aws_sdk_s3::Client::from_conf(config), "media");
        let file = tempfile::NamedTempFile::new().unwrap();
        file.as_file().set_len(2 * PART_BYTES + 1).unwrap();

        let error = bucket.put_file("film", file.path(), "video/mp4").await.unwrap_err();

        assert_eq!(error.kind, ErrorKind::Internal);
        assert!(error.detail.unwrap().contains("UploadPart: AccessDenied"));
        let requests = server.requests();
        let sent = requests.iter().map(|request| {
            let (method, rest) = request.line().split_once(' ').unwrap();
            let part =
                rest.split_once("partNumber=").map_or('-', |(_, n)| n.chars().next().unwrap());
            assert!(method == "POST" || rest.contains("uploadId=U1"), "{rest}");
            (method, part)
        });
        let sent: Vec<_> = sent.collect();
        assert_eq!(sent, [("POST", '-'), ("PUT", '1'), ("PUT", '2'), ("DELETE", '-')]);
    }
}
