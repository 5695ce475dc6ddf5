use std::path::{Path, PathBuf};

use oma_core::brief::{Brief, Fallbacks, Mood};
use oma_core::contract::{Job, MusicChosen, files};
use oma_core::music::Music;
use oma_core::plan::{MusicChoice, Plan};
use oma_core::ports::{Credit, MusicRequest};
use oma_core::step::{MadeFile, Output, Step, StepKey};
use oma_core::video::keys;
use oma_core::{Error, Result};
use oma_media::probe::{self, Asset};
use oma_media::work::loop_bed;
use tempfile::TempDir;

use crate::AudioAgent;

impl AudioAgent {
    /// Makes or takes over the music under the film; none if the brief wants none.
    pub(crate) async fn choose_music(&self, job: &Job, plan: &StepKey) -> Result<MusicChosen> {
        let plan: Plan = self.steps.read(&job.owner, plan, files::PLAN).await?;
        let artifact = match &plan.choices.music {
            None => None,
            Some(MusicChoice::Mood(mood)) => {
                let brief = Brief::load(self.steps.objects(), job.video_id).await?;
                let request = MusicRequest { mood: *mood, seed: brief.seed };
                Some(self.compose(job, request, &brief).await?)
            }
            Some(MusicChoice::Upload(upload)) => Some(self.own_music(job, upload).await?),
        };
        Ok(MusicChosen { artifact })
    }

    async fn compose(&self, job: &Job, request: MusicRequest, brief: &Brief) -> Result<StepKey> {
        let composer = self.composer.model();
        let step = Step {
            name: "audio.choose_music",
            version: 2,
            provider: &composer.provider,
            model: &composer.model,
            item: None,
        };
        let dir = work_dir()?;
        let account = self.accounts.of(job, brief.budget_usd, "audio.choose_music", None);
        let work = || async {
            let piece = self.composer.compose(&request, &account).await?;
            let path = dir.path().join(&piece.file);
            tokio::fs::write(&path, &piece.sound).await.map_err(Error::internal)?;
            let bed = if piece.loops {
                self.as_it_is(path).await?
            } else {
                self.looped(&path, dir.path()).await?
            };
            let about = About {
                title: piece.title,
                mood: Some(request.mood),
                licence: piece.licence,
                credit: piece.credit,
            };
            Ok(Output {
                files: bed.files(about)?,
                bill: piece.bill,
                fallbacks: piece.fallback.into_iter().collect(),
            })
        };
        let inputs = (request.mood, request.seed);
        let artifact = self.steps.run(job, step, &inputs, brief.fallbacks, work).await?;
        Ok(artifact.key)
    }

    /// The user's own file, as a bed without a seam.
    async fn own_music(&self, job: &Job, upload: &str) -> Result<StepKey> {
        let step = Step {
            name: "audio.choose_music",
            version: 2,
            provider: "user",
            model: "own-music",
            item: None,
        };
        let dir = work_dir()?;
        let work = || async {
            let path = dir.path().join("own");
            self.steps.objects().get_file(&keys::upload(&job.owner, upload), &path).await?;
            let about = About {
                title: "The user's own music".to_owned(),
                mood: None,
                licence: "the user's own".to_owned(),
                credit: None,
            };
            let bed = self.looped(&path, dir.path()).await?;
            Ok(Output::free(bed.files(about)?))
        };
        let artifact = self.steps.run(job, step, &upload, Fallbacks::Allow, work).await?;
        Ok(artifact.key)
    }

    /// A bed whose end leads into its beginning.
    async fn looped(&self, sound: &Path, dir: &Path) -> Result<Bed> {
        let path = dir.join("bed.flac");
        let duration_ms = loop_bed(&self.tools, sound, &path).await?;
        Ok(Bed { path, duration_ms })
    }

    /// A sound that already is a bed.
    async fn as_it_is(&self, path: PathBuf) -> Result<Bed> {
        match probe::sniff(&self.tools, &path).await? {
            Asset::Sound { duration_ms } => Ok(Bed { path, duration_ms }),
            _ => Err(Error::internal("a bed of music is no sound")),
        }
    }
}

/// A sound that can be played over and over.
struct Bed {
    path: PathBuf,
    duration_ms: u64,
}

impl Bed {
    /// The files of the artifact.
    fn files(self, about: About) -> Result<Vec<MadeFile>> {
        let name = self.path.extension().and_then(|e| e.to_str()).unwrap_or("wav");
        let music = Music {
            file: format!("music.{name}"),
            duration_ms: self.duration_ms,
            title: about.title,
            mood: about.mood,
            licence: about.licence,
            credit: about.credit,
        };
        Ok(vec![
            MadeFile::path(&music.file, "application/octet-stream", self.path),
            MadeFile::json(files::MUSIC, &music)?,
        ])
    }
}

/// What is known of a piece besides its sound.
struct About {
    title: String,
    mood: Option<Mood>,
    licence: String,
    credit: Option<Credit>,
}

fn work_dir() -> Result<TempDir> {
    tempfile::tempdir().map_err(Error::internal)
}
