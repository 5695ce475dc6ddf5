//! What the writer knows of each language: small lists of lower-case words by what they do.

mod en_us;
mod pt_br;

use oma_core::language::Language;

/// The word lists of one language.
pub(super) struct Lexicon {
    /// Words that say nothing alone: never keywords, never the end of a phrase that was cut.
    pub(super) stop: &'static [&'static str],
    /// Verbs, adverbs and adjectives too common to choose a picture.
    pub(super) bland: &'static [&'static str],
    /// Endings of adverbs and the like, too weak for a keyword.
    pub(super) bland_endings: &'static [&'static str],
    /// After one of these, a word is likely a noun.
    pub(super) noun_leads: &'static [&'static str],
    /// After one of these, a word is likely a verb.
    pub(super) verb_leads: &'static [&'static str],
    /// Things so common that a title of this one word is no name: "Bakery".
    pub(super) generic: &'static [&'static str],
    /// A title with one of these is no name that one could have "heard of": "Spring Sale".
    pub(super) events: &'static [&'static str],
    /// Before a number: "more than", "up to".
    pub(super) before_number: &'static [&'static str],
    /// A phrase must not end in one of these.
    pub(super) dangling: &'static [&'static str],
    /// After a comma, these begin something that can be left out.
    pub(super) removable: &'static [&'static str],
    /// "And", "or": after a comma they may close a list. "And" comes first.
    pub(super) list_closing: &'static [&'static str],
    /// Subjects: "and we …" is a sentence of its own.
    pub(super) subjects: &'static [&'static str],
    /// A sentence may end before these, without a comma.
    pub(super) reasons: &'static [&'static str],
    /// A clause that begins so cannot stand alone.
    pub(super) leaning: &'static [&'static str],
    /// "Who", "which": with a comma after the clause, it is an insertion.
    pub(super) relative: &'static [&'static str],
    /// A long phrase may be continued in the next scene before these.
    pub(super) joints: &'static [&'static str],
    /// A sentence that begins so needs the one before it.
    pub(super) pointing: &'static [&'static str],
    /// Beginnings of words that tell of a trouble.
    pub(super) trouble: &'static [&'static str],
    /// Beginnings of words that give a reason to believe.
    pub(super) proof: &'static [&'static str],
    /// Verbs that ask the viewer to act.
    pub(super) calls: &'static [&'static str],
    /// Before a link: "at", "visit".
    pub(super) before_link: &'static [&'static str],
    /// Words that ask: "how", "why".
    pub(super) asking: &'static [&'static str],
    /// Numbers in words, which begin a list ("five tips").
    pub(super) counting: &'static [&'static str],
    /// What such a list is a list of.
    pub(super) list_nouns: &'static [&'static str],
    /// Articles and possessives that begin a wording rather than a name.
    pub(super) articles: &'static [&'static str],
    /// After these a full stop does not end a sentence.
    pub(super) abbreviations: &'static [&'static str],
    /// Names for a film: "spot", "video".
    pub(super) film: &'static [&'static str],
    /// What may stand before the film's name in an order for one: "please create a short".
    pub(super) order: &'static [&'static str],
    /// What may stand between the film's name and its subject: "of 30 seconds for".
    pub(super) order_links: &'static [&'static str],
    /// Orders without the word film: "promote our shop".
    pub(super) promote: &'static [&'static str],
    /// Units of the film's length.
    pub(super) time_units: &'static [&'static str],
    /// Labels of instructions: "tone", "audience".
    pub(super) labels: &'static [&'static str],
    /// Verbs that hand over a content: "mention that".
    pub(super) handing: &'static [&'static str],
    /// Verbs of instructions whose object is no content: "use", "show".
    pub(super) staging: &'static [&'static str],
    /// "That", after a verb that hands over.
    pub(super) that: &'static str,
    /// "For", before an audience.
    pub(super) target: &'static [&'static str],
}

impl Lexicon {
    /// The lists of a language.
    pub(super) fn of(language: Language) -> &'static Self {
        match language {
            Language::EnUs => &en_us::LEXICON,
            Language::PtBr => &pt_br::LEXICON,
        }
    }

    /// Whether a word says something by itself.
    pub(super) fn is_content(&self, word: &str) -> bool {
        word.chars().filter(|c| c.is_alphabetic()).count() >= 3
            && !self.stop.contains(&word)
            && !self.bland.contains(&word)
            && !self.bland_endings.iter().any(|ending| {
                word.ends_with(ending) && word.chars().count() > ending.chars().count() + 2
            })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_entry_is_one_word_in_lower_case() {
        for language in Language::ALL {
            let l = Lexicon::of(language);
            let lists = [
                l.stop,
                l.bland,
                l.dangling,
                l.removable,
                l.list_closing,
                l.subjects,
                l.reasons,
                l.leaning,
                l.relative,
                l.joints,
                l.pointing,
                l.trouble,
                l.proof,
                l.calls,
                l.before_link,
                l.asking,
                l.counting,
                l.abbreviations,
                l.list_nouns,
                l.articles,
                l.promote,
                l.time_units,
                l.noun_leads,
                l.verb_leads,
                l.generic,
                l.before_number,
                l.events,
                l.film,
                l.order,
                l.order_links,
                l.labels,
                l.handing,
                l.staging,
                l.target,
            ];
            for word in lists.into_iter().flatten() {
                assert_eq!(*word, word.to_lowercase());
                assert!(!word.contains(char::is_whitespace), "{word}");
            }
        }
    }

    #[test]
    fn content_words_are_told_from_the_rest() {
        let english = Lexicon::of(Language::EnUs);
        assert!(english.is_content("coffee") && english.is_content("bees"));
        assert!(!english.is_content("the") && !english.is_content("slowly"));
        let portuguese = Lexicon::of(Language::PtBr);
        assert!(portuguese.is_content("café") && portuguese.is_content("pão"));
        assert!(!portuguese.is_content("para") && !portuguese.is_content("lentamente"));
    }
}
