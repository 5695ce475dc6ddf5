use std::path::{Path, PathBuf};

use oma_core::brief::{Brief, Fallbacks};
use oma_core::contract::{Job, Made, MadeFor, files};
use oma_core::step::{MadeFile, Output, Step, StepKey};
use oma_core::timeline::Timeline;
use oma_core::{Error, Result};
use oma_media::assemble::best_poster;
use oma_media::inspect::SegmentSeen;
use oma_media::segment::ENCODER_VERSION;
use oma_media::work::{FilmFiles, FilmInputs, assemble_film};

use crate::{Editor, fetch};

impl Editor {
    /// Joins segments and sound, writes captions and poster.
    pub(crate) async fn assemble(
        &self,
        job: &Job,
        timeline_key: &StepKey,
        mut segments: Vec<MadeFor>,
    ) -> Result<Made> {
        let timeline: Timeline = self.steps.read(&job.owner, timeline_key, files::TIMELINE).await?;
        let brief = Brief::load(self.steps.objects(), job.video_id).await?;
        segments.sort_by_key(|segment| segment.item);
        let keys: Vec<&StepKey> = segments.iter().map(|segment| &segment.artifact).collect();
        let step = Step {
            name: "editor.assemble",
            version: 3,
            provider: "ffmpeg",
            model: "mp4",
            item: None,
        };
        let dir = fetch::work_dir()?;
        let work = || async {
            let inputs = FilmInputs {
                segments: self.segments(job, &keys, dir.path()).await?,
                sound: self.sound(job, &timeline, dir.path()).await?,
                poster: self.poster(job, &timeline, &keys, dir.path()).await?,
                title: &brief.title,
                language: brief.language,
            };
            let out = dir.path().join("out");
            let film = assemble_film(&self.tools, &timeline, &inputs, &out).await?;
            let mut made = film_files(film);
            made.push(MadeFile::json(files::SEGMENTS, &keys)?);
            Ok(Output::free(made))
        };
        let inputs = (ENCODER_VERSION, timeline_key, &keys, &brief.title, brief.language);
        let artifact = self.steps.run(job, step, &inputs, Fallbacks::Allow, work).await?;
        Ok(Made { artifact: artifact.key })
    }

    /// Fetches the segments.
    async fn segments(&self, job: &Job, keys: &[&StepKey], dir: &Path) -> Result<Vec<PathBuf>> {
        let mut fetched = Vec::with_capacity(keys.len());
        for (i, segment) in keys.iter().enumerate() {
            let path = dir.join(format!("segment-{i:03}.mp4"));
            fetch::file(&self.steps, job, segment, files::SEGMENT, &path).await?;
            fetched.push(path);
        }
        Ok(fetched)
    }

    /// Fetches the poster of the segment whose picture stands best for the film.
    async fn poster(
        &self,
        job: &Job,
        timeline: &Timeline,
        keys: &[&StepKey],
        dir: &Path,
    ) -> Result<PathBuf> {
        let mut worths = Vec::with_capacity(keys.len());
        for segment in keys {
            let seen: SegmentSeen = self.steps.read(&job.owner, segment, files::INSPECTION).await?;
            worths.push(seen.poster_worth);
        }
        let best = best_poster(timeline, &worths).and_then(|place| keys.get(place));
        let best = best.ok_or_else(|| Error::internal("a film without a scene has no poster"))?;
        let path = dir.join(files::POSTER);
        fetch::file(&self.steps, job, best, files::POSTER, &path).await?;
        Ok(path)
    }
}

fn film_files(film: FilmFiles) -> Vec<MadeFile> {
    vec![
        MadeFile::path(files::VIDEO, "video/mp4", film.film),
        MadeFile::path(files::POSTER, "image/jpeg", film.poster),
        MadeFile::path(files::CAPTIONS_SRT, "application/x-subrip", film.srt),
        MadeFile::path(files::CAPTIONS_VTT, "text/vtt", film.vtt),
        MadeFile::path(files::WORDS, "application/json", film.words),
    ]
}
