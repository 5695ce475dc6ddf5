//! The number worth a card of its own: "40%", "12 anos", "R$ 50".

use std::fmt::Write as _;

use oma_core::Result;

use super::geometry::Rect;
use super::look::{Look, shape};
use super::text::{Face, Fonts, clean, escape, widths};

/// A number out of a scene's words.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Figure {
    /// As it is written: `40%`.
    pub(super) number: String,
    /// What it counts: `anos`; may be empty.
    pub(super) unit: String,
    /// What is left of the headline, if the number began it: read on from the figure.
    pub(super) rest: Option<String>,
}

/// The size of the unit, in sizes of the number.
const UNIT: f32 = 0.27;
/// The longest number that is still read at a glance.
const MOST_LETTERS: usize = 9;

/// The first number of a headline, or else of the line below.
pub(super) fn find(headline: &str, supporting: Option<&str>) -> Option<Figure> {
    in_text(&clean(headline), true).or_else(|| in_text(&clean(supporting?), false))
}

fn in_text(text: &str, is_headline: bool) -> Option<Figure> {
    let words: Vec<&str> = text.split(' ').collect();
    let at = words.iter().position(|word| is_number(word))?;
    let number = words[at].trim_matches(|c: char| ",.;:!?()".contains(c)).to_owned();
    let ended = words[at].ends_with([',', '.', ';', ':', '!', '?']);
    let unit = if ended { Vec::new() } else { unit(&number, &words[at + 1..]) };
    let after = &words[at + 1 + unit.len()..];
    let begins = is_headline && at == 0;
    if begins && after.is_empty() {
        // The headline would say the figure again.
        return None;
    }
    let after = after.join(" ");
    let rest = begins.then(|| if stands_alone(&after) { capital(&after) } else { after });
    let unit = unit.join(" ").trim_end_matches([',', '.', ';', ':', '!', '?']).to_owned();
    Some(Figure { number, unit, rest })
}

fn is_number(word: &str) -> bool {
    let count = |is: fn(&char) -> bool| word.chars().filter(is).count();
    let (digits, letters) = (count(char::is_ascii_digit), count(|c| c.is_alphabetic()));
    // One small digit is no figure unless it has a sign; letters are at most a short ending.
    let signed = word.contains(['%', '$', '+', 'x', '×']);
    digits > 0
        && letters <= 3
        && word.chars().count() <= MOST_LETTERS
        && (digits > 1 || signed || word.starts_with(['2', '3', '4', '5', '6', '7', '8', '9']))
        && !word.contains(['@', '/', ':'])
}

fn unit<'a>(number: &str, after: &[&'a str]) -> Vec<&'a str> {
    let is_word = |word: &&&str| {
        let letters = word.chars().filter(|c| c.is_alphabetic()).count();
        (3..=10).contains(&letters) && letters + 1 >= word.chars().count()
    };
    let is_year = number.len() == 4 && (number.starts_with("19") || number.starts_with("20"));
    if is_year || number.contains(['%', '$', 'x', '×']) {
        return Vec::new();
    }
    let many = ["mil", "milhões", "milhão", "thousand", "million", "billion", "bilhões"];
    let most = if after.first().is_some_and(|word| many.contains(word)) { 2 } else { 1 };
    after.iter().take(most).take_while(is_word).copied().collect()
}

/// Whether words make sense without the number before them; others are read on from it.
fn stands_alone(words: &str) -> bool {
    let joints = ["de", "do", "da", "dos", "das", "of", "off", "e", "and", "em", "in", "a", "por"];
    let first = words.split(' ').next().unwrap_or_default().to_lowercase();
    words.contains(' ') && !joints.contains(&first.as_str())
}

fn capital(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map_or_else(String::new, |first| {
        first.to_uppercase().collect::<String>() + letters.as_str()
    })
}

impl Figure {
    /// The part of a whole from 0 to 1, if the number is a percentage of one.
    fn part(&self) -> Option<f32> {
        let digits = self.number.strip_suffix('%')?.trim_start_matches('+').replace(',', ".");
        digits
            .parse()
            .ok()
            .filter(|percent| (0.0..=100.0).contains(percent))
            .map(|p: f32| p / 100.0)
    }

    /// The number as large as its box allows; a percentage also as a bar of that length.
    pub(super) fn draw(
        &self,
        svg: &mut String,
        fonts: &Fonts,
        look: Look<'_>,
        (area, align): (Rect, f32),
    ) -> Result<()> {
        let face = fonts.headline(800, -0.04);
        let small = Face::inter(600, 0.0);
        let number = widths(fonts, &[&self.number], face)?[0];
        let unit = widths(fonts, &[&self.unit], small)?[0];
        let bar = self.part().map(|part| (part, 5.2));
        let room = area.height - bar.map_or(0.0, |(_, height)| height);
        // The unit stands at the right of the number.
        let beside = if unit > 0.0 { UNIT * unit + 0.1 } else { 0.0 };
        let cap = 0.74;
        let size = (room / cap).min(area.width / (number + beside)).min(52.0);
        let width = (number + beside) * size;
        let height = cap * size + bar.map_or(0.0, |(_, height)| height);
        let x = area.x + align * (area.width - width);
        let y = area.y + (area.height - height) / 2.0;
        let baseline = y + cap * size;
        let _ = write!(
            svg,
            r#"<text x="{x:.3}" y="{baseline:.3}" {} fill="{}">{}</text><text x="{:.3}" y="{baseline:.3}" {} fill="{}">{}</text>"#,
            face.attributes(size),
            look.palette.accent,
            escape(&self.number),
            x + (number + 0.1) * size,
            small.attributes(UNIT * size),
            look.palette.ink,
            escape(&self.unit)
        );
        if let Some((part, height)) = bar {
            let length = width.max(0.62 * area.width);
            let x = area.x + align * (area.width - length);
            let track = Rect { x, y: baseline + height - 2.0, width: length, height: 2.0 };
            let radius = look.radius(1.0);
            let _ = write!(
                svg,
                r#"<rect {} fill="{}" fill-opacity="0.2"/><rect {} fill="{}"/>"#,
                shape(track, radius),
                look.palette.ink,
                shape(Rect { width: (part * length).max(2.0), ..track }, radius),
                look.palette.accent
            );
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(headline: &str, supporting: Option<&str>) -> Option<(String, String, Option<String>)> {
        find(headline, supporting).map(|figure| (figure.number, figure.unit, figure.rest))
    }

    #[test]
    fn numbers_are_found_with_what_they_count() {
        let some = |number: &str, unit: &str, rest: Option<&str>| {
            Some((number.to_owned(), unit.to_owned(), rest.map(str::to_owned)))
        };
        assert_eq!(found("Há 12 anos no bairro", None), some("12", "anos", None));
        assert_eq!(found("40% menos gasto", None), some("40%", "", Some("Menos gasto")));
        assert_eq!(found("Mais de 3 mil clientes", None), some("3", "mil clientes", None));
        assert_eq!(found("Desde 1987 no forno", None), some("1987", "", None));
        assert_eq!(found("Só R$ 50 por mês", None), some("R$\u{a0}50", "", None));
        assert_eq!(found("24 horas de massa", None), some("24", "horas", Some("de massa")));
        assert_eq!(found("Feito à mão", Some("Por 15 padeiros.")), some("15", "padeiros", None));
        assert_eq!(found("Feito à mão", None), None);
        assert_eq!(found("20 horas", None), None, "it would stand there twice");
        assert_eq!(found("1 só lugar", None), None);
        assert_eq!(found("Ligue 11-99999-12345", None), None);
    }

    #[test]
    fn only_a_percentage_of_a_whole_is_a_part() {
        let part = |text: &str| find(text, None).and_then(|figure| figure.part());
        assert!((part("40% menos").unwrap() - 0.4).abs() < 1e-6);
        assert!((part("12,5% ao ano").unwrap() - 0.125).abs() < 1e-6);
        assert_eq!(part("300% mais"), None);
        assert_eq!(part("12 anos"), None);
    }
}
