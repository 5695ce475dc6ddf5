use oma_core::brief::{BrandCard, Brief, BriefMusic, CaptionStyle, Fallbacks, Review, Style};
use oma_core::contract::{Criticised, Drafted, Job, files};
use oma_core::event::Fallback;
use oma_core::format::{Aspect, Fps, Quality, Resolution};
use oma_core::plan::{Plan, ScenePlan};
use oma_core::ports::{ImproveRequest, WriteRequest};
use oma_core::script::{Critique, Script};
use oma_core::step::{MadeFile, Output, Step, StepKey};
use oma_core::{Error, ErrorKind, Result};
use serde::Serialize;

use crate::{ScriptAgent, brand_cards, own_words, rubric};

/// A draft that is to be improved.
pub(crate) struct Draft {
    pub plan: StepKey,
    pub script: StepKey,
    pub critique: StepKey,
    pub attempt: u32,
    pub reason: String,
}

/// What the words of a script depend on. Voice, music, captions, pictures and policies are not
/// among it, so changing those writes no new script.
#[derive(Serialize)]
struct WritingInputs<'a> {
    brief: Brief,
    scenes: &'a [ScenePlan],
    brand_cards: [Option<&'a BrandCard>; 2],
}

impl<'a> WritingInputs<'a> {
    fn new(brief: &'a Brief, plan: &'a Plan) -> Self {
        let kit = brief.brand();
        let cards = [kit.and_then(|k| k.intro.as_ref()), kit.and_then(|k| k.outro.as_ref())];
        Self { brief: words_of(brief), scenes: &plan.scenes, brand_cards: cards }
    }
}

impl ScriptAgent {
    /// Writes a first draft, or takes over the user's own words.
    pub(crate) async fn write(&self, job: &Job, plan: &StepKey) -> Result<Drafted> {
        let (brief, plan) = self.read(job, plan).await?;
        let writer = self.writer.model();
        let step = Step {
            name: "script.write",
            version: 1,
            provider: if brief.script.is_some() { "user" } else { &writer.provider },
            model: if brief.script.is_some() { "own-words" } else { &writer.model },
            item: None,
        };
        let inputs = WritingInputs::new(&brief, &plan);
        let work = || async {
            let script = match &brief.script {
                Some(own) => own_words::to_script(&brief, own, plan.scenes.len()),
                None => self.writer.write(&WriteRequest { brief: &brief, plan: &plan }).await?,
            };
            let script = brand_cards::around(script, brief.brand());
            Ok(Output::free(vec![MadeFile::json(files::SCRIPT, &script)?]))
        };
        let artifact = self.steps.run(job, step, &inputs, brief.fallbacks, work).await?;
        self.drafted(job, artifact.key).await
    }

    /// Writes a better draft.
    pub(crate) async fn improve(&self, job: &Job, draft: &Draft) -> Result<Drafted> {
        let (brief, plan) = self.read(job, &draft.plan).await?;
        if brief.script.is_some() {
            return Err(rejected_own_words(&draft.reason));
        }
        let script: Script = self.steps.read(&job.owner, &draft.script, files::SCRIPT).await?;
        let critique: Critique =
            self.steps.read(&job.owner, &draft.critique, files::CRITIQUE).await?;
        let writer = self.writer.model();
        let step = Step {
            name: "script.improve",
            version: 2,
            provider: &writer.provider,
            model: &writer.model,
            item: Some(draft.attempt),
        };
        let writing = WritingInputs::new(&brief, &plan);
        let story = brand_cards::without(script);
        let inputs = (writing, &draft.script, &draft.critique, draft.attempt, &draft.reason);
        let work = || async {
            let request = ImproveRequest {
                brief: &brief,
                plan: &plan,
                script: &story,
                critique: &critique,
                attempt: draft.attempt,
                reason: &draft.reason,
            };
            let script = self.writer.improve(&request).await?;
            let unheard = unheard(&draft.reason, &story, &script);
            let script = brand_cards::around(script, brief.brand());
            let files = vec![MadeFile::json(files::SCRIPT, &script)?];
            Ok(Output { fallbacks: unheard.into_iter().collect(), ..Output::free(files) })
        };
        let artifact = self.steps.run(job, step, &inputs, brief.fallbacks, work).await?;
        self.drafted(job, artifact.key).await
    }

    /// Holds a draft against the rubric.
    pub(crate) async fn criticise(
        &self,
        job: &Job,
        plan: &StepKey,
        script_key: &StepKey,
    ) -> Result<Criticised> {
        let (brief, plan) = self.read(job, plan).await?;
        let script: Script = self.steps.read(&job.owner, script_key, files::SCRIPT).await?;
        let story = brand_cards::without(script);
        let critique = rubric::criticise(&story, brief.cta.as_deref(), plan.story_ms());
        let step = Step {
            name: "script.criticise",
            version: 1,
            provider: "oma",
            model: "rubric-1",
            item: None,
        };
        let inputs = (script_key, &brief.cta, plan.story_ms());
        let (score, passed) = (critique.score, critique.score >= plan.pass_score);
        let work = || async { Ok(Output::free(vec![MadeFile::json(files::CRITIQUE, &critique)?])) };
        let artifact = self.steps.run(job, step, &inputs, Fallbacks::Allow, work).await?;
        Ok(Criticised { artifact: artifact.key, score, passed })
    }

    async fn read(&self, job: &Job, plan: &StepKey) -> Result<(Brief, Plan)> {
        let brief = Brief::load(self.steps.objects(), job.video_id).await?;
        let plan = self.steps.read(&job.owner, plan, files::PLAN).await?;
        Ok((brief, plan))
    }

    async fn drafted(&self, job: &Job, artifact: StepKey) -> Result<Drafted> {
        let script: Script = self.steps.read(&job.owner, &artifact, files::SCRIPT).await?;
        Ok(Drafted { artifact, scenes: script.scenes.len() })
    }
}

/// Words of the user's own are never rewritten, so a person who rejects them must change them.
fn rejected_own_words(reason: &str) -> Error {
    let message = format!(
        "A person rejected the script, and its words are the user's own, which OMA does not \
         change; revise the video with others. The reason given: {reason}"
    );
    Error::new(ErrorKind::Rejected, message)
}

/// Says so when a person gave a reason and the writer had no other words.
fn unheard(reason: &str, before: &Script, after: &Script) -> Option<Fallback> {
    let words = |script: &Script| -> Vec<String> {
        script.scenes.iter().map(|scene| scene.narration.clone()).collect()
    };
    if reason.trim().is_empty() || words(before) != words(after) {
        return None;
    }
    Some(Fallback {
        what: "script after its rejection".to_owned(),
        wanted: reason.to_owned(),
        used: "the same words".to_owned(),
        reason: format!("{} found nothing in them to change for this reason", after.writer.model),
    })
}

/// The brief without what its words do not depend on.
fn words_of(brief: &Brief) -> Brief {
    Brief {
        voice: None,
        music: BriefMusic::default(),
        captions: CaptionStyle::default(),
        style: Style::default(),
        aspect: Aspect::default(),
        resolution: Resolution::default(),
        fps: Fps::default(),
        quality: Quality::default(),
        transition: None,
        brand: None,
        assets: Vec::new(),
        budget_usd: None,
        fallbacks: Fallbacks::default(),
        review: Review::default(),
        ..brief.clone()
    }
}
