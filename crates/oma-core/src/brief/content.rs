//! What in the words of a brief must not be said, or should not: personal data, content that is
//! refused, promises that advertising rules forbid.

use std::collections::BTreeSet;

use oma_guard::{Action, Category, Kind, Policy, concerns, find};

use super::{Brief, Problem};
use crate::{Error, ErrorKind, Result};

/// Kinds that an advertisement shows on purpose: how to reach the business.
const SHOWN_ON_PURPOSE: [Kind; 4] = [Kind::Email, Kind::Phone, Kind::Cep, Kind::Cnpj];

impl Brief {
    /// What happens to each kind of personal data in this brief.
    pub fn personal_data_policy(&self) -> Policy {
        Kind::ALL.into_iter().fold(Policy::default(), |policy, kind| {
            let shown = SHOWN_ON_PURPOSE.contains(&kind);
            let usual = if shown { Action::Allow } else { Action::Block };
            policy.with(kind, self.personal_data.get(&kind).copied().unwrap_or(usual))
        })
    }

    /// Refuses a brief whose words touch on what no film of OMA says.
    ///
    /// # Errors
    /// [`ErrorKind::ContentRejected`] names every field.
    pub fn check_content(&self) -> Result<()> {
        let refused: Vec<String> = self
            .words()
            .iter()
            .flat_map(|(path, text)| refused_in(text).map(move |what| format!("{path} ({what})")))
            .collect();
        if refused.is_empty() {
            return Ok(());
        }
        let message =
            format!("The words of these fields cannot be in a film: {}.", refused.join(", "));
        Err(Error::new(ErrorKind::ContentRejected, message))
    }

    /// Hides what the policy hides.
    pub(super) fn redact(&mut self) {
        let policy = self.personal_data_policy();
        let hides = self.words().iter().any(|(_, text)| !policy.apply(text).redacted.is_empty());
        if hides {
            self.replace_words(|text| policy.apply(text).text);
        }
    }
}

/// The categories of refused content in a text, each once.
pub fn refused_in(text: &str) -> impl Iterator<Item = &'static str> {
    let found: BTreeSet<Category> = concerns(text)
        .into_iter()
        .map(|concern| concern.category)
        .filter(|category| category.is_refused())
        .collect();
    found.into_iter().map(said)
}

/// A problem for each field with personal data of a kind that refuses the brief. The data itself is
/// not repeated.
pub(super) fn find_blocked(brief: &Brief, problems: &mut Vec<Problem>) {
    let policy = brief.personal_data_policy();
    for (path, text) in brief.words() {
        for kind in policy.apply(text).blocked.into_keys() {
            let name = serde_json::to_value(kind).unwrap_or_default();
            let name = name.as_str().unwrap_or_default();
            problems.push(Problem::new(
                path.clone(),
                format!("holds personal data ({kind})"),
                format!(
                    "text without it; or say what to do with it: \"personal_data\": \
                     {{\"{name}\": \"redact\"}} or \"allow\""
                ),
            ));
        }
    }
}

/// A sentence for each kind of personal data that is shown though it is no way to reach a business,
/// and for each category that was found.
pub(super) fn risks(brief: &Brief) -> Vec<String> {
    let words = brief.words();
    let found = words.iter().flat_map(|(_, text)| find(text)).map(|found| found.kind);
    let kinds: BTreeSet<Kind> = found.filter(|kind| !SHOWN_ON_PURPOSE.contains(kind)).collect();
    let categories: BTreeSet<Category> =
        words.iter().flat_map(|(_, text)| concerns(text)).map(|concern| concern.category).collect();
    let personal = kinds
        .iter()
        .map(|kind| format!("The words hold a {kind}: whoever sees the film can read or hear it."));
    personal.chain(categories.into_iter().map(risk)).collect()
}

/// What a text promises that advertising rules forbid, each once, as sentences: for briefs and for
/// scripts.
pub fn claims_in<'a>(texts: impl IntoIterator<Item = &'a str>) -> Vec<String> {
    let found: BTreeSet<Category> = texts
        .into_iter()
        .flat_map(concerns)
        .map(|concern| concern.category)
        .filter(|category| !category.is_refused())
        .collect();
    found.into_iter().map(risk).collect()
}

fn risk(category: Category) -> String {
    match category {
        Category::HealthClaim => {
            "The words promise an effect on health, which advertising rules forbid.".to_owned()
        }
        Category::FinanceClaim => {
            "The words promise money or returns, which advertising rules forbid.".to_owned()
        }
        Category::BeforeAfter => {
            "The words compare before and after, which ads for health and looks must not."
                .to_owned()
        }
        refused => format!("The words touch on {}: no film is made of them.", said(refused)),
    }
}

fn said(category: Category) -> &'static str {
    match category {
        Category::Hate => "hatred of people",
        Category::Sexual => "sexual content",
        Category::Minors => "sexual content with minors",
        Category::Violence => "violence",
        Category::SelfHarm => "self-harm",
        Category::Illegal => "illegal goods or services",
        Category::HealthClaim => "promises about health",
        Category::FinanceClaim => "promises of money",
        Category::BeforeAfter => "before and after",
    }
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;

    fn with(fields: &Value) -> Value {
        let mut brief = json!({
            "title": "Corner Coffee", "description": "Fresh beans every day at the corner.",
            "language": "en-US",
        });
        brief.as_object_mut().unwrap().extend(fields.as_object().unwrap().clone());
        brief
    }

    #[test]
    fn personal_data_refuses_a_brief_without_being_repeated() {
        let script = json!({ "scenes": [{ "narration": "Ask for Ana, CPF 529.982.247-25." }] });
        let error = Brief::from_value(with(&json!({ "script": script }))).unwrap_err();
        assert_eq!(error.problems.len(), 1, "{error}");
        assert_eq!(error.problems[0].path, "script.scenes[0].narration");
        assert!(error.message.contains("\"cpf\": \"redact\"") && !error.message.contains("529"));
    }

    #[test]
    fn what_the_brief_hides_is_hidden_in_every_text_and_what_it_allows_stays() {
        let fields = json!({
            "description": "Ask for Ana, CPF 529.982.247-25, ana@exemplo.com.br.",
            "cta": "CPF 529.982.247-25", "personal_data": { "cpf": "redact" },
        });
        let brief = Brief::from_value(with(&fields)).unwrap();
        assert_eq!(brief.description, "Ask for Ana, CPF [CPF], ana@exemplo.com.br.");
        assert_eq!(brief.cta.as_deref(), Some("CPF [CPF]"));
        let again = Brief::from_value(serde_json::to_value(&brief).unwrap()).unwrap();
        assert_eq!(again, brief);

        let fields = json!({ "cta": "CPF 529.982.247-25", "personal_data": { "cpf": "allow" } });
        let brief = Brief::from_value(with(&fields)).unwrap();
        assert_eq!(brief.cta.as_deref(), Some("CPF 529.982.247-25"));
        assert!(risks(&brief)[0].contains("CPF"));
    }

    #[test]
    fn every_word_that_is_read_can_be_replaced() {
        let fields = json!({
            "target_audience": "x", "cta": "x",
            "script": { "scenes": [{
                "narration": "x", "on_screen": "x", "supporting": "x", "visual": "x",
                "keywords": ["x"],
            }] },
            "assets": [{ "source": "a.png", "shows": "x" }],
            "brand": {
                "intro": { "title": "x", "subtitle": "x", "seconds": 2 },
                "outro": { "title": "x", "subtitle": "x", "seconds": 2 },
                "lower_third": { "title": "x", "subtitle": "x" },
            },
        });
        let mut brief: Brief = serde_json::from_value(with(&fields)).unwrap();
        brief.replace_words(|_| "changed".to_owned());
        let left: Vec<_> =
            brief.words().into_iter().filter(|(_, text)| *text != "changed").collect();
        assert!(left.is_empty(), "{left:?}");
        assert_eq!(brief.words().len(), 16);
    }

    #[test]
    fn refused_content_is_named_by_field_and_a_promise_is_a_risk() {
        let fields =
            json!({ "cta": "Buy cocaine online", "description": "Guaranteed profit for all." });
        let brief = Brief::from_value(with(&fields)).unwrap();
        let error = brief.check_content().unwrap_err();
        assert_eq!(error.kind, ErrorKind::ContentRejected);
        assert!(error.message.contains("cta (illegal goods or services)"), "{error}");
        assert!(!error.message.contains("description"));
        assert!(risks(&brief).iter().any(|risk| risk.contains("returns")));
        assert_eq!(claims_in(["Guaranteed profit for all."]).len(), 1);
    }
}
