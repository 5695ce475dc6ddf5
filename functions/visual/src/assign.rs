//! Which scene shows which of the user's files. Pure.

use oma_core::brief::BriefAsset;

/// The asset of a scene: the one that names it, else the next in line that names none.
///
/// No asset is shown twice; where there are fewer scenes than assets, the last are not shown.
pub(crate) fn asset_of(assets: &[BriefAsset], scene: u32) -> Option<&BriefAsset> {
    if let Some(named) = assets.iter().find(|asset| asset.scene == Some(scene)) {
        return Some(named);
    }
    let is_named = |number: &u32| assets.iter().any(|asset| asset.scene == Some(*number));
    let place = (1..scene).filter(|number| !is_named(number)).count();
    assets.iter().filter(|asset| asset.scene.is_none()).nth(place)
}

#[cfg(test)]
mod tests {
    use oma_core::brief::Fit;

    use super::*;

    fn asset(source: &str, scene: Option<u32>) -> BriefAsset {
        BriefAsset { source: source.to_owned(), scene, shows: None, start_s: None, fit: Fit::Cover }
    }

    fn shown(assets: &[BriefAsset], scenes: u32) -> Vec<Option<&str>> {
        (1..=scenes).map(|n| asset_of(assets, n).map(|a| a.source.as_str())).collect()
    }

    #[test]
    fn assets_without_a_scene_fill_the_scenes_in_order() {
        let assets = [asset("a", None), asset("b", None)];
        assert_eq!(shown(&assets, 3), [Some("a"), Some("b"), None]);
    }

    #[test]
    fn a_named_scene_keeps_its_asset_and_the_others_close_up() {
        let assets = [asset("a", None), asset("n", Some(2)), asset("b", None)];
        assert_eq!(shown(&assets, 4), [Some("a"), Some("n"), Some("b"), None]);
    }
}
