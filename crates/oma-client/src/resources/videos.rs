use futures::Stream;
use oma_api::page::Page;
use oma_api::videos::{
    Accepted, CreateTranslation, CreateVariants, CreateVideo, Estimate, EventsQuery, Files,
    ListVideos, Progress, Revise, Variants, Video,
};
use oma_core::id::VideoId;

use super::pages;
use crate::client::Client;
use crate::error::Result;

impl Client {
    /// Makes a video of a brief. The answer comes when it has begun.
    pub async fn create_video(&self, video: &CreateVideo) -> Result<Accepted> {
        self.post("/v1/videos").body(video).json().await
    }

    /// The videos, one page.
    pub async fn list_videos(&self, query: &ListVideos) -> Result<Page<Video>> {
        self.get("/v1/videos").query(query).json().await
    }

    /// The videos, all of them, from the page that `query` names.
    pub fn all_videos<'a>(
        &'a self,
        query: &'a ListVideos,
    ) -> impl Stream<Item = Result<Video>> + 'a {
        pages::all(move |cursor| async move {
            let cursor = cursor.or_else(|| query.cursor.clone());
            self.list_videos(&ListVideos { cursor, ..query.clone() }).await
        })
    }

    /// The videos of all users that stand somewhere, one page; for administrators.
    pub async fn list_videos_of_all(&self, query: &ListVideos) -> Result<Page<Video>> {
        self.get("/v1/admin/videos").query(query).json().await
    }

    /// What a brief would cost and how long it would take. Makes nothing.
    pub async fn estimate(&self, video: &CreateVideo) -> Result<Estimate> {
        self.post("/v1/videos/estimate").body(video).json().await
    }

    /// One video.
    pub async fn read_video(&self, video: VideoId) -> Result<Video> {
        self.get(&format!("/v1/videos/{video}")).json().await
    }

    /// Deletes a video with all its files.
    pub async fn delete_video(&self, video: VideoId) -> Result<()> {
        self.delete(&format!("/v1/videos/{video}")).done().await
    }

    /// Stops a video. What is finished is kept.
    pub async fn cancel_video(&self, video: VideoId) -> Result<Video> {
        self.post(&format!("/v1/videos/{video}/cancel")).json().await
    }

    /// Goes on with a video that failed or was cancelled, with the same brief.
    pub async fn retry_video(&self, video: VideoId) -> Result<Accepted> {
        self.post(&format!("/v1/videos/{video}/retry")).json().await
    }

    /// Makes the film anew with changes. Only what they touch is made again.
    pub async fn revise_video(&self, video: VideoId, changes: &Revise) -> Result<Accepted> {
        self.post(&format!("/v1/videos/{video}/revisions")).body(changes).json().await
    }

    /// Makes siblings of a video, each with its own changes.
    pub async fn create_variants(
        &self,
        video: VideoId,
        variants: &CreateVariants,
    ) -> Result<Variants> {
        self.post(&format!("/v1/videos/{video}/variants")).body(variants).json().await
    }

    /// Makes a finished film in another language.
    pub async fn create_translation(
        &self,
        video: VideoId,
        translation: &CreateTranslation,
    ) -> Result<Accepted> {
        self.post(&format!("/v1/videos/{video}/translations")).body(translation).json().await
    }

    /// Links to a video's files.
    pub async fn files(&self, video: VideoId) -> Result<Files> {
        self.get(&format!("/v1/videos/{video}/files")).json().await
    }

    /// What happened to a video.
    pub async fn events(&self, video: VideoId, query: &EventsQuery) -> Result<Progress> {
        self.get(&format!("/v1/videos/{video}/events")).query(query).json().await
    }
}
