use std::path::{Path, PathBuf};

use oma_core::Result;
use oma_core::brief::Fallbacks;
use oma_core::contract::{Job, files};
use oma_core::music::Music;
use oma_core::step::{MadeFile, Output, Step};
use oma_core::timeline::Timeline;
use oma_media::work::{SOUND_VERSION, film_sound};
use sha2::{Digest, Sha256};

use crate::{Editor, fetch};

impl Editor {
    /// The film's whole sound, fetched to `dir`. It is a step of its own inside the assembly: a
    /// film whose pictures changed, or whose words are only spelt differently, sounds the same.
    pub(crate) async fn sound(
        &self,
        job: &Job,
        timeline: &Timeline,
        dir: &Path,
    ) -> Result<PathBuf> {
        let step =
            Step { name: "editor.sound", version: 1, provider: "ffmpeg", model: "aac", item: None };
        let narrations = self.narrations(job, timeline, dir).await?;
        let mut spoken = Vec::with_capacity(narrations.len());
        for (path, scene) in narrations.iter().zip(&timeline.scenes) {
            let sound = tokio::fs::read(path).await.map_err(oma_core::Error::internal)?;
            spoken.push((scene.speech_start_ms, hex::encode(Sha256::digest(&sound))));
        }
        let length = (timeline.total_frames, timeline.format.fps);
        let inputs = (SOUND_VERSION, spoken, length, &timeline.music);
        let work = || async {
            let music = self.music(job, timeline, dir).await?;
            let made = dir.join("made").join(files::SOUND);
            film_sound(&self.tools, timeline, &narrations, music.as_deref(), &made).await?;
            Ok(Output::free(vec![MadeFile::path(files::SOUND, "audio/mp4", made)]))
        };
        let artifact = self.steps.run(job, step, &inputs, Fallbacks::Allow, work).await?;
        let path = dir.join(files::SOUND);
        fetch::file(&self.steps, job, &artifact.key, files::SOUND, &path).await?;
        Ok(path)
    }

    /// Fetches the narrations, in the timeline's order.
    async fn narrations(&self, job: &Job, timeline: &Timeline, dir: &Path) -> Result<Vec<PathBuf>> {
        let mut fetched = Vec::with_capacity(timeline.scenes.len());
        for scene in &timeline.scenes {
            let path = dir.join(format!("speech-{:03}.wav", scene.number));
            fetch::file(&self.steps, job, &scene.narration, files::SPEECH, &path).await?;
            fetched.push(path);
        }
        Ok(fetched)
    }

    /// Fetches the music, if there is any.
    async fn music(&self, job: &Job, timeline: &Timeline, dir: &Path) -> Result<Option<PathBuf>> {
        let Some(key) = &timeline.music else { return Ok(None) };
        let music: Music = self.steps.read(&job.owner, key, files::MUSIC).await?;
        let path = dir.join(&music.file);
        fetch::file(&self.steps, job, key, &music.file, &path).await?;
        Ok(Some(path))
    }
}
