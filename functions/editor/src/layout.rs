use std::collections::BTreeMap;

use oma_core::Result;
use oma_core::brief::Fallbacks;
use oma_core::contract::{Job, LaidOut, MadeFor, files};
use oma_core::narration::Narration;
use oma_core::picture::Picture;
use oma_core::plan::Plan;
use oma_core::script::Script;
use oma_core::step::{MadeFile, Output, Step, StepKey};
use oma_core::timeline::CaptionLook;
use oma_media::layout::{LayoutRequest, lay_out};
use serde::de::DeserializeOwned;

use crate::Editor;

/// What the timeline is laid out from.
pub(crate) struct Parts {
    pub plan: StepKey,
    pub script: StepKey,
    pub pictures: Vec<MadeFor>,
    pub narrations: Vec<MadeFor>,
    pub music: Option<StepKey>,
}

impl Editor {
    /// Lays out the timeline.
    pub(crate) async fn layout(&self, job: &Job, parts: Parts) -> Result<LaidOut> {
        let plan: Plan = self.steps.read(&job.owner, &parts.plan, files::PLAN).await?;
        let script: Script = self.steps.read(&job.owner, &parts.script, files::SCRIPT).await?;
        let narrations: BTreeMap<u32, (StepKey, Narration)> =
            self.by_scene(job, parts.narrations, files::NARRATION).await?;
        let pictures: BTreeMap<u32, (StepKey, Picture)> =
            self.by_scene(job, parts.pictures, files::PICTURE).await?;
        let timeline = lay_out(&LayoutRequest {
            format: plan.format,
            style: plan.style,
            caption_style: plan.captions,
            caption_look: &CaptionLook::default(),
            transition: plan.transition,
            script: &script,
            narrations: &narrations,
            pictures: &pictures,
            music: parts.music,
        })?;
        let step = Step {
            name: "editor.layout",
            version: 1,
            provider: "oma",
            model: "timeline-1",
            item: None,
        };
        // The timeline is a pure function and small, so it is its own key.
        let work = || async { Ok(Output::free(vec![MadeFile::json(files::TIMELINE, &timeline)?])) };
        let artifact = self.steps.run(job, step, &timeline, Fallbacks::Allow, work).await?;
        Ok(LaidOut { artifact: artifact.key, segments: timeline.segments.len() })
    }

    /// Reads one JSON file of each artifact.
    async fn by_scene<T: DeserializeOwned>(
        &self,
        job: &Job,
        made: Vec<MadeFor>,
        file: &str,
    ) -> Result<BTreeMap<u32, (StepKey, T)>> {
        let mut by_scene = BTreeMap::new();
        for MadeFor { item, artifact } in made {
            let value = self.steps.read(&job.owner, &artifact, file).await?;
            by_scene.insert(item, (artifact, value));
        }
        Ok(by_scene)
    }
}
