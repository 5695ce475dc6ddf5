use futures::TryStreamExt as _;
use oma_api::batches::{ArchiveStatus, BatchRow, CreateBatch, ListRows};
use oma_core::batch::{BatchOptions, BatchStatus};

use crate::api::{brief, client, server};

#[tokio::test]
async fn a_batch_is_made_listed_stopped_and_hidden_from_others() {
    let server = server().await;
    let client = |who| client(&server, who);
    let ana = client("u-1:editor");
    let rows = vec![brief().as_object().unwrap().clone()];
    let options = BatchOptions { concurrency: 2, ..BatchOptions::default() };
    let asked = CreateBatch { rows, options, ..CreateBatch::default() };
    let batch = ana.create_batch(&asked).await.unwrap();
    assert_eq!((batch.status, batch.options.concurrency), (BatchStatus::Checking, 2));
    let listed: Vec<_> = ana.all_batches().try_collect().await.unwrap();
    assert_eq!(listed, std::slice::from_ref(&batch));
    let details = ana.read_batch(batch.batch_id).await.unwrap();
    assert_eq!((details.batch, details.waiting, details.files.len()), (batch.clone(), 0, 0));
    let query = ListRows::default();
    let rows: Vec<BatchRow> =
        ana.all_batch_items(batch.batch_id, &query).try_collect().await.unwrap();
    assert!(rows.is_empty(), "there are none before all were checked");
    let archive = ana.batch_archive(batch.batch_id).await.unwrap();
    assert_eq!((archive.status, archive.parts.len()), (ArchiveStatus::None, 0));
    let early = ana.pack_batch_archive(batch.batch_id).await.unwrap_err();
    assert_eq!(early.problem().unwrap().status, 409);
    let stopped = ana.cancel_batch(batch.batch_id).await.unwrap();
    assert_eq!(stopped.status, BatchStatus::Stopping);
    assert_eq!(ana.resume_batch(batch.batch_id).await.unwrap_err().problem().unwrap().status, 409);
    let other = client("u-2:admin").read_batch(batch.batch_id).await.unwrap_err();
    assert_eq!(other.problem().unwrap().status, 404);
}

#[tokio::test]
async fn a_batch_of_nothing_is_refused_by_field() {
    let ana = client(&server().await, "u-1:editor");
    let error = ana.create_batch(&CreateBatch::default()).await.unwrap_err();
    let problem = error.problem().unwrap();
    assert_eq!((problem.status, problem.problems[0].path.as_str()), (422, "manifest"));
}
