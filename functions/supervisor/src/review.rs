use oma_core::Result;
use oma_core::brief::Fallbacks;
use oma_core::contract::{Job, Reviewed, files};
use oma_core::plan::Plan;
use oma_core::review::ReviewReport;
use oma_core::step::{MadeFile, Output, Step, StepKey};
use oma_core::timeline::Timeline;
use oma_core::video::keys;
use oma_core::{Error, ErrorKind};
use oma_media::inspect::SegmentSeen;

use crate::Supervisor;
use crate::examination::{Expected, examine};

impl Supervisor {
    /// Looks at the finished file as a viewer's player would. A check that fails is
    /// [`ErrorKind::ReviewFailed`], with each failed check and its value in the message; the
    /// review is stored either way.
    pub(crate) async fn review(
        &self,
        job: &Job,
        plan: &StepKey,
        timeline: &StepKey,
        film: &StepKey,
    ) -> Result<Reviewed> {
        let plan: Plan = self.steps.read(&job.owner, plan, files::PLAN).await?;
        let timeline: Timeline = self.steps.read(&job.owner, timeline, files::TIMELINE).await?;
        let step = Step {
            name: "supervisor.review",
            version: 3,
            provider: "ffmpeg",
            model: "review-3",
            item: None,
        };
        let dir = tempfile::tempdir().map_err(Error::internal)?;
        let work = || async {
            let path = dir.path().join(files::VIDEO);
            let key = keys::artifact_file(&job.owner, film, files::VIDEO);
            self.steps.objects().get_file(&key, &path).await?;
            let segments = self.segments_of(job, film).await?;
            let expected = Expected {
                duration_ms: plan.duration_ms,
                captions: plan.captions,
                timeline: &timeline,
                segments: &segments,
            };
            let report = examine(&self.tools, &expected, &path).await?;
            Ok(Output::free(vec![MadeFile::json(files::REVIEW, &report)?]))
        };
        // The film's own key holds its timeline, and so captions and music.
        let inputs = (film, plan.duration_ms, plan.format);
        let artifact = self.steps.run(job, step, &inputs, Fallbacks::Allow, work).await?;
        let report: ReviewReport =
            self.steps.read(&job.owner, &artifact.key, files::REVIEW).await?;
        if report.passed {
            return Ok(Reviewed { artifact: artifact.key, passed: true });
        }
        Err(failed(&report))
    }

    /// What was seen in each segment of the film when it was rendered.
    async fn segments_of(&self, job: &Job, film: &StepKey) -> Result<Vec<SegmentSeen>> {
        let keys: Vec<StepKey> = self.steps.read(&job.owner, film, files::SEGMENTS).await?;
        let mut segments = Vec::with_capacity(keys.len());
        for key in &keys {
            segments.push(self.steps.read(&job.owner, key, files::INSPECTION).await?);
        }
        Ok(segments)
    }
}

fn failed(report: &ReviewReport) -> Error {
    let list: Vec<String> = report
        .failed()
        .map(|check| format!("{} is {} (allowed: {})", check.name, check.value, check.allowed))
        .collect();
    Error::new(ErrorKind::ReviewFailed, format!("The film does not pass: {}.", list.join("; ")))
}
