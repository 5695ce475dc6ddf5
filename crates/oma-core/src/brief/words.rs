//! The words of a brief that people will see or hear, or that providers are sent.

use super::{BrandCard, Brief, BriefBrand, BriefScene, BriefScript};

impl Brief {
    /// Every text with its path.
    pub(super) fn words(&self) -> Vec<(String, &str)> {
        let mut copy = Vec::new();
        // One list for reading and for writing would need a copy of the brief; this one is short.
        copy.push(("title".to_owned(), self.title.as_str()));
        copy.push(("description".to_owned(), self.description.as_str()));
        copy.extend(named("target_audience", self.target_audience.as_deref()));
        copy.extend(named("hook", self.hook.as_deref()));
        copy.extend(named("cta", self.cta.as_deref()));
        match &self.script {
            Some(BriefScript::Whole(text)) => copy.push(("script".to_owned(), text)),
            Some(BriefScript::Scenes(list)) => {
                copy.extend(of_scenes("script.scenes", &list.scenes));
                let original = list.original.iter();
                copy.extend(
                    original.flat_map(|it| of_scenes("script.original.scenes", &it.scenes)),
                );
            }
            None => {}
        }
        for (index, asset) in self.assets.iter().enumerate() {
            copy.extend(named(format!("assets[{index}].shows"), asset.shows.as_deref()));
        }
        if let Some(kit) = self.brand() {
            for (name, card) in [("intro", &kit.intro), ("outro", &kit.outro)] {
                let Some(BrandCard { title, subtitle, .. }) = card else { continue };
                copy.push((format!("brand.{name}.title"), title));
                copy.extend(named(format!("brand.{name}.subtitle"), subtitle.as_deref()));
            }
            if let Some(third) = &kit.lower_third {
                copy.push(("brand.lower_third.title".to_owned(), &third.title));
                copy.extend(named("brand.lower_third.subtitle", third.subtitle.as_deref()));
            }
        }
        copy
    }

    /// Puts another text in the place of each of [`Brief::words`].
    pub(super) fn replace_words(&mut self, replace: impl Fn(&str) -> String) {
        let change = |text: &mut String| *text = replace(text);
        [&mut self.title, &mut self.description].into_iter().for_each(change);
        let short = self.target_audience.iter_mut().chain(&mut self.hook).chain(&mut self.cta);
        short.for_each(change);
        match &mut self.script {
            Some(BriefScript::Whole(text)) => change(text),
            Some(BriefScript::Scenes(list)) => {
                let original = list.original.iter_mut().flat_map(|it| &mut it.scenes);
                for scene in list.scenes.iter_mut().chain(original) {
                    change(&mut scene.narration);
                    let others = [&mut scene.on_screen, &mut scene.supporting, &mut scene.visual];
                    others.into_iter().flatten().for_each(change);
                    scene.keywords.iter_mut().for_each(change);
                }
            }
            None => {}
        }
        self.assets.iter_mut().filter_map(|asset| asset.shows.as_mut()).for_each(change);
        if let Some(BriefBrand::Kit(kit)) = &mut self.brand {
            for card in [&mut kit.intro, &mut kit.outro].into_iter().flatten() {
                change(&mut card.title);
                card.subtitle.iter_mut().for_each(change);
            }
            if let Some(third) = &mut kit.lower_third {
                change(&mut third.title);
                third.subtitle.iter_mut().for_each(change);
            }
        }
    }
}

fn of_scenes<'a>(at: &str, scenes: &'a [BriefScene]) -> Vec<(String, &'a str)> {
    let mut copy = Vec::new();
    for (index, scene) in scenes.iter().enumerate() {
        let path = |field: &str| format!("{at}[{index}].{field}");
        copy.push((path("narration"), scene.narration.as_str()));
        copy.extend(named(path("on_screen"), scene.on_screen.as_deref()));
        copy.extend(named(path("supporting"), scene.supporting.as_deref()));
        copy.extend(named(path("visual"), scene.visual.as_deref()));
        let keywords = scene.keywords.iter().enumerate();
        copy.extend(keywords.map(|(n, word)| (path(&format!("keywords[{n}]")), word.as_str())));
    }
    copy
}

fn named(path: impl Into<String>, text: Option<&str>) -> Option<(String, &str)> {
    text.map(|text| (path.into(), text))
}
