//! Asks the person at the terminal where a brief's `review` says so.

use std::io::Write;
use std::time::Duration;

use oma_core::contract::{ApprovalAnswer, ApprovalStage};
use oma_core::id::VideoId;
use oma_core::video::VideoStatus;
use oma_core::{Error, ErrorKind};
use oma_local::Studio;

use crate::commands::generate::has_person;
use crate::display::Display;

/// How often the record is looked at: often enough not to be noticed, seldom enough to be free.
const LOOK_EVERY: Duration = Duration::from_millis(300);

/// Answers every question of a video until its execution ends (then this is dropped). Returns
/// only if there is nobody to ask.
pub(crate) async fn answer_questions(
    studio: &Studio,
    video: VideoId,
    approve: bool,
    display: &dyn Display,
) -> Error {
    loop {
        tokio::time::sleep(LOOK_EVERY).await;
        let Ok(record) = studio.video(video).await else { continue };
        let (VideoStatus::WaitingForApproval, Some(approval)) = (record.status, record.approval)
        else {
            continue;
        };
        let answer = if approve {
            ApprovalAnswer { approved: true, reason: String::new() }
        } else if has_person() {
            display.clear();
            ask(approval.stage).await
        } else {
            let message = "The brief asks for a person's approval, and there is no terminal to \
                           ask on. Run it in a terminal, or pass --approve.";
            return Error::new(ErrorKind::ApprovalTimedOut, message);
        };
        // Not waiting any more means that the execution has just ended; the loop will be dropped.
        let _ = studio.answer(video, &answer).await;
    }
}

/// Asks the person at this terminal.
pub(crate) async fn ask(stage: ApprovalStage) -> ApprovalAnswer {
    let what = match stage {
        ApprovalStage::Script => "script",
        ApprovalStage::Final => "film",
    };
    let question = format!("Approve the {what}? [y]es, or say what is wrong with it: ");
    let answer = tokio::task::spawn_blocking(move || {
        eprint!("{question}");
        let _ = std::io::stderr().flush();
        let mut line = String::new();
        let _ = std::io::stdin().read_line(&mut line);
        line.trim().to_owned()
    })
    .await
    .unwrap_or_default();
    let approved = matches!(answer.to_lowercase().as_str(), "y" | "yes" | "s" | "sim");
    ApprovalAnswer { approved, reason: if approved { String::new() } else { answer } }
}
