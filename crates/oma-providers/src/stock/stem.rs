//! How words are compared: without case, accents and the usual endings.

use oma_core::words::plain_words;

/// The words that say what a text is about.
pub(super) fn content_words(text: &str) -> Vec<String> {
    let mut words = plain_words(text);
    words.retain(|word| word.chars().count() > 1 && !is_stop_word(word));
    words
}

/// The stem of an English word: plurals, `-ing`, `-ed` and `-ly` go, and the `e` and the doubled
/// consonant that they leave or hide. `-er` stays: flowers do not flow.
pub(super) fn stem(word: &str) -> String {
    if let Some(other) = irregular(word) {
        return other.to_owned();
    }
    let mut root = singular(word);
    for ending in ["ing", "ed", "ly"] {
        if let Some(rest) = root.strip_suffix(ending)
            && rest.len() >= 3
            && rest.contains(['a', 'e', 'i', 'o', 'u', 'y'])
        {
            root = undoubled(rest);
            break;
        }
    }
    match root.strip_suffix('e') {
        Some(rest) if rest.len() >= 3 => rest.to_owned(),
        _ => match root.strip_suffix('y') {
            Some(rest) if rest.len() >= 3 => format!("{rest}i"),
            _ => root,
        },
    }
}

fn singular(word: &str) -> String {
    const ENDINGS: [(&str, &str); 9] = [
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
    let found = ENDINGS.iter().find_map(|(ending, other)| {
        let root = word.strip_suffix(ending)?;
        (root.len() + other.len() >= 3).then(|| format!("{root}{other}"))
    });
    found.unwrap_or_else(|| word.to_owned())
}

fn undoubled(root: &str) -> String {
    let mut ends = root.chars().rev();
    match (ends.next(), ends.next()) {
        // `rolling` is of `roll`, but `running` of `run`.
        (Some(a), Some(b)) if a == b && !matches!(a, 'l' | 's' | 'z' | 'e' | 'o') => {
            root[..root.len() - a.len_utf8()].to_owned()
        }
        _ => root.to_owned(),
    }
}

fn irregular(word: &str) -> Option<&'static str> {
    Some(match word {
        "men" => "man",
        "women" | "lady" | "ladies" | "female" => "woman",
        "children" | "kid" | "kids" => "child",
        "people" | "persons" => "person",
        "feet" => "foot",
        "teeth" => "tooth",
        "leaves" => "leaf",
        "knives" => "knife",
        "shelves" => "shelf",
        "wolves" => "wolf",
        "mice" => "mouse",
        "cafe" | "coffeeshop" => "cafe",
        "cellphone" | "smartphone" | "mobile" => "phon",
        "automobile" => "car",
        "bike" | "bikes" | "biking" => "bicycl",
        "grandma" => "grandmother",
        "grandpa" => "grandfather",
        "mom" | "mum" => "mother",
        "dad" => "father",
        _ => return None,
    })
}

fn is_stop_word(word: &str) -> bool {
    STOP_WORDS.binary_search(&word).is_ok()
}

/// Articles, prepositions, pronouns, the most common verbs, and what users say of films; of both languages.
/// Sorted.
#[rustfmt::skip]
const STOP_WORDS: &[&str] = &[
    "about", "after", "all", "also", "always", "an", "and", "any", "ao", "aos", "are", "as", "at", "ate",
    "be", "because", "been", "before", "being", "but", "by", "cada", "can", "clip", "com", "como", "da",
    "das", "de", "dela", "dele", "depois", "do", "does", "dos", "each", "ela", "elas", "ele", "eles", "em",
    "entre", "era", "essa", "esse", "esta", "estao", "estar", "este", "eu", "every", "fazer", "foi",
    "footage", "for", "from", "get", "gets", "had", "has", "have", "he", "her", "here", "his", "how",
    "image", "in", "into", "is", "isso", "isto", "it", "its", "ja", "just", "la", "less", "lhe", "mais",
    "mas", "me", "mesmo", "meu", "minha", "more", "most", "muito", "my", "na", "nao", "nas", "near", "nem",
    "no", "nos", "nossa", "nosso", "not", "now", "num", "numa", "of", "on", "one", "only", "or", "os", "ou",
    "our", "out", "over", "para", "pela", "pelas", "pelo", "pelos", "por", "pra", "qual", "quando",
    "que", "quem", "sao", "scene", "se", "sem", "sempre", "ser", "seu", "seus", "she", "shot", "showing",
    "shows", "so", "sob", "sobre", "some", "stock", "sua", "suas", "tambem", "tem", "ter", "than", "that",
    "the", "their", "them", "then", "there", "they", "this", "to", "toda", "todas", "todo", "todos", "too",
    "tudo", "um", "uma", "umas", "uns", "up", "us", "vai", "very", "video", "voce", "voces", "was", "we",
    "were", "what", "when", "where", "which", "while", "who", "why", "will", "with", "without", "you", "your",
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn forms_of_a_word_have_one_stem() {
        for forms in [
            &["run", "runs", "running"][..],
            &["bake", "bakes", "baking", "baked"],
            &["city", "cities"],
            &["dish", "dishes"],
            &["roll", "rolling"],
            &["child", "children", "kids"],
            &["pour", "poured", "pouring"],
        ] {
            let stems: Vec<String> = forms.iter().map(|form| stem(form)).collect();
            assert!(stems.iter().all(|stem| *stem == stems[0]), "{forms:?} {stems:?}");
        }
        for (one, other) in [("flower", "flow"), ("thing", "the"), ("bus", "bu"), ("string", "str")]
        {
            assert_ne!(stem(one), stem(other), "{one}");
        }
    }

    #[test]
    fn stop_words_are_sorted_and_left_out() {
        assert!(STOP_WORDS.is_sorted());
        assert_eq!(content_words("A shot of the café, at night"), ["cafe", "night"]);
    }
}
