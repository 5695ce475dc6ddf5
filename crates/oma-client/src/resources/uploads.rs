use futures::Stream;
use oma_api::page::{Page, PageQuery};
use oma_api::uploads::{CreateUpload, Upload, UploadLink};

use super::pages;
use crate::client::{Client, id};
use crate::error::Result;

impl Client {
    /// Announces a file. [`send_file`](crate::send_file) sends its bytes, then
    /// [`Client::complete_upload`].
    pub async fn create_upload(&self, upload: &CreateUpload) -> Result<UploadLink> {
        self.post("/v1/uploads").body(upload).json().await
    }

    /// Says that the bytes are there; they are looked at before the answer comes.
    pub async fn complete_upload(&self, upload_id: &str) -> Result<Upload> {
        self.post(&format!("/v1/uploads/{}/complete", id(upload_id)?)).json().await
    }

    /// The uploads, one page.
    pub async fn list_uploads(&self, query: &PageQuery) -> Result<Page<Upload>> {
        self.get("/v1/uploads").query(query).json().await
    }

    /// The uploads, all of them.
    pub fn all_uploads(&self) -> impl Stream<Item = Result<Upload>> + '_ {
        pages::all(move |cursor| async move {
            self.list_uploads(&PageQuery { limit: Some(100), cursor }).await
        })
    }

    /// One of them.
    pub async fn read_upload(&self, upload_id: &str) -> Result<Upload> {
        self.get(&format!("/v1/uploads/{}", id(upload_id)?)).json().await
    }

    /// Deletes it with its bytes.
    pub async fn delete_upload(&self, upload_id: &str) -> Result<()> {
        self.delete(&format!("/v1/uploads/{}", id(upload_id)?)).done().await
    }
}
