//! The largest size at which a text fits a box.

use oma_core::Result;
use textwrap::core::Fragment;
use textwrap::wrap_algorithms::wrap_first_fit;
use unicode_segmentation::UnicodeSegmentation as _;

use super::measure::{Face, Fonts, space, widths};

/// The box and the sizes allowed. All lengths are in the units of the picture.
#[derive(Debug, Clone, Copy)]
pub(in crate::cards) struct Limits {
    pub(in crate::cards) width: f32,
    pub(in crate::cards) height: f32,
    pub(in crate::cards) largest: f32,
    pub(in crate::cards) smallest: f32,
    pub(in crate::cards) max_lines: usize,
    /// From one baseline to the next, in em.
    pub(in crate::cards) leading: f32,
}

/// A text broken into lines at one size.
#[derive(Debug, Clone)]
pub(in crate::cards) struct Fitted {
    pub(in crate::cards) size: f32,
    pub(in crate::cards) leading: f32,
    pub(in crate::cards) lines: Vec<Vec<Word>>,
    pub(in crate::cards) face: Face,
    /// In em.
    pub(in crate::cards) space: f32,
}

/// A word, or a piece of one that no line could hold.
#[derive(Debug, Clone)]
pub(in crate::cards) struct Word {
    pub(in crate::cards) text: String,
    /// Its place among the words of the whole text.
    pub(in crate::cards) place: usize,
    /// In em.
    pub(in crate::cards) width: f32,
}

/// One step down the ladder of sizes.
const STEP: f32 = 0.95;

impl Fitted {
    /// From the top of the first line's accents to the bottom of the last line's descenders.
    pub(in crate::cards) fn height(&self) -> f32 {
        height(self.face, self.lines.len(), self.size, self.leading)
    }

    /// The width of a line.
    pub(in crate::cards) fn line_width(&self, line: &[Word]) -> f32 {
        line_width(line, self.space) * self.size
    }
}

fn height(face: Face, lines: usize, size: f32, leading: f32) -> f32 {
    if lines == 0 {
        return 0.0;
    }
    size * (face.ascent + face.descent + (lines - 1) as f32 * leading)
}

fn line_width(line: &[Word], space: f32) -> f32 {
    let words: f32 = line.iter().map(|word| word.width).sum();
    words + space * line.len().saturating_sub(1) as f32
}

/// Breaks a clean text into lines: the largest size wins at which it fits. At the smallest size
/// words too wide are split, and what is still too much ends in an ellipsis.
pub(in crate::cards) fn fit(
    fonts: &Fonts,
    text: &str,
    face: Face,
    limits: Limits,
) -> Result<Fitted> {
    let texts: Vec<&str> = text.split(' ').filter(|word| !word.is_empty()).collect();
    let widths = widths(fonts, &texts, face)?;
    let words: Vec<Word> = texts
        .iter()
        .zip(widths)
        .enumerate()
        .map(|(place, (text, width))| Word { text: (*text).to_owned(), place, width })
        .collect();
    let space = space(fonts, face)?;
    let fitted = |size, lines| Fitted { size, leading: limits.leading, lines, face, space };
    if words.is_empty() {
        return Ok(fitted(limits.smallest, Vec::new()));
    }
    let mut size = limits.largest;
    while size > limits.smallest {
        let lines = wrap(&words, space, limits.width / size);
        let wide = words.iter().any(|word| word.width * size > limits.width);
        if !wide
            && lines.len() <= limits.max_lines
            && height(face, lines.len(), size, limits.leading) <= limits.height
        {
            return Ok(fitted(size, balance(&words, space, limits.width / size, lines)));
        }
        size *= STEP;
    }
    let width = limits.width / limits.smallest;
    let words = split_wide(fonts, words, face, width)?;
    let mut lines = wrap(&words, space, width);
    truncate(fonts, &mut lines, limits, (face, space))?;
    Ok(fitted(limits.smallest, lines))
}

#[derive(Debug)]
struct Piece<'a>(&'a Word, f32);

impl Fragment for Piece<'_> {
    fn width(&self) -> f64 {
        f64::from(self.0.width)
    }
    fn whitespace_width(&self) -> f64 {
        f64::from(self.1)
    }
    fn penalty_width(&self) -> f64 {
        0.0
    }
}

fn wrap(words: &[Word], space: f32, width: f32) -> Vec<Vec<Word>> {
    let pieces: Vec<Piece<'_>> = words.iter().map(|word| Piece(word, space)).collect();
    wrap_first_fit(&pieces, &[f64::from(width)])
        .into_iter()
        .map(|line| line.iter().map(|piece| piece.0.clone()).collect())
        .collect()
}

/// The same number of lines as even as they can be: the narrowest width that needs no more.
fn balance(words: &[Word], space: f32, width: f32, lines: Vec<Vec<Word>>) -> Vec<Vec<Word>> {
    let widest = words.iter().map(|word| word.width).fold(0.0, f32::max);
    let (mut low, mut high) = (widest, width);
    let mut best = lines;
    for _ in 0..12 {
        let middle = f32::midpoint(low, high);
        let narrower = wrap(words, space, middle);
        if narrower.len() <= best.len() {
            best = narrower;
            high = middle;
        } else {
            low = middle;
        }
    }
    best
}

/// Splits words wider than a line between letters, with a hyphen inside real words.
fn split_wide(fonts: &Fonts, words: Vec<Word>, face: Face, width: f32) -> Result<Vec<Word>> {
    let hyphen = widths(fonts, &["-"], face)?[0];
    let mut split = Vec::new();
    for word in words {
        if word.width <= width {
            split.push(word);
            continue;
        }
        let letters: Vec<&str> = word.text.graphemes(true).collect();
        let letter_widths = widths(fonts, &letters, face)?;
        let mut piece = Word { text: String::new(), place: word.place, width: 0.0 };
        for (letter, letter_width) in letters.iter().zip(letter_widths) {
            if piece.width + letter_width + hyphen > width && !piece.text.is_empty() {
                let text = std::mem::take(&mut piece.text);
                let joins = text.ends_with(char::is_alphanumeric)
                    && letter.starts_with(char::is_alphanumeric);
                let (text, width) =
                    if joins { (text + "-", piece.width + hyphen) } else { (text, piece.width) };
                split.push(Word { text, place: word.place, width });
                piece.width = 0.0;
            }
            piece.text.push_str(letter);
            piece.width += letter_width;
        }
        split.push(piece);
    }
    Ok(split)
}

/// Ends the last line that fits with an ellipsis if there are more.
fn truncate(
    fonts: &Fonts,
    lines: &mut Vec<Vec<Word>>,
    limits: Limits,
    (face, space): (Face, f32),
) -> Result<()> {
    let fits =
        |count: &usize| height(face, *count, limits.smallest, limits.leading) <= limits.height;
    let most = (1..=limits.max_lines).rev().find(fits).unwrap_or(1);
    if lines.len() <= most {
        return Ok(());
    }
    lines.truncate(most);
    let ellipsis = widths(fonts, &["…"], face)?[0];
    if let Some(line) = lines.last_mut() {
        while line.len() > 1 && line_width(line, space) + ellipsis > limits.width / limits.smallest
        {
            line.pop();
        }
        if let Some(word) = line.last_mut() {
            let trimmed = word.text.trim_end_matches(|c: char| !c.is_alphanumeric());
            word.text = format!("{trimmed}…");
            word.width += ellipsis;
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests;
