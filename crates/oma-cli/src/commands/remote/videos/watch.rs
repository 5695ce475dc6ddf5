use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Duration;

use jiff::Timestamp;
use oma_api::approvals::{Decide, Decision};
use oma_api::videos::{Asked, EventsQuery, Progress as Events, Video};
use oma_core::ErrorKind;
use oma_core::event::{EventKind, StepRecord, VideoEvent};
use oma_core::id::VideoId;
use oma_core::spend::{CallOutcome, CallRecord, PriceSource};
use oma_core::video::VideoStatus;
use oma_local::Progress;

use super::super::session::Session;
use super::super::shown;
use crate::commands::approval;
use crate::commands::generate::has_person;
use crate::display::{self, Display, print_json};
use crate::outcome::{Failure, Outcome};

/// How often a video is looked at: soon while something happens, seldom while nothing does.
const SOONEST: Duration = Duration::from_secs(1);
const LATEST: Duration = Duration::from_secs(5);

/// How long a network may be gone, one failed look after another, before the watch ends.
const PATIENCE: Duration = Duration::from_mins(15);

/// Shows how a video is coming along, from the event after `seen`, until it ends. The outcome of
/// the video is the outcome of the command.
pub(super) async fn watch(session: &Session, video: VideoId, seen: Option<String>) -> Outcome {
    let display = display::choose(session.json);
    let followed = {
        let mut watch = Watch::new(session, video, seen, Arc::clone(&display));
        tokio::select! {
            followed = watch.follow() => followed,
            _ = tokio::signal::ctrl_c() => {
                display.clear();
                eprintln!("The video is made all the same. Look again: oma videos watch {video}");
                return Err(Failure::Told(ErrorKind::Interrupted));
            }
        }
    };
    display.clear();
    conclude(session, &followed?)
}

struct Watch<'a> {
    session: &'a Session,
    video: VideoId,
    display: Arc<dyn Display>,
    after: Option<String>,
    /// When the first event happened.
    began: Option<Timestamp>,
    /// Steps with several scenes or segments: how many are done, and how long they took.
    items: BTreeMap<String, (u64, u64)>,
    /// The question that was answered or announced.
    answered: Option<Asked>,
}

impl<'a> Watch<'a> {
    fn new(
        session: &'a Session,
        video: VideoId,
        after: Option<String>,
        display: Arc<dyn Display>,
    ) -> Self {
        let (items, began, answered) = (BTreeMap::new(), None, None);
        Self { session, video, display, after, began, items, answered }
    }

    async fn follow(&mut self) -> Result<Video, Failure> {
        let mut wait = SOONEST;
        let mut gone = Duration::ZERO;
        if !self.session.json {
            let started = Progress::Started { video_id: self.video.to_string(), resumed: false };
            self.display.progress(&started);
        }
        loop {
            let query = EventsQuery { after: self.after.clone() };
            match self.session.client.events(self.video, &query).await {
                Ok(events) => {
                    gone = Duration::ZERO;
                    wait = if events.events.is_empty() {
                        wait.mul_f64(1.5).min(LATEST)
                    } else {
                        SOONEST
                    };
                    if let Some(ended) = self.look(events).await? {
                        return Ok(ended);
                    }
                }
                Err(error) if error.is_gap() && gone < PATIENCE => {
                    if gone.is_zero() {
                        self.say(&format!("{error}; trying again"));
                    }
                    wait = LATEST;
                    gone += wait;
                }
                Err(error) => return Err(error.into()),
            }
            tokio::time::sleep(wait).await;
        }
    }

    async fn look(&mut self, events: Events) -> Result<Option<Video>, Failure> {
        for event in &events.events {
            self.show(event);
        }
        let more = !events.events.is_empty();
        self.after = events.last_event_id.or(self.after.take());
        match events.status {
            VideoStatus::Running => {}
            VideoStatus::WaitingForApproval => self.ask().await?,
            // The last events may be on the next page.
            _ if more => {}
            _ => {
                self.close_items(0);
                return Ok(Some(self.session.client.read_video(self.video).await?));
            }
        }
        Ok(None)
    }

    fn show(&mut self, event: &VideoEvent) {
        if self.session.json {
            shown::json_line(event);
            return;
        }
        let began = *self.began.get_or_insert(event.at);
        let elapsed = event.at.duration_since(began).as_millis();
        let elapsed_ms = u64::try_from(elapsed).unwrap_or(0);
        match &event.kind {
            EventKind::StepFinished(step) => self.step(step, elapsed_ms),
            EventKind::FallbackUsed(fallback) => self.say(&format!(
                "Replaced: {}: {} in place of {} ({})",
                fallback.what, fallback.used, fallback.wanted, fallback.reason
            )),
            EventKind::ProviderCalled(call) => self.say(&call_line(call)),
            EventKind::StatusChanged { .. }
            | EventKind::ApprovalAsked { .. }
            | EventKind::Failed(_) => {}
        }
    }

    fn step(&mut self, step: &StepRecord, elapsed_ms: u64) {
        let state = step.step.clone();
        if step.item.is_some() {
            let (done, took) = self.items.entry(state.clone()).or_default();
            *done += 1;
            *took += step.wall_ms;
            let done = *done;
            self.display.progress(&Progress::ItemDone { state, done, total: 0, elapsed_ms });
            return;
        }
        // These need everything that was begun before them.
        if state.starts_with("editor.") || state.starts_with("supervisor.") {
            self.close_items(elapsed_ms);
        }
        self.display.progress(&Progress::StateDone { state, took_ms: step.wall_ms, elapsed_ms });
    }

    fn close_items(&mut self, elapsed_ms: u64) {
        for (state, (_, took_ms)) in std::mem::take(&mut self.items) {
            self.display.progress(&Progress::StateDone { state, took_ms, elapsed_ms });
        }
    }

    fn say(&self, text: &str) {
        self.display.clear();
        eprintln!("{text}");
    }

    /// Asks the person at the terminal, or says how to answer. Each question once.
    async fn ask(&mut self) -> Result<(), Failure> {
        let client = &self.session.client;
        let Some(asked) = client.read_video(self.video).await?.approval else { return Ok(()) };
        if self.answered.as_ref() == Some(&asked) {
            return Ok(());
        }
        let stage = asked.stage;
        self.answered = Some(asked);
        if self.session.json || !has_person() {
            let (what, id) = (shown::name(&stage), self.video);
            self.say(&format!("The {what} waits for a yes: oma videos approve {id}"));
            return Ok(());
        }
        self.display.clear();
        let answer = approval::ask(stage).await;
        let decision = if answer.approved { Decision::Approve } else { Decision::Reject };
        if decision == Decision::Reject && answer.reason.is_empty() {
            // An empty line is no answer; the question comes again.
            self.answered = None;
            return Ok(());
        }
        let decide = Decide { stage, decision, reason: answer.reason };
        match client.decide(self.video, &decide).await {
            // Somebody else answered first, or the video ended.
            Err(oma_client::Error::Refused(problem)) if problem.status == 409 => Ok(()),
            answered => answered.map(|_| ()).map_err(Failure::from),
        }
    }
}

/// A call and what it cost: `Call: openrouter m1 for script.write: $0.001200`.
fn call_line(call: &CallRecord) -> String {
    let CallRecord { provider, model, purpose, .. } = call;
    let item = call.item.map(|item| format!(" {item}")).unwrap_or_default();
    let cost = match &call.outcome {
        CallOutcome::Answered => call.cost_micro_usd.to_string(),
        CallOutcome::Found => format!("found again, saved {}", call.saved_micro_usd),
        CallOutcome::Failed { error } => format!("{error}, {}", call.cost_micro_usd),
    };
    let presumed = if call.price == PriceSource::Presumed { " at most" } else { "" };
    format!("Call: {provider} {model} for {purpose}{item}: {cost}{presumed}")
}

fn conclude(session: &Session, video: &Video) -> Outcome {
    let id = video.video_id;
    if session.json {
        print_json("video", video);
    }
    if video.status == VideoStatus::Succeeded {
        if !session.json {
            println!("Film of {:?} is there: oma videos download {id}", video.title);
        }
        return Ok(());
    }
    if !session.json {
        match &video.failure {
            Some(failure) => eprintln!(
                "Failed: {}\n  step    {}\n  because {}\n  {}",
                failure.name,
                failure.step,
                failure.message,
                ErrorKind::from_name(&failure.name).map_or("", |kind| kind.info().action),
            ),
            None => eprintln!("Video {id} is {}.", video.status),
        }
    }
    Err(Failure::Told(ErrorKind::Cancelled))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn call(outcome: &serde_json::Value) -> CallRecord {
        let mut json = serde_json::json!({
            "call": "0".repeat(64), "purpose": "audio.narrate", "item": 2,
            "provider": "loud", "model": "voice", "units": {"characters": 40},
            "cost_micro_usd": 1_200, "price": "table", "saved_micro_usd": 900, "wall_ms": 5,
        });
        for (name, value) in outcome.as_object().unwrap() {
            json[name] = value.clone();
        }
        serde_json::from_value(json).unwrap()
    }

    #[test]
    fn a_call_is_one_line_with_what_it_cost() {
        let line = |outcome: serde_json::Value| call_line(&call(&outcome));
        assert_eq!(
            line(serde_json::json!({"outcome": "answered"})),
            "Call: loud voice for audio.narrate 2: $0.001200"
        );
        let found = line(serde_json::json!({"outcome": "found"}));
        assert!(found.ends_with(": found again, saved $0.000900"), "{found}");
        let failed = serde_json::json!({
            "outcome": "failed", "error": "Oma.ProviderUnavailable", "price": "presumed",
        });
        let failed = line(failed);
        assert!(failed.ends_with(": Oma.ProviderUnavailable, $0.001200 at most"), "{failed}");
    }
}
