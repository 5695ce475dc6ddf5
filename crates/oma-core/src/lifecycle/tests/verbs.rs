use super::*;
use crate::contract::ApprovalAnswer;

/// What a verb says to a video in a status.
fn verdict(outcome: Result<VideoRecord>) -> Result<VideoStatus, ErrorKind> {
    outcome.map(|record| record.status).map_err(|error| error.kind)
}

#[tokio::test]
async fn each_verb_judges_each_status() {
    use ErrorKind::{Conflict, NotFound};
    use VideoStatus::{Cancelled, Deleting, Failed, Running, Succeeded, WaitingForApproval};
    for status in ALL {
        let (cancel, retry, delete) = match status {
            Running | WaitingForApproval => (Ok(Cancelled), Err(Conflict), Ok(Deleting)),
            Failed | Cancelled => (Err(Conflict), Ok(Running), Ok(Deleting)),
            Succeeded => (Err(Conflict), Err(Conflict), Ok(Deleting)),
            Deleting => (Err(NotFound), Err(NotFound), Err(NotFound)),
        };
        let of = || async {
            let memory = Memory::default();
            video(&memory, status).await;
            memory
        };
        let memory = of().await;
        assert_eq!(verdict(over(&memory).cancel(&owner(), id()).await), cancel, "{status}");
        let memory = of().await;
        assert_eq!(verdict(over(&memory).retry(&owner(), id()).await), retry, "{status}");
        let memory = of().await;
        assert_eq!(verdict(over(&memory).delete(&owner(), id()).await), delete, "{status}");
    }
}

#[tokio::test]
async fn anothers_video_is_none() {
    let memory = Memory::default();
    video(&memory, VideoStatus::Running).await;
    let stranger = Owner::try_from("ben".to_owned()).unwrap();
    let lifecycle = over(&memory);
    for outcome in [
        lifecycle.find(&stranger, id()).await,
        lifecycle.cancel(&stranger, id()).await,
        lifecycle.retry(&stranger, id()).await,
        lifecycle.delete(&stranger, id()).await,
        lifecycle.find(&owner(), VideoId(Ulid::from_parts(1, 1))).await,
    ] {
        assert_eq!(outcome.unwrap_err(), absent());
    }
}

#[tokio::test]
async fn a_cancel_takes_the_question_stops_the_execution_and_says_so() {
    let memory = Memory::default();
    video(&memory, VideoStatus::WaitingForApproval).await;
    over(&memory).cancel(&owner(), id()).await.unwrap();
    assert_eq!(stored(&memory).await.approval, None);
    assert_eq!(memory.executions(), []);
    assert_eq!(announced(&memory).await, [(id().to_string(), VideoStatus::Cancelled)]);
    assert_eq!(
        verdict(over(&memory).cancel(&owner(), id()).await),
        Err(ErrorKind::Conflict),
        "of two cancels one counts"
    );
    assert_eq!(announced(&memory).await.len(), 1);
}

#[tokio::test]
async fn a_release_that_comes_first_wins_over_a_cancel() {
    let memory = Memory::default();
    video(&memory, VideoStatus::Running).await;
    let between = Between::new(&memory, |record| record.status = VideoStatus::Succeeded);
    let outcome = verdict(between.lifecycle().cancel(&owner(), id()).await);
    assert_eq!(outcome, Err(ErrorKind::Conflict));
    assert_eq!(stored(&memory).await.status, VideoStatus::Succeeded);
    assert_eq!(memory.executions().len(), 1, "nothing was stopped");
    assert_eq!(announced(&memory).await, []);
}

#[tokio::test]
async fn a_cancel_takes_a_question_that_was_asked_meanwhile() {
    let memory = Memory::default();
    video(&memory, VideoStatus::Running).await;
    let between = Between::new(&memory, |record| record.status = VideoStatus::WaitingForApproval);
    let outcome = verdict(between.lifecycle().cancel(&owner(), id()).await);
    assert_eq!(outcome, Ok(VideoStatus::Cancelled));
}

#[tokio::test]
async fn an_execution_that_cannot_be_stopped_has_lost_its_video_all_the_same() {
    let memory = Memory::default();
    video(&memory, VideoStatus::Running).await;
    memory.stop(&id().to_string(), "it has ended").await.unwrap();
    assert_eq!(verdict(over(&memory).cancel(&owner(), id()).await), Ok(VideoStatus::Cancelled));
}

#[tokio::test]
async fn a_retry_starts_the_next_execution_and_forgets_the_failure() {
    let memory = Memory::default();
    let failed = video(&memory, VideoStatus::Failed).await;
    let failure = crate::video::Failure {
        step: "x".to_owned(),
        name: "Oma.Internal".to_owned(),
        message: "y".to_owned(),
    };
    memory.update(&VideoRecord { failure: Some(failure), ..failed }).await.unwrap();
    let record = over(&memory).retry(&owner(), id()).await.unwrap();
    assert_eq!((record.execution.as_str(), record.failure), (&*format!("{}-2", id()), None));
    assert_eq!(memory.executions().len(), 2);
    assert_eq!(verdict(over(&memory).retry(&owner(), id()).await), Err(ErrorKind::Conflict));
}

#[tokio::test]
async fn of_two_retries_one_starts() {
    let memory = Memory::default();
    video(&memory, VideoStatus::Failed).await;
    let between = Between::new(&memory, super::super::retry::begin);
    let outcome = verdict(between.lifecycle().retry(&owner(), id()).await);
    assert_eq!(outcome, Err(ErrorKind::Conflict));
    assert_eq!(stored(&memory).await.execution, format!("{}-2", id()), "the first one's");
}

#[tokio::test]
async fn a_delete_wins_over_whatever_comes_at_the_same_time() {
    let deleting = |record: &mut VideoRecord| record.status = VideoStatus::Deleting;
    for status in [VideoStatus::Failed, VideoStatus::Cancelled] {
        let memory = Memory::default();
        video(&memory, status).await;
        let between = Between::new(&memory, deleting);
        let outcome = verdict(between.lifecycle().retry(&owner(), id()).await);
        assert_eq!(outcome, Err(ErrorKind::NotFound));
        assert_eq!(memory.executions().len(), 1, "nothing was started");
    }
    let memory = Memory::default();
    video(&memory, VideoStatus::Running).await;
    let between = Between::new(&memory, deleting);
    assert_eq!(
        verdict(between.lifecycle().delete(&owner(), id()).await),
        Err(ErrorKind::NotFound),
        "of two deletes one counts"
    );
    let memory = Memory::default();
    video(&memory, VideoStatus::Failed).await;
    let between = Between::new(&memory, super::super::retry::begin);
    let outcome = verdict(between.lifecycle().delete(&owner(), id()).await);
    assert_eq!(outcome, Ok(VideoStatus::Deleting), "a retry that came first is stopped");
}

#[tokio::test]
async fn a_retry_that_does_not_start_leaves_a_failed_video_that_can_be_tried_again() {
    for error in [ErrorKind::StorageThrottled, ErrorKind::StorageUnavailable] {
        let memory = Memory::default();
        video(&memory, VideoStatus::Cancelled).await;
        memory.stop(&id().to_string(), "").await.unwrap();
        let failing = Failing { error, memory: &memory };
        let lifecycle = Lifecycle { executions: &failing, ..over(&memory) };
        assert_eq!(lifecycle.retry(&owner(), id()).await.unwrap_err().kind, error);
        assert_eq!(stored(&memory).await.status, VideoStatus::Failed);
        assert_eq!(memory.executions(), [], "a start without an answer was stopped");
        let again = over(&memory).retry(&owner(), id()).await.unwrap();
        assert_eq!(again.execution, format!("{}-3", id()), "a name is used once");
    }
}

/// Executions of which one waits for the token `TOKEN`, once.
struct Waiting<'a>(&'a Memory, Mutex<Option<serde_json::Value>>);

#[async_trait]
impl Executions for Waiting<'_> {
    async fn start(&self, name: &str, input: &serde_json::Value) -> Result<()> {
        self.0.start(name, input).await
    }

    async fn stop(&self, name: &str, reason: &str) -> Result<()> {
        self.0.stop(name, reason).await
    }

    async fn resume(&self, token: &str, output: &serde_json::Value) -> Result<()> {
        let mut answer = self.1.lock().unwrap();
        if token != "TOKEN" || answer.is_some() {
            return Err(Error::new(ErrorKind::NotFound, "Nothing waits for this answer."));
        }
        *answer = Some(output.clone());
        Ok(())
    }
}

#[tokio::test]
async fn an_answer_resumes_the_execution_and_counts_once() {
    let memory = Memory::default();
    video(&memory, VideoStatus::WaitingForApproval).await;
    let waiting = Waiting(&memory, Mutex::new(None));
    let lifecycle = Lifecycle { executions: &waiting, ..over(&memory) };
    let no = ApprovalAnswer { approved: false, reason: "too long".to_owned() };
    let early = lifecycle.answer(&owner(), id(), ApprovalStage::Final, &no).await;
    assert_eq!(verdict(early), Err(ErrorKind::Conflict), "another question");
    let record = lifecycle.answer(&owner(), id(), ApprovalStage::Script, &no).await.unwrap();
    assert_eq!((record.status, record.approval), (VideoStatus::Running, None));
    let told = waiting.1.lock().unwrap().clone();
    assert_eq!(told, Some(json!({"approved": false, "reason": "too long"})));
    let again = lifecycle.answer(&owner(), id(), ApprovalStage::Script, &no).await;
    assert_eq!(verdict(again), Err(ErrorKind::Conflict));
}

#[tokio::test]
async fn an_answer_does_not_take_the_next_question_with_it() {
    let memory = Memory::default();
    video(&memory, VideoStatus::WaitingForApproval).await;
    let between = Between::new(&memory, |record| {
        record.approval.as_mut().unwrap().token = "NEXT".to_owned();
    });
    let waiting = Waiting(&memory, Mutex::new(None));
    let lifecycle = Lifecycle { executions: &waiting, ..between.lifecycle() };
    let yes = ApprovalAnswer { approved: true, reason: String::new() };
    let record = lifecycle.answer(&owner(), id(), ApprovalStage::Script, &yes).await.unwrap();
    assert_eq!(record.status, VideoStatus::WaitingForApproval);
    assert_eq!(record.approval.unwrap().token, "NEXT");
}

#[tokio::test]
async fn a_lost_token_is_a_conflict_and_changes_nothing() {
    let memory = Memory::default();
    video(&memory, VideoStatus::WaitingForApproval).await;
    let yes = ApprovalAnswer { approved: true, reason: String::new() };
    let outcome = over(&memory).answer(&owner(), id(), ApprovalStage::Script, &yes).await;
    assert_eq!(verdict(outcome), Err(ErrorKind::Conflict));
    assert_eq!(stored(&memory).await.status, VideoStatus::WaitingForApproval);
}
