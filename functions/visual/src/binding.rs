//! Which scene shows which of the user's files. Pure.

use std::collections::{BTreeMap, BTreeSet};

use oma_core::brief::BriefAsset;
use oma_core::script::{Scene, Script};

use crate::matching::{SceneStems, best_pairs};

/// A file as a scene shows it.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Bound<'a> {
    pub(crate) asset: &'a BriefAsset,
    /// How many earlier scenes show the same file.
    pub(crate) uses_before: u32,
    /// The first of them, counted as the brief counts: without the brand's cards.
    pub(crate) first_shown_in: Option<u32>,
}

/// The file of each scene that has one, by the scene's number in the script.
///
/// A file that names a scene is shown there (the first, if several do). A file with a description
/// goes to a free scene whose words fit it, so that all of them together fit best. The others
/// fill the free scenes in order; where there are fewer scenes, the last are not shown. The
/// brand's own cards take none, and do not count.
pub(crate) fn bind<'a>(assets: &'a [BriefAsset], script: &Script) -> BTreeMap<u32, Bound<'a>> {
    let scenes: Vec<&Scene> = script.spoken().collect();
    // Places among the spoken scenes, to places among the assets.
    let mut taken: BTreeMap<usize, usize> = BTreeMap::new();
    for (at, asset) in assets.iter().enumerate() {
        let place = asset.scene.and_then(|n| usize::try_from(n).ok()?.checked_sub(1));
        if let Some(place) = place.filter(|place| *place < scenes.len()) {
            taken.entry(place).or_insert(at);
        }
    }
    by_description(assets, script, &scenes, &mut taken);
    let used: BTreeSet<usize> = taken.values().copied().collect();
    let mut rest = (0..assets.len()).filter(|at| assets[*at].scene.is_none() && !used.contains(at));
    for place in 0..scenes.len() {
        if !taken.contains_key(&place)
            && let Some(at) = rest.next()
        {
            taken.insert(place, at);
        }
    }
    let mut shown: BTreeMap<&str, (u32, u32)> = BTreeMap::new();
    let bind_one = |(place, at): (usize, usize)| {
        let (asset, number) = (&assets[at], u32::try_from(place + 1).unwrap_or(u32::MAX));
        let seen = shown.entry(&asset.source).or_insert((0, number));
        let bound =
            Bound { asset, uses_before: seen.0, first_shown_in: (seen.0 > 0).then_some(seen.1) };
        seen.0 += 1;
        (scenes[place].number, bound)
    };
    taken.into_iter().map(bind_one).collect()
}

fn by_description(
    assets: &[BriefAsset],
    script: &Script,
    scenes: &[&Scene],
    taken: &mut BTreeMap<usize, usize>,
) {
    let described: Vec<(usize, &str)> = assets
        .iter()
        .enumerate()
        .filter(|(_, asset)| asset.scene.is_none())
        .filter_map(|(at, asset)| Some((at, asset.shows.as_deref()?)))
        .collect();
    let free: Vec<usize> = (0..scenes.len()).filter(|place| !taken.contains_key(place)).collect();
    let stems: Vec<SceneStems> =
        free.iter().map(|place| SceneStems::of(scenes[*place], script.language)).collect();
    let worth: Vec<Vec<i64>> = described
        .iter()
        .map(|(_, shows)| stems.iter().map(|scene| scene.fits(shows, script.language)).collect())
        .collect();
    for (row, column) in best_pairs(&worth) {
        taken.insert(free[column], described[row].0);
    }
}

#[cfg(test)]
mod tests {
    use oma_core::brief::{Fit, Mood};
    use oma_core::language::Language;
    use oma_core::plan::{ModelChoice, Purpose};

    use super::*;

    fn asset(source: &str, scene: Option<u32>, shows: Option<&str>) -> BriefAsset {
        BriefAsset {
            source: source.to_owned(),
            scene,
            shows: shows.map(str::to_owned),
            start_s: None,
            fit: Fit::Cover,
        }
    }

    fn script(language: Language, narrations: &[&str]) -> Script {
        let scene = |(number, narration): (u32, &&str)| Scene {
            number,
            purpose: if *narration == "intro" { Purpose::Intro } else { Purpose::Body },
            narration: (*narration).to_owned(),
            on_screen: String::new(),
            supporting: None,
            visual: String::new(),
            keywords: Vec::new(),
            mood: Mood::Calm,
            seconds: 4.0,
        };
        Script {
            title: "t".to_owned(),
            language,
            writer: ModelChoice::new("offline", "w"),
            scenes: (1..).zip(narrations).map(scene).collect(),
            original: None,
        }
    }

    fn shown<'a>(assets: &'a [BriefAsset], script: &Script) -> Vec<Option<&'a str>> {
        let bound = bind(assets, script);
        let of = |scene: &Scene| bound.get(&scene.number).map(|b| b.asset.source.as_str());
        script.scenes.iter().map(of).collect()
    }

    #[test]
    fn files_without_a_scene_fill_the_scenes_in_order() {
        let assets = [asset("a", None, None), asset("b", None, None)];
        let script = script(Language::EnUs, &["x", "y", "z"]);
        assert_eq!(shown(&assets, &script), [Some("a"), Some("b"), None]);
    }

    #[test]
    fn a_named_scene_keeps_its_file_and_brand_cards_do_not_count() {
        let assets = [asset("a", None, None), asset("n", Some(2), None), asset("b", None, None)];
        let script = script(Language::EnUs, &["intro", "x", "y", "z"]);
        assert_eq!(shown(&assets, &script), [None, Some("a"), Some("n"), Some("b")]);
    }

    #[test]
    fn descriptions_find_their_scene_whatever_the_accents_and_endings() {
        let assets = [
            asset("coffee", None, Some("xícara de café na mesa")),
            asset("bread", None, Some("paes quentes")),
            asset("other", None, None),
        ];
        let script = script(
            Language::PtBr,
            &["A padaria abre cedo.", "O PÃO sai quente do forno.", "Tome um cafezinho."],
        );
        assert_eq!(shown(&assets, &script), [Some("other"), Some("bread"), Some("coffee")]);
    }

    #[test]
    fn words_that_say_nothing_match_nothing() {
        let assets = [asset("a", None, Some("the team of our shop")), asset("b", None, None)];
        let script = script(Language::EnUs, &["The best of all.", "Our teams love it."]);
        assert_eq!(shown(&assets, &script), [Some("b"), Some("a")]);
    }

    #[test]
    fn a_file_listed_twice_is_counted() {
        let assets = [asset("a", Some(1), None), asset("a", Some(3), None)];
        let script = script(Language::EnUs, &["intro", "x", "y", "z"]);
        let bound = bind(&assets, &script);
        assert_eq!((bound[&2].uses_before, bound[&2].first_shown_in), (0, None));
        assert_eq!((bound[&4].uses_before, bound[&4].first_shown_in), (1, Some(1)));
    }
}
