use oma_core::brief::claims_in;
use oma_core::contract::{Job, files};
use oma_core::event::EventKind;
use oma_core::music::Music;
use oma_core::plan::{ModelChoice, Plan};
use oma_core::ports::Credit;
use oma_core::report::Report;
use oma_core::review::ReviewReport;
use oma_core::script::Script;
use oma_core::step::StepKey;
use oma_core::timeline::Timeline;
use oma_core::video::{VideoRecord, VideoStatus, keys};
use oma_core::{Error, Result};

use crate::Supervisor;

/// The artifacts that make up a finished video.
pub(crate) struct Parts {
    pub plan: StepKey,
    pub script: StepKey,
    pub timeline: StepKey,
    pub film: StepKey,
    pub review: StepKey,
}

impl Parts {
    /// What is copied, under which name.
    pub(crate) fn copies(&self) -> [(&StepKey, &'static str); 7] {
        [
            (&self.film, files::VIDEO),
            (&self.film, files::CAPTIONS_SRT),
            (&self.film, files::CAPTIONS_VTT),
            (&self.film, files::WORDS),
            (&self.film, files::POSTER),
            (&self.script, files::SCRIPT),
            (&self.timeline, files::TIMELINE),
        ]
    }
}

impl Supervisor {
    /// Puts the film where the user finds it and marks the video as succeeded.
    ///
    /// The files first, and then the record, in one conditional write: a video that says
    /// `succeeded` has its files, and one that was cancelled or deleted while they were copied
    /// does not become it. Then the copies are taken back. An erasure that has begun may have
    /// listed the video's files before the last of them was there, so it cannot be left to it.
    pub(crate) async fn release(&self, job: &Job, parts: Parts) -> Result<()> {
        let released = self.try_to_release(job, &parts).await;
        if released.is_err() {
            self.take_back(job, &parts).await?;
        }
        released
    }

    async fn try_to_release(&self, job: &Job, parts: &Parts) -> Result<()> {
        if !self.current(job).await?.is_some_and(|record| job.may_change(&record)) {
            return Err(Error::cancelled());
        }
        for (artifact, file) in parts.copies() {
            let from = keys::artifact_file(&job.owner, artifact, file);
            self.steps.objects().copy(&from, &keys::video_file(job.video_id, file)).await?;
        }
        let status = VideoStatus::Succeeded;
        let record = self
            .write(job, |record| {
                record.status = status;
                record.approval = None;
                record.failure = None;
                record.film = Some(parts.film.clone());
            })
            .await?;
        self.steps.append(job, EventKind::StatusChanged { status }).await?;
        let report = self.final_report(job, parts, &record).await?;
        self.store_credits(job, &report.credits).await?;
        self.store_report(job, &report).await
    }

    /// Deletes the copies of a video that is deleted, or was cancelled before it ever had a film.
    /// One that had a film keeps the files it has now; another execution writes its own.
    async fn take_back(&self, job: &Job, parts: &Parts) -> Result<()> {
        let is_unwanted = self
            .current(job)
            .await?
            .is_none_or(|record| record.status == VideoStatus::Cancelled && record.film.is_none());
        if is_unwanted {
            for (_, file) in parts.copies() {
                self.steps.delete(&keys::video_file(job.video_id, file)).await?;
            }
        }
        Ok(())
    }

    /// Writes the credits for people; a film that owes nobody has no such file, whatever an earlier
    /// revision had.
    async fn store_credits(&self, job: &Job, credits: &[Credit]) -> Result<()> {
        let key = keys::video_file(job.video_id, files::CREDITS);
        if credits.is_empty() {
            return match self.steps.objects().size(&key).await? {
                Some(_) => self.steps.delete(&key).await,
                None => Ok(()),
            };
        }
        let lines: String = credits.iter().map(line).collect();
        self.steps.objects().put_bytes(&key, lines.into(), "text/plain; charset=utf-8").await
    }

    async fn final_report(&self, job: &Job, parts: &Parts, record: &VideoRecord) -> Result<Report> {
        let plan: Plan = self.steps.read(&job.owner, &parts.plan, files::PLAN).await?;
        let timeline: Timeline =
            self.steps.read(&job.owner, &parts.timeline, files::TIMELINE).await?;
        let review: ReviewReport =
            self.steps.read(&job.owner, &parts.review, files::REVIEW).await?;
        let mut report = self.report(record).await?;
        report.duration_ms = Some(timeline.format.duration_ms(timeline.total_frames));
        report.review = Some(review);
        let script: Script = self.steps.read(&job.owner, &parts.script, files::SCRIPT).await?;
        report.notes = notes(&plan, &script);
        report.notes.extend(claims(&script));
        report.credits = timeline.credits();
        if let Some(key) = &timeline.music {
            let music: Music = self.steps.read(&job.owner, key, files::MUSIC).await?;
            report.notes.push(format!(
                "Music: {} ({}).",
                music.title,
                music.licence.trim_end_matches('.')
            ));
            report.credits.extend(music.credit);
        }
        Ok(report)
    }
}

/// A credit as people write it.
fn line(credit: &Credit) -> String {
    let Credit { title, author, page, licence, licence_page, source } = credit;
    format!("{title}, by {author} ({source}), {licence}\n  {page}\n  {licence_page}\n")
}

/// What a buyer wants to know without having to ask.
fn notes(plan: &Plan, script: &Script) -> Vec<String> {
    let choices = &plan.choices;
    let translated = script.writer.provider != "user" && script.original.is_some();
    let mut notes = vec![if translated {
        let ModelChoice { provider, model } = &script.writer;
        let from = script.pictured().language.tag();
        format!("The words were translated from {from} by {model} of {provider}.")
    } else if plan.max_script_attempts == 1 {
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

/// What the film says or shows in letters and advertising rules forbid, whoever wrote it.
fn claims(script: &Script) -> Vec<String> {
    claims_in(script.scenes.iter().flat_map(|scene| {
        [Some(&scene.narration), Some(&scene.on_screen), scene.supporting.as_ref()]
            .into_iter()
            .flatten()
            .map(String::as_str)
    }))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn a_promise_in_any_words_of_the_film_is_said_once() {
        let script = |narration: &str, supporting: &str| {
            let scene = json!({
                "number": 1, "purpose": "hook", "narration": narration, "on_screen": "Save more",
                "supporting": supporting, "visual": "A jar", "keywords": [], "mood": "calm",
                "seconds": 3.0,
            });
            let writer = json!({ "provider": "offline", "model": "m" });
            let script =
                json!({ "title": "T", "language": "en-US", "writer": writer, "scenes": [scene] });
            serde_json::from_value::<Script>(script).unwrap()
        };
        assert!(claims(&script("Coffee for everyone.", "Open daily")).is_empty());
        let promise = "Guaranteed profit for all.";
        for script in
            [script(promise, "Open daily"), script("Coffee.", promise), script(promise, promise)]
        {
            let found = claims(&script);
            assert_eq!(found.len(), 1);
            assert!(found[0].contains("money"), "{found:?}");
        }
    }
}
