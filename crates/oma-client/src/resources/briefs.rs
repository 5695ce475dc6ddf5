use oma_api::briefs::BriefAnalysis;
use serde_json::Value;

use crate::client::Client;
use crate::error::Result;

impl Client {
    /// What OMA thinks of a brief, valid or not.
    pub async fn analyze_brief(&self, brief: &Value) -> Result<BriefAnalysis> {
        self.post("/v1/briefs/analyze").body(brief).json().await
    }
}
