use std::path::{Path, PathBuf};

use oma_core::language::Language;
use oma_core::timeline::{Cue, Timeline};
use oma_core::{Error, ErrorKind, Result};

use super::{move_to, poster, scratch, write};
use crate::assemble::{
    FilmSpec, Master, concat_list, film_args, loudness_args, mastered_args, voice_args,
    with_music_args,
};
use crate::captions;
use crate::ffmpeg::Tools;
use crate::loudness::{Loudness, TARGET_LUFS};

/// Close enough to the target: AAC changes less than the rest of the tolerance, and each further
/// try costs a quarter of a second of CPU.
const CLOSE_LU: f64 = 0.3;
/// The limiter takes less each time, so few corrections are enough.
const CORRECTIONS: usize = 4;

/// What a film is made of.
#[derive(Debug, Clone)]
pub struct FilmInputs<'a> {
    /// One file per segment of the timeline, in its order.
    pub segments: Vec<PathBuf>,
    /// One sound file per scene, in the timeline's order.
    pub narrations: Vec<PathBuf>,
    /// The music's sound file, if there is to be music.
    pub music: Option<PathBuf>,
    /// The title of the video.
    pub title: &'a str,
    /// The language of the narration.
    pub language: Language,
}

/// The files of a finished film.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FilmFiles {
    /// `film.mp4`.
    pub film: PathBuf,
    /// `poster.jpg`.
    pub poster: PathBuf,
    /// `captions.srt`.
    pub srt: PathBuf,
    /// `captions.vtt`.
    pub vtt: PathBuf,
    /// `captions.json`: every word with its times.
    pub words: PathBuf,
}

/// Joins the segments, mixes the sound, and writes film, poster and captions to `out_dir`.
///
/// Equal inputs give equal bytes. A number of files that does not fit the timeline is
/// [`ErrorKind::InvalidEvent`].
pub async fn assemble_film(
    tools: &Tools,
    timeline: &Timeline,
    inputs: &FilmInputs<'_>,
    out_dir: &Path,
) -> Result<FilmFiles> {
    check(timeline, inputs)?;
    let scratch = scratch(out_dir)?;
    let made = FilmFiles::in_dir(scratch.path());
    join(tools, timeline, inputs, &made.film).await?;
    poster::take(tools, timeline, &inputs.segments, &made.poster).await?;
    write_captions(timeline, &made).await?;
    let kept = FilmFiles::in_dir(out_dir);
    for (from, to) in made.all().into_iter().zip(kept.all()) {
        move_to(from, to).await?;
    }
    Ok(kept)
}

impl FilmFiles {
    fn in_dir(dir: &Path) -> Self {
        Self {
            film: dir.join("film.mp4"),
            poster: dir.join("poster.jpg"),
            srt: dir.join("captions.srt"),
            vtt: dir.join("captions.vtt"),
            words: dir.join("captions.json"),
        }
    }

    /// Every file, the film last: when it is there, all is there.
    pub fn all(&self) -> [&Path; 5] {
        [&self.poster, &self.srt, &self.vtt, &self.words, &self.film]
    }
}

fn check(timeline: &Timeline, inputs: &FilmInputs<'_>) -> Result<()> {
    let (segments, scenes) = (timeline.segments.len(), timeline.scenes.len());
    let (have, spoken) = (inputs.segments.len(), inputs.narrations.len());
    if have == segments && spoken == scenes && scenes > 0 {
        return Ok(());
    }
    Err(Error::new(
        ErrorKind::InvalidEvent,
        format!(
            "The film needs {segments} segments and {scenes} narrations; \
             there are {have} and {spoken}."
        ),
    ))
}

/// The list lies in another folder than where the caller's relative paths begin.
fn absolute(paths: &[PathBuf]) -> Result<Vec<PathBuf>> {
    let absolute = |path: &PathBuf| std::path::absolute(path).map_err(Error::internal);
    paths.iter().map(absolute).collect()
}

/// Joins pictures and sound to `film`. What AAC adds to the peaks is known only afterwards, so a
/// film whose peaks are too high is joined again with a lower ceiling.
async fn join(
    tools: &Tools,
    timeline: &Timeline,
    inputs: &FilmInputs<'_>,
    film: &Path,
) -> Result<()> {
    let dir = film.parent().ok_or_else(|| Error::internal("a film needs a folder"))?;
    let list = dir.join("segments.txt");
    write(&list, &concat_list(&absolute(&inputs.segments)?)?).await?;
    let (mix, unlimited) = mix(tools, timeline, inputs, dir).await?;
    let mut master = find_gain(tools, timeline, &mix, Master::of(&unlimited)).await?;
    for _ in 0..CORRECTIONS {
        let spec = FilmSpec {
            list: &list,
            mix: &mix,
            master,
            title: inputs.title,
            language: inputs.language,
        };
        tools.ffmpeg(&film_args(timeline, &spec, film), "Joining the film").await?;
        let encoded = measure(tools, &loudness_args(film), "Measuring the film").await?;
        let Some(lower) = master.lower_ceiling(&encoded) else { break };
        master = find_gain(tools, timeline, &mix, lower).await?;
    }
    Ok(())
}

/// The film's whole sound before mastering, and how loud it is.
async fn mix(
    tools: &Tools,
    timeline: &Timeline,
    inputs: &FilmInputs<'_>,
    dir: &Path,
) -> Result<(PathBuf, Loudness)> {
    let mut file = dir.join("voice.wav");
    let args = voice_args(timeline, &inputs.narrations, &file);
    let mut measured = measure(tools, &args, "Mixing the narration").await?;
    if let Some(music) = &inputs.music {
        let bed = measure(tools, &loudness_args(music), "Measuring the music").await?;
        let mixed = dir.join("mix.wav");
        let args = with_music_args(timeline, (&file, &measured), (music, &bed), &mixed);
        measured = measure(tools, &args, "Mixing the music").await?;
        file = mixed;
    }
    Ok((file, measured))
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

async fn measure(tools: &Tools, args: &[std::ffi::OsString], what: &str) -> Result<Loudness> {
    let output = tools.ffmpeg(args, what).await?;
    Loudness::parse(&output.stderr).ok_or_else(|| {
        Error::new(ErrorKind::MediaFailed, format!("{what} failed."))
            .with_detail("ffmpeg reported no loudness")
    })
}

async fn write_captions(timeline: &Timeline, files: &FilmFiles) -> Result<()> {
    let cues: Vec<Cue> = timeline.scenes.iter().flat_map(|scene| scene.cues.clone()).collect();
    write(&files.srt, &captions::srt(&cues)).await?;
    write(&files.vtt, &captions::vtt(&cues)).await?;
    write(&files.words, &captions::words_json(&cues)).await
}
