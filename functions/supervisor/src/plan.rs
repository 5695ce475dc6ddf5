use oma_core::Result;
use oma_core::brief::{
    BrandKit, Brief, BriefAsset, BriefBrand, BriefMusic, BriefScene, BriefScript, Fallbacks, Mood,
    Review, Tone, analysis,
};
use oma_core::contract::{Job, Planned, files};
use oma_core::plan::{Choices, MusicChoice, Plan, plan_scenes};
use oma_core::ports::Task;
use oma_core::step::{MadeFile, Output, Step};
use oma_media::layout::transition_for;

use crate::Supervisor;

/// How often a script may be written and improved. The offline writer needs two; a model that
/// has not passed after three will not.
const MAX_SCRIPT_ATTEMPTS: u32 = 3;
/// The score a script must reach. 80 allows one weak point and no missing call to action.
const PASS_SCORE: u32 = 80;

impl Supervisor {
    /// Plans the video: scenes, bounds, voice, models.
    pub(crate) async fn plan(&self, job: &Job) -> Result<Planned> {
        let brief = Brief::load(self.steps.objects(), job.video_id).await?;
        let (narrator, voice_fallback) =
            self.narrator.choose(brief.language, brief.voice.as_deref(), brief.tone);
        let writer = self.models.choose(Task::WriteScript, brief.language);
        let writer = writer.unwrap_or_else(|| self.writer.clone());
        let pictures = self.sources.choose(brief.pictures, brief.aspect);
        let scenes = plan_scenes(&brief);
        let plan = Plan {
            analysis: analysis::analyse(&brief),
            format: brief.format(),
            language: brief.language,
            style: brief.style,
            tone: brief.tone,
            template: brief.template,
            duration_ms: brief.duration_ms(),
            word_budget: scenes.iter().map(|scene| scene.words).sum(),
            scenes,
            captions: brief.captions,
            transition: brief.transition.unwrap_or_else(|| transition_for(brief.style)),
            // The user's own words are held against the rubric, but never rewritten.
            max_script_attempts: if brief.script.is_some() { 1 } else { MAX_SCRIPT_ATTEMPTS },
            pass_score: PASS_SCORE,
            choices: Choices { writer, narrator, music: music(&brief), pictures },
        };

        let step = Step {
            name: "supervisor.plan",
            version: 1,
            provider: "oma",
            model: "planner-1",
            item: None,
        };
        let max_script_attempts = plan.max_script_attempts;
        let work = || async {
            let files = vec![MadeFile::json(files::PLAN, &plan)?];
            Ok(Output { fallbacks: voice_fallback.into_iter().collect(), ..Output::free(files) })
        };
        let inputs = (inputs(&brief), &plan.choices);
        let artifact = self.steps.run(job, step, &inputs, brief.fallbacks, work).await?;
        Ok(Planned { artifact: artifact.key, review: brief.review, max_script_attempts })
    }
}

/// The brief without what the plan does not depend on: the words of a script, the pictures
/// themselves, the policies.
fn inputs(brief: &Brief) -> Brief {
    let script = brief.script.clone().map(|script| match script {
        BriefScript::Whole(_) => BriefScript::Whole(String::new()),
        BriefScript::Scenes(mut list) => {
            list.scenes.iter_mut().for_each(|scene| *scene = BriefScene::default());
            list.original = None;
            BriefScript::Scenes(list)
        }
    });
    // Their number matters to the analysis.
    let asset = |asset: &BriefAsset| BriefAsset {
        source: String::new(),
        scene: None,
        shows: None,
        start_s: None,
        ..asset.clone()
    };
    let assets = brief.assets.iter().map(asset).collect();
    let brand = brief.brand().map(|kit| {
        let BrandKit { intro, outro, .. } = kit.clone();
        BriefBrand::Kit(BrandKit { intro, outro, ..BrandKit::default() })
    });
    Brief {
        script,
        assets,
        brand,
        budget_usd: None,
        fallbacks: Fallbacks::default(),
        review: Review::default(),
        ..brief.clone()
    }
}

fn music(brief: &Brief) -> Option<MusicChoice> {
    match &brief.music {
        BriefMusic::None => None,
        BriefMusic::Mood(mood) => Some(MusicChoice::Mood(*mood)),
        BriefMusic::File(upload) => Some(MusicChoice::Upload(upload.clone())),
        BriefMusic::Auto => Some(MusicChoice::Mood(match brief.tone {
            Tone::Neutral | Tone::Calm => Mood::Calm,
            Tone::Enthusiastic => Mood::Happy,
            Tone::Inspiring => Mood::Inspiring,
            Tone::Urgent => Mood::Energetic,
        })),
    }
}
