//! A text as the model hears it: runs of words between punctuation marks.

/// What is said without a pause.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Clause {
    /// Single spoken words, without punctuation.
    pub(super) words: Vec<ClauseWord>,
    /// The mark that ends it: one that the model knows.
    pub(super) mark: Option<char>,
}

/// A spoken word. A written one may be said as several, or not at all.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct ClauseWord {
    /// The place of the written word in the text.
    pub(super) written: usize,
    /// What is said.
    pub(super) text: String,
}

impl Clause {
    /// Whether a sentence ends here.
    pub(super) fn ends_sentence(&self) -> bool {
        self.mark.is_some_and(|mark| matches!(mark, '.' | '!' | '?' | '…'))
    }
}

/// The clauses of a text, given what is said for each of its written words.
pub(super) fn clauses(spoken: &[String]) -> Vec<Clause> {
    let mut clauses = Vec::new();
    let mut words = Vec::new();
    for (written, said) in spoken.iter().enumerate() {
        for piece in said.split_whitespace() {
            let text = piece.trim_matches(|c: char| !c.is_alphanumeric());
            if !text.is_empty() {
                words.push(ClauseWord { written, text: text.to_owned() });
            }
            let mark = mark_of(piece);
            if mark.is_some() && !words.is_empty() {
                clauses.push(Clause { words: std::mem::take(&mut words), mark });
            }
        }
    }
    if !words.is_empty() {
        clauses.push(Clause { words, mark: None });
    }
    clauses
}

/// The strongest mark at the end of a piece, as the model knows it.
fn mark_of(piece: &str) -> Option<char> {
    let tail = piece.rsplit(char::is_alphanumeric).next().unwrap_or_default();
    let known = ['!', '?', '…', '.', ':', ';', '—', ','];
    let tail = tail.replace("...", "…").replace('–', "—");
    // A closing bracket is a short pause.
    let bracket = tail.contains(')').then_some(',');
    known.into_iter().find(|&mark| tail.contains(mark)).or(bracket)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(spoken: &[&str]) -> Vec<String> {
        let spoken: Vec<String> = spoken.iter().map(|&s| s.to_owned()).collect();
        let show = |clause: Clause| {
            let words: Vec<String> =
                clause.words.iter().map(|w| format!("{}{}", w.text, w.written)).collect();
            format!("{}{}", words.join(" "), clause.mark.map(String::from).unwrap_or_default())
        };
        clauses(&spoken).into_iter().map(show).collect()
    }

    #[test]
    fn marks_divide_and_words_remember_where_they_were_written() {
        assert_eq!(
            shown(&["Yes,", "two hundred", "(of", "them)!", "Now"]),
            ["Yes0,", "two1 hundred1 of2 them3!", "Now4"]
        );
    }

    #[test]
    fn a_mark_alone_ends_the_clause_before_it() {
        assert_eq!(
            shown(&["early", "–", "always...", "\"don't", "stop?!\""]),
            ["early0—", "always2…", "don't3 stop4!"]
        );
        assert!(shown(&["—", ""]).is_empty());
    }
}
