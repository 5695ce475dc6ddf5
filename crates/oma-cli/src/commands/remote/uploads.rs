use std::path::Path;

use futures::TryStreamExt as _;
use oma_api::uploads::{Purpose, Upload};
use oma_client::{KnownUploads, LocalFile};

use super::material::send;
use super::session::{Session, known_uploads};
use super::shown;
use crate::args::{UploadsArgs, UploadsCommand};
use crate::outcome::{Failure, Outcome};

/// Looks after uploads.
pub(crate) async fn run(args: UploadsArgs) -> Outcome {
    let session = Session::open(&args.remote).await?;
    let client = &session.client;
    match args.command {
        UploadsCommand::List => list(&session).await,
        UploadsCommand::Get { id } => {
            show(&session, &client.read_upload(&id).await?);
            Ok(())
        }
        UploadsCommand::Create { purpose, file } => {
            let id = create(&session, &purpose, &file).await?;
            show(&session, &client.read_upload(&id).await?);
            Ok(())
        }
        UploadsCommand::Delete { id } => {
            client.delete_upload(&id).await?;
            if !session.json {
                println!("Upload {id} is gone.");
            }
            Ok(())
        }
    }
}

async fn create(session: &Session, purpose: &str, file: &Path) -> Result<String, Failure> {
    let purpose: Purpose = serde_json::from_value(purpose.into()).map_err(|_| {
        Failure::input(format!(
            "--for is {purpose:?}; allowed: image, clip, logo, music, font, manifest."
        ))
    })?;
    let file = LocalFile::read(file)?;
    let mut known = KnownUploads::open(known_uploads());
    send(session, &mut known, &file, purpose).await
}

async fn list(session: &Session) -> Outcome {
    let uploads: Vec<_> = session.client.all_uploads().try_collect().await?;
    if session.json {
        uploads.iter().for_each(shown::json_line);
        return Ok(());
    }
    let rows: Vec<_> = uploads
        .iter()
        .map(|upload| {
            [
                upload.upload_id.clone(),
                shown::time(upload.created_at),
                shown::name(&upload.purpose),
                shown::name(&upload.status),
                shown::size(upload.size),
                shown::cut(&upload.name, 40),
            ]
        })
        .collect();
    shown::table(["ID", "AT", "FOR", "STATUS", "SIZE", "NAME"], &rows);
    Ok(())
}

fn show(session: &Session, upload: &Upload) {
    if session.json {
        shown::json_line(upload);
        return;
    }
    println!("Upload: {}", upload.upload_id);
    println!("Name:   {} ({})", upload.name, shown::size(upload.size));
    println!("Status: {}", shown::name(&upload.status));
    if let Some(problem) = &upload.problem {
        println!("Problem: {problem}");
    }
    if let Some(media) = &upload.media {
        let (width, height) = (media.width.unwrap_or(0), media.height.unwrap_or(0));
        let size = if width > 0 { format!(", {width}×{height}") } else { String::new() };
        println!("Found:  {}{size}", media.content_type);
    }
}
