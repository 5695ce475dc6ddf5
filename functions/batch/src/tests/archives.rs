use std::io::{Cursor, Read as _};

use oma_core::batch::Archive;
use oma_core::contract::BatchEvent;
use zip::ZipArchive;

use super::*;
use crate::run::Run;

async fn made() -> World {
    let mut all = rows(5);
    all[1].insert("id".to_owned(), json!("../../evil"));
    let world = World::prepared(all, BatchOptions::default()).await;
    for n in [1, 2, 4, 5] {
        world.make(n, VideoStatus::Succeeded).await;
    }
    world.make(3, VideoStatus::Failed).await;
    world.conclude().await;
    world
}

fn event(execution: &str) -> BatchEvent {
    let json = json!({
        "owner": owner(), "batch_id": batch(), "execution": execution, "action": "archive",
    });
    serde_json::from_value(json).unwrap()
}

async fn archive(world: &World) -> Archive {
    world.desk().archived(batch()).await.unwrap().unwrap()
}

async fn names(world: &World, archive: &Archive) -> Vec<Vec<String>> {
    let mut all = Vec::new();
    for part in &archive.parts {
        let bytes = world.memory.get_bytes(&keys::file(batch(), &part.file)).await.unwrap();
        assert_eq!(bytes.len() as u64, part.bytes);
        let zip = ZipArchive::new(Cursor::new(bytes)).unwrap();
        all.push(zip.file_names().map(|name| name.unwrap().into_owned()).collect());
    }
    all
}

#[tokio::test]
async fn films_are_packed_under_names_that_lead_nowhere_else() {
    let mut world = made().await;
    world.execution = world.desk().archive(&owner(), batch()).await.unwrap();
    let packed: Value = world.ask(json!({"action": "archive"})).await.unwrap();
    assert_eq!(packed, json!({"films": 4, "parts": 1}));
    let archive = archive(&world).await;
    assert!(archive.complete);
    let names = names(&world, &archive).await.remove(0);
    assert_eq!(names.len(), 4);
    assert!(names.contains(&"0001-row-1/video.mp4".to_owned()), "{names:?}");
    let evil = names.iter().find(|name| name.contains("evil")).unwrap();
    assert!(evil.starts_with("0002-") && !evil.contains("..") && evil.matches('/').count() == 1);
    let bytes = world.memory.get_bytes(&keys::file(batch(), "films-001.zip")).await.unwrap();
    let mut zip = ZipArchive::new(Cursor::new(bytes)).unwrap();
    let mut film = String::new();
    zip.by_name("0004-row-4/video.mp4").unwrap().read_to_string(&mut film).unwrap();
    assert_eq!(film, "film 4".repeat(100));
    // Again it packs nothing.
    let again: Value = world.ask(json!({"action": "archive"})).await.unwrap();
    assert_eq!(again, packed);
}

#[tokio::test]
async fn what_is_too_long_for_one_file_goes_into_several() {
    let world = made().await;
    let event = event("x-archive-1");
    let run = Run::new(&world.function.services, &event);
    // Each film has 600 bytes; a file takes two of them, and one that is too long is alone in its.
    for (most, films) in
        [(1200, vec![2, 2]), (1300, vec![2, 2]), (1, vec![1; 4]), (1800, vec![3, 1])]
    {
        world.memory.forget(&keys::file(batch(), keys::ARCHIVE));
        assert_eq!(run.archive_in_parts(most).await.unwrap().films, 4);
        let archive = archive(&world).await;
        assert_eq!(archive.parts.iter().map(|part| part.films).collect::<Vec<_>>(), films);
        assert_eq!(names(&world, &archive).await.concat().len(), 4);
    }
}

#[tokio::test]
async fn packing_that_dies_goes_on_behind_what_was_packed() {
    let world = made().await;
    let event = event("x-archive-1");
    let run = Run::new(&world.function.services, &event);
    for writes in 0.. {
        world.memory.forget(&keys::file(batch(), keys::ARCHIVE));
        world.shaky.dies_after(writes);
        let died = run.archive_in_parts(1200).await.is_err();
        world.shaky.lives();
        let packed = run.archive_in_parts(1200).await.unwrap();
        assert_eq!((packed.films, packed.parts), (4, 2));
        let mut all = names(&world, &archive(&world).await).await.concat();
        all.sort();
        all.dedup();
        assert_eq!(all.len(), 4, "after {writes} writes");
        if !died {
            break;
        }
    }
}
