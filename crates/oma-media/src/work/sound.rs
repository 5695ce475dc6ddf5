//! The film's whole sound: mixed, brought to the target, encoded.

use std::path::{Path, PathBuf};

use oma_core::timeline::Timeline;
use oma_core::{Error, ErrorKind, Result};

use super::{move_to, scratch};
use crate::assemble::{
    MASTERED, MUSIC, Master, VOICE, encoded_args, loudness_args, mastered_args, voice_args,
    with_music_args,
};
use crate::ffmpeg::{Output, Tools};
use crate::loudness::Loudness;

/// To be part of the key of a step that keeps the sound: it goes up when equal inputs sound
/// different.
pub const SOUND_VERSION: u32 = 4;

/// The first try nearly always does, and each correction is smaller than the one before.
const TRIES: usize = 6;

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
    let (mix, master) = mix(tools, timeline, narrations, music, scratch.path()).await?;
    let made = scratch.path().join("sound.m4a");
    encode(tools, timeline, &mix, master, &made).await?;
    move_to(&made, out).await
}

/// The whole sound before mastering, and how to master it. As few runs as there are decisions:
/// each takes a tenth of a CPU second before it does anything.
async fn mix(
    tools: &Tools,
    timeline: &Timeline,
    narrations: &[PathBuf],
    music: Option<&Path>,
    dir: &Path,
) -> Result<(PathBuf, Master)> {
    let voice = dir.join("voice.wav");
    let args = voice_args(timeline, narrations, music, &voice);
    let output = tools.ffmpeg(&args, "Mixing the narration").await?;
    let spoken = heard(&output, VOICE)?;
    let Some(music) = music else {
        let first = Master::of(&spoken);
        let args = mastered_args(timeline, &voice, first);
        let limited = heard(&tools.ffmpeg(&args, "Measuring the mix").await?, MASTERED)?;
        return Ok((voice, first.louder_or_softer(&limited)));
    };
    let (bed, first) = (heard(&output, MUSIC)?, Master::of_mix());
    let mixed = dir.join("mix.wav");
    let args = with_music_args(timeline, (&voice, &spoken), (music, &bed), first, &mixed);
    let limited = heard(&tools.ffmpeg(&args, "Mixing the music").await?, MASTERED)?;
    Ok((mixed, first.louder_or_softer(&limited)))
}

/// Encodes the mix. What AAC adds to the peaks is known only afterwards, so the encoded sound is
/// what is measured, and encoded again if it will not do.
async fn encode(
    tools: &Tools,
    timeline: &Timeline,
    mix: &Path,
    mut master: Master,
    out: &Path,
) -> Result<()> {
    for _ in 0..TRIES {
        let args = encoded_args(timeline, mix, master, out);
        tools.ffmpeg(&args, "Encoding the sound").await?;
        let output = tools.ffmpeg(&loudness_args(out), "Measuring the sound").await?;
        let encoded = Loudness::parse(&output.stderr).ok_or_else(unmeasured)?;
        let Some(other) = master.corrected(&encoded) else { break };
        master = other;
    }
    Ok(())
}

fn heard(output: &Output, name: &str) -> Result<Loudness> {
    Loudness::parse_of(&output.stderr, name).ok_or_else(unmeasured)
}

fn unmeasured() -> Error {
    Error::new(ErrorKind::MediaFailed, "The sound could not be measured.")
        .with_detail("ffmpeg reported no loudness")
}
