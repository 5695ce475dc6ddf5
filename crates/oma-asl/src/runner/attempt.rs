//! One visit to a state: do its work, conclude it, and on failure retry or catch.

use std::sync::Arc;

use rand::RngExt;
use serde_json::{Value, json};

use super::context::StateContext;
use super::history::Visit;
use super::retries::Retries;
use super::run::Run;
use super::scope::Scope;
use crate::definition::{Assign, Catcher, State, Template};
use crate::failure::{self, TaskFailure};
use crate::jsonata::{Bindings, Evaluation};
use crate::limit;

/// How a state ended when it did not fail.
pub(super) struct Ended<'s> {
    pub(super) output: Value,
    pub(super) output_bytes: usize,
    /// None: the machine is at its end.
    pub(super) next: Option<&'s str>,
    /// The failure, when a Catch led on.
    pub(super) caught: Option<TaskFailure>,
}

/// The work of a Task, Map or Parallel, done.
pub(super) struct Done {
    pub(super) result: Value,
    /// The token that the task was given, which its Output and Assign still see.
    pub(super) token: Option<String>,
}

/// How a state concludes: its Assign, its Output, and the state that follows.
pub(super) type Way<'s> = (&'s Assign, Option<&'s Template>, Option<&'s str>);

const NO_ASSIGN: &Assign = &Assign(Vec::new());

/// What `$states` holds once the work of a state is over, and what its output is by default.
#[derive(Clone, Copy)]
enum After<'a> {
    /// Nothing to report: the output is the input.
    Nothing,
    Result(&'a Value),
    Error(&'a Value),
}

impl Run<'_> {
    /// Runs a state until it ends or fails for good. States without Retry and Catch have one attempt.
    pub(super) async fn visit<'s>(
        &self,
        name: &str,
        state: &'s State,
        input: &Value,
        scope: &mut Scope,
        visit: &Visit<'_>,
    ) -> Result<Ended<'s>, TaskFailure> {
        let mut retries = Retries::new(state.retry());
        let entered = self.runner.clock.now();
        loop {
            let context = StateContext { name, entered, retry_count: retries.count(), token: None };
            let failure = match self.attempt(state, context, input, scope).await {
                Ok(ended) => return Ok(ended),
                Err(failure) => failure,
            };
            let attempt = retries.count() + 1;
            match retries.next(&failure.error, &mut scope.rng) {
                Some(delay) => {
                    let delay_ms = u64::try_from(delay.as_millis()).unwrap_or(u64::MAX);
                    visit.retried(&failure, attempt, delay_ms);
                    self.runner.clock.sleep(delay).await;
                }
                None => return self.catch(state, failure, context, input, scope),
            }
        }
    }

    /// One attempt: the work, then Assign and Output, which can fail the attempt as well.
    async fn attempt<'s>(
        &self,
        state: &'s State,
        context: StateContext<'_>,
        input: &Value,
        scope: &mut Scope,
    ) -> Result<Ended<'s>, TaskFailure> {
        limit::check("state's input", input)?;
        let done = match state {
            State::Task(task) => Some(self.task(task, context, input, scope).await?),
            State::Map(map) => Some(self.map(map, context, input, scope).await?),
            State::Parallel(parallel) => {
                Some(self.parallel(parallel, context, input, scope).await?)
            }
            State::Wait(wait) => {
                let duration = self.wait_for(wait, context, input, scope)?;
                self.runner.clock.sleep(duration).await;
                None
            }
            State::Choice(_) | State::Pass(_) | State::Succeed(_) | State::Fail(_) => None,
        };
        let way: Way<'s> = match state {
            State::Task(task) => (&task.assign, task.output.as_ref(), state.next()),
            State::Map(map) => (&map.assign, map.output.as_ref(), state.next()),
            State::Parallel(parallel) => (&parallel.assign, parallel.output.as_ref(), state.next()),
            State::Pass(pass) => (&pass.assign, pass.output.as_ref(), state.next()),
            State::Wait(wait) => (&wait.assign, wait.output.as_ref(), state.next()),
            State::Succeed(succeed) => (NO_ASSIGN, succeed.output.as_ref(), None),
            State::Choice(choice) => self.choose(choice, context, input, scope)?,
            State::Fail(fail) => return Err(self.failure(fail, context, input, scope)?),
        };
        let token = done.as_ref().and_then(|done| done.token.as_deref());
        let after = done.as_ref().map_or(After::Nothing, |done| After::Result(&done.result));
        self.conclude(way, after, StateContext { token, ..context }, input, scope)
    }

    /// An error in the Catch itself fails the state: it is not caught a second time.
    fn catch<'s>(
        &self,
        state: &'s State,
        failure: TaskFailure,
        context: StateContext<'_>,
        input: &Value,
        scope: &mut Scope,
    ) -> Result<Ended<'s>, TaskFailure> {
        let matches = |catcher: &&Catcher| failure::matches(&catcher.error_equals, &failure.error);
        let Some(catcher) = state.catch().iter().find(matches) else { return Err(failure) };
        let error = json!({ "Error": failure.error, "Cause": failure.cause });
        let way = (&catcher.assign, catcher.output.as_ref(), Some(&*catcher.next));
        let ended = self.conclude(way, After::Error(&error), context, input, scope)?;
        Ok(Ended { caught: Some(failure), ..ended })
    }

    /// Evaluates Assign and Output side by side (neither sees the other), then sets the variables.
    fn conclude<'s>(
        &self,
        (assign, output, next): Way<'s>,
        after: After<'_>,
        context: StateContext<'_>,
        input: &Value,
        scope: &mut Scope,
    ) -> Result<Ended<'s>, TaskFailure> {
        let (assigned, output) = {
            let seed = scope.rng.random();
            let context = self.context.with(context, scope.item.as_ref());
            let mut evaluation = Evaluation::new(Bindings {
                result: if let After::Result(result) = after { Some(result) } else { None },
                error_output: if let After::Error(error) = after { Some(error) } else { None },
                ..bindings(input, &context, scope, seed)
            });
            let mut assigned = Vec::with_capacity(assign.0.len());
            for (name, template) in &assign.0 {
                let value = evaluation.value(&format!("Assign/{name}"), template)?;
                limit::check("variable", &value)?;
                assigned.push((name.clone(), Arc::new(value)));
            }
            let output = match (output, after) {
                (Some(template), _) => evaluation.value("Output", template)?,
                (None, After::Nothing) => input.clone(),
                (None, After::Result(value) | After::Error(value)) => value.clone(),
            };
            (assigned, output)
        };
        let output_bytes = limit::check("state's output", &output)?;
        scope.variables.extend(assigned);
        Ok(Ended { output, output_bytes, next, caught: None })
    }

    /// Evaluates fields that are read before the work is done.
    pub(super) fn before<T>(
        &self,
        context: StateContext<'_>,
        input: &Value,
        scope: &mut Scope,
        read: impl FnOnce(&mut Evaluation<'_>) -> Result<T, TaskFailure>,
    ) -> Result<T, TaskFailure> {
        let seed = scope.rng.random();
        let context = self.context.with(context, scope.item.as_ref());
        read(&mut Evaluation::new(bindings(input, &context, scope, seed)))
    }
}

fn bindings<'a>(input: &'a Value, context: &'a Value, scope: &'a Scope, seed: u64) -> Bindings<'a> {
    let variables = &scope.variables;
    Bindings { input, result: None, error_output: None, context, variables, seed }
}
