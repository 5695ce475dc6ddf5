//! How well the rank finds what a person chose: scenes with candidates, labelled by hand before the
//! weights were set.

use oma_core::format::Aspect;
use oma_core::language::Language;
use oma_core::ports::{Credit, StockItem, StockKind, StockQuery};
use serde::Deserialize;

use crate::stock::{SceneWords, rank, terms};

#[derive(Deserialize)]
struct Case {
    language: Language,
    words: String,
    shown: String,
    said: String,
    /// Each: a grade from 3 (it) to 0 (wrong), a shape, what it is about.
    candidates: Vec<String>,
}

fn item(index: usize, line: &str) -> (u32, StockItem) {
    let mut parts = line.splitn(3, ' ');
    let grade = parts.next().unwrap().parse().unwrap();
    let (kind, width, height, duration_ms) = match parts.next().unwrap() {
        "c" => (StockKind::Clip, 1080, 1920, 12_000),
        "l" => (StockKind::Clip, 1920, 1080, 15_000),
        "s" => (StockKind::Clip, 1080, 1920, 2_000),
        "p" => (StockKind::Photo, 2400, 3600, 0),
        "w" => (StockKind::Photo, 3600, 2400, 0),
        other => panic!("{other}"),
    };
    let text = |text: &str| text.to_owned();
    let item = StockItem {
        library: text("pexels"),
        id: index.to_string(),
        kind,
        link: text("https://videos.pexels.com/a.mp4"),
        content_type: text("video/mp4"),
        width,
        height,
        duration_ms,
        about: text(parts.next().unwrap()),
        credit: Credit {
            title: text("a"),
            author: text("b"),
            page: text("https://www.pexels.com/video/1/"),
            licence: text("Pexels License"),
            licence_page: text("https://www.pexels.com/license/"),
            source: text("pexels"),
        },
    };
    (grade, item)
}

fn gain(grades: impl IntoIterator<Item = u32>) -> f64 {
    let gains = grades.into_iter().take(3).zip(2_u32..);
    gains.map(|(grade, place)| (f64::from(grade).exp2() - 1.0) / f64::from(place).log2()).sum()
}

struct Figures {
    scenes: f64,
    recall_at_1: f64,
    ndcg_at_3: f64,
    /// Of all that was kept above the threshold, how much is of the topic at all.
    kept_on_topic: f64,
    /// Of all that is of the topic and fits, how much was kept.
    fitting_kept: f64,
}

fn measure(cases: &[Case], own_words: bool) -> Figures {
    let (mut first, mut ndcg) = (0.0, 0.0);
    let (mut kept, mut on_topic, mut fitting, mut fitting_kept) = (0.0, 0.0, 0.0, 0.0);
    for case in cases {
        // The last come first: whatever is equal is decided against what was listed first.
        let lines = case.candidates.iter().rev().enumerate();
        let (grades, items): (Vec<u32>, Vec<StockItem>) =
            lines.map(|(index, line)| item(index, line)).unzip();
        let words = if own_words {
            terms(case.language, &[&case.shown, &case.said])
        } else {
            case.words.clone()
        };
        let query = StockQuery {
            words,
            kind: StockKind::Clip,
            aspect: Aspect::Portrait,
            min_side: 1080,
            min_duration_ms: 5000,
        };
        let mut scene = SceneWords::of(case.language, &[&case.shown], &[&case.said]);
        scene.seek(&query.words);
        let ranked = rank(&scene, &query, &items);
        let got: Vec<u32> = ranked.iter().map(|ranked| grades[ranked.index]).collect();
        let mut ideal = grades.clone();
        ideal.sort_unstable_by(|a, b| b.cmp(a));
        first += f64::from(u8::from(got.first() == Some(&3)));
        ndcg += gain(got.iter().copied()) / gain(ideal);
        if got.first() != Some(&3) {
            let about = ranked.first().map(|ranked| &items[ranked.index].about);
            println!("{}: {about:?} {got:?}", case.shown);
        }
        let count = |grades: &[u32], least: u32| {
            f64::from(u32::try_from(grades.iter().filter(|g| **g >= least).count()).unwrap())
        };
        kept += count(&got, 0);
        on_topic += count(&got, 1);
        fitting += count(&grades, 2);
        fitting_kept += count(&got, 2);
    }
    let scenes = f64::from(u32::try_from(cases.len()).unwrap());
    Figures {
        scenes,
        recall_at_1: first / scenes,
        ndcg_at_3: ndcg / scenes,
        kept_on_topic: on_topic / kept,
        fitting_kept: fitting_kept / fitting,
    }
}

#[test]
fn the_rank_finds_what_a_person_chose() {
    let cases: Vec<Case> =
        serde_json::from_str(include_str!("../../../testdata/stock.json")).unwrap();
    assert!(cases.len() >= 40 && cases.iter().all(|case| case.candidates.len() >= 8));
    let (portuguese, english): (Vec<Case>, Vec<Case>) =
        cases.into_iter().partition(|case| case.language == Language::PtBr);
    for (name, cases) in [("en-US", english), ("pt-BR", portuguese)] {
        for own_words in [false, true] {
            let figures = measure(&cases, own_words);
            let Figures { scenes, recall_at_1, ndcg_at_3, kept_on_topic, fitting_kept } = figures;
            println!(
                "| {name} | {own_words} | {scenes} | {recall_at_1:.3} | {ndcg_at_3:.3} | \
                 {kept_on_topic:.3} | {fitting_kept:.3} |"
            );
            assert!(recall_at_1 >= 0.90 && ndcg_at_3 >= 0.82, "{name}");
            assert!(kept_on_topic >= 0.88 && fitting_kept >= 0.75, "{name}");
        }
    }
}

fn order(shown: &str, lines: &[&str]) -> Vec<usize> {
    let items: Vec<StockItem> = (0..).zip(lines).map(|(index, line)| item(index, line).1).collect();
    let query = StockQuery {
        words: shown.to_owned(),
        kind: StockKind::Clip,
        aspect: Aspect::Portrait,
        min_side: 1080,
        min_duration_ms: 5000,
    };
    let scene = SceneWords::of(Language::EnUs, &[shown], &[]);
    rank(&scene, &query, &items).iter().map(|ranked| ranked.index).collect()
}

#[test]
fn of_what_shows_the_same_the_better_shape_is_first() {
    let lines = [
        "0 s coffee beans",
        "0 p coffee beans",
        "0 w coffee beans",
        "0 l coffee beans",
        "0 c coffee beans",
    ];
    let order = order("coffee beans", &lines);
    assert_eq!((order[0], order[1]), (4, 1), "upright clip, then upright photo: {order:?}");
    assert_eq!(order.len(), 5);
}

#[test]
fn a_scene_of_people_takes_people_and_what_is_about_something_else_is_none() {
    let lines = ["0 c kitchen bread oven", "0 c baker kitchen bread", "0 c traffic in the city"];
    assert_eq!(order("baker with bread and oven in a kitchen", &lines)[0], 1);
    assert_eq!(order("coffee", &["0 c coffee", "0 c tea", "0 c coffee, cup"]), [0, 2]);
}
