use futures::Stream;
use oma_api::audit::AuditEntry;
use oma_api::page::{Page, PageQuery};

use super::pages;
use crate::client::Client;
use crate::error::Result;

impl Client {
    /// What the caller did, one page.
    pub async fn list_audit(&self, query: &PageQuery) -> Result<Page<AuditEntry>> {
        self.get("/v1/audit").query(query).json().await
    }

    /// What the caller did, all of it.
    pub fn all_audit(&self) -> impl Stream<Item = Result<AuditEntry>> + '_ {
        pages::all(move |cursor| async move {
            self.list_audit(&PageQuery { limit: Some(100), cursor }).await
        })
    }

    /// What a user did, one page; for administrators.
    pub async fn list_audit_of(&self, user: &str, query: &PageQuery) -> Result<Page<AuditEntry>> {
        self.get("/v1/admin/audit").query(&[("user_id", user)]).query(query).json().await
    }
}
