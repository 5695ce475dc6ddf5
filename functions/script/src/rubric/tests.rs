use oma_core::brief::Mood;
use oma_core::language::Language;
use oma_core::plan::ModelChoice;

use super::*;

fn scene(number: u32, purpose: Purpose, narration: &str) -> Scene {
    let seconds = pacing::scene_ms(narration, Language::EnUs) as f64 / 1000.0;
    Scene {
        number,
        purpose,
        narration: narration.to_owned(),
        on_screen: "x".to_owned(),
        supporting: None,
        visual: "x".to_owned(),
        keywords: Vec::new(),
        mood: Mood::Calm,
        seconds,
    }
}

fn good() -> Script {
    Script {
        title: "Coffee shop".to_owned(),
        language: Language::EnUs,
        writer: ModelChoice::new("test", "test"),
        scenes: vec![
            scene(1, Purpose::Hook, "Is your coffee cold again?"),
            scene(2, Purpose::Body, "We roast small batches every morning, next to your office."),
            scene(3, Purpose::Proof, "Nine of ten guests come back within the week."),
            scene(4, Purpose::CallToAction, "Visit us today, the first cup is on the house."),
        ],
        original: None,
    }
}

fn length(script: &Script) -> u64 {
    script.scenes.iter().map(Scene::duration_ms).sum()
}

fn rules(script: &Script) -> Vec<Rule> {
    let critique = criticise(script, Some("Visit us"), length(script));
    critique.findings.into_iter().map(|finding| finding.rule).collect()
}

#[test]
fn a_good_script_loses_nothing() {
    assert_eq!(criticise(&good(), Some("Visit us"), length(&good())).score, 100);
}

#[test]
fn a_long_first_sentence_is_no_hook() {
    let mut script = good();
    let long =
        "In the middle of the city, between the station and the park, there is a coffee shop.";
    script.scenes[0] = scene(1, Purpose::Hook, long);
    assert_eq!(rules(&script), [Rule::Hook]);
}

#[test]
fn a_missing_call_to_action_costs_most() {
    let mut script = good();
    script.scenes[3] = scene(4, Purpose::CallToAction, "That was our story.");
    let critique = criticise(&script, Some("Visit us"), length(&script));
    assert_eq!(critique.findings[0].rule, Rule::CallToAction);
    assert!(critique.score < 80, "{critique:?}");
}

#[test]
fn a_story_without_proof_lacks_desire() {
    let mut script = good();
    script.scenes[2].purpose = Purpose::Body;
    assert_eq!(rules(&script), [Rule::Story]);
}

#[test]
fn words_that_do_not_fit_are_found_by_scene() {
    let mut script = good();
    script.scenes[1].seconds = 1.0;
    let critique = criticise(&script, Some("Visit us"), length(&script));
    assert_eq!(critique.findings[0].scene, Some(2));
    let mut empty = good();
    empty.scenes.iter_mut().for_each(|scene| scene.seconds *= 3.0);
    assert_eq!(rules(&empty), [Rule::Duration]);
}

#[test]
fn a_scene_that_says_the_same_again_is_found() {
    let mut script = good();
    let again = "Every morning we roast small batches next to your office.";
    script.scenes[2] = scene(3, Purpose::Proof, again);
    assert_eq!(rules(&script), [Rule::Repetition]);
}
