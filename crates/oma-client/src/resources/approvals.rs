use futures::Stream;
use oma_api::approvals::{Decide, Waiting};
use oma_api::page::{Page, PageQuery};
use oma_api::videos::Video;
use oma_core::id::VideoId;

use super::pages;
use crate::client::Client;
use crate::error::Result;

impl Client {
    /// What waits for a person, one page.
    pub async fn list_approvals(&self, query: &PageQuery) -> Result<Page<Waiting>> {
        self.get("/v1/approvals").query(query).json().await
    }

    /// What waits for a person, all of it.
    pub fn all_approvals(&self) -> impl Stream<Item = Result<Waiting>> + '_ {
        pages::all(move |cursor| async move {
            self.list_approvals(&PageQuery { limit: Some(100), cursor }).await
        })
    }

    /// Answers a question about a video.
    pub async fn decide(&self, video: VideoId, decide: &Decide) -> Result<Video> {
        self.post(&format!("/v1/videos/{video}/approval")).body(decide).json().await
    }
}
