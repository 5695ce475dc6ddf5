use std::collections::BTreeSet;

use super::*;

fn found(keywords: &[&str], text: &str, language: Language) -> &'static str {
    let keywords: Vec<String> = keywords.iter().map(ToString::to_string).collect();
    find(&keywords, text, language).map_or("none", |icon| icon.name.as_str())
}

#[test]
fn the_index_and_the_drawings_name_the_same_icons() {
    let indexed: BTreeSet<&str> = index::entries().map(|entry| entry.icon).collect();
    let drawn: BTreeSet<&str> = all().iter().map(|icon| icon.name.as_str()).collect();
    assert_eq!(indexed, drawn);
    assert!(drawn.len() >= 150, "{}", drawn.len());
}

#[test]
fn every_phrase_finds_its_own_icon() {
    for entry in index::entries() {
        for (language, phrases) in entry.phrases {
            assert!(!phrases.is_empty(), "{} has no words in {language:?}", entry.icon);
            for phrase in phrases {
                assert_eq!(found(&[phrase], "", language), entry.icon, "{phrase}");
            }
        }
    }
}

#[test]
fn every_drawing_is_svg() {
    for icon in all() {
        let svg = format!(r#"<svg xmlns="http://www.w3.org/2000/svg">{}</svg>"#, icon.body);
        let tree = resvg::usvg::Tree::from_str(&svg, &resvg::usvg::Options::default());
        assert!(tree.is_ok_and(|tree| tree.root().has_children()), "{}", icon.name);
    }
}

#[test]
fn words_of_usual_briefs_find_their_icon() {
    for (text, icon) in [
        ("A new coffee shop opens downtown", "hot-beverage"),
        ("Our dentists care for your smile", "tooth"),
        ("Learn English at our language school", "school"),
        ("Fresh bakeries", "bread"),
        ("Cut your bill with solar energy", "sun"),
        ("Artificial intelligence for small teams", "robot"),
        ("Book your appointment", "spiral-calendar"),
        ("Call us", "telephone-receiver"),
    ] {
        assert_eq!(found(&[], text, Language::EnUs), icon, "{text}");
    }
    for (text, icon) in [
        ("Cafés especiais torrados todo dia", "hot-beverage"),
        ("O mel nunca estraga", "honey-pot"),
        ("Sua clínica veterinária, com carinho de verdade para pets", "dog-face"),
        ("PROMOÇÕES imperdíveis", "fire"),
        ("Agende sua consulta", "stethoscope"),
        ("Matrículas abertas na nossa escola", "school"),
        ("Inteligência artificial no seu negócio", "robot"),
        ("Doces da vovó", "cupcake"),
        ("Ligue agora", "telephone-receiver"),
    ] {
        assert_eq!(found(&[], text, Language::PtBr), icon, "{text}");
    }
}

#[test]
fn keywords_win_over_the_text_and_the_first_known_one_wins() {
    assert_eq!(found(&["xyz", "pizza", "sushi"], "coffee", Language::EnUs), "pizza");
}

#[test]
fn the_language_decides_and_the_other_one_helps_out() {
    assert_eq!(found(&["time"], "", Language::EnUs), "hourglass-not-done");
    assert_eq!(found(&["time"], "", Language::PtBr), "busts-in-silhouette");
    assert_eq!(found(&["bakery"], "", Language::PtBr), "bread");
}

#[test]
fn unknown_words_find_nothing_and_every_scene_has_a_default() {
    assert_eq!(found(&["zzyzx"], "— !? 🎉", Language::PtBr), "none");
    let purposes =
        [Purpose::Hook, Purpose::Problem, Purpose::Body, Purpose::Proof, Purpose::CallToAction];
    for purpose in purposes {
        for mood in Mood::ALL {
            assert!(default_for(purpose, *mood).is_some(), "{purpose:?} {mood:?}");
        }
    }
}
