//! From state to state, until one ends the machine.

use futures::future::BoxFuture;
use serde_json::Value;

use super::attempt::Ended;
use super::history::EventKind;
use super::run::Run;
use super::scope::Scope;
use crate::definition::{State, StateMachine};
use crate::failure::{RUNTIME, TaskFailure};
use crate::limit;

impl<'a> Run<'a> {
    /// Runs a machine. Boxed, because a machine may hold machines.
    pub(super) fn machine<'s>(
        &'s self,
        machine: &'s StateMachine,
        input: Value,
        mut scope: Scope,
    ) -> BoxFuture<'s, Result<Value, TaskFailure>>
    where
        'a: 's,
    {
        Box::pin(async move {
            let mut name = machine.start_at.as_str();
            let mut input = input;
            loop {
                let state = machine.state(name).ok_or_else(|| {
                    TaskFailure::new(RUNTIME, format!("There is no state named {name:?}"))
                })?;
                let (output, next) = self.state(name, state, input, &mut scope).await?;
                let Some(next) = next else { return Ok(output) };
                (name, input) = (next, output);
            }
        })
    }

    /// Runs one state and records how it ended.
    async fn state<'s>(
        &self,
        name: &str,
        state: &'s State,
        input: Value,
        scope: &mut Scope,
    ) -> Result<(Value, Option<&'s str>), TaskFailure> {
        let input_bytes = limit::size_bytes(&input);
        let path = scope.path.clone();
        let visit = self.recorder.enter(name, &path, state.kind(), input_bytes);
        match self.visit(name, state, &input, scope, &visit).await {
            Ok(Ended { output, output_bytes, next, caught }) => {
                visit.end(match (caught, next) {
                    (Some(TaskFailure { error, cause }), Some(next)) => {
                        EventKind::StateCaught { error, cause, output_bytes, next: next.to_owned() }
                    }
                    (_, next) => EventKind::StateExited {
                        input_bytes,
                        output_bytes,
                        next: next.map(str::to_owned),
                    },
                });
                Ok((output, next))
            }
            Err(failure) => {
                let TaskFailure { error, cause } = failure.clone();
                visit.end(EventKind::StateFailed { error, cause });
                Err(failure)
            }
        }
    }
}
