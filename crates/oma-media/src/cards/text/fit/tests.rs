use super::*;
use crate::cards::text::clean;

const FACE: Face = Face::inter(800, -0.02);
const LIMITS: Limits =
    Limits { width: 84.0, height: 50.0, largest: 11.0, smallest: 4.6, max_lines: 4, leading: 1.1 };

fn fitted(text: &str) -> Fitted {
    fit(&Fonts::inter(), &clean(text), FACE, LIMITS).unwrap()
}

fn lines(fitted: &Fitted) -> Vec<String> {
    let joined = |line: &Vec<Word>| {
        let words: Vec<&str> = line.iter().map(|word| word.text.as_str()).collect();
        words.join(" ")
    };
    fitted.lines.iter().map(joined).collect()
}

fn assert_inside(fitted: &Fitted) {
    assert!(fitted.height() <= LIMITS.height, "{}", fitted.height());
    assert!(fitted.lines.len() <= LIMITS.max_lines);
    for line in &fitted.lines {
        assert!(fitted.line_width(line) <= LIMITS.width + 0.01, "{line:?}");
    }
}

#[test]
fn a_short_headline_is_as_large_as_allowed_and_its_lines_are_even() {
    let fitted = fitted("O mel nunca estraga.");
    assert!((fitted.size - LIMITS.largest).abs() < f32::EPSILON);
    assert_eq!(lines(&fitted), ["O mel nunca", "estraga."]);
}

#[test]
fn a_long_word_shrinks_before_it_is_split() {
    let fitted = fitted("Otorrinolaringologista especializada");
    assert_eq!(lines(&fitted), ["Otorrinolaringologista", "especializada"]);
    assert_inside(&fitted);
}

#[test]
fn a_word_that_no_size_can_hold_is_split_with_hyphens() {
    let fitted = fitted(&"Pneumoultramicroscopico".repeat(3)[..60]);
    assert!((fitted.size - LIMITS.smallest).abs() < f32::EPSILON);
    assert!(fitted.lines.len() > 1);
    assert!(lines(&fitted)[0].ends_with('-'), "{:?}", lines(&fitted));
    assert_inside(&fitted);
}

#[test]
fn nasty_texts_stay_inside() {
    let long = "Descubra por que mais de mil famílias já trocaram a conta de luz cara pela energia \
                solar limpa e barata em todo o Brasil";
    assert!(long.chars().count() >= 120);
    for text in [long, "?!...", r#"<&>"'"#, "—", "a", "🎉 Festa!", &"!".repeat(90)] {
        assert_inside(&fitted(text));
    }
    assert!(lines(&fitted(long)).join(" ").ends_with("Brasil"));
}

#[test]
fn far_too_much_text_ends_in_an_ellipsis() {
    let fitted = fitted(&"palavras demais, ".repeat(40));
    assert_inside(&fitted);
    assert!(lines(&fitted).last().unwrap().ends_with('…'));
}

#[test]
fn nothing_has_no_lines_and_no_height() {
    let fitted = fitted("🎉");
    assert!(fitted.lines.is_empty());
    assert!(fitted.height() < f32::EPSILON);
}
