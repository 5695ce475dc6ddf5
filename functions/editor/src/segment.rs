use oma_core::brief::Fallbacks;
use oma_core::contract::{Job, MadeFor, files};
use oma_core::step::{MadeFile, Output, Step, StepKey};
use oma_core::timeline::Timeline;
use oma_core::{Error, ErrorKind, Result};
use oma_media::fonts;
use oma_media::segment::{ENCODER_VERSION, without_numbers};
use oma_media::work::render_segment;

use crate::{Editor, fetch};

impl Editor {
    /// Renders one segment. Its key is made of what decides its pixels and nothing else, so a
    /// segment that only moves in the film is not rendered again.
    pub(crate) async fn segment(
        &self,
        job: &Job,
        timeline: &StepKey,
        index: u32,
    ) -> Result<MadeFor> {
        let timeline: Timeline = self.steps.read(&job.owner, timeline, files::TIMELINE).await?;
        let place = usize::try_from(index).unwrap_or(usize::MAX);
        let spec = timeline.segments.get(place).ok_or_else(|| {
            Error::new(ErrorKind::InvalidEvent, format!("There is no segment {index}."))
        })?;
        let step = Step {
            name: "editor.segment",
            version: 4,
            provider: "ffmpeg",
            model: "x264",
            item: Some(index),
        };
        let dir = fetch::work_dir()?;
        let work = || async {
            let layers = fetch::layers(&self.steps, job, spec, dir.path()).await?;
            let fonts_dir = fonts::fonts_dir(dir.path())?;
            fetch::caption_font(&self.steps, job, spec, &fonts_dir).await?;
            let out = dir.path().join(files::SEGMENT);
            let made = render_segment(&self.tools, spec, &layers, &fonts_dir, &out).await?;
            let mut stored = vec![
                MadeFile::path(files::SEGMENT, "video/mp4", out),
                MadeFile::json(files::INSPECTION, &made.seen)?,
            ];
            let poster = |path| MadeFile::path(files::POSTER, "image/jpeg", path);
            stored.extend(made.poster.map(poster));
            Ok(Output::free(stored))
        };
        let inputs = (ENCODER_VERSION, without_numbers(spec));
        let artifact = self.steps.run(job, step, &inputs, Fallbacks::Allow, work).await?;
        Ok(MadeFor { item: index, artifact: artifact.key })
    }
}
