//! Videos that are changed while they are made: each is held at a moment of its making by a fault
//! on purpose (an agent that does its work and then never answers), and is cancelled, deleted,
//! retried or revised there, by two requests at once where two can meet.
//!
//! All have the same brief, so they share artifacts. At the end there is nothing that no video
//! uses, everything that one uses, and no video is what somebody had ended.
//!
//! `remains` looks at what is left when the server has stopped.

mod remains;

use std::time::Duration;

use reqwest::{Method, StatusCode};
use serde_json::{Value, json};

use crate::page;
use crate::site::{Answer, Site};

/// The moments: after the work of each of these, once.
const MOMENTS: [&str; 6] = [
    "script.write",
    "visual.make",
    "audio.narrate",
    "editor.segment",
    "editor.assemble",
    "supervisor.review",
];
/// Far more than anything here takes: who waits so long has failed.
const PATIENCE: Duration = Duration::from_mins(3);

fn brief() -> Value {
    json!({
        "title": "Corner Coffee",
        "description": "A coffee shop for young urban professionals. Fresh beans every morning. \
                        Your cup is ready in 3 minutes.",
        "language": "en-US", "duration_s": 15, "resolution": "360p", "cta": "Visit us",
        "voice": "espeak-en-us",
    })
}

#[tokio::test(flavor = "multi_thread")]
async fn no_orphan_and_no_resurrection() {
    let faults = MOMENTS.map(|moment| format!("hang_after@{moment}*1")).join(",");
    let site = Site::start(&faults).await;
    let ana = site.person("ana", &["editor"]).await;
    let mut race = Race { site: &site, token: &ana.access, rows: Vec::new() };
    let mut deleted = vec![race.deleted_while_written().await];
    deleted.push(race.taken_up_and_deleted().await);
    deleted.push(race.deleted_at_the_end().await);
    let (finished, cancelled) = race.finished_and_cancelled().await;
    deleted.push(race.revised_and_deleted(&finished).await);
    race.settle(&deleted).await;
    assert_eq!(race.status(&finished).await, "succeeded");
    assert_eq!(race.status(&cancelled).await, "cancelled");
    assert_eq!(race.running().await, 0);
    page::hold("races", &page::table(&["moment", "what happened", "what came of it"], &race.rows));
    let user = site.identity().users().unwrap().into_iter().find(|user| user.name == "ana");
    let owner = user.unwrap().sub;
    let folder = site.end().await;
    remains::are_in_use(folder.path(), &owner, &deleted, &[&finished, &cancelled]).await;
}

struct Race<'a> {
    site: &'a Site,
    token: &'a str,
    rows: Vec<Vec<String>>,
}

impl Race<'_> {
    async fn deleted_while_written(&mut self) -> String {
        let video = self.start(&brief()).await;
        self.moment(&video, "script.write").await;
        let two = self.two(&video, (Method::DELETE, "", None), (Method::DELETE, "", None)).await;
        self.row("after `script.write`", "two deletes at once", two, &[[202, 404], [202, 409]]);
        self.is_gone(&video).await;
        video
    }

    async fn taken_up_and_deleted(&mut self) -> String {
        let video = self.start(&brief()).await;
        let (cancel, retry) = ((Method::POST, "/cancel", None), (Method::POST, "/retry", None));
        self.moment(&video, "visual.make").await;
        let two = self.two(&video, cancel.clone(), cancel.clone()).await;
        self.row("after `visual.make`", "two cancels at once", two, &[[200, 409]]);
        assert_eq!(self.status(&video).await, "cancelled");
        let two = self.two(&video, retry.clone(), retry.clone()).await;
        self.row("cancelled", "two retries at once", two, &[[202, 409]]);
        self.moment(&video, "audio.narrate").await;
        let tone = Some(json!({"brief": {"tone": "calm"}}));
        let revise = (Method::POST, "/revisions", tone);
        let two = self.two(&video, retry.clone(), revise.clone()).await;
        self.row("after `audio.narrate`", "a retry and a revision at once", two, &[[409, 409]]);
        self.one(&video, cancel.clone(), 200).await;
        let same = Some(json!({"brief": {"tone": "neutral"}}));
        let two = self.two(&video, retry, (Method::POST, "/revisions", same)).await;
        self.row("cancelled", "a retry and a revision at once", two, &[[202, 409]]);
        self.moment(&video, "editor.segment").await;
        let two = self.two(&video, cancel, (Method::DELETE, "", None)).await;
        let outcomes = [[200, 202], [202, 404], [202, 409]];
        self.row("after `editor.segment`", "a cancel and a delete at once", two, &outcomes);
        self.is_gone(&video).await;
        video
    }

    async fn deleted_at_the_end(&mut self) -> String {
        let video = self.start(&brief()).await;
        self.moment(&video, "editor.assemble").await;
        self.one(&video, (Method::POST, "/cancel", None), 200).await;
        let (retry, delete) = ((Method::POST, "/retry", None), (Method::DELETE, "", None));
        self.one(&video, retry.clone(), 202).await;
        self.moment(&video, "supervisor.review").await;
        let two = self.two(&video, retry, delete).await;
        let outcomes = [[202, 409], [202, 404]];
        self.row("after `supervisor.review`", "a retry and a delete at once", two, &outcomes);
        self.is_gone(&video).await;
        video
    }

    /// One that nobody disturbs, of artifacts that others have let go, and one that is cancelled as
    /// soon as it is there.
    async fn finished_and_cancelled(&mut self) -> (String, String) {
        let finished = self.start(&brief()).await;
        let cancelled = self.start(&brief()).await;
        self.one(&cancelled, (Method::POST, "/cancel", None), 200).await;
        self.until(&finished, |status| status == "succeeded").await;
        let two = (Method::POST, "/cancel", None);
        let two = self.two(&finished, two.clone(), two).await;
        self.row("succeeded", "two cancels at once", two, &[[409, 409]]);
        (finished, cancelled)
    }

    /// A second film of the same artifacts, which goes while the first stays.
    async fn revised_and_deleted(&mut self, other: &str) -> String {
        let video = self.start(&brief()).await;
        self.until(&video, |status| status == "succeeded").await;
        let tone = Some(json!({"brief": {"tone": "calm"}}));
        let revise = (Method::POST, "/revisions", tone);
        let two = self.two(&video, revise, (Method::DELETE, "", None)).await;
        let outcomes = [[202, 202], [202, 404], [202, 409]];
        self.row("succeeded", "a revision and a delete at once", two, &outcomes);
        self.is_gone(&video).await;
        assert_eq!(self.status(other).await, "succeeded");
        video
    }

    async fn start(&self, brief: &Value) -> String {
        let made = self.site.post("/v1/videos", self.token, brief).await;
        assert_eq!(made.status, StatusCode::ACCEPTED, "{}", made.text);
        made.json()["video_id"].as_str().unwrap().to_owned()
    }

    /// Waits until a step is finished, after which the agent hangs.
    async fn moment(&self, video: &str, step: &str) {
        let path = format!("/v1/videos/{video}/events");
        let look = async || {
            let events = self.site.get(&path, self.token).await.json();
            assert_ne!(events["status"], "failed", "{events}");
            let mut all = events["events"].as_array().unwrap().iter();
            all.any(|event| event["event"] == "step_finished" && event["step"] == step)
        };
        wait(&format!("{step} of {video}"), look).await;
    }

    async fn until(&self, video: &str, is: impl Fn(&str) -> bool) {
        let look = async || {
            let status = self.status(video).await;
            assert_ne!(status, "failed", "{video}");
            is(&status)
        };
        wait(video, look).await;
    }

    async fn status(&self, video: &str) -> String {
        let read = self.site.get(&format!("/v1/videos/{video}"), self.token).await;
        read.json()["status"].as_str().unwrap().to_owned()
    }

    async fn is_gone(&self, video: &str) {
        for path in ["", "/events", "/files"] {
            let answer = self.site.get(&format!("/v1/videos/{video}{path}"), self.token).await;
            assert_eq!(answer.status, 404, "{video}{path}: {}", answer.text);
        }
    }

    async fn running(&self) -> u64 {
        let usage = self.site.get("/v1/usage", self.token).await.json();
        let quotas = usage["quotas"].as_array().unwrap();
        let quota = quotas.iter().find(|quota| quota["name"] == "videos_at_once");
        quota.unwrap_or_else(|| panic!("{usage}"))["used"].as_u64().unwrap()
    }

    async fn one(&self, video: &str, verb: Verb, expected: u16) {
        let answer = self.ask(video, verb).await;
        assert_eq!(answer.status, expected, "{}", answer.text);
    }

    async fn two(&self, video: &str, one: Verb, two: Verb) -> [u16; 2] {
        let (one, two) = tokio::join!(self.ask(video, one), self.ask(video, two));
        let mut statuses = [one, two].map(|answer| answer.status.as_u16());
        statuses.sort_unstable();
        statuses
    }

    async fn ask(&self, video: &str, (method, path, body): Verb) -> Answer {
        let path = format!("/v1/videos/{video}{path}");
        self.site.ask(method, &path, self.token, body.as_ref()).await
    }

    /// Notes what came of two requests, which is one of a few things.
    fn row(&mut self, moment: &str, what: &str, came: [u16; 2], may: &[[u16; 2]]) {
        assert!(may.contains(&came), "{moment}, {what}: {came:?}");
        let may = may.iter().map(|[one, two]| format!("{one} and {two}"));
        let cells = [moment.to_owned(), what.to_owned(), may.collect::<Vec<_>>().join(", or ")];
        self.rows.push(cells.into());
    }

    /// Waits until what the deleted ones had is taken away, and nothing is counted as running.
    async fn settle(&self, deleted: &[String]) {
        let media = self.site.folder.path().join("media/media/videos");
        let look = async || {
            let left = deleted.iter().any(|video| remains::has_files(&media.join(video)));
            !left && self.running().await == 0
        };
        wait("erasure", look).await;
    }
}

type Verb = (Method, &'static str, Option<Value>);

async fn wait(what: &str, mut is_so: impl AsyncFnMut() -> bool) {
    let waited = tokio::time::timeout(PATIENCE, async {
        while !is_so().await {
            tokio::time::sleep(Duration::from_millis(100)).await;
        }
    });
    waited.await.unwrap_or_else(|_| panic!("waited in vain: {what}"));
}
