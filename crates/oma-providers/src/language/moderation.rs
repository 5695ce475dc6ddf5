//! Whether a text is safe, by `OpenAI`'s moderation model.

#[cfg(test)]
mod tests;

use std::collections::BTreeMap;

use async_trait::async_trait;
use oma_core::ports::{Judged, Moderator, Verdict};
use oma_core::spend::{Account, Answer, Call, CallFailure, Rate, Unit, Units};
use oma_core::{Error, Result};
use oma_guard::Category;
use reqwest::Method;
use serde::Deserialize;
use serde_json::{Value, json};

use crate::http::{Http, HttpLimits, Paid, bearer};
use crate::keys::Keys;
use crate::resilience::Resilience;

const PROVIDER: &str = "openai";
const OPENAI: &str = "https://api.openai.com/v1";
const MODEL: &str = "omni-moderation-latest";
/// Texts in a request.
const MOST_TEXTS: usize = 32;

/// `OpenAI`'s moderation endpoint, which is free of charge for holders of a key.
///
/// Source: <https://platform.openai.com/docs/api-reference/moderations>.
#[derive(Debug, Clone)]
pub struct Moderation {
    http: Http,
    keys: Keys,
    resilience: Resilience,
}

#[derive(Deserialize)]
struct Moderated {
    results: Vec<Outcome>,
}

/// Of the categories some are `null` for models that do not know them.
#[derive(Deserialize)]
struct Outcome {
    flagged: bool,
    categories: BTreeMap<String, Option<bool>>,
    category_scores: BTreeMap<String, Option<f64>>,
}

impl Moderation {
    /// The endpoint, with the same key as the language models of `openai`.
    pub fn openai(keys: Keys, resilience: Resilience) -> Result<Self> {
        Ok(Self { http: Http::new(PROVIDER, OPENAI, HttpLimits::default())?, keys, resilience })
    }

    /// The same at another address: a proxy, or a server of a test.
    pub fn at(self, base_url: &str) -> Result<Self> {
        let http = self.http.at(base_url.trim_end_matches('/'))?;
        Ok(Self { http, ..self })
    }

    /// One call, once. The answer's body is a list of [`Verdict`].
    async fn call(&self, texts: &[String]) -> Result<Answer, CallFailure> {
        let (name, key) = bearer(&self.keys.of(PROVIDER).await?)?;
        let request = self.http.request(Method::POST, "/moderations").header(name, key);
        let request = request.json(&json!({ "model": MODEL, "input": texts }));
        let answer = self.http.send_json(request, Paid::No).await?;
        let verdicts = verdicts(answer, texts.len())
            .map_err(|how| self.http.unusable("has an unknown shape", how, Paid::No))?;
        let body = serde_json::to_value(verdicts).map_err(Error::internal)?;
        Ok(Answer { body, units: Units::of(Unit::Requests, 1), ..Answer::default() })
    }
}

#[async_trait]
impl Moderator for Moderation {
    async fn judge(&self, texts: &[String], account: &Account) -> Result<Vec<Verdict>> {
        let (rate, most) = (Rate::default(), Units::of(Unit::Requests, 1));
        let call = Call { provider: PROVIDER, model: MODEL, rate: &rate, most: &most };
        let mut all = Vec::with_capacity(texts.len());
        for some in texts.chunks(MOST_TEXTS) {
            let send = || self.resilience.run(PROVIDER, || self.call(some));
            let answered = account.pay(&call, &some, send).await?;
            let verdicts: Vec<Verdict> =
                serde_json::from_value(answered.body).map_err(Error::internal)?;
            all.extend(verdicts);
        }
        Ok(all)
    }
}

/// A verdict for each text, or what is wrong.
fn verdicts(answer: Value, texts: usize) -> Result<Vec<Verdict>, &'static str> {
    let moderated: Moderated =
        serde_json::from_value(answer).map_err(|_| "no results of moderation")?;
    if moderated.results.len() != texts {
        return Err("not one result for each text");
    }
    Ok(moderated.results.iter().map(Outcome::verdict).collect())
}

impl Outcome {
    fn verdict(&self) -> Verdict {
        let mut judged: BTreeMap<Category, u32> = BTreeMap::new();
        let flagged = self.categories.iter().filter(|(_, flagged)| **flagged == Some(true));
        for (name, _) in flagged {
            let Some(category) = category(name) else { continue };
            let score = self.category_scores.get(name).copied().flatten().unwrap_or(1.0);
            // From 0 to 1000, so the cast keeps the value.
            #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)]
            let score = (score.clamp(0.0, 1.0) * 1000.0).round() as u32;
            let highest = judged.entry(category).or_default();
            *highest = score.max(*highest);
        }
        let judged = judged.into_iter();
        let judged = judged.map(|(category, score_milli)| Judged { category, score_milli });
        Verdict { is_flagged: self.flagged, judged: judged.collect() }
    }
}

/// The category of ours that is nearest to one of the model's.
fn category(name: &str) -> Option<Category> {
    Some(match name {
        "hate" | "hate/threatening" | "harassment" => Category::Hate,
        "harassment/threatening" | "violence" | "violence/graphic" => Category::Violence,
        "illicit" | "illicit/violent" => Category::Illegal,
        "self-harm" | "self-harm/intent" | "self-harm/instructions" => Category::SelfHarm,
        "sexual" => Category::Sexual,
        "sexual/minors" => Category::Minors,
        _ => return None,
    })
}
