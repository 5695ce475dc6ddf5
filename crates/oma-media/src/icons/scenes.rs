//! Icons for the scenes of a film: the one that fits best, but no two neighbours alike.

use oma_core::brief::Mood;
use oma_core::language::Language;
use oma_core::plan::Purpose;

use super::{Icon, by_name, default_for, index};

/// What a scene says and shows.
#[derive(Debug, Clone, Copy)]
pub struct SceneWords<'a> {
    /// Words that call for an icon, the main one first.
    pub keywords: &'a [String],
    /// Its texts, the most telling first.
    pub texts: &'a [&'a str],
    /// Its part in the story.
    pub purpose: Purpose,
    /// Its feeling.
    pub mood: Mood,
}

/// An icon for each scene. A scene takes the best icon for its words that the scene before does
/// not have; of equals one that no earlier scene has.
pub fn for_scenes(scenes: &[SceneWords<'_>], language: Language) -> Vec<Option<&'static Icon>> {
    let mut chosen: Vec<Option<&'static Icon>> = Vec::with_capacity(scenes.len());
    for scene in scenes {
        let wished = candidates(scene, language);
        let before = chosen.last().copied().flatten();
        let is_new = |icon: &&&'static Icon| !chosen.contains(&Some(**icon));
        let is_other = |icon: &&&'static Icon| before != Some(**icon);
        let icon = wished
            .iter()
            // Words far down the list say little about the scene.
            .take(4)
            .find(is_new)
            .or_else(|| wished.iter().find(is_other))
            .or_else(|| wished.first())
            .copied();
        chosen.push(icon);
    }
    chosen
}

/// All icons that a scene's words call for, the best first; its default comes last.
fn candidates(scene: &SceneWords<'_>, language: Language) -> Vec<&'static Icon> {
    let keywords = scene.keywords.iter().map(String::as_str);
    let mut found: Vec<&'static Icon> = Vec::new();
    let names = keywords
        .chain(scene.texts.iter().copied())
        .flat_map(|text| index::matches(text, language))
        .filter_map(by_name);
    for icon in names.chain(default_for(scene.purpose, scene.mood)) {
        if !found.contains(&icon) {
            found.push(icon);
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names(scenes: &[&[&str]]) -> Vec<&'static str> {
        let none: Vec<String> = Vec::new();
        let scenes: Vec<SceneWords<'_>> = scenes
            .iter()
            .map(|texts| SceneWords {
                keywords: &none,
                texts,
                purpose: Purpose::Body,
                mood: Mood::Calm,
            })
            .collect();
        let icons = for_scenes(&scenes, Language::PtBr);
        icons.iter().map(|icon| icon.map_or("none", |icon| icon.name.as_str())).collect()
    }

    #[test]
    fn neighbours_differ_where_another_icon_fits() {
        assert_eq!(
            names(&[&["Café e pão"], &["O café com bolo"]]),
            ["hot-beverage", "birthday-cake"]
        );
        assert_eq!(names(&[&["Café"], &["Café"]]), ["hot-beverage", "seedling"]);
        let same = names(&[&["Pão"], &["Café"], &["Pão"]]);
        assert_eq!(same[0], "bread");
        assert_ne!(same[1], same[2]);
    }
}
