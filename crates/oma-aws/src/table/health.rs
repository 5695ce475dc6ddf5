use async_trait::async_trait;
use oma_core::Result;
use oma_core::ports::Health;

use super::Table;

#[async_trait]
impl Health for Table {
    /// Reads an item that is not there.
    async fn ping(&self) -> Result<()> {
        self.get_item("HEALTH".to_owned(), "HEALTH".to_owned()).await.map(|_| ())
    }
}
