use super::*;

#[test]
fn a_whole_script_keeps_its_words_and_gets_pictures() {
    let words = "Good morning, Porto. This is the sound of an espresso. We roast on Mondays. \
                 And we pour all week. Come in.";
    let more = json!({"script": words});
    let brief = with(Language::EnUs, "Aurora", COFFEE, more);
    let script = write(&brief);
    assert_eq!(narrations(&script).join(" "), words);
    assert_eq!(script.scenes.len(), 5);
    assert_eq!(script.scenes[0].purpose, Purpose::Hook);
    assert_eq!(script.scenes[4].purpose, Purpose::CallToAction);
    assert_eq!(script.scenes.iter().map(|s| s.number).collect::<Vec<_>>(), [1, 2, 3, 4, 5]);
    let total: f64 = script.scenes.iter().map(|scene| scene.seconds).sum();
    assert!((total - 30.0).abs() < 0.01, "{total}");
}

#[test]
fn a_script_by_scene_keeps_everything_that_the_user_set() {
    let scenes = json!([
        {"narration": "Hello.", "on_screen": "HELLO", "seconds": 4.0, "mood": "happy"},
        {"narration": "This is a somewhat longer scene.", "keywords": ["cup"], "visual": "A cup."},
        {"narration": "Goodbye."},
    ]);
    let brief = with(Language::EnUs, "Aurora", COFFEE, json!({"script": {"scenes": scenes}}));
    let script = write(&brief);
    let [one, two, three] = script.scenes.as_slice() else { panic!("{script:?}") };
    assert_eq!((one.on_screen.as_str(), one.mood, one.seconds), ("HELLO", Mood::Happy, 4.0));
    assert_eq!((two.visual.as_str(), two.keywords.as_slice()), ("A cup.", &["cup".to_owned()][..]));
    assert_eq!(three.on_screen, "Goodbye");
    assert!(two.seconds > three.seconds);
    assert!((one.seconds + two.seconds + three.seconds - 30.0).abs() < 0.01);
}

#[test]
fn a_scene_is_never_shorter_than_its_words() {
    let long = "This scene takes its time, and then some more of it. ".repeat(4);
    let scenes = json!([{"narration": long.trim()}, {"narration": "The end."}]);
    let more = json!({"script": {"scenes": scenes}, "duration_s": 20});
    let brief = with(Language::EnUs, "Aurora", COFFEE, more);
    for scene in write(&brief).scenes {
        let needed = pacing::scene_ms(&scene.narration, Language::EnUs);
        assert!(scene.duration_ms() + 1 >= needed, "{} {needed}", scene.duration_ms());
    }
}
