//! Map and Parallel: machines run side by side.

use std::sync::Arc;

use futures::future::BoxFuture;
use futures::stream::{self, StreamExt, TryStreamExt};
use serde_json::Value;

use super::attempt::Done;
use super::context::StateContext;
use super::run::Run;
use super::scope::{MapItem, Scope};
use super::task::not_fitting;
use crate::definition::{Map, Parallel, parse_whole};
use crate::failure::TaskFailure;
use crate::limit;

type Running<'s> = BoxFuture<'s, Result<Value, TaskFailure>>;

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
        let scopes = scope.inner(context.name, parallel.branches.len());
        let branches = parallel
            .branches
            .iter()
            .zip(scopes)
            .map(|(branch, scope)| self.machine(branch, arguments.clone(), scope))
            .collect();
        Ok(Done { result: all(branches, 0).await?, token: None })
    }

    pub(super) async fn map(
        &self,
        map: &Map,
        context: StateContext<'_>,
        input: &Value,
        scope: &mut Scope,
    ) -> Result<Done, TaskFailure> {
        let (items, most) = self.before(context, input, scope, |evaluation| {
            let items = match &map.items {
                Some(template) => evaluation.value("Items", template)?,
                None => input.clone(),
            };
            let most = match &map.max_concurrency {
                Some(template) => evaluation.value("MaxConcurrency", template)?,
                None => Value::from(0),
            };
            Ok((items, parse_whole("MaxConcurrency", &most, 0).map_err(not_fitting)?))
        })?;
        let Value::Array(items) = items else {
            return Err(not_fitting("Items of a Map must be an array".to_owned()));
        };
        let scopes = scope.inner(context.name, items.len());
        let iterations = items
            .into_iter()
            .zip(scopes)
            .enumerate()
            .map(|(index, (item, scope))| {
                let item = MapItem { index, value: Arc::new(item) };
                self.iteration(map, context, input, Scope { item: Some(item), ..scope })
            })
            .collect();
        let most = usize::try_from(most).unwrap_or(usize::MAX);
        Ok(Done { result: all(iterations, most).await?, token: None })
    }

    fn iteration<'s>(
        &'s self,
        map: &'s Map,
        context: StateContext<'s>,
        input: &'s Value,
        mut scope: Scope,
    ) -> Running<'s> {
        Box::pin(async move {
            let item = scope.item.as_ref().map_or(Value::Null, |item| Value::clone(&item.value));
            let input = match &map.item_selector {
                Some(template) => self.before(context, input, &mut scope, |evaluation| {
                    evaluation.value("ItemSelector", template)
                })?,
                None => item,
            };
            limit::check("iteration's input", &input)?;
            self.machine(&map.item_processor, input, scope).await
        })
    }
}

/// The results in order, at most `most` at a time (0: all). The first failure drops the others.
async fn all(running: Vec<Running<'_>>, most: usize) -> Result<Value, TaskFailure> {
    let count = running.len();
    let most = if most == 0 { count.max(1) } else { most };
    let numbered: Vec<_> = running.into_iter().enumerate().map(numbered).collect();
    let mut results: Vec<(usize, Value)> =
        stream::iter(numbered).buffer_unordered(most).try_collect().await?;
    results.sort_unstable_by_key(|(index, _)| *index);
    Ok(results.into_iter().map(|(_, value)| value).collect())
}

fn numbered(
    (index, running): (usize, Running<'_>),
) -> BoxFuture<'_, Result<(usize, Value), TaskFailure>> {
    Box::pin(async move { Ok((index, running.await?)) })
}
