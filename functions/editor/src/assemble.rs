use std::path::{Path, PathBuf};

use oma_core::Result;
use oma_core::brief::{Brief, Fallbacks};
use oma_core::contract::{Job, Made, MadeFor, files};
use oma_core::music::Music;
use oma_core::step::{MadeFile, Output, Step, StepKey};
use oma_core::timeline::Timeline;
use oma_media::segment::ENCODER_VERSION;
use oma_media::work::{FilmFiles, FilmInputs, assemble_film};

use crate::{Editor, fetch};

impl Editor {
    /// Joins the segments, mixes the sound, writes captions and poster.
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
            version: 2,
            provider: "ffmpeg",
            model: "aac",
            item: None,
        };
        let dir = fetch::work_dir()?;
        let work = || async {
            let parts = self.parts(job, &timeline, &keys, dir.path()).await?;
            let inputs = FilmInputs {
                segments: parts.segments,
                narrations: parts.narrations,
                music: parts.music,
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

    /// Fetches everything that the film is made of.
    async fn parts(
        &self,
        job: &Job,
        timeline: &Timeline,
        segments: &[&StepKey],
        dir: &Path,
    ) -> Result<Parts> {
        let mut parts = Parts::default();
        for (i, segment) in segments.iter().enumerate() {
            let path = dir.join(format!("segment-{i:03}.mp4"));
            fetch::file(&self.steps, job, segment, files::SEGMENT, &path).await?;
            parts.segments.push(path);
        }
        for scene in &timeline.scenes {
            let path = dir.join(format!("speech-{:03}.wav", scene.number));
            fetch::file(&self.steps, job, &scene.narration, files::SPEECH, &path).await?;
            parts.narrations.push(path);
        }
        if let Some(key) = &timeline.music {
            let music: Music = self.steps.read(&job.owner, key, files::MUSIC).await?;
            let path = dir.join(&music.file);
            fetch::file(&self.steps, job, key, &music.file, &path).await?;
            parts.music = Some(path);
        }
        Ok(parts)
    }
}

#[derive(Default)]
struct Parts {
    segments: Vec<PathBuf>,
    narrations: Vec<PathBuf>,
    music: Option<PathBuf>,
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
