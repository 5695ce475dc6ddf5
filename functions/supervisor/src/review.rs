use oma_core::Result;
use oma_core::brief::Fallbacks;
use oma_core::contract::{Job, Reviewed, files};
use oma_core::plan::Plan;
use oma_core::review::ReviewReport;
use oma_core::step::{MadeFile, Output, Step, StepKey};
use oma_core::timeline::Timeline;
use oma_core::video::keys;
use oma_core::{Error, ErrorKind};
use oma_media::inspect::inspect;
use oma_media::probe::probe;

use crate::{Supervisor, checks};

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
            version: 1,
            provider: "ffmpeg",
            model: "review-1",
            item: None,
        };
        let dir = tempfile::tempdir().map_err(Error::internal)?;
        let work = || async {
            let path = dir.path().join(files::VIDEO);
            let key = keys::artifact_file(&job.owner, film, files::VIDEO);
            self.steps.objects().get_file(&key, &path).await?;
            let info = probe(&self.tools, &path).await?;
            let inspection = inspect(&self.tools, &path).await?;
            let report = ReviewReport::new(checks::all(&plan, &timeline, &info, &inspection));
            Ok(Output::free(vec![MadeFile::json(files::REVIEW, &report)?]))
        };
        let inputs = (film, plan.duration_ms, plan.format);
        let artifact = self.steps.run(job, step, &inputs, Fallbacks::Allow, work).await?;
        let report: ReviewReport =
            self.steps.read(&job.owner, &artifact.key, files::REVIEW).await?;
        if report.passed {
            return Ok(Reviewed { artifact: artifact.key, passed: true });
        }
        Err(failed(&report))
    }
}

fn failed(report: &ReviewReport) -> Error {
    let list: Vec<String> = report
        .failed()
        .map(|check| format!("{} is {} (allowed: {})", check.name, check.value, check.allowed))
        .collect();
    Error::new(ErrorKind::ReviewFailed, format!("The film does not pass: {}.", list.join("; ")))
}
