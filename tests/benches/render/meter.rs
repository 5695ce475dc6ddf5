//! This program in the place of ffmpeg, for questions that the product does not answer: what does
//! a segment lose to its encoder, and what part of its time is the encoder's?

use std::env;
use std::ffi::OsString;
use std::fs::{File, OpenOptions};
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio, exit};

use crate::measure::cpu_seconds;
use crate::product::Setting;

const FFMPEG: &str = "OMA_FFMPEG";
const REAL: &str = "OMA_METER_FFMPEG";
const QUESTION: &str = "OMA_METER_QUESTION";
const LOG: &str = "OMA_METER_LOG";

/// Encode almost without loss, to compare with.
pub(crate) const LOSSLESS: &str = "lossless";
/// After each encode, do the same once more up to the encoder, and log what both took.
pub(crate) const SHARES: &str = "shares";

/// What [`SHARES`] found: CPU seconds of all encoding runs, and of the same without the encoder.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Shares {
    pub(crate) whole_s: f64,
    pub(crate) unencoded_s: f64,
}

/// Makes this program stand in for ffmpeg.
pub(crate) fn setting(dir: &Path, question: &str) -> Setting {
    let link = dir.join("ffmpeg");
    let _ = std::fs::remove_file(&link);
    std::os::unix::fs::symlink(env::current_exe().unwrap(), &link).unwrap();
    let log = dir.join("meter.log");
    File::create(&log).unwrap();
    Setting {
        meter: vec![
            (FFMPEG, link),
            (REAL, which_ffmpeg()),
            (QUESTION, PathBuf::from(question)),
            (LOG, log),
        ],
    }
}

fn which_ffmpeg() -> PathBuf {
    let by_name = env::var_os(FFMPEG).map(PathBuf::from);
    by_name.unwrap_or_else(|| {
        let path = env::var_os("PATH").unwrap();
        let mut found = env::split_paths(&path).map(|dir| dir.join("ffmpeg"));
        found.find(|file| file.is_file()).unwrap()
    })
}

/// What was logged.
pub(crate) fn shares(dir: &Path) -> Shares {
    let log = std::fs::read_to_string(dir.join("meter.log")).unwrap();
    let mut shares = Shares::default();
    for line in log.lines() {
        let (whole, unencoded) = line.split_once(' ').unwrap();
        shares.whole_s += whole.parse::<f64>().unwrap();
        shares.unencoded_s += unencoded.parse::<f64>().unwrap();
    }
    shares
}

/// Does what ffmpeg was asked to do, if this program was called by that name.
pub(crate) fn stand_in() {
    let called = env::args_os().next().map(PathBuf::from).unwrap_or_default();
    let (Some(real), true) = (env::var_os(REAL), called.file_name() == Some("ffmpeg".as_ref()))
    else {
        return;
    };
    let mut args: Vec<OsString> = env::args_os().skip(1).collect();
    let encodes = args.iter().any(|arg| arg == "libx264");
    let question = env::var(QUESTION).unwrap_or_default();
    if encodes && question == LOSSLESS {
        let crf = args.iter().position(|arg| arg == "-crf").unwrap() + 1;
        args[crf] = "1".into();
    }
    if encodes && question == SHARES {
        // The product reads the output of the one; nobody must see that of the other.
        let whole = cpu_seconds(Command::new(&real).args(&args));
        let again = without_encoder(&args);
        let unencoded = cpu_seconds(Command::new(&real).args(again).stdout(Stdio::null()));
        let mut log = OpenOptions::new().append(true).open(env::var_os(LOG).unwrap()).unwrap();
        log.write_all(format!("{whole} {unencoded}\n").as_bytes()).unwrap();
        exit(0);
    }
    let status = Command::new(real).args(args).status().unwrap();
    exit(status.code().unwrap_or(1));
}

/// Inputs, filters and mapping as they are; the frames go nowhere.
fn without_encoder(args: &[OsString]) -> Vec<OsString> {
    let codec = args.iter().position(|arg| arg == "-c:v").unwrap();
    let mut kept = args[..codec].to_vec();
    if let Some(frames) = args.iter().position(|arg| arg == "-frames:v") {
        kept.extend_from_slice(&args[frames..=frames + 1]);
    }
    kept.extend(["-c:v", "wrapped_avframe", "-f", "null", "-"].map(OsString::from));
    kept
}
