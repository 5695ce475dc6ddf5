use std::ffi::OsString;
use std::path::Path;

use oma_core::language::Language;
use oma_core::timeline::Timeline;
use oma_core::{Error, Result};

use crate::segment::{Args, time_scale};

/// What the last pass joins.
#[derive(Debug, Clone, Copy)]
pub struct FilmSpec<'a> {
    /// The file that lists the segments; see [`concat_list`].
    pub list: &'a Path,
    /// The whole film's sound, encoded.
    pub sound: &'a Path,
    /// The title, for players that show it.
    pub title: &'a str,
    /// The language, for players that choose by it.
    pub language: Language,
}

/// Joins the segments and the sound; nothing is encoded again.
///
/// `+faststart` puts the index before the media, so that playing starts before the download ends.
pub fn film_args(timeline: &Timeline, film: &FilmSpec<'_>, out: &Path) -> Vec<OsString> {
    let mut args = Args::new();
    args.words("-f concat -safe 0");
    args.input(film.list);
    args.input(film.sound);
    args.words("-map 0:v:0 -map 1:a:0 -c copy");
    args.words("-map_metadata -1 -map_chapters -1 -fflags +bitexact");
    args.pair("-metadata", format!("title={}", film.title));
    let language = iso_639_2(film.language);
    args.pair("-metadata:s:v:0", format!("language={language}"));
    args.pair("-metadata:s:a:0", format!("language={language}"));
    let scale = time_scale(timeline.format);
    args.words(&format!("-video_track_timescale {scale} -movie_timescale {scale}"));
    args.words("-movflags +faststart -f mp4");
    args.output(out);
    args.into_vec()
}

/// The list that ffmpeg's `concat` demuxer reads.
pub fn concat_list(segments: &[impl AsRef<Path>]) -> Result<String> {
    let mut list = vec!["ffconcat version 1.0\n".to_owned()];
    for segment in segments {
        let path = segment.as_ref();
        let text = path
            .to_str()
            .filter(|text| !text.contains('\n'))
            .ok_or_else(|| Error::internal(format!("cannot be listed: {}", path.display())))?;
        // A quote ends the quoting, stands escaped, and begins it again.
        list.push(format!("file 'file:{}'\n", text.replace('\'', r"'\''")));
    }
    Ok(list.concat())
}

/// MP4 knows languages by three letters.
fn iso_639_2(language: Language) -> &'static str {
    match language {
        Language::EnUs => "eng",
        Language::PtBr => "por",
    }
}
