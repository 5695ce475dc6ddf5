use std::fmt;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// A kind of personal data.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema,
)]
#[serde(rename_all = "snake_case")]
pub enum Kind {
    /// The number of a Brazilian taxpayer: nine digits and two check digits.
    Cpf,
    /// The number of a Brazilian company, in the form of digits or, since 2026, of letters and
    /// digits: twelve characters and two check digits.
    Cnpj,
    /// The number of a payment card, with its Luhn digit.
    Card,
    /// An international bank account number, with its two check digits.
    Iban,
    /// An e-mail address.
    Email,
    /// A telephone number: international, or as Brazil and North America write theirs.
    Phone,
    /// The number of a Brazilian identity card.
    Rg,
    /// A Brazilian postal code.
    Cep,
    /// The number of a passport.
    Passport,
    /// An Internet address, of version 4 or 6.
    Ip,
}

impl Kind {
    /// Every kind. Where two kinds claim the same characters, the earlier one has them.
    pub const ALL: [Self; 10] = [
        Self::Email,
        Self::Iban,
        Self::Cnpj,
        Self::Cpf,
        Self::Card,
        Self::Ip,
        Self::Rg,
        Self::Cep,
        Self::Passport,
        Self::Phone,
    ];

    /// What stands in the place of one that was hidden: `[CPF]`.
    pub fn placeholder(self) -> &'static str {
        match self {
            Self::Cpf => "[CPF]",
            Self::Cnpj => "[CNPJ]",
            Self::Card => "[CARD]",
            Self::Iban => "[IBAN]",
            Self::Email => "[EMAIL]",
            Self::Phone => "[PHONE]",
            Self::Rg => "[RG]",
            Self::Cep => "[CEP]",
            Self::Passport => "[PASSPORT]",
            Self::Ip => "[IP]",
        }
    }
}

/// As a message to a user names it.
impl fmt::Display for Kind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Cpf => "CPF",
            Self::Cnpj => "CNPJ",
            Self::Card => "card number",
            Self::Iban => "IBAN",
            Self::Email => "e-mail address",
            Self::Phone => "telephone number",
            Self::Rg => "RG",
            Self::Cep => "CEP",
            Self::Passport => "passport number",
            Self::Ip => "IP address",
        })
    }
}
