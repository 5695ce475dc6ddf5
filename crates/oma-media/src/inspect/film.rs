use std::path::Path;

use oma_core::{Error, ErrorKind, Result};
use serde::{Deserialize, Serialize};

use super::{BLACK_MS, FROZEN_MS, SILENT_MS, Span, spans};
use crate::ffmpeg::Tools;
use crate::loudness::Loudness;
use crate::segment::Args;

/// What was measured.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Inspection {
    /// Stretches of at least [`BLACK_MS`] in which nearly every pixel is black.
    pub black: Vec<Span>,
    /// Stretches of at least [`FROZEN_MS`] in which nothing moves.
    pub frozen: Vec<Span>,
    /// Stretches of at least [`SILENT_MS`] under -50 dB.
    pub silent: Vec<Span>,
    /// Of the whole film.
    pub loudness: Loudness,
}

/// Measures a film in one pass. It must have pictures and sound.
///
/// Pictures are looked at small: that costs a tenth, and a drift of a whole picture still shows.
pub async fn inspect(tools: &Tools, film: &Path) -> Result<Inspection> {
    let seconds = |ms: u64| ms as f64 / 1000.0;
    let mut args = Args::measuring();
    args.input(film);
    args.pair(
        "-filter_complex",
        format!(
            "[0:v:0]scale=w='min(iw,270)':h=-2:flags=fast_bilinear,\
             blackdetect=d={}:pic_th=0.98:pix_th=0.08,freezedetect=n=0.0001:d={}[v];\
             [0:a:0]silencedetect=n=-50dB:d={},ebur128=peak=true:framelog=verbose[a]",
            seconds(BLACK_MS),
            seconds(FROZEN_MS),
            seconds(SILENT_MS),
        ),
    );
    args.words("-map [v] -map [a]");
    args.no_output();
    let output = tools.ffmpeg(&args.into_vec(), "Measuring the film").await?;
    parse(&output.stderr).ok_or_else(|| {
        Error::new(ErrorKind::MediaFailed, "The film could not be measured.")
            .with_detail("ffmpeg reported no loudness")
    })
}

fn parse(stderr: &str) -> Option<Inspection> {
    Some(Inspection {
        black: spans(stderr, "black_start:", "black_end:"),
        frozen: spans(stderr, "freeze_start:", "freeze_end:"),
        silent: spans(stderr, "silence_start:", "silence_end:"),
        loudness: Loudness::parse(stderr)?,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reports_of_all_filters_are_read() {
        let stderr = "[silencedetect @ 0x1] silence_start: -0.0012\n\
            [blackdetect @ 0x2] black_start:1.5 black_end:2.75 black_duration:1.25\n\
            [silencedetect @ 0x1] silence_end: 2.5 | silence_duration: 2.5\n\
            [freezedetect @ 0x3] lavfi.freezedetect.freeze_start: 3\n\
            [freezedetect @ 0x3] lavfi.freezedetect.freeze_duration: 2\n\
            [freezedetect @ 0x3] lavfi.freezedetect.freeze_end: 5\n\
            [freezedetect @ 0x3] lavfi.freezedetect.freeze_start: 7.2\n\
            [Parsed_ebur128_1 @ 0x4] Summary:\n  Integrated loudness:\n    I:  -14.1 LUFS\n  \
            True peak:\n    Peak:  -1.6 dBFS\n";
        let span = |start_ms, end_ms| Span { start_ms, end_ms };
        assert_eq!(
            parse(stderr).unwrap(),
            Inspection {
                black: vec![span(1500, Some(2750))],
                frozen: vec![span(3000, Some(5000)), span(7200, None)],
                silent: vec![span(0, Some(2500))],
                loudness: Loudness { integrated_lufs: -14.1, true_peak_dbtp: Some(-1.6) },
            }
        );
    }

    #[test]
    fn no_loudness_is_no_inspection() {
        assert_eq!(parse("black_start:0 black_end:1"), None);
    }
}
