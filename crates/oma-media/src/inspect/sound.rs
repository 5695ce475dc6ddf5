use std::path::Path;

use oma_core::{Error, ErrorKind, Result};
use serde::{Deserialize, Serialize};

use super::{SILENT_MS, Span, spans};
use crate::ffmpeg::Tools;
use crate::loudness::Loudness;
use crate::segment::Args;

/// What was heard.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct SoundInspection {
    /// Stretches of at least [`SILENT_MS`] under -50 dB.
    pub silent: Vec<Span>,
    /// Of the whole film.
    pub loudness: Loudness,
    /// The length of what could be decoded.
    pub duration_ms: u64,
}

/// Measures the sound of a film; its pictures are not decoded. About 6 ms of CPU per second.
pub async fn inspect_sound(tools: &Tools, film: &Path) -> Result<SoundInspection> {
    let mut args = Args::measuring();
    args.input(film);
    args.words("-map 0:a:0 -vn -af");
    let seconds = SILENT_MS as f64 / 1000.0;
    args.flag(&format!(
        "silencedetect=n=-50dB:d={seconds},ebur128=peak=true:framelog=verbose,\
         asetpts=N/SR/TB,aformat=sample_fmts=s16:channel_layouts=mono:sample_rates=1000"
    ));
    // A thousand samples per second: their number is the length in milliseconds.
    args.words("-f s16le -");
    let output = tools.ffmpeg(&args.into_vec(), "Measuring the sound").await?;
    let loudness = Loudness::parse(&output.stderr).ok_or_else(|| {
        Error::new(ErrorKind::MediaFailed, "The film's sound could not be measured.")
            .with_detail("ffmpeg reported no loudness")
    })?;
    Ok(SoundInspection {
        silent: spans(&output.stderr, "silence_start:", "silence_end:"),
        loudness,
        duration_ms: output.stdout.len() as u64 / 2,
    })
}
