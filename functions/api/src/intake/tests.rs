use std::sync::Arc;

use oma_api::uploads::{Purpose, Upload, UploadStatus};
use oma_core::ErrorKind;
use oma_core::brief::Brief;
use oma_core::ports::memory::Memory;
use oma_core::ports::{Clock as _, Expected, Objects as _};
use oma_core::video::keys;
use serde_json::json;
use ulid::Ulid;

use super::*;
use crate::uploads::{self, UploadRecord};

pub(crate) fn services(memory: &Arc<Memory>) -> Services {
    Services::in_memory(memory)
}

fn owner(name: &str) -> Owner {
    Owner::try_from(name.to_owned()).unwrap()
}

/// An upload of Ana's, and the name under which it is kept.
async fn uploaded(
    memory: &Arc<Memory>,
    purpose: Purpose,
    status: UploadStatus,
) -> (String, String) {
    let upload_id = Ulid::generate().to_string();
    let (extension, megabytes) = match purpose {
        Purpose::Image | Purpose::Logo => ("png", 300),
        Purpose::Clip => ("mp4", 500),
        Purpose::Music => ("mp3", 300),
        Purpose::Font => ("otf", 100),
        Purpose::Manifest => ("csv", 100),
    };
    let file = format!("{:0>64}.{extension}", format!("{:x}", purpose as u8));
    let upload = Upload {
        upload_id: upload_id.clone(),
        purpose,
        name: "a".to_owned(),
        content_type: String::new(),
        size: megabytes * 1024 * 1024,
        status,
        problem: None,
        media: None,
        created_at: memory.now(),
    };
    let record = UploadRecord { upload, file: Some(file.clone()) };
    let (services, ana) = (services(memory), owner("ana"));
    let shelf = uploads::shelf(&services, &ana);
    shelf.put(&upload_id, &record, Expected::Absent, None).await.unwrap();
    memory.put_bytes(&keys::upload(&ana, &file), "x".into(), "x").await.unwrap();
    (upload_id, file)
}

async fn taken(memory: &Arc<Memory>, by: &str, fields: Value) -> Result<Brief> {
    let mut json = json!({
        "title": "Tide pools", "description": "Life between tides.", "language": "en-US",
    });
    for (name, value) in fields.as_object().unwrap() {
        json[name] = value.clone();
    }
    brief(&services(memory), &owner(by), json).await
}

async fn problems(memory: &Arc<Memory>, by: &str, fields: Value) -> Vec<(String, String)> {
    let error = taken(memory, by, fields).await.unwrap_err();
    assert_eq!(error.kind, ErrorKind::InvalidBrief);
    error.problems.into_iter().map(|problem| (problem.path, problem.problem)).collect()
}

#[tokio::test]
async fn ids_become_the_names_of_what_was_uploaded() {
    let memory = Arc::new(Memory::default());
    let ready = UploadStatus::Ready;
    let (image, image_file) = uploaded(&memory, Purpose::Image, ready).await;
    let (music, music_file) = uploaded(&memory, Purpose::Music, ready).await;
    let (font, font_file) = uploaded(&memory, Purpose::Font, ready).await;
    let fields = json!({
        "assets": [{"source": image}], "music": {"file": music},
        "brand": {"logo": {"source": image}, "font": font},
    });
    let brief = taken(&memory, "ana", fields).await.unwrap();
    let files: Vec<_> = brief.files().into_iter().map(|(_, file)| file.to_owned()).collect();
    assert_eq!(files, [image_file.clone(), music_file, image_file, font_file]);
    // As it is stored it can be sent again, but not by anybody else.
    let stored = serde_json::to_value(&brief).unwrap();
    assert_eq!(taken(&memory, "ana", stored.clone()).await.unwrap(), brief);
    assert_eq!(problems(&memory, "ben", stored).await.len(), 4);
}

#[tokio::test]
async fn every_source_that_cannot_be_used_is_named_at_once() {
    let memory = Arc::new(Memory::default());
    let (pending, _) = uploaded(&memory, Purpose::Clip, UploadStatus::Pending).await;
    let (refused, _) = uploaded(&memory, Purpose::Image, UploadStatus::Refused).await;
    let (font, _) = uploaded(&memory, Purpose::Font, UploadStatus::Ready).await;
    let fields = json!({
        "assets": [
            {"source": "https://a.example/b.png"}, {"source": pending}, {"source": refused},
            {"source": "../../etc/passwd"}, {"source": font},
        ],
        "music": {"file": Ulid::generate().to_string()},
        "brand": "01ARZ3NDEKTSV4RRFFQ69G5FAV",
    });
    let found = problems(&memory, "ana", fields).await;
    let paths: Vec<&str> = found.iter().map(|(path, _)| path.as_str()).collect();
    assert_eq!(
        paths,
        [
            "assets[0].source",
            "assets[1].source",
            "assets[2].source",
            "assets[3].source",
            "assets[4].source",
            "music.file",
            "brand",
        ]
    );
    for (at, word) in [(0, "upload the file first"), (1, "completed"), (2, "refused"), (4, "font")]
    {
        assert!(found[at].1.contains(word), "{found:?}");
    }
}

#[tokio::test]
async fn anothers_upload_is_like_none() {
    let memory = Arc::new(Memory::default());
    let (image, file) = uploaded(&memory, Purpose::Image, UploadStatus::Ready).await;
    let mut answers = Vec::new();
    for source in [image, file, Ulid::generate().to_string(), "x".to_owned()] {
        answers.push(problems(&memory, "ben", json!({"assets": [{"source": source}]})).await);
    }
    answers.dedup();
    assert_eq!(answers.len(), 1, "{answers:?}");
}

#[tokio::test]
async fn more_than_a_gigabyte_is_refused() {
    let memory = Arc::new(Memory::default());
    let mut sources = Vec::new();
    for purpose in [Purpose::Image, Purpose::Clip] {
        sources.push(json!({"source": uploaded(&memory, purpose, UploadStatus::Ready).await.0}));
    }
    // The same file twice is one file.
    sources.push(sources[0].clone());
    assert!(taken(&memory, "ana", json!({"assets": sources})).await.is_ok());
    let (music, _) = uploaded(&memory, Purpose::Music, UploadStatus::Ready).await;
    let found =
        problems(&memory, "ana", json!({"assets": sources, "music": {"file": music}})).await;
    assert!(found[0].1.contains("1 GB"), "{found:?}");
}
