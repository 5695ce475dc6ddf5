//! The writer's own sentences: by part, template, tone and kind of title.
//!
//! They claim nothing about the product: what is true of it only the brief knows. In Portuguese
//! no word agrees with the title, whose gender is unknown.

mod en_us;
mod pt_br;

use oma_core::brief::{Template, Tone};
use oma_core::language::Language;

use super::super::random::Random;
use super::text::same_words;
use super::title::TitleKind;

/// Where a phrase belongs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Part {
    /// The first sentence.
    Hook,
    /// What is at stake.
    Problem,
    /// A sentence that stands for itself.
    Line,
    /// A remark on the sentence before it.
    Comment,
    /// A remark on a trouble that the brief tells of.
    Echo,
    /// Why to believe it; in a lesson, the summary.
    Proof,
    /// Before the call to action.
    Lead,
    /// The call to action of a brief that has none.
    Call,
}

/// One sentence or two, with `{name}` or `{topic}` for the title and `{audience}`.
#[derive(Debug, Clone, Copy)]
pub(super) struct Phrase {
    pub(super) text: &'static str,
    /// A bit for each template, tone or kind that it suits; all bits when it suits any.
    templates: u8,
    tones: u8,
    kinds: u8,
    /// Its headline, where it has no short clause of its own.
    headline: &'static str,
}

const ANY: u8 = u8::MAX;

/// A phrase that suits everything.
const fn say(text: &'static str) -> Phrase {
    Phrase { text, templates: ANY, tones: ANY, kinds: ANY, headline: "" }
}

impl Phrase {
    const fn when(mut self, template: Template) -> Self {
        self.templates = 1 << template as u8;
        self
    }

    const fn except(mut self, template: Template) -> Self {
        self.templates = ANY & !(1 << template as u8);
        self
    }

    const fn show(mut self, headline: &'static str) -> Self {
        self.headline = headline;
        self
    }

    const fn tone(mut self, tone: Tone) -> Self {
        self.tones = 1 << tone as u8;
        self
    }

    const fn of(mut self, kind: TitleKind) -> Self {
        self.kinds = 1 << kind as u8;
        self
    }

    /// How well it suits: 0 not at all, more for what was written for just this case.
    fn weight(&self, wanted: Wanted) -> usize {
        let suits = self.templates & (1 << wanted.template as u8) != 0
            && self.tones & (1 << wanted.tone as u8) != 0
            && self.kinds & (1 << wanted.kind as u8) != 0;
        let special = |bits: u8| if bits.count_ones() > 1 { 1 } else { 3 };
        if suits { special(self.templates) * special(self.tones) } else { 0 }
    }
}

/// The phrase that a sentence is, if it is one of the writer's own (those with a title excepted).
pub(super) fn own(sentence: &str, language: Language) -> Option<(Part, &'static Phrase)> {
    ALL.into_iter()
        .flat_map(|part| bank(part, language).iter().map(move |phrase| (part, phrase)))
        .find(|(_, phrase)| same_words(phrase.text, sentence))
}

const ALL: [Part; 8] = [
    Part::Hook,
    Part::Problem,
    Part::Line,
    Part::Comment,
    Part::Echo,
    Part::Proof,
    Part::Lead,
    Part::Call,
];

fn bank(part: Part, language: Language) -> &'static [Phrase] {
    match language {
        Language::EnUs => en_us::bank(part),
        Language::PtBr => pt_br::bank(part),
    }
}

impl Phrase {
    /// What is shown with it, if it says that itself.
    pub(super) fn headline(&self) -> Option<&'static str> {
        (!self.headline.is_empty()).then_some(self.headline)
    }
}

/// What a phrase must suit.
#[derive(Debug, Clone, Copy)]
pub(super) struct Wanted {
    pub(super) language: Language,
    pub(super) template: Template,
    pub(super) tone: Tone,
    pub(super) kind: TitleKind,
}

/// The phrases of a part that suit, in an order drawn by lot: the better one suits, the earlier
/// it tends to come.
pub(super) fn phrases(part: Part, wanted: Wanted, random: &mut Random) -> Vec<&'static str> {
    let mut lots: Vec<(&str, usize)> = bank(part, wanted.language)
        .iter()
        .map(|phrase| (phrase.text, phrase.weight(wanted)))
        .filter(|(_, weight)| *weight > 0)
        .collect();
    let mut order = Vec::with_capacity(lots.len());
    while !lots.is_empty() {
        let mut ticket = random.below(lots.iter().map(|(_, weight)| weight).sum());
        let drawn = lots.iter().position(|(_, weight)| {
            let hit = ticket < *weight;
            ticket = ticket.saturating_sub(*weight);
            hit
        });
        order.push(lots.remove(drawn.unwrap_or(0)).0);
    }
    order
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    fn each_case(mut check: impl FnMut(Part, Wanted, Vec<&'static str>)) {
        for language in Language::ALL {
            for &template in Template::ALL {
                for &tone in Tone::ALL {
                    for kind in TitleKind::ALL {
                        let wanted = Wanted { language, template, tone, kind };
                        for part in ALL {
                            let found = phrases(part, wanted, &mut Random::new(1, "test"));
                            check(part, wanted, found);
                        }
                    }
                }
            }
        }
    }

    #[test]
    fn every_case_has_several_variants() {
        each_case(|part, wanted, found| {
            let enough = match (part, wanted.kind) {
                (Part::Hook, TitleKind::Question) => 1,
                (Part::Call, _) => 2,
                (Part::Line, _) => 25,
                _ => 3,
            };
            assert!(found.len() >= enough, "{part:?} {wanted:?}: {found:?}");
        });
    }

    #[test]
    fn no_phrase_stands_twice_and_each_is_well_formed() {
        for bank in [en_us::bank, pt_br::bank] {
            let mut seen = BTreeSet::new();
            for text in ALL.into_iter().flat_map(bank).map(|phrase| phrase.text) {
                assert!(seen.insert(text), "{text}");
                assert!(text.ends_with(['.', '!', '?', '}']), "{text}");
                assert!(text.starts_with(|c: char| c.is_uppercase() || c == '{'), "{text}");
                assert!(!text.contains("  ") && !text.contains(".."), "{text}");
            }
        }
    }

    #[test]
    fn what_was_written_for_the_case_tends_to_come_first() {
        let wanted = Wanted {
            language: Language::EnUs,
            template: Template::Educational,
            tone: Tone::Neutral,
            kind: TitleKind::Name,
        };
        let first: Vec<_> = (0..60)
            .map(|seed| phrases(Part::Problem, wanted, &mut Random::new(seed, ""))[0])
            .collect();
        let own = |text: &&&str| {
            en_us::bank(Part::Problem)
                .iter()
                .any(|p| p.text == **text && p.templates.is_power_of_two())
        };
        assert!(first.iter().filter(own).count() > 25, "{first:?}");
        assert!(first.iter().collect::<BTreeSet<_>>().len() > 4, "{first:?}");
    }
}
