//! The film's whole sound: mixed, brought to the target, encoded.

use std::ffi::OsString;
use std::path::{Path, PathBuf};

use oma_core::timeline::Timeline;
use oma_core::{Error, ErrorKind, Result};

use super::{move_to, scratch};
use crate::assemble::{
    Master, encoded_args, loudness_args, mastered_args, voice_args, with_music_args,
};
use crate::ffmpeg::Tools;
use crate::loudness::{Loudness, TARGET_LUFS};

/// To be part of the key of a step that keeps the sound: it goes up when equal inputs sound
/// different.
pub const SOUND_VERSION: u32 = 2;

/// Close enough to the target: AAC changes less than the rest of the tolerance, and each further
/// try costs a quarter of a second of CPU.
const CLOSE_LU: f64 = 0.3;
/// The limiter takes less each time, so few corrections are enough.
const CORRECTIONS: usize = 4;

/// Makes a film's sound: an MP4 of AAC alone, as long as the film, at the target loudness.
///
/// `narrations` are one sound file per scene, in the timeline's order; of the timeline only their
/// places and the film's length matter. Equal inputs give equal bytes.
pub async fn film_sound(
    tools: &Tools,
    timeline: &Timeline,
    narrations: &[PathBuf],
    music: Option<&Path>,
    out: &Path,
) -> Result<()> {
    let folder = out.parent().ok_or_else(|| Error::internal("a sound needs a folder"))?;
    let scratch = scratch(folder)?;
    let (mix, unlimited) = mix(tools, timeline, narrations, music, scratch.path()).await?;
    let made = scratch.path().join("sound.m4a");
    master(tools, timeline, &mix, &unlimited, &made).await?;
    move_to(&made, out).await
}

/// The whole sound before mastering, and how loud it is.
async fn mix(
    tools: &Tools,
    timeline: &Timeline,
    narrations: &[PathBuf],
    music: Option<&Path>,
    dir: &Path,
) -> Result<(PathBuf, Loudness)> {
    let voice = dir.join("voice.wav");
    let args = voice_args(timeline, narrations, &voice);
    let spoken = measure(tools, &args, "Mixing the narration").await?;
    let Some(music) = music else { return Ok((voice, spoken)) };
    let bed = measure(tools, &loudness_args(music), "Measuring the music").await?;
    let mixed = dir.join("mix.wav");
    let args = with_music_args(timeline, (&voice, &spoken), (music, &bed), &mixed);
    let measured = measure(tools, &args, "Mixing the music").await?;
    Ok((mixed, measured))
}

/// What AAC adds to the peaks is known only afterwards, so a sound whose peaks are too high is
/// encoded again with a lower ceiling.
async fn master(
    tools: &Tools,
    timeline: &Timeline,
    mix: &Path,
    unlimited: &Loudness,
    out: &Path,
) -> Result<()> {
    let mut master = find_gain(tools, timeline, mix, Master::of(unlimited)).await?;
    for _ in 0..CORRECTIONS {
        let args = encoded_args(timeline, mix, master, out);
        tools.ffmpeg(&args, "Encoding the sound").await?;
        let encoded = measure(tools, &loudness_args(out), "Measuring the sound").await?;
        let Some(lower) = master.lower_ceiling(&encoded) else { break };
        master = find_gain(tools, timeline, mix, lower).await?;
    }
    Ok(())
}

/// The gain at which the limited mix has the target loudness, by trying.
async fn find_gain(
    tools: &Tools,
    timeline: &Timeline,
    mix: &Path,
    mut master: Master,
) -> Result<Master> {
    for _ in 0..CORRECTIONS {
        let args = mastered_args(timeline, mix, master);
        let limited = measure(tools, &args, "Measuring the mix").await?;
        if limited.is_silent() || (limited.integrated_lufs - TARGET_LUFS).abs() <= CLOSE_LU {
            break;
        }
        master = master.louder_or_softer(&limited);
    }
    Ok(master)
}

async fn measure(tools: &Tools, args: &[OsString], what: &str) -> Result<Loudness> {
    let output = tools.ffmpeg(args, what).await?;
    Loudness::parse(&output.stderr).ok_or_else(|| {
        Error::new(ErrorKind::MediaFailed, format!("{what} failed."))
            .with_detail("ffmpeg reported no loudness")
    })
}
