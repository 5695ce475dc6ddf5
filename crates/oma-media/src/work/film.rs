use std::path::{Path, PathBuf};

use oma_core::language::Language;
use oma_core::timeline::{Cue, Timeline};
use oma_core::{Error, ErrorKind, Result};

use super::{disk, move_to, scratch, write};
use crate::assemble::{FilmSpec, concat_list, film_args};
use crate::captions;
use crate::ffmpeg::Tools;

/// What a film is made of.
#[derive(Debug, Clone)]
pub struct FilmInputs<'a> {
    /// One file per segment of the timeline, in its order.
    pub segments: Vec<PathBuf>,
    /// The whole sound; see [`super::film_sound`].
    pub sound: PathBuf,
    /// The frame that stands for the film, as JPEG.
    pub poster: PathBuf,
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

/// Joins segments and sound, and writes film, poster and captions to `out_dir`.
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
    tokio::fs::copy(&inputs.poster, &made.poster).await.map_err(|e| disk(&inputs.poster, &e))?;
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
    let (needed, have) = (timeline.segments.len(), inputs.segments.len());
    if have == needed && needed > 0 {
        return Ok(());
    }
    Err(Error::new(
        ErrorKind::InvalidEvent,
        format!("The film needs {needed} segments; there are {have}."),
    ))
}

/// The list lies in another folder than where the caller's relative paths begin.
fn absolute(paths: &[PathBuf]) -> Result<Vec<PathBuf>> {
    let absolute = |path: &PathBuf| std::path::absolute(path).map_err(Error::internal);
    paths.iter().map(absolute).collect()
}

/// Joins pictures and sound to `film`.
async fn join(
    tools: &Tools,
    timeline: &Timeline,
    inputs: &FilmInputs<'_>,
    film: &Path,
) -> Result<()> {
    let dir = film.parent().ok_or_else(|| Error::internal("a film needs a folder"))?;
    let list = dir.join("segments.txt");
    write(&list, &concat_list(&absolute(&inputs.segments)?)?).await?;
    let spec = FilmSpec {
        list: &list,
        sound: &inputs.sound,
        title: inputs.title,
        language: inputs.language,
    };
    tools.ffmpeg(&film_args(timeline, &spec, film), "Joining the film").await?;
    Ok(())
}

async fn write_captions(timeline: &Timeline, files: &FilmFiles) -> Result<()> {
    let cues: Vec<Cue> = timeline.scenes.iter().flat_map(|scene| scene.cues.clone()).collect();
    write(&files.srt, &captions::srt(&cues)).await?;
    write(&files.vtt, &captions::vtt(&cues)).await?;
    write(&files.words, &captions::words_json(&cues)).await
}
