//! Captions as files beside the film: SRT for uploads, VTT for the web, JSON for editors.

use std::fmt::Write as _;

use oma_core::timeline::Cue;
use serde_json::json;

/// The captions as `SubRip`.
pub fn srt(cues: &[Cue]) -> String {
    let mut file = String::new();
    for (i, cue) in cues.iter().enumerate() {
        let (start, end) = (clock(cue.start_ms, ','), clock(cue.end_ms, ','));
        // Writing to a String cannot fail.
        let _ = writeln!(file, "{}\n{start} --> {end}\n{}\n", i + 1, text(cue, without_arrow));
    }
    file
}

/// The captions as `WebVTT`.
pub fn vtt(cues: &[Cue]) -> String {
    let mut file = String::from("WEBVTT\n\n");
    for cue in cues {
        let (start, end) = (clock(cue.start_ms, '.'), clock(cue.end_ms, '.'));
        let _ = writeln!(file, "{start} --> {end}\n{}\n", text(cue, escaped));
    }
    file
}

/// `{"cues": [{"start_ms", "end_ms", "text", "words": [{"text", "start_ms", "end_ms"}]}]}`, with
/// a line break between the lines of `text`.
pub fn words_json(cues: &[Cue]) -> String {
    let cues: Vec<_> = cues
        .iter()
        .map(|cue| {
            json!({
                "start_ms": cue.start_ms,
                "end_ms": cue.end_ms,
                "text": text(cue, str::to_owned),
                "words": cue.words,
            })
        })
        .collect();
    format!("{:#}\n", json!({ "cues": cues }))
}

fn text(cue: &Cue, escape: impl Fn(&str) -> String) -> String {
    let mut words = cue.words.iter().map(|word| escape(&word.text.replace(['\r', '\n'], " ")));
    let lines: Vec<String> = cue
        .lines
        .iter()
        .map(|&count| words.by_ref().take(count).collect::<Vec<_>>().join(" "))
        .collect();
    lines.join("\n")
}

/// SRT knows no escapes; only the arrow between its times could be misread.
fn without_arrow(text: &str) -> String {
    text.replace("-->", "→")
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;")
}

/// `hh:mm:ss` and milliseconds after the given point.
fn clock(ms: u64, point: char) -> String {
    let seconds = ms / 1000;
    let (h, m, s) = (seconds / 3600, seconds / 60 % 60, seconds % 60);
    format!("{h:02}:{m:02}:{s:02}{point}{:03}", ms % 1000)
}

#[cfg(test)]
mod tests {
    use oma_core::timeline::CueWord;

    use super::*;

    fn cues() -> Vec<Cue> {
        let word = |text: &str, start_ms, end_ms| CueWord { text: text.into(), start_ms, end_ms };
        vec![
            Cue {
                start_ms: 300,
                end_ms: 1500,
                words: vec![
                    word("Salt", 300, 600),
                    word("&", 600, 700),
                    word("<honey>", 700, 1400),
                ],
                lines: vec![2, 1],
            },
            Cue {
                start_ms: 3_600_000,
                end_ms: 3_601_001,
                words: vec![word("a-->b", 3_600_000, 3_601_000)],
                lines: vec![1],
            },
        ]
    }

    #[test]
    fn subrip() {
        assert_eq!(
            srt(&cues()),
            "1\n00:00:00,300 --> 00:00:01,500\nSalt &\n<honey>\n\n\
             2\n01:00:00,000 --> 01:00:01,001\na→b\n\n"
        );
    }

    #[test]
    fn webvtt_escapes_what_would_be_markup() {
        assert_eq!(
            vtt(&cues()),
            "WEBVTT\n\n00:00:00.300 --> 00:00:01.500\nSalt &amp;\n&lt;honey&gt;\n\n\
             01:00:00.000 --> 01:00:01.001\na--&gt;b\n\n"
        );
    }

    #[test]
    fn words_keep_their_times() {
        let json: serde_json::Value = serde_json::from_str(&words_json(&cues())).unwrap();
        assert_eq!(json["cues"][0]["text"], "Salt &\n<honey>");
        assert_eq!(
            json["cues"][0]["words"][2],
            json!({"text": "<honey>", "start_ms": 700, "end_ms": 1400})
        );
    }

    #[test]
    fn no_cues_give_valid_empty_files() {
        assert_eq!((srt(&[]).as_str(), vtt(&[]).as_str()), ("", "WEBVTT\n\n"));
    }
}
