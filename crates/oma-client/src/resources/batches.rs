use futures::Stream;
use oma_api::batches::{
    ArchiveBegun, Batch, BatchArchive, BatchDetails, BatchRow, CreateBatch, ListRows,
};
use oma_api::page::{Page, PageQuery};
use oma_core::batch::BatchId;

use super::pages;
use crate::client::Client;
use crate::error::Result;

impl Client {
    /// Makes a video of every row of a list. The answer comes before the rows are checked.
    pub async fn create_batch(&self, batch: &CreateBatch) -> Result<Batch> {
        self.post("/v1/batches").body(batch).json().await
    }

    /// The batches, one page.
    pub async fn list_batches(&self, query: &PageQuery) -> Result<Page<Batch>> {
        self.get("/v1/batches").query(query).json().await
    }

    /// The batches, all of them.
    pub fn all_batches(&self) -> impl Stream<Item = Result<Batch>> + '_ {
        pages::all(move |cursor| async move {
            self.list_batches(&PageQuery { limit: Some(100), cursor }).await
        })
    }

    /// One batch: how far it is, what it has cost, and links to its reports.
    pub async fn read_batch(&self, batch: BatchId) -> Result<BatchDetails> {
        self.get(&format!("/v1/batches/{batch}")).json().await
    }

    /// The rows of a batch, one page.
    pub async fn list_batch_items(
        &self,
        batch: BatchId,
        query: &ListRows,
    ) -> Result<Page<BatchRow>> {
        self.get(&format!("/v1/batches/{batch}/items")).query(query).json().await
    }

    /// The rows of a batch, all of them, from the page that `query` names.
    pub fn all_batch_items<'a>(
        &'a self,
        batch: BatchId,
        query: &'a ListRows,
    ) -> impl Stream<Item = Result<BatchRow>> + 'a {
        pages::all(move |cursor| async move {
            let cursor = cursor.or_else(|| query.cursor.clone());
            self.list_batch_items(batch, &ListRows { cursor, ..query.clone() }).await
        })
    }

    /// Stops a batch. What is finished is kept.
    pub async fn cancel_batch(&self, batch: BatchId) -> Result<Batch> {
        self.post(&format!("/v1/batches/{batch}/cancel")).json().await
    }

    /// Takes up a batch that did not make every film.
    pub async fn resume_batch(&self, batch: BatchId) -> Result<Batch> {
        self.post(&format!("/v1/batches/{batch}/resume")).json().await
    }

    /// Has the films of a batch packed. They are there when [`Client::batch_archive`] is ready with
    /// the same id.
    pub async fn pack_batch_archive(&self, batch: BatchId) -> Result<ArchiveBegun> {
        self.post(&format!("/v1/batches/{batch}/archive")).json().await
    }

    /// The packed films of a batch. [`fetch_file`](crate::fetch_file) streams each part to a file.
    pub async fn batch_archive(&self, batch: BatchId) -> Result<BatchArchive> {
        self.get(&format!("/v1/batches/{batch}/archive")).json().await
    }
}
