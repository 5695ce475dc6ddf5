use oma_core::Result;
use oma_core::contract::{Job, files};
use oma_core::music::Music;
use oma_core::plan::Plan;
use oma_core::review::ReviewReport;
use oma_core::step::StepKey;
use oma_core::timeline::Timeline;
use oma_core::video::{VideoStatus, keys};

use crate::Supervisor;

/// The artifacts that make up a finished video.
pub(crate) struct Parts {
    pub plan: StepKey,
    pub script: StepKey,
    pub timeline: StepKey,
    pub film: StepKey,
    pub review: StepKey,
}

impl Supervisor {
    /// Puts the film where the user finds it and marks the video as succeeded.
    pub(crate) async fn release(&self, job: &Job, parts: Parts) -> Result<()> {
        let copies = [
            (&parts.film, files::VIDEO),
            (&parts.film, files::CAPTIONS_SRT),
            (&parts.film, files::CAPTIONS_VTT),
            (&parts.film, files::WORDS),
            (&parts.film, files::POSTER),
            (&parts.script, files::SCRIPT),
            (&parts.timeline, files::TIMELINE),
        ];
        for (artifact, file) in copies {
            let from = keys::artifact_file(&job.owner, artifact, file);
            self.steps.objects().copy(&from, &keys::video_file(job.video_id, file)).await?;
        }
        self.mark(job, VideoStatus::Succeeded).await?;
        let record = self.write(job, |record| record.film = Some(parts.film.clone())).await?;

        let plan: Plan = self.steps.read(&job.owner, &parts.plan, files::PLAN).await?;
        let timeline: Timeline =
            self.steps.read(&job.owner, &parts.timeline, files::TIMELINE).await?;
        let review: ReviewReport =
            self.steps.read(&job.owner, &parts.review, files::REVIEW).await?;
        let mut report = self.report(&record).await?;
        report.duration_ms = Some(timeline.format.duration_ms(timeline.total_frames));
        report.review = Some(review);
        report.notes = notes(&plan);
        if let Some(key) = &timeline.music {
            let music: Music = self.steps.read(&job.owner, key, files::MUSIC).await?;
            report.notes.push(format!(
                "Music: {} ({}).",
                music.title,
                music.licence.trim_end_matches('.')
            ));
        }
        self.store_report(&report).await
    }
}

/// What a buyer wants to know without having to ask.
fn notes(plan: &Plan) -> Vec<String> {
    let choices = &plan.choices;
    let mut notes = vec![if plan.max_script_attempts == 1 {
        "The words are the user's own.".to_owned()
    } else {
        format!(
            "The script was written by {} of {}.",
            choices.writer.model, choices.writer.provider
        )
    }];
    if choices.writer.provider == "offline" && plan.max_script_attempts > 1 {
        notes.push(
            "No language model was used: scenes are composed from the brief's own sentences."
                .to_owned(),
        );
    }
    notes.push(format!(
        "The voice is synthetic: {} of {}.",
        choices.narrator.model, choices.narrator.provider
    ));
    notes.extend(plan.analysis.suggestions.iter().map(|s| format!("For a better film: {s}")));
    notes
}
