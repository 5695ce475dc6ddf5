use std::ops::Range;

/// The words of a headline that are to stand out, as their places among the words split at spaces.
///
/// A number is the strongest word there is, with what it counts ("4 years"); else it is the last
/// word of weight, because that is where a sentence lands. Empty if there is no word at all.
pub(in crate::cards) fn accent(headline: &str) -> Range<usize> {
    let words: Vec<&str> = headline.split(' ').collect();
    let letters = |word: &str| word.chars().filter(|c| c.is_alphanumeric()).count();
    let last = |fits: &dyn Fn(&str) -> bool| words.iter().rposition(|word| fits(word));
    if let Some(number) = last(&|word| word.contains(|c: char| c.is_ascii_digit())) {
        let counts = words[number].ends_with(|c: char| c.is_ascii_digit())
            && !words[number].contains('$')
            && words.get(number + 1).is_some_and(|next| letters(next) >= 3);
        return number..number + 1 + usize::from(counts);
    }
    last(&|word| letters(word) >= 4)
        .or_else(|| last(&|word| letters(word) > 0))
        .map_or(0..0, |word| word..word + 1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_number_wins_over_the_last_word_of_weight() {
        assert_eq!(accent("Economize 30% na conta"), 1..2);
        assert_eq!(accent("Só R$\u{a0}50 por mês"), 1..2);
        assert_eq!(accent("Pays for itself in 4 years, easily"), 4..6);
        assert_eq!(accent("Nota 10"), 1..2);
        assert_eq!(accent("O mel nunca estraga."), 3..4);
        assert_eq!(accent("Feito para nós"), 1..2);
        assert_eq!(accent("Vem cá"), 1..2);
        assert!(accent("?! ...").is_empty());
        assert!(accent("").is_empty());
    }
}
