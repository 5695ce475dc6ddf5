use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::LazyLock;

use oma_core::language::Language;
use oma_core::ports::{StockItem, StockKind, StockQuery};
use oma_core::script::Scene;
use oma_core::words::plain_words;

use super::file::film_size;
use super::lexicon::translated;
use super::stem::{content_words, stem};

/// A description below this says too little of what the scene shows; a card is better.
pub const RELEVANT_ENOUGH: f64 = 0.50;

/// What a word is worth: of what the picture is to show, of what is spoken over it.
const SHOWN: f64 = 3.0;
const SAID: f64 = 0.6;
/// Two words of what is to be shown that stand side by side on both sides.
const PHRASE: f64 = 2.0;
/// What is needed for half of the relevance that there can be: more than one shown word.
const HALF: f64 = 5.0;
/// A scene with fewer shown words needs that much less.
const ENOUGH_WORDS: f64 = 3.0;
/// A clip of more than so many times the time needed is likely to be about something else for most of it.
const LONG_TIMES: u64 = 10;

/// A scene's words as stems of English ones.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct SceneWords {
    shown: BTreeSet<String>,
    said: BTreeSet<String>,
    pairs: BTreeSet<(String, String)>,
    has_people: bool,
}

/// How well an item fits.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Ranked {
    /// Its place among the items that were given.
    pub index: usize,
    /// From 0 to 1; comparable between items of one scene.
    pub score: f64,
}

impl SceneWords {
    /// Of a scene in a language, and of the English words that were searched for. Portuguese words are looked
    /// up as [`super::terms`] does it.
    pub fn new(language: Language, scene: &Scene, sought: &str) -> Self {
        let keywords = scene.keywords.join(", ");
        let mut words = Self::of(
            language,
            &[&scene.visual, &keywords, &scene.on_screen],
            &[&scene.narration, scene.supporting.as_deref().unwrap_or_default()],
        );
        words.seek(sought);
        words
    }

    /// Of texts that say what is to be seen, and of those that are said over it.
    pub(super) fn of(language: Language, shown: &[&str], said: &[&str]) -> Self {
        let said = said.iter().flat_map(|text| english(language, text)).collect();
        let mut words = Self { said, ..Self::default() };
        for text in shown {
            words.show(&english(language, text));
        }
        words
    }

    /// Takes in what was searched for.
    pub(super) fn seek(&mut self, sought: &str) {
        self.show(&stems(&content_words(sought)));
    }

    fn show(&mut self, text: &[String]) {
        self.pairs.extend(pairs(text));
        self.shown.extend(text.iter().cloned());
        self.has_people |= text.iter().any(|word| PEOPLE.contains(word));
    }

    /// What a word of a description is worth.
    fn weights(&self) -> BTreeMap<String, f64> {
        let said = self.said.iter().map(|word| (word.clone(), SAID));
        // A word that is both counts as shown, which comes last.
        said.chain(self.shown.iter().map(|word| (word.clone(), SHOWN))).collect()
    }
}

/// The items that are relevant enough, the best first; of equals the one that the library has first.
///
/// A score is the relevance of what an item is about to the scene's words, taken down by what is wrong with
/// its shape: lying the other way, too short, too small, a photo where a clip was to be had, nobody to be
/// seen where the scene is of people. Pure: equal inputs give equal ranks.
pub fn rank(scene: &SceneWords, query: &StockQuery, items: &[StockItem]) -> Vec<Ranked> {
    let abouts: Vec<Vec<String>> = items.iter().map(described).collect();
    let weights = scene.weights();
    let worth = worth(&weights, &abouts);
    let judged = items.iter().zip(&abouts).enumerate().filter_map(|(index, (item, about))| {
        let relevance = relevance(scene, &worth, about);
        let score = relevance * shape(query, item) * people(scene, item, about);
        (relevance >= RELEVANT_ENOUGH).then_some(Ranked { index, score })
    });
    let mut ranked: Vec<Ranked> = judged.collect();
    // Scores are told apart to a millionth, so that rounding decides nothing.
    #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)] // From 0 to a million.
    ranked.sort_by_key(|ranked| (Reverse((ranked.score * 1e6) as u64), ranked.index));
    ranked
}

/// Words weigh more the fewer items have them. A word that all have still counts, or nothing would be
/// relevant where the library found only what was asked for.
fn worth(weights: &BTreeMap<String, f64>, abouts: &[Vec<String>]) -> BTreeMap<String, f64> {
    let count = |n: usize| f64::from(u32::try_from(n).unwrap_or(u32::MAX));
    let all = count(abouts.len());
    let of = |(word, weight): (&String, &f64)| {
        let with = count(abouts.iter().filter(|about| about.contains(word)).count());
        let idf = (1.0 + (all - with + 0.5) / (with + 0.5)).ln();
        (word.clone(), weight * (1.0 + 0.5 * idf))
    };
    weights.iter().map(of).collect()
}

/// From 0 to 1.
fn relevance(scene: &SceneWords, worth: &BTreeMap<String, f64>, about: &[String]) -> f64 {
    let distinct: BTreeSet<&String> = about.iter().collect();
    let found: f64 = distinct.iter().filter_map(|word| worth.get(*word)).sum();
    let pairs: BTreeSet<_> = pairs(about).filter(|pair| scene.pairs.contains(pair)).collect();
    let phrases: f64 = pairs.iter().map(|_| PHRASE).sum();
    let others = distinct.iter().filter(|word| !worth.contains_key(**word)).count();
    // Tags that are many and about other things dilute what it is about.
    let others = f64::from(u32::try_from(others).unwrap_or(u32::MAX));
    let sum = (found + phrases) / (1.0 + 0.03 * others);
    let shown = f64::from(u32::try_from(scene.shown.len().max(1)).unwrap_or(u32::MAX));
    sum / (sum + HALF * (shown / ENOUGH_WORDS).min(1.0))
}

/// What its size, length and kind leave of an item, from 0 to 1.
fn shape(query: &StockQuery, item: &StockItem) -> f64 {
    let (width, height) = film_size(query);
    let (film, own) = (ratio(width, height), ratio(item.width, item.height));
    // How much of the picture is left when it is cut to the film's frame.
    let kept = (film / own).min(own / film);
    let orientation = 0.6 + 0.4 * kept;
    let small = (ratio(item.width, width)).min(ratio(item.height, height)).min(1.0);
    let resolution = 0.7 + 0.3 * small;
    let duration = match item.kind {
        StockKind::Clip if item.duration_ms < query.min_duration_ms => {
            0.5 + 0.3 * part(item.duration_ms, query.min_duration_ms)
        }
        StockKind::Clip if item.duration_ms > query.min_duration_ms.max(1) * LONG_TIMES => 0.95,
        StockKind::Clip | StockKind::Photo => 1.0,
    };
    let kind = if item.kind == StockKind::Photo { 0.9 } else { 1.0 };
    orientation * resolution * duration * kind
}

/// Scenes of people want people, and want them to move.
fn people(scene: &SceneWords, item: &StockItem, about: &[String]) -> f64 {
    if !scene.has_people {
        return 1.0;
    }
    let shows = about.iter().any(|word| PEOPLE.contains(word));
    let seen = if shows { 1.0 } else { 0.75 };
    let moves = if item.kind == StockKind::Clip { 1.0 } else { 0.9 };
    seen * moves
}

fn ratio(one: u32, other: u32) -> f64 {
    f64::from(one.max(1)) / f64::from(other.max(1))
}

fn part(ms: u64, of_ms: u64) -> f64 {
    let s = |ms: u64| u32::try_from(ms).unwrap_or(u32::MAX);
    ratio(s(ms), s(of_ms)).min(1.0)
}

/// The stems of a text in its order, translated.
fn english(language: Language, text: &str) -> Vec<String> {
    match language {
        Language::EnUs => stems(&content_words(text)),
        Language::PtBr => {
            let known = translated(text);
            // Words that are written alike in both, and names.
            let own = content_words(text);
            let words: Vec<String> =
                known.iter().flat_map(|english| plain_words(english)).chain(own).collect();
            stems(&words)
        }
    }
}

fn described(item: &StockItem) -> Vec<String> {
    stems(&content_words(&item.about))
}

fn stems(words: &[String]) -> Vec<String> {
    words.iter().map(|word| stem(word)).collect()
}

fn pairs(words: &[String]) -> impl Iterator<Item = (String, String)> {
    words.iter().zip(words.iter().skip(1)).map(|(one, next)| (one.clone(), next.clone()))
}

/// Words for people, as stems.
static PEOPLE: LazyLock<BTreeSet<String>> = LazyLock::new(|| {
    let words = "person people man woman boy girl child kid baby teenager family couple mother father son \
        daughter grandmother grandfather brother sister friend bride groom customer team group crowd doctor \
        nurse dentist patient teacher student boss cook chef baker barista waiter waitress farmer fisherman \
        mechanic builder engineer lawyer businessman businesswoman entrepreneur worker artist musician \
        singer dancer athlete runner cyclist tourist traveler driver courier salesman hairdresser barber \
        seamstress programmer scientist veterinarian fan passenger hand face smile employee colleague owner \
        elderly senior adult guy human portrait freelancer gardener carpenter potter photographer";
    words.split_whitespace().map(stem).collect()
});
