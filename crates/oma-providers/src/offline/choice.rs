//! Choosing one of an engine's voices, and the record of what was replaced.

use oma_core::event::Fallback;
use oma_core::language::Language;
use oma_core::plan::ModelChoice;

/// The wanted voice if the engine has it for the language, else its default and the record of that.
///
/// `known` is what the wanted voice speaks, if the engine has it.
pub(super) fn choose(
    provider: &str,
    default: &str,
    language: Language,
    wanted: Option<&str>,
    known: Option<Language>,
) -> (ModelChoice, Option<Fallback>) {
    let Some(wanted) = wanted else { return (ModelChoice::new(provider, default), None) };
    match refusal(language, wanted, known) {
        None => (ModelChoice::new(provider, wanted), None),
        Some(reason) => {
            (ModelChoice::new(provider, default), Some(replaced(wanted, default, reason)))
        }
    }
}

/// Why a voice cannot speak a language.
pub(super) fn refusal(language: Language, wanted: &str, known: Option<Language>) -> Option<String> {
    match known {
        Some(known) if known == language => None,
        Some(_) => Some(format!("{wanted} does not speak {}", language.tag())),
        None => Some(format!("there is no voice {wanted}")),
    }
}

/// The record of another voice than the wanted one.
pub(super) fn replaced(wanted: &str, used: &str, reason: impl Into<String>) -> Fallback {
    Fallback {
        what: "voice".to_owned(),
        wanted: wanted.to_owned(),
        used: used.to_owned(),
        reason: reason.into(),
    }
}
