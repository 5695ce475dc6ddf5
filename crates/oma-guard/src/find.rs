use std::ops::Range;

use crate::Kind;
use crate::kinds;
use crate::text::Plain;

/// Personal data in a text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Finding {
    /// What it is.
    pub kind: Kind,
    /// Its bytes in the text.
    pub range: Range<usize>,
}

/// Finds all personal data in a text, in its order; no two findings overlap. Linear in the length
/// of the text.
pub fn find(text: &str) -> Vec<Finding> {
    let plain = Plain::new(text);
    if !may_hold_any(&plain.text) {
        return Vec::new();
    }
    let mut taken: Vec<Finding> = Vec::new();
    for kind in Kind::ALL {
        for range in kinds::find(kind, &plain.text) {
            if taken.iter().all(|other| is_apart(&other.range, &range)) {
                taken.push(Finding { kind, range });
            }
        }
    }
    taken.sort_by_key(|finding| finding.range.start);
    for finding in &mut taken {
        finding.range = plain.origin(&finding.range);
    }
    taken
}

/// Whether a plain text has what any kind needs: an at sign, two colons, or six digits; fewer suffice
/// among capitals. Most texts have none of it, and are spared the compiling of every expression.
fn may_hold_any(plain: &str) -> bool {
    let count = |is: fn(&char) -> bool| plain.chars().filter(is).count();
    let (digits, capitals) = (count(char::is_ascii_digit), count(char::is_ascii_uppercase));
    plain.contains('@')
        || plain.matches(':').count() > 1
        || digits >= 6
        || (digits >= 2 && digits + capitals >= 8)
        || (digits >= 4 && plain.matches('.').count() > 2)
}

fn is_apart(a: &Range<usize>, b: &Range<usize>) -> bool {
    a.end <= b.start || b.end <= a.start
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(text: &str) -> Vec<(Kind, &str)> {
        find(text).into_iter().map(|found| (found.kind, &text[found.range])).collect()
    }

    #[test]
    fn several_kinds_are_found_in_their_order() {
        let text =
            "Ana, CPF 529.982.247-25, escreve de ana@exemplo.com.br ou liga (11) 98765-4321.";
        assert_eq!(
            found(text),
            [
                (Kind::Cpf, "529.982.247-25"),
                (Kind::Email, "ana@exemplo.com.br"),
                (Kind::Phone, "(11) 98765-4321"),
            ]
        );
    }

    #[test]
    fn ranges_are_those_of_the_original() {
        assert_eq!(
            found("ção ５２９.982.247\u{2011}25!"),
            [(Kind::Cpf, "５２９.982.247\u{2011}25")]
        );
    }

    #[test]
    fn an_advertisement_holds_none() {
        let text = "Desde 1998: 3.500 m², de R$ 1.299,90 por R$ 899,00 até 22/11/2026, das 9:00 às \
                    18:30. Versão 2.10.3, pedido 2026-0001234, -23.5505, -46.6333.";
        assert_eq!(found(text), []);
    }
}
