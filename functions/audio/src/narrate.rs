use oma_core::brief::Fallbacks;
use oma_core::contract::{Job, MadeFor, files};
use oma_core::narration::Narration;
use oma_core::plan::Plan;
use oma_core::ports::NarrationRequest;
use oma_core::script::Script;
use oma_core::step::{MadeFile, Output, Step, StepKey};
use oma_core::{Error, ErrorKind, Result};

use crate::AudioAgent;

impl AudioAgent {
    /// Speaks one scene. The sound depends on its words and the voice alone, so equal words in
    /// another scene, video or variant are not spoken again.
    pub(crate) async fn narrate(
        &self,
        job: &Job,
        plan: &StepKey,
        script: &StepKey,
        number: u32,
    ) -> Result<MadeFor> {
        let plan: Plan = self.steps.read(&job.owner, plan, files::PLAN).await?;
        let script: Script = self.steps.read(&job.owner, script, files::SCRIPT).await?;
        let scene = script.scene(number).ok_or_else(|| {
            Error::new(ErrorKind::InvalidEvent, format!("The script has no scene {number}."))
        })?;
        let voice = &plan.choices.narrator;
        let step = Step {
            name: "audio.narrate",
            version: 2,
            provider: &voice.provider,
            model: &voice.model,
            item: Some(number),
        };
        let request = NarrationRequest {
            text: &scene.narration,
            language: script.language,
            voice,
            rate_percent: 100,
        };
        let work = || async {
            let speech = self.narrator.speak(&request).await?;
            let narration = Narration {
                narrator: voice.clone(),
                duration_ms: speech.duration_ms,
                words: speech.words,
                timing: speech.timing,
            };
            Ok(Output {
                files: vec![
                    MadeFile::bytes(files::SPEECH, "audio/wav", speech.wav),
                    MadeFile::json(files::NARRATION, &narration)?,
                ],
                cost_micro_usd: speech.cost_micro_usd,
                fallbacks: Vec::new(),
            })
        };
        let inputs = (request.text, request.language);
        let artifact = self.steps.run(job, step, &inputs, Fallbacks::Allow, work).await?;
        Ok(MadeFor { item: number, artifact: artifact.key })
    }
}
