use oma_core::brief::{Brief, analysis};
use oma_core::contract::{Checked, Job, files};
use oma_core::step::{MadeFile, Output, Step};
use oma_core::video::keys;
use oma_core::{Error, ErrorKind, Result};

use crate::Supervisor;

impl Supervisor {
    /// Reads and checks the brief, and that everything it refers to has been uploaded.
    pub(crate) async fn check(&self, job: &Job) -> Result<Checked> {
        self.take_up(job).await?;
        let brief = Brief::load(self.steps.objects(), job.video_id).await?;
        // Whoever took the brief in has asked this, unless an operator started the execution by hand.
        brief.check_content()?;
        for (_, upload) in brief.files() {
            if self.steps.objects().size(&keys::upload(&job.owner, upload)).await?.is_none() {
                let message = format!("The file {upload} was not uploaded.");
                return Err(Error::new(ErrorKind::InvalidAsset, message));
            }
        }
        let step = Step {
            name: "supervisor.check",
            version: 1,
            provider: "oma",
            model: "brief-1",
            item: None,
        };
        let work = || async { Ok(Output::free(vec![MadeFile::json(files::BRIEF, &brief)?])) };
        let artifact = self.steps.run(job, step, &brief, brief.fallbacks, work).await?;
        Ok(Checked { artifact: artifact.key, completeness: analysis::completeness(&brief) })
    }
}
