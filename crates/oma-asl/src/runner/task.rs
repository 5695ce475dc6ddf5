//! The Task state.

use std::time::Duration;

use serde_json::Value;

use super::attempt::Done;
use super::context::StateContext;
use super::handler::TaskRequest;
use super::history::location;
use super::run::Run;
use super::scope::Scope;
use super::tokens::WaitingTask;
use crate::definition::{Task, parse_whole};
use crate::failure::{QUERY_EVALUATION_ERROR, TIMEOUT, TaskFailure};
use crate::limit;

/// A resource with this ending waits for its token after it was invoked.
pub(crate) const WAIT_FOR_TOKEN: &str = ".waitForTaskToken";

impl Run<'_> {
    pub(super) async fn task(
        &self,
        task: &Task,
        context: StateContext<'_>,
        input: &Value,
        scope: &mut Scope,
    ) -> Result<Done, TaskFailure> {
        let waiting = task
            .resource
            .ends_with(WAIT_FOR_TOKEN)
            .then(|| self.runner.tokens.issue(self.name, &location(&scope.path, context.name)));
        let token = waiting.as_ref().map(|waiting| waiting.token.clone());
        let context = StateContext { token: token.as_deref(), ..context };
        let (arguments, limit_seconds) = self.before(context, input, scope, |evaluation| {
            let arguments = match &task.arguments {
                Some(template) => evaluation.value("Arguments", template)?,
                None => input.clone(),
            };
            let limit_seconds = match &task.timeout_seconds {
                Some(template) => {
                    let value = evaluation.value("TimeoutSeconds", template)?;
                    Some(parse_whole("TimeoutSeconds", &value, 1).map_err(not_fitting)?)
                }
                None => None,
            };
            Ok((arguments, limit_seconds))
        })?;
        limit::check("task's arguments", &arguments)?;
        let request = self.request(context, scope, &task.resource, arguments);
        let result = within(limit_seconds, self.invoke(request, waiting)).await?;
        limit::check("task's result", &result)?;
        Ok(Done { result, token })
    }

    /// What the handler is asked by the state that this is the context of.
    pub(super) fn request(
        &self,
        context: StateContext<'_>,
        scope: &Scope,
        resource: &str,
        arguments: Value,
    ) -> TaskRequest {
        TaskRequest {
            execution: self.name.to_owned(),
            state: context.name.to_owned(),
            path: scope.path.clone(),
            resource: resource.to_owned(),
            arguments,
            attempt: context.retry_count + 1,
            task_token: context.token.map(str::to_owned),
            map_item_index: scope.item.as_ref().map(|item| item.index),
        }
    }

    async fn invoke(
        &self,
        request: TaskRequest,
        waiting: Option<WaitingTask>,
    ) -> Result<Value, TaskFailure> {
        let result = self.runner.handler.invoke(request).await?;
        match waiting {
            Some(mut waiting) => waiting.answer().await,
            None => Ok(result),
        }
    }
}

/// A field that evaluated to a value of the wrong kind.
pub(super) fn not_fitting(message: String) -> TaskFailure {
    TaskFailure::new(QUERY_EVALUATION_ERROR, message)
}

async fn within(
    limit_seconds: Option<u64>,
    work: impl Future<Output = Result<Value, TaskFailure>>,
) -> Result<Value, TaskFailure> {
    let Some(seconds) = limit_seconds else { return work.await };
    match tokio::time::timeout(Duration::from_secs(seconds), work).await {
        Ok(result) => result,
        Err(_) => {
            Err(TaskFailure::new(TIMEOUT, format!("The task took longer than {seconds} seconds")))
        }
    }
}
