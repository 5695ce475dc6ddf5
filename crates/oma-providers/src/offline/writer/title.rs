//! What kind of title it is, and how it is said within a sentence.

use oma_core::language::Language;

use super::lexicon::Lexicon;
use super::order;
use super::text::{bare, capitalised, plain, without_links};

/// What a title is, as far as sentences around it are concerned.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum TitleKind {
    /// "Café Aurora".
    Name,
    /// "The best coffee in town", "Coffee shop".
    Phrase,
    /// "Why do bees matter?"
    Question,
    /// "Why bees matter", "How to bake bread".
    Wh,
    /// "5 tips for better sleep".
    List,
    /// Too long to be said.
    Nothing,
}

#[cfg(test)]
impl TitleKind {
    pub(super) const ALL: [Self; 6] =
        [Self::Name, Self::Phrase, Self::Question, Self::Wh, Self::List, Self::Nothing];
}

/// A title made ready to be said.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Title {
    /// At the beginning of a sentence, without a mark at the end unless it is a question.
    pub(super) name: String,
    /// Within a sentence.
    pub(super) topic: String,
    pub(super) kind: TitleKind,
    /// Whether it can be said alone at the end, as the sender of the film.
    pub(super) signs: bool,
}

/// A title longer than this is cut at its first dash, colon or comma.
const LONG: usize = 28;

impl Title {
    /// Reads a title; the description tells how its words are written elsewhere.
    pub(super) fn read(title: &str, description: &str, language: Language) -> Self {
        let lexicon = Lexicon::of(language);
        let text = plain(&title.replace('|', " — "));
        // An address in a title is not read, unless it is all of it: "keyring.app".
        let (said, _) = without_links(&text, lexicon);
        let text = if said.is_empty() { text } else { said };
        let text = order::subject(&text, language).map_or(text, |order| order.subject);
        let text = natural_case(&text, description, lexicon);
        let text = shortened(text.trim_end_matches(['.', ',', ';', ':', '!', '…', '—', ' ', '-']));
        let name = capitalised(text);
        let looks = kind(&name, lexicon);
        let signs = looks == TitleKind::Name && !is_generic(&name, description, lexicon);
        let event = name.split_whitespace().any(|w| lexicon.events.contains(&bare(w).as_str()));
        let kind = match looks {
            TitleKind::Name if event || !signs => TitleKind::Phrase,
            kind => kind,
        };
        Self { topic: topic(&name, kind, description, lexicon), name, kind, signs }
    }
}

fn shortened(text: &str) -> &str {
    if text.chars().count() <= LONG {
        return text;
    }
    let cut = [" — ", ": ", ", ", " - "].iter().filter_map(|mark| text.find(mark)).min();
    cut.map(|at| &text[..at]).filter(|head| head.chars().count() >= 3).unwrap_or(text)
}

/// A title in capitals only, as it would be written in a sentence.
fn natural_case(text: &str, description: &str, lexicon: &Lexicon) -> String {
    let letters = text.chars().filter(|c| c.is_alphabetic()).count();
    // A single short word in capitals is a name of its own: NASA.
    let initials = letters < 6 && !text.contains(' ');
    if text.chars().any(char::is_lowercase) || initials {
        return text.to_owned();
    }
    let shouting = !description.chars().any(char::is_lowercase);
    let written =
        |word: &str| !shouting && description.split_whitespace().any(|w| w.contains(word));
    let word = |(index, word): (usize, &str)| {
        let small = word.to_lowercase();
        let initials = !small.contains(['a', 'e', 'i', 'o', 'u', 'y']);
        if written(word) || initials {
            word.to_owned()
        } else if index > 0 && lexicon.stop.contains(&bare(word).as_str()) {
            small
        } else {
            capitalised(&small)
        }
    };
    text.split_whitespace().enumerate().map(word).collect::<Vec<_>>().join(" ")
}

fn kind(name: &str, lexicon: &Lexicon) -> TitleKind {
    let words: Vec<String> = name.split_whitespace().map(bare).collect();
    let has = |list: &[&str], index: usize| {
        words.get(index).is_some_and(|word| list.contains(&word.as_str()))
    };
    let counts = has(lexicon.counting, 0)
        || words.first().is_some_and(|w| w.len() <= 2 && w.chars().all(|c| c.is_ascii_digit()));
    if name.ends_with('?') {
        TitleKind::Question
    } else if counts && (has(lexicon.list_nouns, 1) || has(lexicon.list_nouns, 2)) {
        TitleKind::List
    } else if asks(&words, lexicon) {
        TitleKind::Wh
    } else if is_name(name, lexicon) {
        TitleKind::Name
    } else {
        TitleKind::Phrase
    }
}

/// "How …", "Por que …": in Portuguese, "o" and "por" ask only before "que".
fn asks(words: &[String], lexicon: &Lexicon) -> bool {
    let [first, second, _, ..] = words else { return false };
    let needs_que = first == "o" || first == "por";
    lexicon.asking.contains(&first.as_str()) && (!needs_que || second == "que")
}

/// Up to four words, each with a capital but for "of" and the like, and no article before them.
fn is_name(name: &str, lexicon: &Lexicon) -> bool {
    let words: Vec<&str> = name.split_whitespace().collect();
    let small = |word: &&str| lexicon.stop.contains(&bare(word).as_str()) || *word == "&";
    let capital =
        |word: &&str| word.chars().any(|c| c.is_uppercase() || c.is_ascii_digit()) || small(word);
    let begins = words.first().map(|word| bare(word)).unwrap_or_default();
    (1..=4).contains(&words.len())
        && words.iter().all(capital)
        && !lexicon.articles.contains(&begins.as_str())
}

/// Whether a title of one word is a common word: the description writes it small, or everyone does.
fn is_generic(name: &str, description: &str, lexicon: &Lexicon) -> bool {
    let small = bare(name);
    let one_word = !name.contains(' ');
    let written = |word: &str| bare(word) == small && word.starts_with(char::is_lowercase);
    one_word
        && (lexicon.generic.contains(&small.as_str())
            || description.split_whitespace().any(written))
}

/// The title within a sentence: small where it is no name.
fn topic(name: &str, kind: TitleKind, description: &str, lexicon: &Lexicon) -> String {
    if kind == TitleKind::Name {
        return name.to_owned();
    }
    let written_small: Vec<String> = description
        .split_whitespace()
        .filter(|word| word.starts_with(char::is_lowercase))
        .map(bare)
        .collect();
    let common = |word: &str| {
        let small = bare(word);
        let function = lexicon.stop.contains(&small.as_str())
            || lexicon.articles.contains(&small.as_str())
            || lexicon.list_nouns.contains(&small.as_str())
            || lexicon.counting.contains(&small.as_str());
        small != "i" && (function || written_small.contains(&small))
    };
    let asks = kind == TitleKind::Wh;
    let word = |(index, word): (usize, &str)| {
        if common(word) || asks && index == 0 { word.to_lowercase() } else { word.to_owned() }
    };
    name.split_whitespace().enumerate().map(word).collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(title: &str, language: Language) -> (String, String, TitleKind) {
        let title = Title::read(title, "We roast coffee. The bees make honey. IBM too.", language);
        (title.name, title.topic, title.kind)
    }

    #[test]
    fn titles_are_told_apart() {
        for (title, name, kind) in [
            ("Café Aurora", "Café Aurora", TitleKind::Name),
            ("Café Aurora!!!", "Café Aurora", TitleKind::Name),
            ("Bank of America", "Bank of America", TitleKind::Name),
            ("coffee shop", "Coffee shop", TitleKind::Phrase),
            ("Bakery", "Bakery", TitleKind::Phrase),
            ("Honey", "Honey", TitleKind::Phrase),
            ("Big Spring Sale", "Big Spring Sale", TitleKind::Phrase),
            ("Keyring", "Keyring", TitleKind::Name),
            ("The best coffee in town.", "The best coffee in town", TitleKind::Phrase),
            ("Why do bees matter?", "Why do bees matter?", TitleKind::Question),
            ("Why bees matter", "Why bees matter", TitleKind::Wh),
            ("5 tips for better sleep", "5 tips for better sleep", TitleKind::List),
            ("24 Hours", "24 Hours", TitleKind::Name),
            ("Aurora www.aurora.com", "Aurora", TitleKind::Name),
            ("keyring.app", "Keyring.app", TitleKind::Name),
            ("Café Aurora | Slow coffee for quick mornings", "Café Aurora", TitleKind::Name),
            ("Promo video for Café Aurora", "Café Aurora", TitleKind::Name),
        ] {
            let (found, _, found_kind) = read(title, Language::EnUs);
            assert_eq!((found.as_str(), found_kind), (name, kind), "{title}");
        }
        for (title, kind) in [
            ("Por que as abelhas importam", TitleKind::Wh),
            ("O que é inflação", TitleKind::Wh),
            ("O melhor café da cidade", TitleKind::Phrase),
            ("7 dicas para dormir bem", TitleKind::List),
            ("Padaria do Zé", TitleKind::Name),
        ] {
            assert_eq!(read(title, Language::PtBr).2, kind, "{title}");
        }
    }

    #[test]
    fn capitals_become_natural() {
        assert_eq!(read("THE BIG COFFEE SALE", Language::EnUs).0, "The Big Coffee Sale");
        assert_eq!(read("IBM AND THE BEES", Language::EnUs).0, "IBM and the Bees");
        assert_eq!(read("NASA", Language::EnUs).0, "NASA");
        assert_eq!(read("AURORA", Language::EnUs).0, "Aurora");
        assert_eq!(read("FEIRA DE CAFÉ DO BNDS", Language::PtBr).0, "Feira de Café do BNDS");
    }

    #[test]
    fn within_a_sentence_only_names_keep_their_capitals() {
        assert_eq!(read("Why Bees Make Honey", Language::EnUs).1, "why bees make honey");
        assert_eq!(read("The Coffee of Brazil", Language::EnUs).1, "the coffee of Brazil");
        assert_eq!(read("How I Met Rio", Language::EnUs).1, "how I Met Rio");
    }
}
