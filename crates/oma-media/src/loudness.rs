//! Loudness after EBU R 128: what ffmpeg's `ebur128` measures, and the gain that follows from it.

use serde::{Deserialize, Serialize};

/// The loudness of a film: what the large platforms play at.
pub const TARGET_LUFS: f64 = -14.0;
/// How far a film may be from it.
pub const TOLERANCE_LU: f64 = 0.5;
/// The highest true peak of a film.
pub const MAX_TRUE_PEAK_DBTP: f64 = -1.0;

/// Below this there is nothing to hear, and no gain makes it louder.
const SILENCE_LUFS: f64 = -60.0;
/// More gain would only raise noise.
const MAX_GAIN_DB: f64 = 40.0;

/// How loud a sound is.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Loudness {
    /// Integrated over the whole sound; -70 for silence.
    pub integrated_lufs: f64,
    /// The highest true peak; absent for digital silence.
    pub true_peak_dbtp: Option<f64>,
}

impl Loudness {
    /// Reads the summary that `ebur128=peak=true` writes at the end.
    pub(crate) fn parse(stderr: &str) -> Option<Self> {
        let summary = &stderr[stderr.rfind("Integrated loudness:")?..];
        let number = |name: &str| {
            let line = summary.lines().find_map(|line| line.trim().strip_prefix(name))?;
            line.split_whitespace().next()?.parse::<f64>().ok()
        };
        Some(Self {
            integrated_lufs: number("I:").filter(|lufs| lufs.is_finite())?,
            true_peak_dbtp: number("Peak:").filter(|peak| peak.is_finite()),
        })
    }

    /// Reads what the filter `ebur128@name` reported in a run that measured several sounds.
    pub(crate) fn parse_of(stderr: &str, name: &str) -> Option<Self> {
        let header = format!("[ebur128@{name} @ ");
        let report = &stderr[stderr.rfind(&header)? + header.len()..];
        Self::parse(report.split("[ebur128@").next()?)
    }

    /// Whether there is nothing to hear.
    pub fn is_silent(&self) -> bool {
        self.integrated_lufs < SILENCE_LUFS
    }

    /// The gain in dB that brings the sound to a loudness; 0 for silence.
    pub(crate) fn gain_to(&self, lufs: f64) -> f64 {
        if self.is_silent() { 0.0 } else { (lufs - self.integrated_lufs).min(MAX_GAIN_DB) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const SUMMARY: &str = "size=N/A time=00:00:12.50 bitrate=N/A speed= 290x\n\
        [Parsed_ebur128_0 @ 0x55b6] Summary:\n\n  Integrated loudness:\n    I:         -28.4 LUFS\n    \
        Threshold: -38.7 LUFS\n\n  Loudness range:\n    LRA:         4.0 LU\n\n  True peak:\n    \
        Peak:      -12.7 dBFS\n";

    #[test]
    fn the_summary_is_read() {
        let loudness = Loudness::parse(SUMMARY).unwrap();
        assert_eq!(loudness, Loudness { integrated_lufs: -28.4, true_peak_dbtp: Some(-12.7) });
        assert!((loudness.gain_to(TARGET_LUFS) - 14.4).abs() < 1e-9);
    }

    #[test]
    fn of_several_summaries_each_is_found_by_its_name() {
        let named = |name: &str| SUMMARY.replace("Parsed_ebur128_0", &format!("ebur128@{name}"));
        let both = named("music").replace("-28.4", "-9.0") + &named("voice");
        let lufs = |name| Loudness::parse_of(&both, name).map(|it| it.integrated_lufs);
        assert_eq!(lufs("music"), Some(-9.0));
        assert_eq!(lufs("voice"), Some(-28.4));
        assert_eq!(lufs("other"), None);
    }

    #[test]
    fn silence_gets_no_gain() {
        let silent = SUMMARY.replace("-28.4", "-70.0").replace("-12.7", "-inf");
        let loudness = Loudness::parse(&silent).unwrap();
        assert_eq!((loudness.true_peak_dbtp, loudness.is_silent()), (None, true));
        assert!(loudness.gain_to(TARGET_LUFS).abs() < 1e-9);
    }

    #[test]
    fn something_else_is_not_a_summary() {
        assert_eq!(Loudness::parse("Conversion failed!"), None);
    }
}
