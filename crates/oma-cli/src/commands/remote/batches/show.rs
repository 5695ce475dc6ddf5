use futures::{StreamExt as _, TryStreamExt as _};
use oma_api::batches::{Batch, BatchDetails, BatchRow, ListRows};
use oma_core::batch::{BatchId, ItemStatus};

use super::super::session::Session;
use super::super::shown;
use crate::args::BatchItemsArgs;
use crate::outcome::{Failure, Outcome};

/// Lists batches.
pub(super) async fn list(session: &Session, limit: usize) -> Outcome {
    let batches: Vec<Batch> = session.client.all_batches().take(limit).try_collect().await?;
    if session.json {
        batches.iter().for_each(shown::json_line);
        return Ok(());
    }
    let rows: Vec<_> = batches
        .iter()
        .map(|batch| {
            [
                batch.batch_id.to_string(),
                shown::time(batch.created_at),
                batch.status.to_string(),
                batch.items.to_string(),
                shown::cut(&batch.name, 40),
            ]
        })
        .collect();
    shown::table(["ID", "CREATED", "STATUS", "ROWS", "NAME"], &rows);
    Ok(())
}

/// Shows one batch.
pub(super) async fn get(session: &Session, id: BatchId) -> Outcome {
    let details = session.client.read_batch(id).await?;
    if session.json {
        shown::json_line(&details);
        return Ok(());
    }
    let BatchDetails { batch, counts, .. } = &details;
    println!("Batch:    {}", batch.batch_id);
    println!("Name:     {}", batch.name);
    println!("Status:   {}", batch.status);
    println!("Created:  {}", shown::time(batch.created_at));
    if let Some(ended) = batch.ended_at {
        println!("Ended:    {}", shown::time(ended));
    }
    println!("Rows:     {}", progress(&details));
    if batch.invalid > 0 {
        println!("Wrong:    {} rows cannot be made: oma batch problems {id}", batch.invalid);
    }
    println!("Cost:     {}, saved {}", counts.cost_micro_usd, counts.saved_micro_usd);
    println!("Steps:    {}, {} found again", counts.steps, counts.steps_found);
    if let Some(failure) = &batch.failure {
        println!("Because:  {}: {}", failure.name, failure.message);
    }
    if !batch.status.is_active() && counts.succeeded > 0 {
        println!("Films:    oma batch download {id}");
    }
    Ok(())
}

/// How far a batch is: `12 of 40 done, 1 failed, 5 running, 22 waiting`.
pub(super) fn progress(details: &BatchDetails) -> String {
    let BatchDetails { batch, counts, waiting, .. } = details;
    let counts = [
        (counts.failed, "failed"),
        (counts.skipped, "skipped"),
        (counts.running, "running"),
        (*waiting, "waiting"),
    ];
    let counted = counts.into_iter().filter(|(count, _)| *count > 0);
    let rest: Vec<String> = counted.map(|(count, what)| format!("{count} {what}")).collect();
    let done = format!("{} of {} done", details.counts.succeeded, batch.items);
    [vec![done], rest].concat().join(", ")
}

/// Lists rows.
pub(super) async fn items(session: &Session, args: &BatchItemsArgs) -> Outcome {
    let status = args.status.as_deref().map(status).transpose()?;
    let query = ListRows { status, limit: Some(100), cursor: None };
    let rows = session.client.all_batch_items(args.one.batch, &query).take(args.limit);
    let rows: Vec<BatchRow> = rows.try_collect().await?;
    if session.json {
        rows.iter().for_each(shown::json_line);
        return Ok(());
    }
    let rows: Vec<_> = rows.iter().map(cells).collect();
    shown::table(["ROW", "LINE", "ID", "STATUS", "COST", "VIDEO", "TITLE", "BECAUSE"], &rows);
    Ok(())
}

fn cells(row: &BatchRow) -> [String; 8] {
    let why = row.failure.as_ref().map(|failure| format!("{}: {}", failure.name, failure.message));
    [
        row.n.to_string(),
        row.line.to_string(),
        shown::cut(&row.id, 20),
        shown::name(&row.status),
        row.cost_micro_usd.to_string(),
        row.video_id.map(|id| id.to_string()).unwrap_or_default(),
        shown::cut(&row.title, 30),
        why.unwrap_or_default(),
    ]
}

fn status(text: &str) -> Result<ItemStatus, Failure> {
    serde_json::from_value(text.into()).map_err(|_| {
        Failure::input(format!(
            "--status is {text:?}; allowed: waiting, running, succeeded, failed, skipped."
        ))
    })
}
