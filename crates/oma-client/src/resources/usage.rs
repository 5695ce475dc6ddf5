use futures::Stream;
use oma_api::page::{Page, PageQuery};
use oma_api::usage::{Usage, UsageQuery};

use super::pages;
use crate::client::Client;
use crate::error::Result;

impl Client {
    /// What the caller used in a month.
    pub async fn usage(&self, query: &UsageQuery) -> Result<Usage> {
        self.get("/v1/usage").query(query).json().await
    }

    /// What every user used in a month, one page; for administrators.
    pub async fn list_usage(&self, month: &UsageQuery, page: &PageQuery) -> Result<Page<Usage>> {
        self.get("/v1/admin/usage").query(month).query(page).json().await
    }

    /// What every user used in a month; for administrators.
    pub fn all_usage<'a>(
        &'a self,
        month: &'a UsageQuery,
    ) -> impl Stream<Item = Result<Usage>> + 'a {
        pages::all(move |cursor| async move {
            self.list_usage(month, &PageQuery { limit: Some(100), cursor }).await
        })
    }
}
