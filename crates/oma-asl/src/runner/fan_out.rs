//! Map and Parallel: machines run side by side.

use std::sync::Arc;

use futures::future::BoxFuture;
use futures::stream::{FuturesUnordered, StreamExt};
use serde_json::Value;

use super::attempt::Done;
use super::context::StateContext;
use super::distributed::Tolerance;
use super::run::Run;
use super::scope::{MapItem, Scope};
use super::task::not_fitting;
use crate::definition::{Map, Parallel, parse_whole};
use crate::failure::TaskFailure;
use crate::jsonata::Evaluation;
use crate::limit;

/// A branch or iteration that gives its index and how it ended.
type Running<'s> = BoxFuture<'s, (usize, Result<Value, TaskFailure>)>;

/// What a Map evaluates before it begins.
struct Plan {
    /// The items, or with an `ItemReader` its arguments.
    source: Value,
    /// The most iterations at once; 0: all.
    most: usize,
    tolerance: Tolerance,
}

impl Run<'_> {
    pub(super) async fn parallel(
        &self,
        parallel: &Parallel,
        context: StateContext<'_>,
        input: &Value,
        scope: &mut Scope,
    ) -> Result<Done, TaskFailure> {
        let arguments =
            self.before(context, input, scope, |evaluation| match &parallel.arguments {
                Some(template) => evaluation.value("Arguments", template),
                None => Ok(input.clone()),
            })?;
        limit::check("state's arguments", &arguments)?;
        let inner = scope.inner(context.name);
        let branches = parallel.branches.iter().enumerate().map(|(index, branch)| -> Running<'_> {
            let running = self.machine(branch, arguments.clone(), inner.scope(index));
            Box::pin(async move { (index, running.await) })
        });
        Ok(Done { result: all(branches, 0, Err).await?, token: None })
    }

    pub(super) async fn map(
        &self,
        map: &Map,
        context: StateContext<'_>,
        input: &Value,
        scope: &mut Scope,
    ) -> Result<Done, TaskFailure> {
        let Plan { source, most, tolerance } =
            self.before(context, input, scope, |evaluation| plan(map, input, evaluation))?;
        let items = match (&map.item_reader, source) {
            (Some(reader), arguments) => self.read(reader, context, arguments, scope).await?,
            (None, Value::Array(items)) => items,
            _ => return Err(not_fitting("Items of a Map must be an array".to_owned())),
        };
        let total = items.len();
        let inner = scope.inner(context.name);
        let iterations = items.into_iter().enumerate().map(|(index, value)| -> Running<'_> {
            let item = MapItem { index, value: Arc::new(value) };
            let scope = Scope { item: Some(item), ..inner.scope(index) };
            Box::pin(async move { (index, self.iteration(map, context, input, scope).await) })
        });
        let result = if map.item_processor.distributed {
            all(iterations, most, tolerance.judge(total)).await?
        } else {
            all(iterations, most, Err).await?
        };
        Ok(Done { result, token: None })
    }

    async fn iteration(
        &self,
        map: &Map,
        context: StateContext<'_>,
        input: &Value,
        mut scope: Scope,
    ) -> Result<Value, TaskFailure> {
        let input = match (&map.item_selector, &scope.item) {
            (Some(template), _) => self.before(context, input, &mut scope, |evaluation| {
                evaluation.value("ItemSelector", template)
            })?,
            (None, item) => item.as_ref().map_or(Value::Null, |item| Value::clone(&item.value)),
        };
        limit::check("iteration's input", &input)?;
        if map.item_processor.distributed {
            return self.child(map, input, scope).await;
        }
        self.machine(&map.item_processor.machine, input, scope).await
    }
}

fn plan(map: &Map, input: &Value, evaluation: &mut Evaluation<'_>) -> Result<Plan, TaskFailure> {
    let source = match (&map.item_reader, &map.items) {
        (Some(reader), _) => evaluation.value("ItemReader/Arguments", &reader.arguments)?,
        (None, Some(template)) => evaluation.value("Items", template)?,
        (None, None) => input.clone(),
    };
    let most = match &map.max_concurrency {
        Some(template) => evaluation.value("MaxConcurrency", template)?,
        None => Value::from(0),
    };
    let most = parse_whole("MaxConcurrency", &most, 0).map_err(not_fitting)?;
    let most = usize::try_from(most).unwrap_or(usize::MAX);
    Ok(Plan { source, most, tolerance: Tolerance::of(map, evaluation)? })
}

/// The results in order, at most `most` at a time (0: all); each is made when its turn comes. `judge`
/// says what stands for a failure; the first that it does not let pass drops the others.
async fn all<'s>(
    waiting: impl Iterator<Item = Running<'s>> + Send,
    most: usize,
    mut judge: impl FnMut(TaskFailure) -> Result<Value, TaskFailure> + Send,
) -> Result<Value, TaskFailure> {
    let most = if most == 0 { usize::MAX } else { most };
    let mut waiting = waiting.fuse();
    let mut running = FuturesUnordered::new();
    let mut results = Vec::new();
    loop {
        while running.len() < most
            && let Some(next) = waiting.next()
        {
            results.push(Value::Null);
            running.push(next);
        }
        let Some((index, result)) = running.next().await else { return Ok(results.into()) };
        results[index] = result.or_else(&mut judge)?;
    }
}
