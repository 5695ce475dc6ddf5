use oma_core::brief::{Brief, Fallbacks, Pronunciation, Tone};
use oma_core::contract::{Job, MadeFor, files};
use oma_core::language::Language;
use oma_core::narration::{Narration, TimingSource};
use oma_core::pacing;
use oma_core::plan::{ModelChoice, Plan};
use oma_core::ports::NarrationRequest;
use oma_core::script::{Scene, Script};
use oma_core::step::{MadeFile, Output, Step, StepKey};
use oma_core::{Error, ErrorKind, Result};

use crate::{AudioAgent, silence};

impl AudioAgent {
    /// Speaks one scene, with the voice that the plan chose for all of them: where that fails the
    /// scene fails, and is tried again. The sound depends on its words and the voice alone, so equal
    /// words in another scene, video or variant are not spoken again.
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
        if scene.narration.is_empty() {
            return self.be_silent(job, number).await;
        }
        let voice = &plan.choices.narrator;
        let step = Step {
            name: "audio.narrate",
            version: 4,
            provider: &voice.provider,
            model: &voice.model,
            item: Some(number),
        };
        let brief = Brief::load(self.steps.objects(), job.video_id).await?;
        let pronunciations = pronunciations(&brief, &scene.narration, script.language);
        let request = NarrationRequest {
            text: &scene.narration,
            language: script.language,
            voice,
            rate_percent: rate_percent(scene, script.language),
            tone: plan.tone,
            pronunciations: &pronunciations,
        };
        let account = self.accounts.of(job, brief.budget_usd, "audio.narrate", Some(number));
        let work = || async {
            let speech = self.narrator.speak(&request, &account).await?;
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
                bill: speech.bill,
                fallbacks: speech.fallback.into_iter().collect(),
            })
        };
        let manner = (tone(voice, plan.tone), &pronunciations);
        let inputs = (request.text, request.language, request.rate_percent, manner);
        let artifact = self.steps.run(job, step, &inputs, brief.fallbacks, work).await?;
        Ok(MadeFor { item: number, artifact: artifact.key })
    }

    /// The sound of a scene in which nothing is said.
    async fn be_silent(&self, job: &Job, number: u32) -> Result<MadeFor> {
        let step = Step {
            name: "audio.narrate",
            version: 3,
            provider: "oma",
            model: "silence",
            item: Some(number),
        };
        let work = || async {
            let narration = Narration {
                narrator: ModelChoice::new(step.provider, step.model),
                duration_ms: 0,
                words: Vec::new(),
                timing: TimingSource::Exact,
            };
            Ok(Output::free(vec![
                MadeFile::bytes(files::SPEECH, "audio/wav", silence::wav()),
                MadeFile::json(files::NARRATION, &narration)?,
            ]))
        };
        let artifact = self.steps.run(job, step, &(), Fallbacks::Allow, work).await?;
        Ok(MadeFor { item: number, artifact: artifact.key })
    }
}

/// The brand's entries for words that are in a text: another entry is no reason to speak it again.
fn pronunciations(brief: &Brief, text: &str, language: Language) -> Vec<Pronunciation> {
    let text = text.to_lowercase();
    let is_meant = |entry: &&Pronunciation| {
        entry.language.is_none_or(|only| only == language)
            && text.contains(
                entry.word.trim_matches(|c: char| !c.is_alphanumeric()).to_lowercase().as_str(),
            )
    };
    let entries = brief.brand().map(|kit| kit.pronunciations.as_slice()).unwrap_or_default();
    entries.iter().filter(is_meant).cloned().collect()
}

/// The tone, for voices that may take directions. Those of this machine take none, so the same words
/// in another tone are found.
fn tone(voice: &ModelChoice, tone: Tone) -> Option<Tone> {
    let is_here = matches!(voice.provider.as_str(), "offline" | "kokoro");
    (!is_here).then_some(tone)
}

/// How quickly a scene is to be spoken, by the estimate of its words: the same for equal words in
/// scenes of equal length, so that a finished narration is found again.
fn rate_percent(scene: &Scene, language: Language) -> u32 {
    let speech_ms = pacing::speech_ms(&scene.narration, language);
    let percent = pacing::rate_percent(speech_ms, scene.duration_ms());
    u32::try_from(percent).unwrap_or(100)
}
