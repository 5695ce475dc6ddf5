//! What in the words of a brief should not be said: personal data, and content that is refused or
//! that advertising rules forbid.

use std::collections::BTreeSet;

use oma_guard::{Category, Kind, concerns, find};

use super::{Brief, BriefScript};

/// Kinds that an advertisement shows on purpose: how to reach the business.
const SHOWN_ON_PURPOSE: [Kind; 4] = [Kind::Email, Kind::Phone, Kind::Cep, Kind::Cnpj];

/// A sentence for each kind of personal data and each category that was found.
pub(super) fn risks(brief: &Brief) -> Vec<String> {
    let texts = texts(brief);
    let found = texts.iter().flat_map(|text| find(text)).map(|found| found.kind);
    let kinds: BTreeSet<Kind> = found.filter(|kind| !SHOWN_ON_PURPOSE.contains(kind)).collect();
    let categories: BTreeSet<Category> =
        texts.iter().flat_map(|text| concerns(text)).map(|concern| concern.category).collect();
    let personal = kinds
        .iter()
        .map(|kind| format!("The words hold a {kind}: whoever sees the film can read or hear it."));
    personal.chain(categories.into_iter().map(|category| said(category).to_owned())).collect()
}

fn texts(brief: &Brief) -> Vec<&str> {
    let mut texts = vec![brief.title.as_str(), brief.description.as_str()];
    texts.extend(brief.target_audience.as_deref());
    texts.extend(brief.cta.as_deref());
    match &brief.script {
        Some(BriefScript::Whole(text)) => texts.push(text),
        Some(BriefScript::Scenes(list)) => {
            for scene in &list.scenes {
                texts.push(&scene.narration);
                texts.extend(scene.on_screen.as_deref());
                texts.extend(scene.visual.as_deref());
            }
        }
        None => {}
    }
    texts
}

fn said(category: Category) -> &'static str {
    match category {
        Category::HealthClaim => {
            "The words promise an effect on health, which advertising rules forbid."
        }
        Category::FinanceClaim => {
            "The words promise money or returns, which advertising rules forbid."
        }
        Category::BeforeAfter => {
            "The words compare before and after, which ads for health and looks must not."
        }
        Category::Hate
        | Category::Sexual
        | Category::Minors
        | Category::Violence
        | Category::SelfHarm
        | Category::Illegal => {
            "The words touch on what platforms refuse: hate, sex, violence, self-harm or crime."
        }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn risks_of(description: &str, cta: &str) -> Vec<String> {
        let brief = json!({
            "title": "Corner Coffee", "description": description, "language": "en-US", "cta": cta,
        });
        risks(&Brief::from_value(brief).unwrap())
    }

    #[test]
    fn personal_data_and_forbidden_claims_are_risks_and_contacts_are_none() {
        let found =
            risks_of("Ask for Ana, CPF 529.982.247-25. Guaranteed profit for all.", "Visit");
        assert_eq!(found.len(), 2, "{found:?}");
        assert!(found[0].contains("CPF") && found[1].contains("returns"));
        assert!(!found.iter().any(|risk| risk.contains("529")));
        let contact = risks_of("Fresh beans every day at the corner.", "Call (11) 3333-4444");
        assert_eq!(contact, [""; 0]);
    }
}
