//! The brand's cards as scenes in which nothing is said, around the story. Pure.

use oma_core::brief::{BrandCard, BrandKit, Mood};
use oma_core::plan::Purpose;
use oma_core::script::{Scene, Script};

/// The story with the brand's cards before and after it.
pub(crate) fn around(story: Script, kit: Option<&BrandKit>) -> Script {
    let card = |purpose, card: Option<&BrandCard>| card.map(|card| scene(purpose, card));
    let intro = kit.and_then(|kit| card(Purpose::Intro, kit.intro.as_ref()));
    let outro = kit.and_then(|kit| card(Purpose::Outro, kit.outro.as_ref()));
    let scenes = intro.into_iter().chain(story.scenes).chain(outro).collect();
    let original = story.original.map(|original| Box::new(around(*original, kit)));
    numbered(Script { scenes, original, ..story })
}

/// The story alone, its scenes counted from 1: what a writer writes and a critic judges.
pub(crate) fn without(mut script: Script) -> Script {
    script.scenes.retain(|scene| !scene.purpose.is_brand_card());
    numbered(script)
}

fn numbered(mut script: Script) -> Script {
    for (number, scene) in (1..).zip(&mut script.scenes) {
        scene.number = number;
    }
    script
}

fn scene(purpose: Purpose, card: &BrandCard) -> Scene {
    Scene {
        number: 0,
        purpose,
        narration: String::new(),
        on_screen: card.title.clone(),
        supporting: card.subtitle.clone(),
        visual: String::new(),
        keywords: Vec::new(),
        mood: Mood::default(),
        seconds: card.seconds,
    }
}

#[cfg(test)]
mod tests {
    use oma_core::language::Language;
    use oma_core::plan::ModelChoice;

    use super::*;

    fn story() -> Script {
        let card = BrandCard { title: "Hello".into(), subtitle: None, seconds: 4.0 };
        let said = Scene { narration: "Hello.".into(), ..scene(Purpose::Hook, &card) };
        Script {
            title: "A film".into(),
            language: Language::EnUs,
            writer: ModelChoice::new("user", "own-words"),
            scenes: vec![Scene { number: 1, ..said.clone() }, Scene { number: 2, ..said }],
            original: None,
        }
    }

    #[test]
    fn cards_stand_around_the_story_and_come_off_again() {
        let card = |title: &str| BrandCard { title: title.into(), subtitle: None, seconds: 1.5 };
        let kit =
            BrandKit { intro: Some(card("In")), outro: Some(card("Out")), ..BrandKit::default() };
        let framed = around(story(), Some(&kit));
        let titles: Vec<&str> = framed.scenes.iter().map(|s| s.on_screen.as_str()).collect();
        assert_eq!(titles, ["In", "Hello", "Hello", "Out"]);
        assert_eq!(framed.scenes.iter().map(|s| s.number).collect::<Vec<_>>(), [1, 2, 3, 4]);
        assert_eq!(framed.spoken().count(), 2);
        assert_eq!(without(framed), story());
        assert_eq!(around(story(), None), story());
    }
}
