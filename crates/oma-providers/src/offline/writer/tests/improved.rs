use oma_core::script::{Critique, CritiqueFinding, Rule};

use super::*;

fn finding(rule: Rule, scene: Option<u32>) -> CritiqueFinding {
    CritiqueFinding { rule, scene, message: String::new(), points: 10 }
}

fn improve(brief: &Brief, script: &Script, findings: Vec<CritiqueFinding>, reason: &str) -> Script {
    let request = ImproveRequest {
        brief,
        plan: &plan(brief),
        script,
        critique: &Critique { score: 50, findings },
        attempt: 2,
        reason,
    };
    block_on(TemplateWriter.improve(&request)).unwrap()
}

fn coffee() -> (Brief, Script) {
    let brief = with(Language::EnUs, "Café Aurora", COFFEE, json!({"cta": "Visit us"}));
    let script = write(&brief);
    (brief, script)
}

/// The numbers of the scenes whose words differ.
fn changed(one: &Script, other: &Script) -> Vec<u32> {
    let pairs = one.scenes.iter().zip(&other.scenes);
    pairs.filter(|(a, b)| a.narration != b.narration).map(|(a, _)| a.number).collect()
}

#[test]
fn without_findings_nothing_changes() {
    let (brief, script) = coffee();
    assert_eq!(improve(&brief, &script, Vec::new(), ""), script);
}

#[test]
fn a_bad_opening_is_replaced_and_nothing_else() {
    let (brief, mut script) = coffee();
    script.scenes[0].narration = "This opening goes on and on before it ever comes to the point \
                                  that it wanted to make."
        .to_owned();
    let better = improve(&brief, &script, vec![finding(Rule::Hook, Some(1))], "");
    assert_eq!(changed(&script, &better), [1]);
    check(&brief, &better);
}

#[test]
fn a_missing_call_comes_to_the_end() {
    let (brief, mut script) = coffee();
    script.scenes[5].narration = "Thank you for watching.".to_owned();
    let better = improve(&brief, &script, vec![finding(Rule::CallToAction, None)], "");
    assert_eq!(changed(&script, &better), [6]);
    assert!(better.scenes[5].narration.contains("Visit us"));
    assert_eq!(better.scenes[5].on_screen, "Visit us");
}

#[test]
fn what_is_too_long_is_cut_at_a_clause() {
    let (brief, mut script) = coffee();
    script.scenes[2].narration =
        "You choose the origin yourself. We grind it for your machine, and we bring it to your \
         door on the next working day, whatever the weather."
            .to_owned();
    let better = improve(&brief, &script, vec![finding(Rule::Duration, Some(3))], "");
    assert_eq!(changed(&script, &better), [3]);
    let cut = &better.scenes[2].narration;
    assert_eq!(cut, "You choose the origin yourself. We grind it for your machine.");
    check(&brief, &better);
}

#[test]
fn what_is_too_short_is_filled() {
    let (brief, mut script) = coffee();
    for scene in &mut script.scenes[1..5] {
        scene.narration = format!(
            "Coffee {}.",
            ["one", "two", "three", "four", "five"][scene.number as usize - 2]
        );
    }
    let better = improve(&brief, &script, vec![finding(Rule::Duration, None)], "");
    assert!(filled(&brief, &better) >= 80, "{:?}", narrations(&better));
    assert_eq!(better.scenes[0], script.scenes[0]);
    check(&brief, &better);
}

#[test]
fn a_repeated_scene_gets_other_words() {
    let (brief, mut script) = coffee();
    script.scenes[3].narration = script.scenes[2].narration.clone();
    for named in [Some(4), None] {
        let better = improve(&brief, &script, vec![finding(Rule::Repetition, named)], "");
        assert_eq!(changed(&script, &better), [4]);
        check(&brief, &better);
    }
}

#[test]
fn a_missing_part_of_the_story_is_written() {
    let (brief, mut script) = coffee();
    script.scenes.remove(1);
    for (number, scene) in (1..).zip(&mut script.scenes) {
        scene.number = number;
    }
    let better = improve(&brief, &script, vec![finding(Rule::Story, None)], "");
    assert_eq!(better.scenes[0], script.scenes[0]);
    check(&brief, &better);
}

#[test]
fn a_persons_wishes_are_honoured() {
    for (language, description, shorter, no_question) in [
        (Language::EnUs, COFFEE, "Make it shorter", "No question at the start, please"),
        (Language::PtBr, CAFE, "Mais curto, por favor", "sem pergunta"),
    ] {
        let mut asked = 0;
        for seed in 0..10 {
            let brief = with(language, "Café Aurora", description, json!({"seed": seed}));
            let script = write(&brief);
            let less = improve(&brief, &script, Vec::new(), shorter);
            assert!(filled(&brief, &less) < filled(&brief, &script));
            check(&brief, &less);
            let plain = improve(&brief, &script, Vec::new(), no_question);
            asked += usize::from(narrations(&script).join(" ").contains('?'));
            assert!(!narrations(&plain).join(" ").contains('?'), "{:?}", narrations(&plain));
            check(&brief, &plain);
        }
        assert!(asked > 0, "no script had a question");
    }
}

#[test]
fn any_other_reason_gives_other_words_and_each_attempt_others() {
    let (brief, script) = coffee();
    let second = improve(&brief, &script, Vec::new(), "I do not like it");
    assert!(changed(&script, &second).contains(&1));
    check(&brief, &second);
    let third = improve(&brief, &second, Vec::new(), "Still not");
    assert_ne!(third.scenes[0].narration, second.scenes[0].narration);
    assert_eq!(improve(&brief, &script, Vec::new(), "I do not like it"), second);
}

#[test]
fn the_users_own_words_stay() {
    let brief = with(Language::EnUs, "Aurora", COFFEE, json!({"script": "Hello. Come in."}));
    let script = write(&brief);
    let better = improve(&brief, &script, vec![finding(Rule::Hook, Some(1))], "shorter");
    assert_eq!(better, script);
}
