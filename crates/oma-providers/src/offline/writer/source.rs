//! What the brief says, taken apart: the title, the facts, the call to action.

use std::collections::BTreeSet;

use oma_core::brief::Brief;
use oma_core::language::Language;

use super::lexicon::Lexicon;
use super::order::{self, Order};
use super::text::{
    bare, capitalised, finish, keywords, sentences, spoken_lines, without_links, words,
};
use super::title::Title;

/// A sentence of the description, ready to be read aloud.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Fact {
    pub(super) text: String,
    pub(super) role: Role,
    /// Whether it needs the sentence before it ("It remembers them for you").
    pub(super) points_back: bool,
    /// Whether it is one of a list, which keeps its order.
    pub(super) is_item: bool,
}

/// What a fact is good for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Role {
    /// Anything.
    Plain,
    /// It tells of a trouble.
    Trouble,
    /// It gives a reason to believe.
    Proof,
    /// It asks the viewer to act.
    Call,
}

/// A brief as the writer sees it.
#[derive(Debug, Clone)]
pub(super) struct Source {
    pub(super) language: Language,
    pub(super) title: Title,
    /// In the order of the description, none twice.
    pub(super) facts: Vec<Fact>,
    /// The brief's own first sentence.
    pub(super) hook: Option<String>,
    /// Spoken; the brief's, else one that the description ends with.
    pub(super) call: Option<String>,
    /// The first address in the description, to be shown.
    pub(super) link: Option<String>,
    /// Who watches, if that can be said within a sentence.
    pub(super) audience: Option<String>,
    /// What the whole is about.
    pub(super) keywords: Vec<String>,
}

impl Source {
    pub(super) fn read(brief: &Brief) -> Self {
        let language = brief.language;
        let title = Title::read(&brief.title, &brief.description, language);
        let read = Description::read(&brief.description, &title, language);
        let own_call = brief.cta.as_deref().map(finish).filter(|call| !call.is_empty());
        let (facts, call) = with_call(read.facts, own_call, !read.links.is_empty());
        let audience = brief.target_audience.clone().or(read.audience);
        let is_told = |audience: &String| {
            let said: BTreeSet<String> = facts.iter().flat_map(|fact| words(&fact.text)).collect();
            words(audience).iter().all(|word| said.contains(word))
        };
        let audience = audience.and_then(|text| sayable_audience(&text)).filter(|a| !is_told(a));
        let told: Vec<&str> = facts.iter().map(|fact| fact.text.as_str()).collect();
        let about = format!("{}. {}", title.name, told.join(" "));
        Self {
            language,
            title,
            facts,
            hook: brief.hook.as_deref().map(finish).filter(|hook| !hook.is_empty()),
            call,
            link: read.links.into_iter().next().map(|link| shown_link(&link)),
            audience,
            keywords: keywords(&about, language, 12),
        }
    }
}

/// A description taken apart.
#[derive(Default)]
struct Description {
    facts: Vec<Fact>,
    links: Vec<String>,
    audience: Option<String>,
    /// Whether it orders a film rather than being its text.
    ordered: bool,
}

impl Description {
    fn read(text: &str, title: &Title, language: Language) -> Self {
        let mut read = Self::default();
        let mut seen = BTreeSet::from([words(&title.name)]);
        for line in spoken_lines(text) {
            for sentence in sentences(&line.text, language) {
                for part in halves(&sentence) {
                    read.add(&part, line.is_item, &mut seen, language);
                }
            }
        }
        read
    }

    fn add(
        &mut self,
        sentence: &str,
        is_item: bool,
        seen: &mut BTreeSet<Vec<String>>,
        language: Language,
    ) {
        let lexicon = Lexicon::of(language);
        let (text, links) = without_links(sentence, lexicon);
        let linked = !links.is_empty();
        self.links.extend(links);
        let text = match order::subject(&text, language) {
            Some(Order { subject, audience }) => {
                self.ordered = true;
                self.audience = self.audience.take().or(audience);
                subject
            }
            None => match order::content(&text, self.ordered, language) {
                Some(content) => content,
                None => return,
            },
        };
        let text = finish(&text);
        let letters = text.chars().filter(|c| c.is_alphabetic()).count();
        if letters >= 3 && !(linked && is_rest(&text, lexicon)) && seen.insert(words(&text)) {
            let points_back = points_back(&text, lexicon);
            let role = if is_item { Role::Plain } else { role(&text, lexicon) };
            self.facts.push(Fact { text, role, points_back, is_item });
        }
    }
}

/// The two sides of a semicolon, if both are sentences.
fn halves(sentence: &str) -> Vec<String> {
    let parts: Vec<&str> = sentence.split("; ").collect();
    if parts.len() > 1 && parts.iter().all(|part| part.split_whitespace().count() >= 3) {
        parts.into_iter().map(capitalised).collect()
    } else {
        vec![sentence.to_owned()]
    }
}

/// What is left when a link was all of a sentence: only words that say nothing.
fn is_rest(text: &str, lexicon: &Lexicon) -> bool {
    words(text).iter().all(|word| {
        lexicon.stop.contains(&word.as_str()) || lexicon.before_link.contains(&word.as_str())
    })
}

fn points_back(text: &str, lexicon: &Lexicon) -> bool {
    let first = text.split_whitespace().next().map(bare).unwrap_or_default();
    lexicon.pointing.contains(&first.as_str())
}

fn role(text: &str, lexicon: &Lexicon) -> Role {
    let words = words(text);
    let begins = |word: &String, list: &[&str]| list.iter().any(|stem| word.starts_with(stem));
    let first = words.first().cloned().unwrap_or_default();
    if lexicon.calls.contains(&first.as_str()) {
        Role::Call
    } else if words.iter().any(|word| begins(word, lexicon.trouble)) {
        Role::Trouble
    } else if text.contains(|c: char| c.is_ascii_digit())
        || words.iter().any(|word| begins(word, lexicon.proof))
    {
        Role::Proof
    } else {
        Role::Plain
    }
}

/// The facts without those that only ask to act, and the call to action.
fn with_call(
    mut facts: Vec<Fact>,
    own: Option<String>,
    has_link: bool,
) -> (Vec<Fact>, Option<String>) {
    let last = facts.len().saturating_sub(1);
    let found = facts.iter().enumerate().rposition(|(index, fact)| {
        fact.role == Role::Call && !fact.points_back && (index == last || has_link)
    });
    let mut call = own;
    if call.is_none()
        && let Some(index) = found
    {
        call = Some(facts.remove(index).text);
    }
    let short = |fact: &Fact| fact.text.split_whitespace().count() <= 4;
    facts.retain(|fact| fact.role != Role::Call || !short(fact));
    (facts, call)
}

/// An audience as it can stand in "made with … in mind"; nothing if it is a table of figures.
fn sayable_audience(text: &str) -> Option<String> {
    let text = finish(text);
    let text = text.trim_end_matches(['.', '!', '?', '…']);
    let words: Vec<&str> = text.split_whitespace().collect();
    let plain = !text.contains(|c: char| c.is_ascii_digit() || matches!(c, ',' | ';' | ':' | '/'));
    let plural = words.iter().any(|word| word.ends_with('s') || bare(word) == "people");
    let mut chars = text.chars();
    let first = chars.next()?.to_lowercase();
    let name = words.first().is_some_and(|word| word.chars().skip(1).any(char::is_uppercase));
    (plain && plural && !name && words.len() <= 5).then(|| first.chain(chars).collect())
}

fn shown_link(link: &str) -> String {
    let link = link.trim_start_matches("https://").trim_start_matches("http://");
    link.trim_start_matches("www.").to_owned()
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn read(description: &str, cta: Option<&str>) -> Source {
        let mut brief =
            json!({"title": "Café Aurora", "description": description, "language": "en-US"});
        if let Some(cta) = cta {
            brief["cta"] = json!(cta);
        }
        Source::read(&Brief::from_value(brief).unwrap())
    }

    fn texts(source: &Source) -> Vec<&str> {
        source.facts.iter().map(|fact| fact.text.as_str()).collect()
    }

    #[test]
    fn facts_are_sentences_with_a_role() {
        let source = read(
            "Tired of bad coffee? It is roasted by hand since 1998; we open every day at six. \
             Our guests stay. Our guests stay!\nVisit us.",
            None,
        );
        let roles: Vec<_> = source.facts.iter().map(|f| (f.text.as_str(), f.role)).collect();
        assert_eq!(
            roles,
            [
                ("Tired of bad coffee?", Role::Trouble),
                ("It is roasted by hand since 1998.", Role::Proof),
                ("We open every day at six.", Role::Plain),
                ("Our guests stay.", Role::Plain),
            ]
        );
        assert!(source.facts[1].points_back && !source.facts[2].points_back);
        assert_eq!(source.call.as_deref(), Some("Visit us."));
    }

    #[test]
    fn the_briefs_own_call_goes_before_the_descriptions() {
        let source = read("We roast coffee. Visit us.", Some("order online"));
        assert_eq!(source.call.as_deref(), Some("Order online."));
        assert_eq!(texts(&source), ["We roast coffee."]);
    }

    #[test]
    fn links_are_shown_and_not_read() {
        let source = read("We roast coffee daily. More at https://www.aurora.com/menu.", None);
        assert_eq!(source.link.as_deref(), Some("aurora.com/menu"));
        assert_eq!(texts(&source), ["We roast coffee daily."]);
    }

    #[test]
    fn an_order_becomes_its_subject() {
        let source = read(
            "A 30-second spot for a coffee shop, for young urban professionals. Use warm colors. \
             Mention that the coffee is roasted by hand.",
            None,
        );
        assert_eq!(
            texts(&source),
            ["A coffee shop for young urban professionals.", "The coffee is roasted by hand.",]
        );
        assert_eq!(source.audience, None, "the fact says it");
    }

    #[test]
    fn an_audience_is_used_only_if_it_can_be_said() {
        assert_eq!(sayable_audience("Young parents").as_deref(), Some("young parents"));
        for audience in
            ["Women, 25-40, middle income", "B2B", "everyone who has ever been in a hurry"]
        {
            assert_eq!(sayable_audience(audience), None, "{audience}");
        }
    }
}
