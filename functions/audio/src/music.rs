use oma_core::brief::{Brief, Fallbacks};
use oma_core::contract::{Job, MusicChosen, files};
use oma_core::music::Music;
use oma_core::plan::{MusicChoice, Plan};
use oma_core::ports::MusicRequest;
use oma_core::step::{MadeFile, Output, Step, StepKey};
use oma_core::video::keys;
use oma_core::{Error, ErrorKind, Result};
use oma_media::probe::{self, Asset};

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
                Some(self.compose(job, request).await?)
            }
            Some(MusicChoice::Upload(upload)) => Some(self.own_music(job, upload).await?),
        };
        Ok(MusicChosen { artifact })
    }

    async fn compose(&self, job: &Job, request: MusicRequest) -> Result<StepKey> {
        let composer = self.composer.model();
        let step = Step {
            name: "audio.choose_music",
            version: 1,
            provider: &composer.provider,
            model: &composer.model,
            item: None,
        };
        let work = || async {
            let bed = self.composer.compose(&request).await?;
            let music = Music {
                file: "music.wav".to_owned(),
                duration_ms: bed.duration_ms,
                title: bed.title,
                mood: Some(request.mood),
                licence: bed.licence,
            };
            Ok(Output {
                files: vec![
                    MadeFile::bytes(&music.file, "audio/wav", bed.wav),
                    MadeFile::json(files::MUSIC, &music)?,
                ],
                cost_micro_usd: bed.cost_micro_usd,
                fallbacks: Vec::new(),
            })
        };
        let inputs = (request.mood, request.seed);
        let artifact = self.steps.run(job, step, &inputs, Fallbacks::Allow, work).await?;
        Ok(artifact.key)
    }

    /// The user's own file, as it is.
    async fn own_music(&self, job: &Job, upload: &str) -> Result<StepKey> {
        let step = Step {
            name: "audio.choose_music",
            version: 1,
            provider: "user",
            model: "own-music",
            item: None,
        };
        let dir = tempfile::tempdir().map_err(Error::internal)?;
        let work = || async {
            let path = dir.path().join("music");
            self.steps.objects().get_file(&keys::upload(&job.owner, upload), &path).await?;
            let (Asset::Sound { duration_ms } | Asset::Clip { duration_ms, .. }) =
                probe::sniff(&self.tools, &path).await?
            else {
                return Err(Error::new(ErrorKind::InvalidAsset, "The music is a picture."));
            };
            let music = Music {
                file: "music".to_owned(),
                duration_ms,
                title: "The user's own music".to_owned(),
                mood: None,
                licence: "the user's own".to_owned(),
            };
            Ok(Output::free(vec![
                MadeFile::path(&music.file, "application/octet-stream", path),
                MadeFile::json(files::MUSIC, &music)?,
            ]))
        };
        let artifact = self.steps.run(job, step, &upload, Fallbacks::Allow, work).await?;
        Ok(artifact.key)
    }
}
