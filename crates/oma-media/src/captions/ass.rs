//! Advanced `SubStation` Alpha for libass. Times are rounded to its hundredths of a second.

use std::fmt::Write as _;

use oma_core::brief::{CaptionStyle, Style};
use oma_core::format::VideoFormat;
use oma_core::timeline::{CaptionLook, Cue, CueWord};

use super::look::{Setting, accent, font_px, margin_px, safe_area};
use super::measure::{drawable, width};

/// The captions of a segment as an ASS script, or `None` when none are burned in.
pub fn ass(
    format: VideoFormat,
    style: Style,
    (captions, look): (CaptionStyle, &CaptionLook),
    cues: &[Cue],
) -> Option<String> {
    if captions == CaptionStyle::None || cues.is_empty() {
        return None;
    }
    let setting = Setting { format, style: captions, own_font: look.font.is_some() };
    let family = look.font.as_ref().map(|font| font.family.as_str());
    let mut script = header(format, captions, family);
    for cue in cues {
        let scale = scale(cue, setting.max_width());
        if captions == CaptionStyle::Karaoke {
            let accent = look.accent.map_or(accent(style), |color| color.rgb);
            karaoke(&mut script, cue, &scale, accent);
        } else {
            let span = (cue.start_ms, cue.end_ms);
            line(&mut script, span, "\\fad(90,60)", &scale, |_| None, cue);
        }
    }
    Some(script)
}

/// One event per word: the whole phrase stands still and the spoken word changes colour.
fn karaoke(script: &mut String, cue: &Cue, scale: &str, accent: u32) {
    for (i, word) in cue.words.iter().enumerate() {
        let start_ms = if i == 0 { cue.start_ms } else { word.start_ms };
        let end_ms = cue.words.get(i + 1).map_or(cue.end_ms, |next| next.start_ms);
        // Words of no length, in the hundredths that ASS knows, are never the active one.
        if hundredths(start_ms) >= hundredths(end_ms) {
            continue;
        }
        let fade = if i == 0 { "\\fad(60,0)" } else { "" };
        let colour = |at: usize| (at == i).then(|| bgr(accent));
        line(script, (start_ms, end_ms), fade, scale, colour, cue);
    }
}

fn line(
    script: &mut String,
    (start_ms, end_ms): (u64, u64),
    fade: &str,
    scale: &str,
    colour: impl Fn(usize) -> Option<String>,
    cue: &Cue,
) {
    let tags = format!("{fade}{scale}");
    let tags = if tags.is_empty() { tags } else { format!("{{{tags}}}") };
    let mut words = cue.words.iter().enumerate();
    let lines: Vec<String> = cue
        .lines
        .iter()
        .map(|&count| {
            let row = words.by_ref().take(count).map(|(at, word)| (at, escaped(&word.text)));
            let drawn =
                row.filter(|(_, word)| !word.is_empty()).map(|(at, word)| match colour(at) {
                    Some(colour) => format!("{{\\1c{colour}}}{word}{{\\1c&HFFFFFF&}}"),
                    None => word,
                });
            drawn.collect::<Vec<_>>().join(" ")
        })
        .filter(|line| !line.is_empty())
        .collect();
    if lines.is_empty() {
        return;
    }
    let text = lines.join("\\N");
    let (start, end) = (clock(start_ms), clock(end_ms));
    // Writing to a String cannot fail.
    let _ = writeln!(script, "Dialogue: 0,{start},{end},Caption,,0,0,0,,{tags}{text}");
}

/// Makes a phrase smaller whose one word is longer than a line.
fn scale(cue: &Cue, max: u32) -> String {
    match shrunk_percent(cue, max) {
        100 => String::new(),
        percent => format!("\\fscx{percent}\\fscy{percent}"),
    }
}

/// How small a phrase must be set for its longest line to fit, in percent of its size.
pub(super) fn shrunk_percent(cue: &Cue, max: u32) -> u32 {
    let mut rest = cue.words.as_slice();
    let mut longest = 0;
    for &count in &cue.lines {
        let (line, after) = rest.split_at(count.min(rest.len()));
        longest = longest.max(width(&drawable(&text_of(line))));
        rest = after;
    }
    if longest <= max { 100 } else { max * 100 / longest }
}

fn text_of(words: &[CueWord]) -> String {
    words.iter().map(|word| word.text.as_str()).collect::<Vec<_>>().join(" ")
}

/// `{`, `}` and `\` start commands in ASS and cannot be written otherwise, so look-alikes stand
/// for them; a line break inside a word is a space, and what has no letter is left out.
fn escaped(text: &str) -> String {
    drawable(text)
        .chars()
        .map(|c| match c {
            '{' => '｛',
            '}' => '｝',
            '\\' => '⧵',
            c if c.is_control() => ' ',
            c => c,
        })
        .collect()
}

fn header(format: VideoFormat, captions: CaptionStyle, family: Option<&str>) -> String {
    let VideoFormat { width, height, .. } = format;
    let safe = safe_area(format);
    let size = font_px(format, captions);
    let padding = margin_px(format, captions);
    // Outline and shadow in pixels. With border style 4 the shadow is the padding of the box.
    let (font, bold, border, outline, shadow, outline_colour, back_colour) = match captions {
        CaptionStyle::Phrase => ("Inter Display", -1, 4, 0, padding, "&HFF000000", "&H66140C0C"),
        // Dark enough around each letter to be read on white.
        CaptionStyle::Minimal => {
            ("Inter Display Medium", 0, 1, padding, size / 24, "&H00100A0A", "&H60000000")
        }
        CaptionStyle::Karaoke | CaptionStyle::None => {
            ("Inter Display", -1, 1, padding, (size / 26).max(1), "&H00140C0C", "&H70000000")
        }
    };
    let font = family.map_or_else(|| font.to_owned(), style_name);
    let margin_bottom = height - safe.y - safe.height + padding;
    format!(
        "[Script Info]\n\
         ScriptType: v4.00+\n\
         PlayResX: {width}\n\
         PlayResY: {height}\n\
         WrapStyle: 1\n\
         ScaledBorderAndShadow: yes\n\
         YCbCr Matrix: TV.709\n\n\
         [V4+ Styles]\n\
         Format: Name, Fontname, Fontsize, PrimaryColour, SecondaryColour, OutlineColour, \
         BackColour, Bold, Italic, Underline, StrikeOut, ScaleX, ScaleY, Spacing, Angle, \
         BorderStyle, Outline, Shadow, Alignment, MarginL, MarginR, MarginV, Encoding\n\
         Style: Caption,{font},{size},&H00FFFFFF,&H00FFFFFF,{outline_colour},{back_colour},{bold},\
         0,0,0,100,100,0,0,{border},{outline},{shadow},2,{side},{side},{margin_bottom},1\n\n\
         [Events]\n\
         Format: Layer, Start, End, Style, Name, MarginL, MarginR, MarginV, Effect, Text\n",
        side = safe.x,
    )
}

/// A comma would end the field.
fn style_name(family: &str) -> String {
    family.chars().filter(|c| *c != ',' && !c.is_control()).collect()
}

fn hundredths(ms: u64) -> u64 {
    (ms + 5) / 10
}

/// `h:mm:ss.cc`.
fn clock(ms: u64) -> String {
    let all = hundredths(ms);
    let (seconds, cc) = (all / 100, all % 100);
    format!("{}:{:02}:{:02}.{cc:02}", seconds / 3600, seconds / 60 % 60, seconds % 60)
}

/// ASS writes colours as blue, green, red.
fn bgr(rgb: u32) -> String {
    let [_, r, g, b] = rgb.to_be_bytes();
    format!("&H{b:02X}{g:02X}{r:02X}&")
}

#[cfg(test)]
mod tests {
    use oma_core::format::{Aspect, Resolution};
    use oma_core::timeline::CaptionFont;

    use super::*;

    fn cue(words: &[(&str, u64, u64)], lines: &[usize], end_ms: u64) -> Cue {
        Cue {
            start_ms: words[0].1,
            end_ms,
            words: words
                .iter()
                .map(|&(text, start_ms, end_ms)| CueWord { text: text.into(), start_ms, end_ms })
                .collect(),
            lines: lines.to_vec(),
        }
    }

    fn events(captions: CaptionStyle, cue: Cue) -> Vec<String> {
        let format = VideoFormat::new(Aspect::Portrait, Resolution::P1080);
        let script =
            ass(format, Style::Modern, (captions, &CaptionLook::default()), &[cue]).unwrap();
        let events = script.lines().filter(|line| line.starts_with("Dialogue"));
        events.map(str::to_owned).collect()
    }

    #[test]
    fn karaoke_lights_one_word_after_the_other_without_a_gap() {
        let cue =
            cue(&[("It", 100, 200), ("never", 300, 700), ("spoils.", 700, 1200)], &[2, 1], 1500);
        assert_eq!(
            events(CaptionStyle::Karaoke, cue),
            [
                "Dialogue: 0,0:00:00.10,0:00:00.30,Caption,,0,0,0,,{\\fad(60,0)}\
                 {\\1c&H5ED4FF&}It{\\1c&HFFFFFF&} never\\Nspoils.",
                "Dialogue: 0,0:00:00.30,0:00:00.70,Caption,,0,0,0,,\
                 It {\\1c&H5ED4FF&}never{\\1c&HFFFFFF&}\\Nspoils.",
                "Dialogue: 0,0:00:00.70,0:00:01.50,Caption,,0,0,0,,\
                 It never\\N{\\1c&H5ED4FF&}spoils.{\\1c&HFFFFFF&}",
            ]
        );
    }

    #[test]
    fn a_word_of_no_length_is_skipped() {
        let cue = cue(&[("a", 0, 0), ("b", 2, 500)], &[2], 600);
        let events = events(CaptionStyle::Karaoke, cue);
        assert_eq!(events.len(), 1);
        assert!(events[0].contains("0:00:00.00,0:00:00.60") && events[0].contains("}b{"));
    }

    #[test]
    fn a_phrase_is_one_event() {
        let cue = cue(
            &[("Honey", 3_661_230, 3_661_400), ("stays", 3_661_400, 3_662_000)],
            &[2],
            3_662_000,
        );
        assert_eq!(
            events(CaptionStyle::Phrase, cue),
            ["Dialogue: 0,1:01:01.23,1:01:02.00,Caption,,0,0,0,,{\\fad(90,60)}Honey stays"]
        );
    }

    #[test]
    fn no_word_can_give_commands() {
        let cue = cue(&[("{\\b1}a\\Nb\nc", 0, 500)], &[1], 500);
        let event = events(CaptionStyle::Minimal, cue).remove(0);
        assert!(event.ends_with("}｛⧵b1｝a⧵Nb c"), "{event}");
    }

    #[test]
    fn a_word_longer_than_a_line_is_made_smaller() {
        let cue = cue(&[(&"x".repeat(48), 0, 500)], &[1], 500);
        let event = events(CaptionStyle::Minimal, cue).remove(0);
        let percent = event.split("\\fscx").nth(1).and_then(|rest| rest.split('\\').next());
        assert!(percent.unwrap().parse::<u32>().unwrap() < 90, "{event}");
    }

    #[test]
    fn an_emoji_is_not_drawn_and_its_line_goes_with_it() {
        let cue = cue(&[("Bom", 0, 200), ("dia!", 200, 400), ("☕️", 400, 500)], &[2, 1], 600);
        let event = events(CaptionStyle::Phrase, cue).remove(0);
        assert!(event.ends_with("}Bom dia!"), "{event}");
    }

    #[test]
    fn a_brands_font_takes_the_place_of_ours() {
        let format = VideoFormat::new(Aspect::Square, Resolution::P720);
        let font = CaptionFont { upload: "f.otf".into(), family: "House, Sans".into() };
        let look = CaptionLook { font: Some(font), accent: None };
        let cue = cue(&[("a", 0, 500)], &[1], 500);
        let script = ass(format, Style::Modern, (CaptionStyle::Karaoke, &look), &[cue]).unwrap();
        assert!(script.contains("Style: Caption,House Sans,"), "{script}");
    }

    #[test]
    fn none_burns_nothing_in() {
        let format = VideoFormat::new(Aspect::Square, Resolution::P360);
        let cue = cue(&[("a", 0, 500)], &[1], 500);
        assert_eq!(
            ass(format, Style::Modern, (CaptionStyle::None, &CaptionLook::default()), &[cue]),
            None
        );
        assert_eq!(
            ass(format, Style::Modern, (CaptionStyle::Karaoke, &CaptionLook::default()), &[]),
            None
        );
    }

    #[test]
    fn the_margin_is_the_safe_area() {
        let format = VideoFormat::new(Aspect::Portrait, Resolution::P1080);
        let cue = cue(&[("a", 0, 500)], &[1], 500);
        let script =
            ass(format, Style::Modern, (CaptionStyle::Karaoke, &CaptionLook::default()), &[cue])
                .unwrap();
        let style = script.lines().find(|line| line.starts_with("Style:")).unwrap();
        assert!(style.ends_with(",2,129,129,389,1"), "{style}");
        assert_eq!(
            style.split(',').count(),
            script
                .lines()
                .find(|line| line.starts_with("Format: Name"))
                .unwrap()
                .split(',')
                .count()
        );
    }
}
