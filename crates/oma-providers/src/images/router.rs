use std::sync::Arc;

use async_trait::async_trait;
use oma_core::event::Fallback;
use oma_core::format::Aspect;
use oma_core::plan::ModelChoice;
use oma_core::ports::{Drawing, Drawn, ImageModels, ImageVendor};
use oma_core::spend::{Account, Answer, Call, CallFailure};
use oma_core::{Error, ErrorKind, Result};

use super::table::{ImageModel, ImageTable};
use crate::resilience::Resilience;

/// The image models whose vendors are switched on: the cheapest good enough first, then the next
/// dearer ones.
///
/// Prices, qualities and names decide the order and nothing else, so equal tables and vendors
/// choose alike. Each attempt is paid on its own, and a picture that was drawn before is found again
/// whichever model drew it.
#[derive(Clone)]
pub struct Images {
    models: Vec<(ImageModel, Arc<dyn ImageVendor>)>,
    resilience: Resilience,
}

impl Images {
    /// The models of a table that these vendors have. Vendors are at most one of a name.
    pub fn new(
        table: ImageTable,
        vendors: &[Arc<dyn ImageVendor>],
        resilience: Resilience,
    ) -> Self {
        let good_enough = table.good_enough;
        let good = table.models.into_iter().filter(|model| model.quality >= good_enough);
        let of = |model: ImageModel| {
            let vendor = vendors.iter().find(|vendor| vendor.provider() == model.provider)?;
            Some((model, vendor.clone()))
        };
        let mut models: Vec<_> = good.filter_map(of).collect();
        models.sort_by(|(a, _), (b, _)| {
            let order = |model: &ImageModel| (model.price(), std::cmp::Reverse(model.quality));
            order(a)
                .cmp(&order(b))
                .then_with(|| (&a.provider, &a.model).cmp(&(&b.provider, &b.model)))
        });
        Self { models, resilience }
    }

    /// The chosen model, and then the others in order.
    fn candidates<'a>(
        &'a self,
        drawing: &'a Drawing<'_>,
    ) -> impl Iterator<Item = &'a (ImageModel, Arc<dyn ImageVendor>)> {
        let is_chosen = |model: &ImageModel| {
            model.provider == drawing.model.provider && model.model == drawing.model.model
        };
        let chosen = self.models.iter().filter(move |(model, _)| is_chosen(model));
        let others = self
            .models
            .iter()
            .filter(move |(model, _)| !is_chosen(model) && model.draws(drawing.request.aspect));
        chosen.chain(others)
    }

    async fn draw_with(
        &self,
        (model, vendor): &(ImageModel, Arc<dyn ImageVendor>),
        drawing: &Drawing<'_>,
        account: &Account,
    ) -> Result<Drawn> {
        let call = Call {
            provider: &model.provider,
            model: &model.model,
            rate: &model.rate,
            most: &model.most,
        };
        let send = || async {
            let attempt = || vendor.draw(&model.model, drawing.request);
            let answer = self.resilience.run(&model.provider, attempt).await?;
            Ok::<_, CallFailure>(counted(answer, model))
        };
        let answered = account.pay(&call, drawing.request, send).await?;
        let bytes = answered.media.ok_or_else(|| Error::internal("a picture without media"))?;
        let drawn_by = ModelChoice::new(&model.provider, &model.model);
        Ok(Drawn { bytes, model: drawn_by, bill: answered.bill, fallback: None })
    }
}

#[async_trait]
impl ImageModels for Images {
    fn choose(&self, aspect: Aspect) -> Option<ModelChoice> {
        let (model, _) = self.models.iter().find(|(model, _)| model.draws(aspect))?;
        Some(ModelChoice::new(&model.provider, &model.model))
    }

    async fn draw(&self, drawing: &Drawing<'_>, account: &Account) -> Result<Drawn> {
        let mut failed: Option<Error> = None;
        let mut affordable = None;
        for candidate in self.candidates(drawing) {
            let price = candidate.0.price();
            if affordable.is_some_and(|below| price >= below) {
                continue;
            }
            match self.draw_with(candidate, drawing, account).await {
                Ok(drawn) => {
                    let fallback = failed.map(|error| replaced(drawing, &drawn.model, &error));
                    return Ok(Drawn { fallback, ..drawn });
                }
                Err(error) if !another_may_help(error.kind) => return Err(error),
                Err(error) => {
                    if error.kind == ErrorKind::BudgetExceeded {
                        affordable = Some(price);
                    }
                    tracing::info!(
                        provider = candidate.0.provider,
                        model = candidate.0.model,
                        error = error.name(),
                        "a picture is not drawn by this model"
                    );
                    failed.get_or_insert(error);
                }
            }
        }
        Err(failed.unwrap_or_else(|| {
            let message = "No model that draws such pictures is switched on.";
            Error::new(ErrorKind::ProviderRefused, message)
        }))
    }
}

/// An answer whose vendor counts nothing took what one picture takes at most.
fn counted(mut answer: Answer, model: &ImageModel) -> Answer {
    if answer.units.0.is_empty() {
        answer.units = model.most.clone();
    }
    answer
}

/// Whether another model may do what this one did not. Where the money does not reach, only a
/// cheaper one.
fn another_may_help(kind: ErrorKind) -> bool {
    matches!(
        kind,
        ErrorKind::ContentRejected
            | ErrorKind::BudgetExceeded
            | ErrorKind::ProviderThrottled
            | ErrorKind::ProviderUnavailable
            | ErrorKind::ProviderRefused
            | ErrorKind::ProviderBadAnswer
    )
}

fn replaced(drawing: &Drawing<'_>, used: &ModelChoice, error: &Error) -> Fallback {
    let name = |model: &ModelChoice| format!("{} {}", model.provider, model.model);
    Fallback {
        what: drawing.what.to_owned(),
        wanted: name(drawing.model),
        used: name(used),
        reason: error.message.clone(),
    }
}
