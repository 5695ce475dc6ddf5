use oma_api::approvals::{Decide, Decision};
use oma_client::Error;
use oma_core::id::VideoId;

use super::super::session::Session;
use super::super::shown;
use crate::outcome::{Failure, Outcome};

/// Says yes.
pub(super) async fn approve(session: &Session, video: VideoId) -> Outcome {
    decide(session, video, Decision::Approve, String::new()).await
}

/// Says no, and why.
pub(super) async fn reject(session: &Session, video: VideoId, reason: String) -> Outcome {
    if reason.trim().is_empty() {
        return Err(Failure::input("--reason is empty; say what is wrong, so that it can change."));
    }
    decide(session, video, Decision::Reject, reason).await
}

async fn decide(session: &Session, id: VideoId, decision: Decision, reason: String) -> Outcome {
    let video = session.client.read_video(id).await?;
    let Some(asked) = video.approval else {
        let text = format!("Video {id} waits for nobody: it is {}.", video.status);
        return Err(Error::Input(text).into());
    };
    let stage = asked.stage;
    let video = session.client.decide(id, &Decide { stage, decision, reason }).await?;
    if session.json {
        shown::json_line(&video);
        return Ok(());
    }
    let said = match decision {
        Decision::Approve => "approved",
        Decision::Reject => "rejected",
    };
    println!("The {} of video {id} is {said}.", shown::name(&stage));
    Ok(())
}
