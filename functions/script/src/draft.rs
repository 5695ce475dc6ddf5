use oma_core::brief::{
    BrandCard, Brief, BriefMusic, CaptionStyle, Fallbacks, Pictures, Review, Style,
};
use oma_core::contract::{Criticised, Drafted, Job, files};
use oma_core::event::Fallback;
use oma_core::format::{Aspect, Fps, Quality, Resolution};
use oma_core::plan::{ModelChoice, Plan, ScenePlan};
use oma_core::ports::{ImproveRequest, Task, WriteRequest};
use oma_core::script::{Critique, Script};
use oma_core::spend::{Account, Bill};
use oma_core::step::{MadeFile, Output, Step, StepKey};
use oma_core::{Error, ErrorKind, Result};
use oma_providers::offline;
use serde::Serialize;

use crate::model::{ModelWriter, Prompt, ToTranslate, Work};
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
    /// The version of what a model is told; absent where no model writes.
    #[serde(skip_serializing_if = "Option::is_none")]
    prompt: Option<u32>,
}

impl<'a> WritingInputs<'a> {
    fn new(brief: &'a Brief, plan: &'a Plan, task: Task) -> Result<Self> {
        let kit = brief.brand();
        let cards = [kit.and_then(|k| k.intro.as_ref()), kit.and_then(|k| k.outro.as_ref())];
        let mut prompt = None;
        if by_model(brief, plan) {
            prompt = Some(Prompt::of(task, brief.language)?.version);
        } else if brief.translates_from().is_some() {
            prompt = Some(Prompt::to_translate(brief.language)?.version);
        }
        Ok(Self { brief: words_of(brief), scenes: &plan.scenes, brand_cards: cards, prompt })
    }
}

/// Whether a model writes: the plan chose one, and the words are not the user's own.
fn by_model(brief: &Brief, plan: &Plan) -> bool {
    brief.script.is_none() && plan.choices.writer.provider != offline::PROVIDER
}

impl ScriptAgent {
    /// Writes a first draft, or takes over the user's own words.
    pub(crate) async fn write(&self, job: &Job, plan: &StepKey) -> Result<Drafted> {
        let (brief, plan) = self.read(job, plan).await?;
        let writer = self.who_writes(&brief, &plan);
        let step = Step {
            name: "script.write",
            version: 1,
            provider: &writer.provider,
            model: &writer.model,
            item: None,
        };
        let inputs = WritingInputs::new(&brief, &plan, Task::WriteScript)?;
        let account = self.accounts.of(job, brief.budget_usd, "script.write", None);
        let work = || async {
            let Work { script, bill, mut fallbacks } = match &brief.script {
                Some(own) => {
                    let script = own_words::to_script(&brief, own, plan.scenes.len());
                    self.in_its_language(&brief, &plan, script, &account).await?
                }
                None => self.words(&WriteRequest { brief: &brief, plan: &plan }, &account).await?,
            };
            fallbacks.extend(self.moderate(&script, &account).await?);
            let script = brand_cards::around(script, brief.brand());
            Ok(Output { files: vec![MadeFile::json(files::SCRIPT, &script)?], bill, fallbacks })
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
        let writer = self.who_writes(&brief, &plan);
        let step = Step {
            name: "script.improve",
            version: 2,
            provider: &writer.provider,
            model: &writer.model,
            item: Some(draft.attempt),
        };
        let writing = WritingInputs::new(&brief, &plan, Task::ImproveScript)?;
        let story = brand_cards::without(script);
        let inputs = (writing, &draft.script, &draft.critique, draft.attempt, &draft.reason);
        let item = Some(draft.attempt);
        let account = self.accounts.of(job, brief.budget_usd, "script.improve", item);
        let work = || async {
            let request = ImproveRequest {
                brief: &brief,
                plan: &plan,
                script: &story,
                critique: &critique,
                attempt: draft.attempt,
                reason: &draft.reason,
            };
            let Work { script, bill, mut fallbacks } = self.better(&request, &account).await?;
            fallbacks.extend(unheard(&draft.reason, &story, &script));
            fallbacks.extend(self.moderate(&script, &account).await?);
            let script = brand_cards::around(script, brief.brand());
            Ok(Output { files: vec![MadeFile::json(files::SCRIPT, &script)?], bill, fallbacks })
        };
        let artifact = self.steps.run(job, step, &inputs, brief.fallbacks, work).await?;
        self.drafted(job, artifact.key).await
    }

    fn who_writes(&self, brief: &Brief, plan: &Plan) -> ModelChoice {
        if by_model(brief, plan) || brief.translates_from().is_some() {
            plan.choices.writer.clone()
        } else if brief.script.is_some() {
            ModelChoice::new("user", "own-words")
        } else {
            self.writer.model()
        }
    }

    /// A script of the user's own, translated where it is in another language than the film.
    async fn in_its_language(
        &self,
        brief: &Brief,
        plan: &Plan,
        script: Script,
        account: &Account,
    ) -> Result<Work> {
        if script.language == brief.language {
            return Ok(free(script));
        }
        if plan.choices.writer.provider == offline::PROVIDER {
            return Err(Error::invalid_brief(brief.without_translator().into_iter().collect()));
        }
        let request = ToTranslate {
            source: &script,
            language: brief.language,
            story_ms: plan.story_ms(),
            seed: brief.seed,
        };
        self.model(plan, account).translate(request).await
    }

    /// A first draft by whom the plan chose.
    async fn words(&self, request: &WriteRequest<'_>, account: &Account) -> Result<Work> {
        let WriteRequest { brief, plan } = *request;
        if !by_model(brief, plan) {
            return self.writer.write(request).await.map(free);
        }
        match self.model(plan, account).write(request).await {
            Ok(work) => Ok(work),
            Err(error) => {
                let fallback = self.instead(brief, plan, error)?;
                let script = self.writer.write(request).await?;
                Ok(Work { fallbacks: vec![fallback], ..free(script) })
            }
        }
    }

    /// A better draft by whom the plan chose.
    async fn better(&self, request: &ImproveRequest<'_>, account: &Account) -> Result<Work> {
        let ImproveRequest { brief, plan, .. } = *request;
        if !by_model(brief, plan) {
            return self.writer.improve(request).await.map(free);
        }
        match self.model(plan, account).improve(request).await {
            Ok(work) => Ok(work),
            Err(error) => {
                let fallback = self.instead(brief, plan, error)?;
                let script = self.writer.improve(request).await?;
                Ok(Work { fallbacks: vec![fallback], ..free(script) })
            }
        }
    }

    fn model<'a>(&'a self, plan: &'a Plan, account: &'a Account) -> ModelWriter<'a> {
        ModelWriter { models: self.models.as_ref(), account, choice: &plan.choices.writer }
    }

    /// Says that the offline writer stands in, where that may be and can help.
    fn instead(&self, brief: &Brief, plan: &Plan, error: Error) -> Result<Fallback> {
        let another_may = matches!(
            error.kind,
            ErrorKind::ProviderThrottled
                | ErrorKind::ProviderUnavailable
                | ErrorKind::ProviderRefused
                | ErrorKind::ProviderBadAnswer
                | ErrorKind::BudgetExceeded
        );
        if !another_may || brief.fallbacks == Fallbacks::Never {
            return Err(error);
        }
        let name = |choice: &ModelChoice| format!("{} {}", choice.provider, choice.model);
        Ok(Fallback {
            what: "writer of the script".to_owned(),
            wanted: name(&plan.choices.writer),
            used: name(&self.writer.model()),
            reason: error.message,
        })
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

/// A script that costs nothing.
fn free(script: Script) -> Work {
    Work { script, bill: Bill::default(), fallbacks: Vec::new() }
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
        pictures: Pictures::default(),
        assets: Vec::new(),
        budget_usd: None,
        fallbacks: Fallbacks::default(),
        review: Review::default(),
        ..brief.clone()
    }
}
