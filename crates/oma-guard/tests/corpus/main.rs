//! Precision and recall on `items.jsonl`, beside those of Microsoft Presidio on the same items
//! (`presidio.jsonl`, made by `presidio.py`). The table in `docs/guardrails.md` is this test's.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)] // A test may fail loudly.

mod score;

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::path::Path;

use oma_guard::{Kind, find};
use score::{Item, Label, Score, overlaps};

/// Kinds with check digits: a number is right or it is not.
const CHECKED: [Kind; 4] = [Kind::Cpf, Kind::Cnpj, Kind::Card, Kind::Iban];
/// What the checked kinds must reach.
const LEAST_F1: f64 = 0.97;
const START: &str = "<!-- figures: written by the test of the corpus -->";
const END: &str = "<!-- end of figures -->";

type Scores = BTreeMap<Kind, Score>;

#[test]
fn every_checked_kind_is_found_and_none_is_found_worse_than_by_presidio() {
    let items = score::items();
    let ours: Vec<Vec<Label>> = items.iter().map(|item| ours(&item.text)).collect();
    let ours = score(&items, &ours);
    let theirs = score(&items, &score::presidio());
    for kind in CHECKED {
        assert!(ours[&kind].f1() >= LEAST_F1, "{kind}: {:?}", ours[&kind]);
    }
    // A kind that Presidio never finds is one that it does not know.
    for (kind, theirs) in theirs.iter().filter(|(_, score)| score.right > 0) {
        let (f1, f1_theirs) = (ours[kind].f1(), theirs.f1());
        assert!(f1 >= f1_theirs, "{kind}: {f1} is less than Presidio's {f1_theirs}");
    }
    compare_with_page(&table(items.len(), &ours, &theirs));
}

/// What OMA finds, counted in characters as the labels are.
fn ours(text: &str) -> Vec<Label> {
    let characters = |byte: usize| text[..byte].chars().count();
    let label = |found: oma_guard::Finding| Label {
        kind: found.kind,
        start: characters(found.range.start),
        end: characters(found.range.end),
    };
    find(text).into_iter().map(label).collect()
}

fn score(items: &[Item], found: &[Vec<Label>]) -> Scores {
    assert_eq!(items.len(), found.len());
    let mut scores: Scores = Kind::ALL.into_iter().map(|kind| (kind, Score::default())).collect();
    for (item, found) in items.iter().zip(found) {
        let mut met = BTreeSet::new();
        for label in found {
            let hit = item.labels.iter().position(|wanted| overlaps(wanted, label));
            let score = scores.entry(label.kind).or_default();
            match hit {
                Some(index) if met.insert(index) => score.right += 1,
                Some(_) => {}
                None => score.wrong += 1,
            }
        }
        for (index, missed) in item.labels.iter().enumerate() {
            if !met.contains(&index) {
                scores.entry(missed.kind).or_default().missed += 1;
            }
        }
    }
    scores
}

fn table(items: usize, ours: &Scores, theirs: &Scores) -> String {
    let mut table = format!(
        "{items} items. P is precision, R is recall.\n\n\
         | Kind | OMA: P | R | F1 | Presidio: P | R | F1 |\n|---|---|---|---|---|---|---|\n"
    );
    for kind in Kind::ALL {
        let [ours, theirs] = [&ours[&kind], &theirs[&kind]];
        let _ = write!(table, "| {kind} | {ours} |");
        let known =
            if theirs.right == 0 { " - | - | - |".to_owned() } else { format!(" {theirs} |") };
        let _ = writeln!(table, "{known}");
    }
    table
}

fn compare_with_page(table: &str) {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../docs/guardrails.md");
    let page = std::fs::read_to_string(&path).unwrap();
    let (before, rest) = page.split_once(START).expect(START);
    let (shown, after) = rest.split_once(END).expect(END);
    if std::env::var_os("OMA_WRITE_FIGURES").is_some() {
        std::fs::write(&path, format!("{before}{START}\n\n{table}\n{END}{after}")).unwrap();
    } else {
        assert_eq!(shown.trim(), table.trim(), "OMA_WRITE_FIGURES=1 writes the page");
    }
}
