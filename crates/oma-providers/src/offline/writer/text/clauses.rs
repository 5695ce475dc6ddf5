//! Where a sentence can be made shorter, or be continued later, without being broken.

use oma_core::language::Language;

use super::super::lexicon::Lexicon;
use super::tidy::finish;
use super::words::bare;

/// The shorter sentences with which a sentence begins, the longest first. Each could stand alone:
/// a list keeps its end, an insertion its second comma, a condition its main clause.
pub(crate) fn heads(sentence: &str, language: Language) -> Vec<String> {
    let lexicon = Lexicon::of(language);
    let words: Vec<&str> = sentence.split_whitespace().collect();
    let mut heads: Vec<String> = (1..words.len())
        .filter(|&cut| can_end(&words, cut, lexicon))
        .map(|cut| with_mark_of(sentence, &words[..cut]))
        .collect();
    heads.reverse();
    heads
}

/// A question that is cut stays a question.
fn with_mark_of(sentence: &str, head: &[&str]) -> String {
    let mut text = finish(&head.join(" "));
    if sentence.ends_with('?') && text.ends_with('.') {
        text.pop();
        text.push('?');
    }
    text
}

/// Whether a sentence may end before the word at `cut`.
fn can_end(words: &[&str], cut: usize, lexicon: &Lexicon) -> bool {
    let (head, next) = (&words[..cut], bare(words[cut]));
    let last = head[cut - 1];
    if head.iter().filter(|word| !bare(word).is_empty()).count() < 3 {
        return false;
    }
    let second = words.get(cut + 1).map(|word| bare(word)).unwrap_or_default();
    let strong = last.ends_with([';', ':']) || last == "—" || words[cut] == "—";
    let new_subject =
        next == lexicon.list_closing[0] && lexicon.subjects.contains(&second.as_str());
    let border = if strong {
        true
    } else if last.ends_with(',') {
        comma_can_end(words, cut, lexicon)
    } else {
        lexicon.reasons.contains(&next.as_str()) && cut >= 4
            || new_subject && lexicon.subjects.contains(&bare(head[0]).as_str())
    };
    border && stands_alone(head, lexicon)
}

fn comma_can_end(words: &[&str], cut: usize, lexicon: &Lexicon) -> bool {
    let (head, rest) = (&words[..cut], &words[cut..]);
    let next = bare(rest[0]);
    let is = |list: &[&str]| list.contains(&next.as_str());
    let comma_before = head[..cut - 1].iter().any(|word| word.ends_with(','));
    let comma_after = rest[..rest.len() - 1].iter().any(|word| word.ends_with(','));
    if is(lexicon.list_closing) {
        // "a, b, and c" is a list; "we open at nine, and we close at six" is not. An "or" is
        // needed: without it the rest says something else.
        return next == lexicon.list_closing[0] && !comma_before && rest.len() >= 4;
    }
    if is(lexicon.relative) && comma_after {
        return false;
    }
    is(lexicon.removable)
}

/// Whether words make a sentence: they do not only lean on what follows, nor end in the air.
fn stands_alone(head: &[&str], lexicon: &Lexicon) -> bool {
    let last_word = bare(head.iter().rev().find(|word| **word != "—").unwrap_or(&""));
    if lexicon.dangling.contains(&last_word.as_str()) {
        return false;
    }
    let leans = lexicon.leaning.contains(&bare(head[0]).as_str());
    let commas = head[..head.len() - 1].iter().filter(|word| word.ends_with(',')).count();
    // After "when you are tired," the main clause must have come.
    !leans || commas >= 1
}

/// A long sentence in pieces that each pass `fits`, to be spoken one after the other. Cuts at
/// commas, else before a conjunction or preposition. A piece without such a place stays too long.
pub(crate) fn pieces(
    sentence: &str,
    language: Language,
    fits: &dyn Fn(&str) -> bool,
) -> Vec<String> {
    let lexicon = Lexicon::of(language);
    let mut words: Vec<&str> = sentence.split_whitespace().collect();
    let mut pieces = Vec::new();
    while !words.is_empty() {
        let whole = words.join(" ");
        let cut = if fits(&whole) { words.len() } else { best_cut(&words, lexicon, fits) };
        pieces.push(finish(&words[..cut].join(" ")));
        words.drain(..cut);
    }
    pieces.retain(|piece| !piece.is_empty());
    pieces
}

/// The last place that fits; a comma goes before any other.
fn best_cut(words: &[&str], lexicon: &Lexicon, fits: &dyn Fn(&str) -> bool) -> usize {
    let good = |cut: &usize| *cut >= 3 && words.len() - cut >= 2;
    let comma = |cut: &usize| good(cut) && words[cut - 1].ends_with([',', ';', ':', '—']);
    let joint = |cut: &usize| {
        good(cut)
            && lexicon.joints.contains(&bare(words[*cut]).as_str())
            && !lexicon.dangling.contains(&bare(words[cut - 1]).as_str())
            && !lexicon.joints.contains(&bare(words[cut - 1]).as_str())
    };
    let fitting = |cut: &usize| fits(&words[..*cut].join(" "));
    let cuts = 1..words.len();
    cuts.clone()
        .filter(comma)
        .rfind(fitting)
        .or_else(|| cuts.clone().filter(joint).rfind(fitting))
        .or_else(|| cuts.clone().find(comma))
        .or_else(|| cuts.clone().find(joint))
        .unwrap_or(words.len())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn english(sentence: &str) -> Vec<String> {
        heads(sentence, Language::EnUs)
    }

    #[test]
    fn what_can_be_left_out_is_left_out() {
        assert_eq!(english("We open at nine, and we close at six."), ["We open at nine."]);
        assert_eq!(
            english("Ours is roasted slowly, by hand, on Fridays."),
            ["Ours is roasted slowly, by hand.", "Ours is roasted slowly."]
        );
        assert_eq!(
            english("You can sleep better because the room is dark."),
            ["You can sleep better."]
        );
        assert_eq!(english("Do you sleep well, even when it is hot?"), ["Do you sleep well?"]);
        assert_eq!(
            heads("Abrimos cedo todo dia, e fechamos às seis da tarde.", Language::PtBr),
            ["Abrimos cedo todo dia."]
        );
    }

    #[test]
    fn what_cannot_stand_alone_is_not_offered() {
        for whole in [
            "When you are tired, our coffee helps.",
            "Our fast, reliable app helps.",
            "We sell coffee, tea, and cocoa.",
            "You could keep looking, or you could stop here.",
            "Our oldest baker Maria, who started in 1990, makes the bread.",
            "Quando você cansa, o nosso café ajuda.",
            "A pequena, simpática padaria abriu.",
        ] {
            assert_eq!(english(whole), Vec::<String>::new(), "{whole}");
            assert_eq!(heads(whole, Language::PtBr), Vec::<String>::new(), "{whole}");
        }
    }

    #[test]
    fn an_endless_sentence_goes_on_in_pieces() {
        let sentence = "Coffee roasted slowly by hand delivered to your door in two days \
                        without a subscription and without any fees";
        let found = pieces(sentence, Language::EnUs, &|text| text.split(' ').count() <= 8);
        assert_eq!(
            found,
            [
                "Coffee roasted slowly by hand.",
                "Delivered to your door in two days.",
                "Without a subscription and without any fees.",
            ]
        );
        let unbroken = "word ".repeat(30);
        assert_eq!(pieces(&unbroken, Language::EnUs, &|text| text.len() < 20).len(), 1);
    }
}
