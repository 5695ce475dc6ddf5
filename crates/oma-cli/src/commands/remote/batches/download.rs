use std::path::Path;
use std::time::{Duration, Instant};

use oma_api::batches::{ArchiveStatus, BatchArchive};
use oma_api::videos::FileLink;
use oma_client::{Error, fetch_file};
use oma_core::batch::BatchId;

use super::super::material::{bar, bar_bytes};
use super::super::session::Session;
use super::super::shown;
use super::super::videos::is_plain;
use crate::display::print_json;
use crate::outcome::{Failure, Outcome};

const BETWEEN_LOOKS: Duration = Duration::from_secs(2);
/// How long packing may show nothing new before it is taken for dead.
const PATIENCE: Duration = Duration::from_mins(20);

/// Has the films packed, and fetches them and the reports into a folder.
pub(super) async fn download(session: &Session, batch: BatchId, out: &Path) -> Outcome {
    let details = session.client.read_batch(batch).await?;
    let cannot =
        |e: std::io::Error| Error::File { path: out.display().to_string(), cause: e.to_string() };
    std::fs::create_dir_all(out).map_err(cannot)?;
    for (name, link) in &details.files {
        fetch(session, name, link, out).await?;
    }
    for name in packed(session, batch).await? {
        // A link ends before many long parts are through: each is asked for in its turn.
        let archive = session.client.batch_archive(batch).await?;
        let Some(part) = archive.parts.iter().find(|part| part.name == name) else {
            return Err(Failure::input("The films are being packed anew. Run this again."));
        };
        fetch(session, &name, &part.link, out).await?;
    }
    Ok(())
}

/// Waits until all films are packed and returns the names of the parts.
async fn packed(session: &Session, batch: BatchId) -> Result<Vec<String>, Failure> {
    let wanted = session.client.pack_batch_archive(batch).await?.archive_id;
    let (mut seen, mut since) = (0, Instant::now());
    loop {
        let archive = session.client.batch_archive(batch).await?;
        let BatchArchive { status, archive_id, parts, .. } = archive;
        let is_ours = archive_id.as_ref() == Some(&wanted);
        if is_ours && status == ArchiveStatus::Ready {
            return Ok(parts.into_iter().map(|part| part.name).collect());
        }
        if is_ours && parts.len() != seen {
            (seen, since) = (parts.len(), Instant::now());
        }
        if since.elapsed() > PATIENCE {
            let message = "The films are not packed after a long time. Run this again.";
            return Err(Failure::input(message));
        }
        tokio::time::sleep(BETWEEN_LOOKS).await;
    }
}

async fn fetch(session: &Session, name: &str, link: &FileLink, out: &Path) -> Outcome {
    if !is_plain(name) {
        let text = format!("The server names a file {name:?}, which could leave the folder.");
        return Err(Error::Input(text).into());
    }
    let to = out.join(name);
    let bar = bar("fetching", &to, link.size, session.json);
    let fetched = fetch_file(link, &to, &bar_bytes(&bar)).await;
    bar.finish_and_clear();
    fetched?;
    if session.json {
        print_json("downloaded", &serde_json::json!({"file": to, "size": link.size}));
    } else {
        println!("{:>10}  {}", shown::size(link.size), to.display());
    }
    Ok(())
}
