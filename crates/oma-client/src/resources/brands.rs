use futures::Stream;
use oma_api::brands::{Brand, WriteBrand};
use oma_api::page::{Page, PageQuery};

use super::pages;
use crate::client::{Client, id};
use crate::error::Result;

impl Client {
    /// Keeps a brand kit.
    pub async fn create_brand(&self, brand: &WriteBrand) -> Result<Brand> {
        self.post("/v1/brands").body(brand).json().await
    }

    /// The brand kits that are kept, one page.
    pub async fn list_brands(&self, query: &PageQuery) -> Result<Page<Brand>> {
        self.get("/v1/brands").query(query).json().await
    }

    /// The brand kits that are kept, all of them.
    pub fn all_brands(&self) -> impl Stream<Item = Result<Brand>> + '_ {
        pages::all(move |cursor| async move {
            self.list_brands(&PageQuery { limit: Some(100), cursor }).await
        })
    }

    /// One of them.
    pub async fn read_brand(&self, brand_id: &str) -> Result<Brand> {
        self.get(&format!("/v1/brands/{}", id(brand_id)?)).json().await
    }

    /// Puts another in its place, under the same id.
    pub async fn update_brand(&self, brand_id: &str, brand: &WriteBrand) -> Result<Brand> {
        self.put(&format!("/v1/brands/{}", id(brand_id)?)).body(brand).json().await
    }

    /// Takes it away. Videos that were made with it stay as they are.
    pub async fn delete_brand(&self, brand_id: &str) -> Result<()> {
        self.delete(&format!("/v1/brands/{}", id(brand_id)?)).done().await
    }
}
