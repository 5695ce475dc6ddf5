use futures::Stream;
use oma_api::page::{Page, PageQuery};
use oma_api::templates::{Template, WriteTemplate};
use oma_api::videos::Accepted;
use serde_json::{Map, Value};

use super::pages;
use crate::client::{Client, id};
use crate::error::Result;

impl Client {
    /// Keeps a brief to start from.
    pub async fn create_template(&self, template: &WriteTemplate) -> Result<Template> {
        self.post("/v1/templates").body(template).json().await
    }

    /// The briefs to start from that are kept, one page.
    pub async fn list_templates(&self, query: &PageQuery) -> Result<Page<Template>> {
        self.get("/v1/templates").query(query).json().await
    }

    /// The briefs to start from that are kept, all of them.
    pub fn all_templates(&self) -> impl Stream<Item = Result<Template>> + '_ {
        pages::all(move |cursor| async move {
            self.list_templates(&PageQuery { limit: Some(100), cursor }).await
        })
    }

    /// One of them.
    pub async fn read_template(&self, template_id: &str) -> Result<Template> {
        self.get(&format!("/v1/templates/{}", id(template_id)?)).json().await
    }

    /// Puts another in its place, under the same id.
    pub async fn update_template(
        &self,
        template_id: &str,
        template: &WriteTemplate,
    ) -> Result<Template> {
        self.put(&format!("/v1/templates/{}", id(template_id)?)).body(template).json().await
    }

    /// Takes it away. Videos that were made with it stay as they are.
    pub async fn delete_template(&self, template_id: &str) -> Result<()> {
        self.delete(&format!("/v1/templates/{}", id(template_id)?)).done().await
    }

    /// Makes a video of it; `changes` is a merge patch (RFC 7396) of its brief.
    pub async fn create_video_of_template(
        &self,
        template_id: &str,
        changes: &Map<String, Value>,
    ) -> Result<Accepted> {
        self.post(&format!("/v1/templates/{}/videos", id(template_id)?)).body(changes).json().await
    }
}
