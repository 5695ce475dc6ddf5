//! The languages OMA speaks.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// A language as a BCP 47 tag. Everything that depends on it matches on this enum, so adding a
/// language makes the compiler name every place that needs it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema)]
pub enum Language {
    /// English as spoken in the United States.
    #[serde(rename = "en-US")]
    EnUs,
    /// Portuguese as spoken in Brazil.
    #[serde(rename = "pt-BR")]
    PtBr,
}

impl Language {
    /// All languages.
    pub const ALL: [Self; 2] = [Self::EnUs, Self::PtBr];

    /// The BCP 47 tag.
    pub fn tag(self) -> &'static str {
        match self {
            Self::EnUs => "en-US",
            Self::PtBr => "pt-BR",
        }
    }
}
