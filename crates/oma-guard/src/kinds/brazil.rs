use std::ops::Range;
use std::sync::LazyLock;

use regex::Regex;

use super::check::modulo_11;
use super::{Pattern, alone, compact, digits};
use crate::context::{is_called, speaks_for};

static CPF: Pattern = LazyLock::new(|| Regex::new(r"\d{3}[. ]?\d{3}[. ]?\d{3}[-. /]?\d{2}").ok());
static CNPJ: Pattern = LazyLock::new(|| {
    Regex::new(r"(?i)[0-9A-Z]{2}[. ]?[0-9A-Z]{3}[. ]?[0-9A-Z]{3}[/ ]?[0-9A-Z]{4}[- ]?\d{2}").ok()
});
static RG: Pattern = LazyLock::new(|| Regex::new(r"\d{1,2}\.?\d{3}\.?\d{3}(-?[\dXx])?").ok());
static CEP: Pattern = LazyLock::new(|| Regex::new(r"\d{2}\.?\d{3}-?\d{3}").ok());

/// What an eleven-digit number without punctuation is far more often than a CPF.
const OTHER_ELEVEN: &[&str] = &[
    "tel",
    "telefone*",
    "fone",
    "cel",
    "celular*",
    "whatsapp",
    "zap",
    "ligue",
    "phone",
    "call",
    "mobile",
    "pedido*",
    "order",
    "protocolo",
    "rastreio",
    "tracking",
    "ean",
    "gtin",
    "isbn",
    "nis",
    "pis",
    "pasep",
    "cnh",
];

pub(super) fn cpf(text: &str) -> Vec<Range<usize>> {
    let mut found = alone(&CPF, text);
    found.retain(|range| {
        let number = &text[range.clone()];
        let bare = number.len() == 11;
        is_cpf(&digits(number)) && !(bare && speaks_for(text, range, OTHER_ELEVEN))
    });
    found
}

/// Two check digits; eleven times the same digit passes them and is nobody's.
fn is_cpf(digits: &[u32]) -> bool {
    const WEIGHTS: [u32; 10] = [11, 10, 9, 8, 7, 6, 5, 4, 3, 2];
    digits.len() == 11
        && digits.iter().any(|digit| *digit != digits[0])
        && modulo_11(&digits[..9], &WEIGHTS[1..]) == digits[9]
        && modulo_11(&digits[..10], &WEIGHTS) == digits[10]
}

/// With letters but without punctuation it looks like any product code, so that form needs its
/// name beside it.
pub(super) fn cnpj(text: &str) -> Vec<Range<usize>> {
    let mut found = alone(&CNPJ, text);
    found.retain(|range| {
        let number = &text[range.clone()];
        let is_plain = number.chars().all(|c| c.is_ascii_digit());
        let is_punctuated = number.contains('/');
        is_cnpj(&compact(number))
            && (is_plain || is_punctuated || speaks_for(text, range, &["cnpj"]))
    });
    found
}

/// Since July 2026 the first twelve characters may be letters; each counts as its ASCII code less
/// 48, so that the old form keeps its check digits (Receita Federal, technical note on the
/// alphanumeric CNPJ).
fn is_cnpj(number: &str) -> bool {
    const WEIGHTS: [u32; 13] = [6, 5, 4, 3, 2, 9, 8, 7, 6, 5, 4, 3, 2];
    let values: Vec<u32> = number.bytes().map(|byte| u32::from(byte) - 48).collect();
    values.len() == 14
        && values[12..].iter().all(|value| *value < 10)
        && values.iter().any(|value| *value != values[0])
        && modulo_11(&values[..12], &WEIGHTS[1..]) == values[12]
        && modulo_11(&values[..13], &WEIGHTS) == values[13]
}

/// States number their cards each in its own way, so the number alone proves nothing: either it is
/// written with all its punctuation and its digit, or it is called an RG.
pub(super) fn rg(text: &str) -> Vec<Range<usize>> {
    let mut found = alone(&RG, text);
    found.retain(|range| {
        let number = &text[range.clone()];
        let is_written_out = number.matches('.').count() == 2 && number.contains('-');
        let is_named = is_called(text, range, &["rg", "identidade", "r.g"])
            || (speaks_for(text, range, &["rg"]) && number.len() >= 8);
        compact(number).len() >= 7 && (is_written_out || is_named)
    });
    found
}

pub(super) fn cep(text: &str) -> Vec<Range<usize>> {
    let mut found = alone(&CEP, text);
    found.retain(|range| {
        let number = &text[range.clone()];
        // The lowest that is given is 01000-000.
        let is_given = !number.starts_with("00");
        is_given && (number.contains('-') || is_called(text, range, &["cep"]))
    });
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    fn texts(find: fn(&str) -> Vec<Range<usize>>, text: &str) -> Vec<&str> {
        find(text).into_iter().map(|range| &text[range]).collect()
    }

    #[test]
    fn a_cpf_is_told_by_its_check_digits() {
        for text in ["529.982.247-25", "52998224725", "CPF: 529 982 247 25.", "(529.982.247-25)"] {
            assert_eq!(cpf(text).len(), 1, "{text}");
        }
        for text in [
            "529.982.247-24",
            "111.111.111-11",
            "1529.982.247-25",
            "529.982.247-255",
            "telefone 52998224725",
            "A52998224725",
            "0.52998224725",
        ] {
            assert_eq!(texts(cpf, text), [""; 0], "{text}");
        }
    }

    #[test]
    fn a_cnpj_may_have_letters_since_2026() {
        for text in
            ["11.222.333/0001-81", "11222333000181", "12.ABC.345/01DE-35", "CNPJ 12ABC34501DE35"]
        {
            assert_eq!(cnpj(text).len(), 1, "{text}");
        }
        for text in ["11.222.333/0001-82", "12.ABC.345/01DE-36", "12ABC34501DE35", "00000000000000"]
        {
            assert_eq!(texts(cnpj, text), [""; 0], "{text}");
        }
    }

    #[test]
    fn an_rg_is_written_out_or_named() {
        for text in ["12.345.678-9", "RG 12345678", "RG nº 1.234.567", "identidade: 12.345.678-X"]
        {
            assert_eq!(rg(text).len(), 1, "{text}");
        }
        for text in ["12.345.678", "12345678", "R$ 1.234.567"] {
            assert_eq!(texts(rg, text), [""; 0], "{text}");
        }
    }

    #[test]
    fn a_cep_has_its_hyphen_or_its_name() {
        assert_eq!(texts(cep, "Av. Paulista, CEP 01310100"), ["01310100"]);
        assert_eq!(texts(cep, "01310-100 São Paulo"), ["01310-100"]);
        for text in ["01310100", "00123-456", "12345-6789", "701310-100"] {
            assert_eq!(texts(cep, text), [""; 0], "{text}");
        }
    }
}
