//! How words are compared: without case, accents, plurals and Portuguese diminutives.

use oma_core::language::Language;
use oma_core::words::plain_words;

/// The stem of a word as given by [`plain_words`]: words with equal stems mean the same thing.
pub(super) fn stem(word: &str, language: Language) -> String {
    let rules: &[(&str, &str)] = match language {
        Language::EnUs => ENGLISH,
        Language::PtBr => PORTUGUESE,
    };
    for (ending, replacement) in rules {
        if let Some(root) = word.strip_suffix(ending)
            && root.len() + replacement.len() >= 3
        {
            return format!("{root}{replacement}");
        }
    }
    word.to_owned()
}

/// The first rule whose result has three letters applies, so longer endings come first.
const ENGLISH: &[(&str, &str)] = &[
    ("ies", "y"),
    ("sses", "ss"),
    ("ches", "ch"),
    ("shes", "sh"),
    ("xes", "x"),
    ("ss", "ss"),
    ("us", "us"),
    ("is", "is"),
    ("s", ""),
];

const PORTUGUESE: &[(&str, &str)] = &[
    ("zinhos", ""),
    ("zinhas", ""),
    ("zinho", ""),
    ("zinha", ""),
    ("inhos", "o"),
    ("inhas", "a"),
    ("oes", "ao"),
    ("aes", "ao"),
    ("ais", "al"),
    ("eis", "el"),
    ("ois", "ol"),
    ("res", "r"),
    ("zes", "z"),
    ("ns", "m"),
    ("ss", "ss"),
    ("us", "us"),
    ("is", "is"),
    ("s", ""),
];

/// The stems of the words of a text that say what it is about: articles, prepositions, pronouns
/// and the most common verbs of both languages are left out.
pub fn content_stems(text: &str, language: Language) -> Vec<String> {
    let is_content =
        |word: &String| word.chars().count() > 1 && !STOP_WORDS.contains(&word.as_str());
    plain_words(text)
        .iter()
        .filter(|word| is_content(word))
        .map(|word| stem(word, language))
        .collect()
}

#[rustfmt::skip]
const STOP_WORDS: &[&str] = &[
    // Portuguese
    "ao", "aos", "as", "ate", "com", "como", "da", "das", "de", "dela", "dele", "do", "dos", "ela",
    "elas", "ele", "eles", "em", "entre", "era", "essa", "esse", "esta", "estao", "estar", "este",
    "eu", "foi", "isso", "isto", "ja", "la", "lhe", "mais", "mas", "me", "mesmo", "meu", "minha",
    "muito", "na", "nao", "nas", "nem", "no", "nos", "nossa", "nosso", "num", "numa", "os", "ou",
    "para", "pela", "pelas", "pelo", "pelos", "por", "pra", "qual", "quando", "que", "quem", "sao",
    "se", "sem", "ser", "seu", "seus", "so", "sob", "sobre", "sua", "suas", "tambem", "tem", "ter",
    "toda", "todas", "todo", "todos", "tudo", "um", "uma", "umas", "uns", "vai", "voce", "voces",
    // English
    "about", "all", "also", "an", "and", "are", "at", "be", "been", "but", "by", "can", "for",
    "from", "get", "had", "has", "have", "he", "her", "his", "how", "if", "in", "into", "is", "it",
    "its", "just", "me", "more", "my", "not", "of", "on", "one", "or", "our", "out", "she", "so",
    "than", "that", "the", "their", "them", "then", "there", "they", "this", "to", "up", "us",
    "was", "we", "were", "what", "when", "which", "who", "will", "with", "you", "your",
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_text_is_about_is_left() {
        assert_eq!(content_stems("O pão da nossa padaria", Language::PtBr), ["pao", "padaria"]);
        assert_eq!(content_stems("The teams of our shops", Language::EnUs), ["team", "shop"]);
    }

    #[test]
    fn plurals_share_the_stem_of_their_singular() {
        for (one, many) in [("bakery", "bakeries"), ("dish", "dishes"), ("box", "boxes")] {
            assert_eq!(stem(one, Language::EnUs), stem(many, Language::EnUs), "{one}");
        }
        for (one, many) in [
            ("promocao", "promocoes"),
            ("pao", "paes"),
            ("animal", "animais"),
            ("flor", "flores"),
            ("viagem", "viagens"),
            ("raiz", "raizes"),
            ("livro", "livros"),
            ("cafe", "cafezinhos"),
        ] {
            assert_eq!(stem(one, Language::PtBr), stem(many, Language::PtBr), "{one}");
        }
    }

    #[test]
    fn short_words_keep_their_end() {
        assert_eq!(stem("gas", Language::EnUs), "gas");
        assert_eq!(stem("mes", Language::PtBr), "mes");
    }
}
