use std::cmp::Reverse;
use std::sync::Arc;

use async_trait::async_trait;
use bytes::Bytes;
use oma_core::format::Aspect;
use oma_core::plan::ModelChoice;
use oma_core::ports::{ClipModels, ClipRequest, ClipState, ClipVendor, StartedClip};
use oma_core::spend::{Account, Call};
use oma_core::{Error, ErrorKind, Result};

use super::table::{ClipModel, ClipTable};
use crate::resilience::Resilience;

/// The clip models whose vendors are switched on, the cheapest first.
///
/// Starting a job is the paid call: its answer, the job's id, is stored before anybody reads it, so
/// whoever asks for the same clip again, after a crash too, gets the same job. There is no way from
/// one model to another: whoever has no clip shows the still.
#[derive(Clone)]
pub struct Clips {
    models: Vec<(ClipModel, Arc<dyn ClipVendor>)>,
    resilience: Resilience,
}

impl Clips {
    /// The models of a table that these vendors have. Vendors are at most one of a name.
    pub fn new(table: ClipTable, vendors: &[Arc<dyn ClipVendor>], resilience: Resilience) -> Self {
        let of = |model: ClipModel| {
            let vendor = vendors.iter().find(|vendor| vendor.provider() == model.provider)?;
            Some((model, vendor.clone()))
        };
        let mut models: Vec<_> = table.models.into_iter().filter_map(of).collect();
        models.sort_by_cached_key(|(model, _)| {
            let price = model.rate.of(&ClipModel::most(1_000_000));
            (price, Reverse(model.quality), model.provider.clone(), model.model.clone())
        });
        Self { models, resilience }
    }

    fn find(&self, choice: &ModelChoice) -> Result<&(ClipModel, Arc<dyn ClipVendor>)> {
        let is_it =
            |model: &ClipModel| model.provider == choice.provider && model.model == choice.model;
        self.models.iter().find(|(model, _)| is_it(model)).ok_or_else(|| {
            let message =
                format!("{} {} is not among the models for clips.", choice.provider, choice.model);
            Error::new(ErrorKind::ProviderRefused, message)
        })
    }
}

#[async_trait]
impl ClipModels for Clips {
    fn choose(&self, aspect: Aspect) -> Option<ModelChoice> {
        let (model, _) = self.models.iter().find(|(model, _)| model.aspects.contains(&aspect))?;
        Some(ModelChoice::new(&model.provider, &model.model))
    }

    async fn start(
        &self,
        choice: &ModelChoice,
        request: &ClipRequest,
        account: &Account,
    ) -> Result<StartedClip> {
        let (model, vendor) = self.find(choice)?;
        let duration_ms = model.duration_ms(request.duration_ms);
        let request = ClipRequest { duration_ms, ..request.clone() };
        let most = ClipModel::most(duration_ms);
        let call =
            Call { provider: &model.provider, model: &model.model, rate: &model.rate, most: &most };
        let attempt = || vendor.start(&model.model, &request);
        let send = || self.resilience.run(&model.provider, attempt);
        let answered = account.pay(&call, &request, send).await?;
        let job = serde_json::from_value(answered.body)?;
        Ok(StartedClip { model: choice.clone(), job, bill: answered.bill })
    }

    async fn look(&self, clip: &StartedClip) -> Result<ClipState> {
        let (model, vendor) = self.find(&clip.model)?;
        let look = || vendor.look(&clip.job);
        self.resilience.run(&model.provider, look).await.map_err(|failure| failure.error)
    }

    async fn fetch(&self, clip: &StartedClip, link: &str) -> Result<Bytes> {
        let (model, vendor) = self.find(&clip.model)?;
        let fetch = || vendor.fetch(link);
        self.resilience.run(&model.provider, fetch).await.map_err(|failure| failure.error)
    }
}
