//! How well what a picture shows fits the words of a scene. Pure.

use std::collections::BTreeSet;

use oma_core::language::Language;
use oma_core::script::Scene;
use oma_media::icons::content_stems;

/// The stems of a scene's words, and how much each says: what the picture is to show says more
/// than what is spoken over it.
pub(crate) struct SceneStems {
    shown: BTreeSet<String>,
    said: BTreeSet<String>,
}

impl SceneStems {
    pub(crate) fn of(scene: &Scene, language: Language) -> Self {
        let stems = |texts: &[&str]| -> BTreeSet<String> {
            texts.iter().flat_map(|text| content_stems(text, language)).collect()
        };
        let mut shown = stems(&[&scene.on_screen, &scene.visual]);
        shown.extend(scene.keywords.iter().flat_map(|word| content_stems(word, language)));
        let said = stems(&[&scene.narration, scene.supporting.as_deref().unwrap_or_default()]);
        Self { shown, said }
    }

    /// How well a description fits: nothing if they have no word in common.
    pub(crate) fn fits(&self, shows: &str, language: Language) -> i64 {
        let words: BTreeSet<String> = content_stems(shows, language).into_iter().collect();
        let worth = |word: &String| match (self.shown.contains(word), self.said.contains(word)) {
            (true, true) => 5,
            (true, false) => 3,
            (false, true) => 2,
            (false, false) => 0,
        };
        words.iter().map(worth).sum()
    }
}

/// The pairs of rows and columns with the greatest sum, each row and each column at most once;
/// pairs worth nothing are left out. Of equal solutions always the same one.
///
/// The Hungarian method with potentials, in the cube of the number of columns: at most 50 files
/// and 40 scenes.
pub(crate) fn best_pairs(worth: &[Vec<i64>]) -> Vec<(usize, usize)> {
    let columns = worth.first().map_or(0, Vec::len);
    let size = worth.len().max(columns);
    // It finds the least cost in a square; what is missing costs nothing.
    let cost = |row: usize, column: usize| {
        -worth.get(row).and_then(|row| row.get(column)).copied().unwrap_or(0)
    };
    // Rows and columns count from 1; `owner[column]` is the row that has it, 0 for none.
    let mut owner = vec![0; size + 1];
    let (mut of_row, mut of_column) = (vec![0; size + 1], vec![0; size + 1]);
    for row in 1..=size {
        owner[0] = row;
        let mut column = 0;
        let mut least = vec![i64::MAX; size + 1];
        let (mut before, mut seen) = (vec![0; size + 1], vec![false; size + 1]);
        while owner[column] != 0 {
            seen[column] = true;
            let (mut delta, mut next) = (i64::MAX, 0);
            for other in (1..=size).filter(|other| !seen[*other]) {
                let here = owner[column];
                let reduced = cost(here - 1, other - 1) - of_row[here] - of_column[other];
                if reduced < least[other] {
                    (least[other], before[other]) = (reduced, column);
                }
                if least[other] < delta {
                    (delta, next) = (least[other], other);
                }
            }
            for other in 0..=size {
                if seen[other] {
                    of_row[owner[other]] += delta;
                    of_column[other] -= delta;
                } else {
                    least[other] = least[other].saturating_sub(delta);
                }
            }
            column = next;
        }
        while column != 0 {
            owner[column] = owner[before[column]];
            column = before[column];
        }
    }
    (1..=size)
        .map(|column| (owner[column] - 1, column - 1))
        .filter(|(row, column)| cost(*row, *column) < 0)
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_best_sum_wins_over_the_best_single_pair() {
        // Greedy would take 9 and be left with 1.
        let mut pairs = best_pairs(&[vec![9, 8], vec![8, 1]]);
        pairs.sort_unstable();
        assert_eq!(pairs, [(0, 1), (1, 0)]);
    }

    #[test]
    fn sides_may_differ_and_what_is_worth_nothing_is_no_pair() {
        assert_eq!(best_pairs(&[vec![0, 5, 0]]), [(0, 1)]);
        assert_eq!(best_pairs(&[vec![3], vec![4], vec![0]]), [(1, 0)]);
        assert_eq!(best_pairs(&[vec![0, 0]]), []);
        assert_eq!(best_pairs(&[]), []);
    }

    #[test]
    fn every_small_table_has_its_best_sum() {
        // Against all permutations, with numbers from a small generator.
        let mut state = 7_u32;
        let mut next = || {
            state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
            i64::from((state >> 16) % 12)
        };
        let orders = [[0, 1, 2], [0, 2, 1], [1, 0, 2], [1, 2, 0], [2, 0, 1], [2, 1, 0]];
        for _ in 0..200 {
            let table: Vec<Vec<i64>> = (0..3).map(|_| (0..3).map(|_| next()).collect()).collect();
            let sum =
                |pairs: &[(usize, usize)]| pairs.iter().map(|(r, c)| table[*r][*c]).sum::<i64>();
            let best = orders
                .iter()
                .map(|order| (0..3).map(|row| table[row][order[row]]).sum::<i64>())
                .max();
            assert_eq!(Some(sum(&best_pairs(&table))), best, "{table:?}");
        }
    }
}
