use futures::Stream;
use oma_api::catalogue::{Model, MusicMood, Voice};
use oma_api::page::{Page, PageQuery};

use super::pages;
use crate::client::Client;
use crate::error::Result;

impl Client {
    /// The voices that a brief can name, one page.
    pub async fn list_voices(&self, query: &PageQuery) -> Result<Page<Voice>> {
        self.get("/v1/voices").query(query).json().await
    }

    /// The voices that a brief can name, all of them.
    pub fn all_voices(&self) -> impl Stream<Item = Result<Voice>> + '_ {
        pages::all(move |cursor| async move {
            self.list_voices(&PageQuery { limit: Some(100), cursor }).await
        })
    }

    /// The moods of music that a brief can name, one page.
    pub async fn list_music_moods(&self, query: &PageQuery) -> Result<Page<MusicMood>> {
        self.get("/v1/music-moods").query(query).json().await
    }

    /// What films are made with, one page.
    pub async fn list_models(&self, query: &PageQuery) -> Result<Page<Model>> {
        self.get("/v1/models").query(query).json().await
    }
}
