use std::fmt;
use std::path::Path;

use oma_guard::Kind;
use serde::Deserialize;

/// A sentence and the personal data in it.
#[derive(Debug, Deserialize)]
pub(crate) struct Item {
    pub(crate) text: String,
    pub(crate) labels: Vec<Label>,
}

/// Personal data at a place, in characters.
#[derive(Debug, Deserialize)]
pub(crate) struct Label {
    pub(crate) kind: Kind,
    pub(crate) start: usize,
    pub(crate) end: usize,
}

/// The items, in the order in which `make.py` made them.
pub(crate) fn items() -> Vec<Item> {
    lines("items.jsonl", |line| serde_json::from_str(line).unwrap())
}

/// What Presidio found in each.
pub(crate) fn presidio() -> Vec<Vec<Label>> {
    lines("presidio.jsonl", |line| serde_json::from_str(line).unwrap())
}

fn lines<T>(name: &str, read: fn(&str) -> T) -> Vec<T> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/corpus").join(name);
    std::fs::read_to_string(path).unwrap().lines().map(read).collect()
}

/// Whether a finding is what a label says: of its kind, and at least half of both is shared.
pub(crate) fn overlaps(wanted: &Label, found: &Label) -> bool {
    let shared = wanted.end.min(found.end).saturating_sub(wanted.start.max(found.start));
    let all = wanted.end.max(found.end) - wanted.start.min(found.start);
    wanted.kind == found.kind && shared * 2 >= all
}

/// How well a kind is found.
#[derive(Debug, Clone, Default)]
pub(crate) struct Score {
    pub(crate) right: u32,
    pub(crate) wrong: u32,
    pub(crate) missed: u32,
}

impl Score {
    pub(crate) fn f1(&self) -> f64 {
        let all = f64::from(2 * self.right + self.wrong + self.missed);
        if all == 0.0 { 1.0 } else { f64::from(2 * self.right) / all }
    }

    fn share(&self, of: u32) -> f64 {
        if of == 0 { 0.0 } else { f64::from(self.right) / f64::from(of) }
    }
}

impl fmt::Display for Score {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let precision = self.share(self.right + self.wrong);
        let recall = self.share(self.right + self.missed);
        write!(f, "{precision:.3} | {recall:.3} | {:.3}", self.f1())
    }
}
