use async_trait::async_trait;
use aws_sdk_scheduler::Client;
use aws_sdk_scheduler::error::SdkError;
use aws_sdk_scheduler::primitives::DateTime;
use aws_sdk_scheduler::types::{
    ActionAfterCompletion, DeadLetterConfig, FlexibleTimeWindow, FlexibleTimeWindowMode,
    RetryPolicy, ScheduleState, Target,
};
use jiff::Timestamp;
use oma_core::ports::{Timer, Timers};
use oma_core::schedule::MISSED_AFTER;
use oma_core::{Error, Result};
use serde_json::json;

use crate::failure::{Service, from_sdk};

/// What the service puts the planned time in place of.
const SCHEDULED_TIME: &str = "<aws.scheduler.scheduled-time>";
/// How often the service tries to call the function for one run.
const ATTEMPTS: i32 = 5;

/// `Timers` as schedules of `EventBridge` Scheduler: one in the group for each of ours, named by its
/// id. They call the batch function.
#[derive(Debug, Clone)]
pub struct Scheduler {
    client: Client,
    settings: SchedulerSettings,
}

/// Where timers lie and what they call.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SchedulerSettings {
    /// `OMA_SCHEDULE_GROUP`: the group of schedules.
    pub group: String,
    /// `OMA_SCHEDULE_TARGET_ARN`: the function, or its alias.
    pub target_arn: String,
    /// `OMA_SCHEDULE_ROLE_ARN`: as whom the service calls it.
    pub role_arn: String,
    /// `OMA_SCHEDULE_DLQ_ARN`: where a call goes that never came through. Without one it is lost, and
    /// shown as missed all the same.
    pub dead_letters_arn: Option<String>,
}

impl Scheduler {
    pub(crate) fn new(client: Client, settings: SchedulerSettings) -> Self {
        Self { client, settings }
    }

    fn target(&self, timer: &Timer) -> Result<Target> {
        let input = json!({
            "action": "fire",
            "owner": timer.owner,
            "schedule_id": timer.schedule_id,
            "at": SCHEDULED_TIME,
        });
        // What comes later than that is missed already.
        let age = i32::try_from(MISSED_AFTER.as_secs()).unwrap_or(i32::MAX);
        let retry = RetryPolicy::builder()
            .maximum_event_age_in_seconds(age)
            .maximum_retry_attempts(ATTEMPTS)
            .build();
        let dead_letters = self.settings.dead_letters_arn.as_ref();
        let dead_letters = dead_letters.map(|arn| DeadLetterConfig::builder().arn(arn).build());
        Target::builder()
            .arn(&self.settings.target_arn)
            .role_arn(&self.settings.role_arn)
            .input(input.to_string())
            .retry_policy(retry)
            .set_dead_letter_config(dead_letters)
            .build()
            .map_err(Error::internal)
    }

    async fn update(&self, timer: &Timer) -> Result<()> {
        self.client
            .update_schedule()
            .group_name(&self.settings.group)
            .name(&timer.schedule_id)
            .schedule_expression(&timer.expression)
            .schedule_expression_timezone(&timer.time_zone)
            .set_start_date(timer.starts_at.map(date))
            .set_end_date(timer.ends_at.map(date))
            .state(state(timer))
            .action_after_completion(after(timer))
            .flexible_time_window(exact()?)
            .target(self.target(timer)?)
            .send()
            .await
            .map_err(|error| from_sdk(Service::Scheduler, "UpdateSchedule", &error))?;
        Ok(())
    }
}

/// What the operations below send.
pub(crate) mod permissions {
    use crate::permissions::{Permission, Resource, called, implied};

    pub(crate) const SET: &[Permission] = &[
        called("scheduler:CreateSchedule", Resource::Schedules),
        called("scheduler:UpdateSchedule", Resource::Schedules),
        called("scheduler:DeleteSchedule", Resource::Schedules),
        implied(
            "iam:PassRole",
            Resource::ScheduleRole,
            "a schedule names the role that the service takes on to call the function",
        ),
    ];
}

#[async_trait]
impl Timers for Scheduler {
    async fn set(&self, timer: &Timer) -> Result<()> {
        let created = self
            .client
            .create_schedule()
            .group_name(&self.settings.group)
            .name(&timer.schedule_id)
            .schedule_expression(&timer.expression)
            .schedule_expression_timezone(&timer.time_zone)
            .set_start_date(timer.starts_at.map(date))
            .set_end_date(timer.ends_at.map(date))
            .state(state(timer))
            .action_after_completion(after(timer))
            .flexible_time_window(exact()?)
            .target(self.target(timer)?)
            .send()
            .await;
        match created {
            Ok(_) => Ok(()),
            Err(SdkError::ServiceError(error)) if error.err().is_conflict_exception() => {
                self.update(timer).await
            }
            Err(error) => Err(from_sdk(Service::Scheduler, "CreateSchedule", &error)),
        }
    }

    async fn clear(&self, schedule_id: &str) -> Result<()> {
        let deleted = self
            .client
            .delete_schedule()
            .group_name(&self.settings.group)
            .name(schedule_id)
            .send()
            .await;
        match deleted {
            Ok(_) => Ok(()),
            // One that runs once goes by itself.
            Err(SdkError::ServiceError(error)) if error.err().is_resource_not_found_exception() => {
                Ok(())
            }
            Err(error) => Err(from_sdk(Service::Scheduler, "DeleteSchedule", &error)),
        }
    }
}

fn date(at: Timestamp) -> DateTime {
    DateTime::from_secs(at.as_second())
}

fn state(timer: &Timer) -> ScheduleState {
    if timer.enabled { ScheduleState::Enabled } else { ScheduleState::Disabled }
}

/// One that has run for the last time is not left lying there: their number is limited.
fn after(timer: &Timer) -> ActionAfterCompletion {
    let once = timer.expression.starts_with("at(") && timer.enabled;
    if once { ActionAfterCompletion::Delete } else { ActionAfterCompletion::None }
}

fn exact() -> Result<FlexibleTimeWindow> {
    let window = FlexibleTimeWindow::builder().mode(FlexibleTimeWindowMode::Off);
    window.build().map_err(Error::internal)
}

#[cfg(test)]
mod tests {
    use oma_core::ErrorKind;
    use oma_core::id::Owner;

    use super::*;
    use crate::test_server::{Answer, TestServer};

    fn timer() -> Timer {
        Timer {
            owner: Owner::local(),
            schedule_id: "01K9".to_owned(),
            expression: "cron(0 9 ? * MON *)".to_owned(),
            time_zone: "America/Sao_Paulo".to_owned(),
            starts_at: Some(Timestamp::from_second(1_800_000_000).unwrap()),
            ends_at: None,
            enabled: true,
        }
    }

    async fn scheduler(answers: Vec<Answer>) -> (Scheduler, TestServer) {
        let server = TestServer::start(answers).await;
        let settings = SchedulerSettings {
            group: "oma-dev".to_owned(),
            target_arn: "arn:aws:lambda:eu-central-1:1:function:batch:live".to_owned(),
            role_arn: "arn:aws:iam::1:role/fires".to_owned(),
            dead_letters_arn: Some("arn:aws:sqs:eu-central-1:1:dead".to_owned()),
        };
        (Scheduler::new(Client::new(&server.sdk_config()), settings), server)
    }

    fn made() -> Answer {
        Answer::json(200, &json!({"ScheduleArn": "arn:x"}))
    }

    #[tokio::test]
    async fn a_timer_is_a_schedule_that_calls_the_function_with_its_time() {
        let (scheduler, server) = scheduler(vec![made()]).await;
        scheduler.set(&timer()).await.unwrap();
        let request = server.only_request();
        assert!(request.line().starts_with("POST /schedules/01K9 "), "{}", request.line());
        let mut sent = request.json();
        let input: serde_json::Value =
            serde_json::from_str(sent["Target"]["Input"].as_str().unwrap()).unwrap();
        let at = "<aws.scheduler.scheduled-time>";
        assert_eq!(
            input,
            json!({"action": "fire", "owner": "local", "schedule_id": "01K9", "at": at})
        );
        sent["Target"]["Input"].take();
        sent["ClientToken"].take();
        assert_eq!(
            sent,
            json!({
                "ClientToken": null,
                "GroupName": "oma-dev",
                "ScheduleExpression": "cron(0 9 ? * MON *)",
                "ScheduleExpressionTimezone": "America/Sao_Paulo",
                "StartDate": 1_800_000_000,
                "State": "ENABLED",
                "ActionAfterCompletion": "NONE",
                "FlexibleTimeWindow": {"Mode": "OFF"},
                "Target": {
                    "Arn": "arn:aws:lambda:eu-central-1:1:function:batch:live",
                    "RoleArn": "arn:aws:iam::1:role/fires",
                    "Input": null,
                    "RetryPolicy": {"MaximumEventAgeInSeconds": 600, "MaximumRetryAttempts": 5},
                    "DeadLetterConfig": {"Arn": "arn:aws:sqs:eu-central-1:1:dead"},
                },
            })
        );
    }

    #[tokio::test]
    async fn a_timer_that_is_there_is_set_anew() {
        let taken = Answer::error(409, "ConflictException");
        let (scheduler, server) = scheduler(vec![taken, made()]).await;
        let off =
            Timer { enabled: false, expression: "at(2027-01-01T00:00:00)".to_owned(), ..timer() };
        scheduler.set(&off).await.unwrap();
        let requests = server.requests();
        assert!(requests[1].line().starts_with("PUT /schedules/01K9 "));
        let sent = requests[1].json();
        assert_eq!(sent["State"], "DISABLED");
        // The service would delete it at once, and its owner may switch it on again.
        assert_eq!(sent["ActionAfterCompletion"], "NONE");
    }

    #[tokio::test]
    async fn clearing_what_is_gone_is_no_error_and_a_refusal_is_one() {
        let answers = vec![
            Answer::error(404, "ResourceNotFoundException"),
            Answer::error(403, "AccessDeniedException"),
        ];
        let (scheduler, server) = scheduler(answers).await;
        scheduler.clear("01K9").await.unwrap();
        assert!(
            server.requests()[0].line().starts_with("DELETE /schedules/01K9?groupName=oma-dev")
        );
        assert_eq!(scheduler.clear("01K9").await.unwrap_err().kind, ErrorKind::Internal);
    }
}
