use std::collections::BTreeMap;
use std::path::Path;

use oma_api::batches::CreateBatch;
use oma_api::uploads::Purpose;
use oma_client::{KnownUploads, LocalFile};
use oma_core::batch::{BatchId, BatchOptions};
use serde_json::{Map, Value};

use super::super::material::send;
use super::super::session::{Session, known_uploads};
use super::{download, tell, watch};
use crate::args::{CreateBatchArgs, Remote};
use crate::outcome::{Failure, Outcome};

/// Sends a list and has it made.
pub(super) async fn create(remote: &Remote, args: CreateBatchArgs) -> Outcome {
    let file = LocalFile::read(&args.file)?;
    if !matches!(file.content_type, "text/csv" | "application/x-ndjson") {
        let name = args.file.display();
        return Err(Failure::input(format!("{name} is no list; allowed: .csv, .jsonl, .ndjson.")));
    }
    let columns = columns(&args.columns)?;
    let (template, template_id) = match args.template.as_deref().map(template).transpose()? {
        Some(Template::Fields(fields)) => (Some(fields), None),
        Some(Template::Id(id)) => (None, Some(id)),
        None => (None, None),
    };
    let session = Session::open(remote).await?;
    let mut known = KnownUploads::open(known_uploads());
    let manifest = Some(send(&session, &mut known, &file, Purpose::Manifest).await?);
    let options = BatchOptions {
        concurrency: args.concurrency,
        tolerated_failure_percent: args.tolerate,
        budget_usd: args.budget,
        skip_invalid: args.skip_invalid,
        tags: args.tags,
    };
    let rows = Vec::new();
    let name = args.name;
    let asked = CreateBatch { name, manifest, rows, template, template_id, columns, options };
    let client = match args.idempotency_key {
        Some(key) => session.client.with_idempotency_key(key),
        None => session.client.clone(),
    };
    let batch = client.create_batch(&asked).await?;
    tell(&session, &batch, "is being checked. See how it goes: oma batch watch");
    follow(&session, batch.batch_id, args.wait, args.out.as_deref()).await
}

/// Films that are there are fetched, though others failed; the outcome is that of the batch.
async fn follow(session: &Session, batch: BatchId, wait: bool, out: Option<&Path>) -> Outcome {
    if !wait && out.is_none() {
        return Ok(());
    }
    let outcome = watch::watch(session, batch).await;
    if let Some(out) = out
        && session.client.read_batch(batch).await?.counts.succeeded > 0
    {
        download::download(session, batch, out).await?;
    }
    outcome
}

enum Template {
    Fields(Map<String, Value>),
    Id(String),
}

/// A file, or the id of a template where there is no such file.
fn template(text: &str) -> Result<Template, Failure> {
    let path = Path::new(text);
    if text.parse::<BatchId>().is_ok() && !path.exists() {
        return Ok(Template::Id(text.to_owned()));
    }
    let wrong = |why: String| Failure::input(format!("--template {text}: {why}."));
    let json = std::fs::read(path).map_err(|e| wrong(format!("cannot be read: {e}")))?;
    serde_json::from_slice(&json)
        .map(Template::Fields)
        .map_err(|e| wrong(format!("is no JSON object with fields of a brief: {e}")))
}

/// `COLUMN=FIELD`; `COLUMN=` leaves a column out.
fn columns(pairs: &[String]) -> Result<BTreeMap<String, String>, Failure> {
    let pair = |text: &String| {
        let pair = text.rsplit_once('=').filter(|(name, _)| !name.is_empty());
        pair.map(|(name, field)| (name.to_owned(), field.to_owned())).ok_or_else(|| {
            Failure::input(format!(
                "--column is {text:?}; allowed: COLUMN=FIELD, as in Oferta=title, or COLUMN= to \
                 leave it out."
            ))
        })
    };
    pairs.iter().map(pair).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_column_and_its_field_stand_beside_an_equals_sign() {
        let read = columns(&["Oferta=title", "a=b=cta", "Notes="].map(str::to_owned));
        let read = read.ok().unwrap();
        assert_eq!((read["Oferta"].as_str(), read["a=b"].as_str()), ("title", "cta"));
        assert_eq!(read["Notes"], "");
        for wrong in ["Oferta", "=title"] {
            assert!(columns(&[wrong.to_owned()]).is_err(), "{wrong}");
        }
    }

    #[test]
    fn a_template_is_a_file_or_an_id() {
        let id = "01JD3Q5V9A2M7R0C8X4T6W1ZKE";
        assert!(matches!(template(id), Ok(Template::Id(found)) if found == id));
        let dir = tempfile::tempdir().unwrap();
        let file = dir.path().join("ad.json");
        std::fs::write(&file, r#"{"title": "In {{city}}"}"#).unwrap();
        let read = template(file.to_str().unwrap());
        assert!(matches!(read, Ok(Template::Fields(fields)) if fields["title"] == "In {{city}}"));
        std::fs::write(&file, "[]").unwrap();
        assert!(template(file.to_str().unwrap()).is_err());
        assert!(template("nowhere.json").is_err());
    }
}
