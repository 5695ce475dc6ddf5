//! Cells that a spreadsheet would compute: none comes in, and none goes out.

use oma_core::brief::Problem;

/// What a spreadsheet shows in place of a value that it could not compute.
const FAULTS: &[&str] = &[
    "#REF!", "#N/A", "#NAME?", "#VALUE!", "#DIV/0!", "#NULL!", "#NUM!", "#SPILL!", "#N/D",
    "#NOME?", "#VALOR!", "#NULO!", "#NÚM!", "#ERROR!", "#ERRO!",
];

/// Refuses a cell that is a formula, or the rest of one. A text that merely begins with a sign
/// (`+ vendas`, `- 10 %`, `@loja`) is a text.
pub(crate) fn refuse(path: &str, text: &str) -> Result<(), Problem> {
    let text = text.trim_start();
    if is_formula(text) {
        return Err(Problem::new(
            path,
            "is a spreadsheet's formula",
            "the value itself: copy the cells and paste them as values; a text that is meant to begin \
             so can begin with another character",
        ));
    }
    if FAULTS.contains(&text.trim_end()) {
        let what = format!("is a spreadsheet's error, {}", text.trim_end());
        return Err(Problem::new(path, what, "the value itself: correct the formula in the table"));
    }
    Ok(())
}

fn is_formula(text: &str) -> bool {
    let mut chars = text.chars();
    match chars.next() {
        Some('=') => {
            chars.next().is_some_and(|c| c.is_alphanumeric() || "+-@$'\"(_".contains(c))
                && !text.starts_with("=(")
        }
        Some('+' | '-' | '@') => is_call(chars.as_str()),
        _ => false,
    }
}

/// `SUM(`, `cmd|`: a name in capitals before a bracket, or a name before a bar.
fn is_call(text: &str) -> bool {
    let text = text.trim_start_matches(['+', '-', '@', '=']);
    let is_name = |c: char| c.is_ascii_alphanumeric() || matches!(c, '.' | '_');
    let name = text.split(|c| !is_name(c)).next().unwrap_or_default();
    let after = text[name.len()..].chars().next();
    let capitals = name.starts_with(|c: char| c.is_ascii_uppercase())
        && !name.contains(|c: char| c.is_ascii_lowercase());
    match after {
        Some('(') => capitals,
        Some('|') => !name.is_empty(),
        _ => false,
    }
}

/// A text as it is written into a table for people: with an apostrophe before what a spreadsheet would
/// compute. The signs are those of ASCII, and the wide ones that some spreadsheets read alike.
pub(crate) fn defuse(text: &str) -> String {
    let risky = ['=', '+', '-', '@', '\t', '\r', '\n', '＝', '＋', '－', '＠'];
    let first = text.trim_start_matches(' ');
    if first.starts_with(risky) { format!("'{text}") } else { text.to_owned() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn formulas_and_their_errors_are_refused_and_texts_are_not() {
        for formula in [
            "=HYPERLINK(\"https://x.example\";\"here\")",
            " =A1&B2",
            "=1+1",
            "=cmd|'/C calc'!A0",
            "=+A1",
            "='Folha 1'!A2",
            "@SUM(1+1)*cmd|' /C calc'!A0",
            "+SUM(A1:A3)",
            "-cmd|'/C calc'!A0",
            "#REF!",
            "#NOME?",
        ] {
            assert!(refuse("title", formula).is_err(), "{formula}");
        }
        for text in [
            "",
            "-5",
            "+55 11 4002-8922",
            "@loja.do.bairro",
            "= promoção =",
            "- 10 % (hoje)",
            "#1 em vendas",
            "-Novo(a) cliente",
            "=)",
        ] {
            assert_eq!(refuse("title", text), Ok(()), "{text}");
        }
    }

    #[test]
    fn what_goes_out_is_text() {
        for text in ["=1+1", "+1", "-1", "@x", "\tx", "\rx", " =x", "＝x"] {
            assert_eq!(defuse(text), format!("'{text}"));
        }
        assert_eq!(defuse("a=b"), "a=b");
        assert_eq!(defuse(""), "");
    }
}
