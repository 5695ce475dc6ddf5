//! Which part of a clause's phonemes belongs to which word.

/// What one symbol more or fewer costs. Stress comes and goes in running speech.
fn gap(symbol: char) -> usize {
    if is_stress(symbol) { 1 } else { 2 }
}

/// Cuts the phonemes of a clause into those of its words, by what each word sounds like alone.
///
/// The cut with the fewest differences is taken. Without a sound for each word, the phonemes are
/// shared out evenly: better a coarse time than none.
pub(super) fn split(together: &str, alone: &[String], words: usize) -> Vec<String> {
    let heard: Vec<char> = together.chars().filter(|c| !c.is_whitespace()).collect();
    let ends = if alone.len() == words {
        ends_by_sound(&heard, alone)
    } else {
        (1..=words).map(|word| heard.len() * word / words.max(1)).collect()
    };
    let starts = std::iter::once(0).chain(ends.iter().copied());
    starts.zip(&ends).map(|(start, &end)| heard[start..end].iter().collect()).collect()
}

/// The end of each word among the symbols, by the least edit distance to the words laid end to end.
fn ends_by_sound(heard: &[char], alone: &[String]) -> Vec<usize> {
    let letters: Vec<(usize, char)> = alone
        .iter()
        .enumerate()
        .flat_map(|(word, text)| {
            text.chars().filter(|c| !c.is_whitespace()).map(move |c| (word, c))
        })
        .collect();
    let width = heard.len() + 1;
    let costs = costs(heard, &letters);
    let mut ends = vec![0; alone.len()];
    let (mut row, mut column) = (letters.len(), heard.len());
    if let Some(last) = ends.last_mut() {
        *last = column;
    }
    while row > 0 {
        let (word, letter) = letters[row - 1];
        ends[word] = ends[word].max(column);
        let here = costs[row * width + column];
        let above = costs[(row - 1) * width + column];
        if column > 0
            && here == costs[(row - 1) * width + column - 1] + cost(letter, heard[column - 1])
        {
            (row, column) = (row - 1, column - 1);
        } else if here == above + gap(letter) {
            row -= 1;
        } else {
            column -= 1;
        }
    }
    // A word that is not heard ends where the one before it ends.
    for word in 1..ends.len() {
        ends[word] = ends[word].max(ends[word - 1]);
    }
    ends
}

/// What another symbol costs: less than two gaps, as vowels are weakened in running speech.
fn cost(one: char, other: char) -> usize {
    match (one == other, is_stress(one) || is_stress(other)) {
        (true, _) => 0,
        (false, true) => 4,
        (false, false) => 1,
    }
}

fn is_stress(c: char) -> bool {
    matches!(c, 'ˈ' | 'ˌ')
}

/// The table of edit distances, row by row: a row for each letter, a column for each symbol.
fn costs(heard: &[char], letters: &[(usize, char)]) -> Vec<usize> {
    let width = heard.len() + 1;
    let mut costs = vec![0; width * (letters.len() + 1)];
    for (column, &symbol) in heard.iter().enumerate() {
        costs[column + 1] = costs[column] + gap(symbol);
    }
    for (row, &(_, letter)) in letters.iter().enumerate() {
        let (above, here) = (row * width, (row + 1) * width);
        costs[here] = costs[above] + gap(letter);
        for (column, &symbol) in heard.iter().enumerate() {
            let changed = costs[above + column] + cost(letter, symbol);
            let fewer = costs[above + column + 1] + gap(letter);
            let more = costs[here + column] + gap(symbol);
            costs[here + column + 1] = changed.min(fewer).min(more);
        }
    }
    costs
}

#[cfg(test)]
mod tests {
    use super::*;

    fn cut(together: &str, alone: &[&str]) -> Vec<String> {
        let alone: Vec<String> = alone.iter().map(|&word| word.to_owned()).collect();
        split(together, &alone, alone.len())
    }

    #[test]
    fn words_that_run_together_are_cut_apart() {
        assert_eq!(
            cut("wʌn ʌvðə bɛst", &["wʌn", "ˈʌv", "ðˈə", "bˈɛst"]),
            ["wʌn", "ʌv", "ðə", "bɛst"]
        );
    }

    #[test]
    fn a_word_said_as_several_groups_stays_whole() {
        assert_eq!(cut("ðə jˈu ˈɛs nˈW", &["ðə", "jˈu ˈɛs", "nˈW"]), ["ðə", "jˈuˈɛs", "nˈW"]);
    }

    #[test]
    fn every_symbol_belongs_to_a_word() {
        let parts = cut("abcdefgh", &["xyz", "", "cd", "q"]);
        assert_eq!(parts.concat(), "abcdefgh");
        assert_eq!(split("abcdef", &[], 3), ["ab", "cd", "ef"]);
    }
}
