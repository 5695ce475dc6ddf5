use std::collections::BTreeSet;

use super::*;

const LANGUAGES: [(Language, &str, &str); 2] =
    [(Language::EnUs, COFFEE, "Visit us"), (Language::PtBr, CAFE, "Venha nos visitar")];

#[test]
fn every_template_tone_and_length_makes_a_script_that_fits() {
    for (language, description, cta) in LANGUAGES {
        for template in Template::ALL {
            for tone in Tone::ALL {
                for duration_s in [15, 30, 60, 180] {
                    let more = json!({
                        "template": template, "tone": tone, "duration_s": duration_s, "cta": cta,
                    });
                    let brief = with(language, "Café Aurora", description, more);
                    let script = write(&brief);
                    check(&brief, &script);
                    let last = &script.scenes.last().unwrap();
                    assert!(last.narration.contains(cta), "{}", last.narration);
                    assert_eq!(last.on_screen, cta);
                    let percent = filled(&brief, &script);
                    assert!((70..=100).contains(&percent), "{template:?} {tone:?} {percent} %");
                    assert!(last.keywords.len() >= 3, "{:?}", last.keywords);
                }
            }
        }
    }
}

#[test]
fn thirty_seconds_are_filled_with_24_to_30_seconds_of_speech() {
    for (language, description, cta) in LANGUAGES {
        for seed in 0..40 {
            let more = json!({"seed": seed, "cta": cta});
            let brief = with(language, "Café Aurora", description, more);
            let percent = filled(&brief, &write(&brief));
            assert!((80..=100).contains(&percent), "seed {seed}: {percent} %");
        }
    }
}

#[test]
fn the_opening_is_spoken_in_three_seconds() {
    let long = "The complete and unabridged history of coffee in the northern districts of Porto";
    for title in ["Café Aurora", "Why bees matter", "5 tips for better sleep", long, "Is it safe?"]
    {
        for seed in 0..30 {
            let brief = with(Language::EnUs, title, COFFEE, json!({"seed": seed}));
            let script = write(&brief);
            let first = text::sentences(&script.scenes[0].narration, Language::EnUs).remove(0);
            assert!(pacing::speech_ms(&first, Language::EnUs) <= 3_000, "{first}");
        }
    }
}

#[test]
fn equal_briefs_give_equal_scripts_and_seeds_vary_them() {
    let brief = |seed| with(Language::PtBr, "Café Aurora", CAFE, json!({"seed": seed}));
    assert_eq!(write(&brief(5)), write(&brief(5)));
    let hooks: BTreeSet<String> =
        (0..30).map(|seed| write(&brief(seed)).scenes[0].narration.clone()).collect();
    assert!(hooks.len() >= 3, "{hooks:?}");
    let wholes: BTreeSet<String> =
        (0..30).map(|seed| narrations(&write(&brief(seed))).join(" ")).collect();
    assert!(wholes.len() >= 10, "{}", wholes.len());
}

#[test]
fn the_scenes_tell_the_briefs_own_sentences_in_order() {
    let brief = with(Language::EnUs, "Café Aurora", COFFEE, json!({"duration_s": 60}));
    let told = narrations(&write(&brief)).join(" ");
    let at = |words: &str| told.find(words).unwrap_or_else(|| panic!("{words} not in {told}"));
    assert!(at("Every morning starts with coffee.") < at("Ours is roasted slowly"));
    assert!(at("Ours is roasted slowly") < at("You choose the origin"));
    assert!(at("200 cafés") > 0 && at("No subscription") > 0);
}

#[test]
fn odd_briefs_make_sound_scripts() {
    let long: String = COFFEE.repeat(20).chars().take(4_990).collect();
    let endless = "coffee roasted slowly by hand delivered to your door in two days without a \
        subscription and without fees for people who like good mornings "
        .repeat(6);
    let odd = [
        ("Ba!", "Good bread"),
        ("BIG SPRING SALE!!!", "EVERYTHING MUST GO. UP TO 50% OFF UNTIL SUNDAY!!"),
        ("Aurora...", "...... coffee ...... and more ......"),
        (
            "\"Aurora\" (new)",
            "**Fresh** _coffee_ ☕☕ (really!), [menu](https://aurora.com/menu) ok?",
        ),
        ("Aurora", "https://aurora.com hello@aurora.com +1 555 123 4567"),
        (
            "Aurora",
            "Our shop:\n- fresh bread\n- coffee, tea, and cocoa\n\n* open daily\n1. come in",
        ),
        ("🎉🎉🎉", "🎉🎉🎉🎉🎉🎉🎉🎉🎉🎉🎉🎉"),
        ("Aurora", &long),
        ("Aurora", &endless),
        ("A {name} for {audience}", "Text with {braces} and {name} in it."),
        (&"Very long title ".repeat(12), "Good coffee every day."),
        ("日本語のタイトル", "これは説明です。とても良いコーヒーです。"),
        ("Aurora", "word\nword\nword\nword\nword"),
    ];
    for language in Language::ALL {
        for (title, description) in odd {
            for duration_s in [15, 30, 180] {
                let brief = with(language, title, description, json!({"duration_s": duration_s}));
                let script = write(&brief);
                for scene in &script.scenes {
                    assert!(scene.narration.chars().any(char::is_alphanumeric), "{scene:?}");
                    well_spoken(&scene.narration);
                }
            }
        }
    }
}

fn well_spoken(narration: &str) {
    for mark in ["{", "}", "  ", "..", ",,", "!!", "??", "http", "@", "*", "[", "555"] {
        assert!(!narration.contains(mark), "{mark:?} in {narration:?}");
    }
}

#[test]
fn a_short_brief_makes_a_film_of_three_minutes_without_repeating_itself() {
    for language in Language::ALL {
        let brief = with(language, "Aurora", "Good bread.", json!({"duration_s": 180}));
        check(&brief, &write(&brief));
    }
}

#[test]
fn an_order_for_a_film_is_not_read_aloud() {
    let orders = [
        (
            Language::EnUs,
            "A 30-second spot for a coffee shop, for young urban professionals. The tone should \
             be friendly. Mention that the coffee is roasted by hand.",
            "A coffee shop for young urban professionals.",
            ["spot", "30", "tone", "Mention"],
        ),
        (
            Language::PtBr,
            "Um vídeo de 30 segundos para uma cafeteria, voltado para jovens profissionais. O tom \
             deve ser amigável. Destaque que o café é torrado à mão.",
            "Uma cafeteria para jovens profissionais.",
            ["vídeo", "segundos", "tom deve", "Destaque"],
        ),
    ];
    for (language, description, subject, forbidden) in orders {
        let brief = brief(language, "Aurora", description);
        let script = write(&brief);
        check(&brief, &script);
        let told = narrations(&script).join(" ");
        assert!(told.contains(subject), "{told}");
        for word in forbidden {
            assert!(!told.contains(word), "{word} in {told}");
        }
    }
}

#[test]
fn a_link_is_shown_at_the_end_and_not_read() {
    let description = "We roast coffee by hand every day. Find us at https://www.aurora.com/menu.";
    let brief = with(Language::EnUs, "Aurora", description, json!({"cta": "Visit us"}));
    let script = write(&brief);
    check(&brief, &script);
    assert_eq!(script.scenes.last().unwrap().supporting.as_deref(), Some("aurora.com/menu"));
}

#[test]
fn a_call_that_takes_longer_than_its_scene_is_still_said_in_full() {
    let cta = "Come to one of our three shops in the old town on any day of the week, bring a \
               friend, and ask for the tasting menu of the month with every coffee that we roast";
    let brief = with(Language::EnUs, "Aurora", COFFEE, json!({"cta": cta}));
    let script = write(&brief);
    check(&brief, &script);
    let last = script.scenes.last().unwrap();
    assert!(last.narration.contains(cta), "{}", last.narration);
}

#[test]
fn titles_keep_portuguese_free_of_gender_and_contractions() {
    for seed in 0..60 {
        for tone in Tone::ALL {
            let brief = with(Language::PtBr, "Lua Nova", CAFE, json!({"seed": seed, "tone": tone}));
            let hook = &write(&brief).scenes[0].narration;
            for wrong in ["a Lua", "o Lua", "da Lua", "do Lua", "na Lua", "no Lua"] {
                assert!(
                    !hook.to_lowercase().contains(&format!(" {}", wrong.to_lowercase())),
                    "{hook}"
                );
            }
        }
    }
}

#[test]
fn moods_follow_tone_and_purpose() {
    let brief = with(Language::EnUs, "Aurora", COFFEE, json!({"tone": "enthusiastic"}));
    let moods: Vec<Mood> = write(&brief).scenes.iter().map(|scene| scene.mood).collect();
    assert_eq!(moods[0], Mood::Happy);
    assert_eq!(moods[1], Mood::Nostalgic, "the problem");
    assert_eq!(moods[5], Mood::Energetic, "the call");
}

#[test]
fn the_writer_says_who_it_is() {
    let script = write(&brief(Language::EnUs, "Aurora", COFFEE));
    assert_eq!(script.writer, TemplateWriter.model());
    assert_eq!(script.writer, ModelChoice::new("offline", "template-writer-1"));
}

const TOKENS: &str = "coffee Coffee, and we a the video for 30-second spot ... ! ? , — - ( ) 200 \
    5,000 50% $9.99 www.a.com a@b.co Dr. e o que para é um vídeo sobre café à mão. \u{2028} Tone: \
    mention that because porque ÁGUA ok. ; : … \"x\" ☕ **b** Visit us. +55 11 99999-0000 1. 2) \n";

#[test]
fn no_text_breaks_the_writer() {
    let tokens: Vec<&str> = TOKENS.split(' ').filter(|token| !token.is_empty()).collect();
    let mut random = Random::new(7, "fuzz");
    for round in 0..400 {
        let count = 3 + random.below(40);
        let mut word = || tokens[random.below(tokens.len())];
        let words: Vec<&str> = (0..count).map(|_| word()).collect();
        let text = format!("coffee bar {}", words.join(" "));
        let title = format!("Ab {} {}", word(), word()).replace('\n', " ");
        let language = Language::ALL[round % 2];
        let more = json!({"duration_s": 15 * (1 + round % 3), "cta": "Visit us"});
        for scene in &write(&with(language, &title, &text, more)).scenes {
            assert!(scene.narration.chars().any(char::is_alphanumeric), "{text:?}");
            well_spoken(&scene.narration);
            shown_well(scene);
        }
        split_into_scenes(&text, round % 9, language);
    }
}

#[test]
fn the_examples_make_sound_scripts() {
    for brief in examples() {
        let script = write(&brief);
        check(&brief, &script);
        assert!(filled(&brief, &script) >= 75, "{:?}", narrations(&script));
    }
}
