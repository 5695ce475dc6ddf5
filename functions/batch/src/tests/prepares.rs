use oma_core::batch::{BatchStatus, ItemDraft, Source};
use oma_core::ports::{Document, Documents as _, Expected};

use super::*;

async fn drafts(world: &World, chunk: u32) -> Vec<ItemDraft> {
    let text = world.text(&format!("items/{chunk:05}.jsonl")).await;
    text.lines().map(|line| serde_json::from_str(line).unwrap()).collect()
}

async fn of_source(source: Source) -> World {
    let world = World::new(Vec::new(), BatchOptions::default()).await;
    let key = keys::file(batch(), keys::SOURCE);
    let json = serde_json::to_vec(&source).unwrap();
    world.memory.put_bytes(&key, json.into(), "application/json").await.unwrap();
    let named = move |record: &mut BatchRecord| {
        record.source.manifest.clone_from(&source.manifest);
        Ok(())
    };
    world.desk().change(&owner(), batch(), named).await.unwrap();
    world
}

/// An upload as the API keeps it.
async fn upload(world: &World, id: &str, text: &str) {
    let body = json!({
        "upload": {
            "upload_id": id, "purpose": "image", "name": "rows.csv", "content_type": "text/csv",
            "size": text.len(), "status": "ready", "created_at": "2026-11-30T00:00:00Z",
        },
        "file": "rows.csv",
    });
    let place = Place { partition: Partition::User(owner()), sort: format!("UPLOAD#{id}") };
    let document = Document { place, version: 0, body, listing: None, expires_at: None };
    world.memory.write(&document, Expected::Absent).await.unwrap();
    let key = video_keys::upload(&owner(), "rows.csv");
    world.memory.put_bytes(&key, text.to_owned().into(), "text/csv").await.unwrap();
}

#[tokio::test]
async fn rows_are_checked_written_down_and_said_to_the_map() {
    let options = BatchOptions {
        concurrency: 50,
        tags: vec!["spring".to_owned(), "x".to_owned()],
        ..BatchOptions::default()
    };
    let mut all = rows(3);
    all[1].insert("tags".to_owned(), json!(["x", "shoes"]));
    let mut world = World::new(all, options).await;
    world.function.services.settings.figures.videos_at_once = 7;
    let prepared = world.prepare().await.unwrap();
    assert!(prepared.go);
    assert_eq!(prepared.concurrency, 7, "no more than the quota of videos at once");
    let chunks = world.chunks(&prepared).await;
    assert_eq!(chunks.as_array().unwrap().len(), 3);
    assert_eq!(chunks[2], json!({"first": 3, "last": 3}));
    let second = &drafts(&world, 1).await[0];
    assert_eq!((second.n, second.brief.title.as_str()), (2, "Tide pools 2"));
    assert_eq!(second.tags, ["x", "shoes", "spring"]);
    let record = world.record().await;
    assert_eq!((record.status, record.items, record.invalid), (BatchStatus::Running, 3, 0));
    assert_eq!(world.prepare().await.unwrap(), prepared);
    assert_eq!(world.record().await, record);
}

#[tokio::test]
async fn one_bad_row_keeps_all_from_starting_and_is_named() {
    let mut all = rows(3);
    all[1].insert("duration_s".to_owned(), json!(-4));
    let world = World::new(all, BatchOptions::default()).await;
    assert!(!world.prepare().await.unwrap().go);
    let record = world.record().await;
    assert_eq!((record.status, record.rows, record.invalid), (BatchStatus::Refused, 3, 1));
    assert_eq!(record.items, 0);
    assert_eq!(record.failure.unwrap().name, "Oma.InvalidManifest");
    let problems = world.text(keys::PROBLEMS).await;
    assert!(problems.contains("row-2") && problems.contains("duration_s"), "{problems}");
    assert_eq!(world.conclude().await, "refused");
    let summary = world.json(keys::SUMMARY).await;
    assert_eq!((&summary["status"], &summary["invalid"]), (&json!("refused"), &json!(1)));
    assert_eq!(world.places_taken().await, 0);
}

#[tokio::test]
async fn bad_rows_are_left_out_when_their_owner_says_so() {
    let mut all = rows(3);
    all[0].remove("title");
    let options = BatchOptions { skip_invalid: true, ..BatchOptions::default() };
    let world = World::new(all, options.clone()).await;
    assert!(world.prepare().await.unwrap().go);
    let record = world.record().await;
    assert_eq!((record.rows, record.invalid, record.items), (3, 1, 2));
    assert_eq!(drafts(&world, 0).await[0].id, "row-2");
    assert!(world.text(keys::PROBLEMS).await.contains("title"));

    let world = World::new(vec![Fields::new(); 2], options).await;
    assert!(!world.prepare().await.unwrap().go, "none is left");
    assert_eq!(world.record().await.status, BatchStatus::Refused);
}

#[tokio::test]
async fn a_manifest_is_read_from_its_upload_through_a_stored_template() {
    let (manifest, template) = (Ulid::from_parts(1, 1).to_string(), Ulid::from_parts(2, 2));
    let source = Source {
        manifest: Some(manifest.clone()),
        template_id: Some(template.to_string()),
        ..Source::default()
    };
    let world = of_source(source).await;
    upload(&world, &manifest, "id;city\nrio;Rio de Janeiro\nbsb;Brasília\n").await;
    let body = json!({
        "template_id": template, "name": "Cities", "brief": {
            "title": "Coffee in {{city}}", "description": "Fresh beans in {{city}}.",
            "language": "en-US",
        },
        "created_at": "2026-11-30T00:00:00Z", "updated_at": "2026-11-30T00:00:00Z",
    });
    let place = Place { partition: Partition::User(owner()), sort: format!("TEMPLATE#{template}") };
    let document = Document { place, version: 0, body, listing: None, expires_at: None };
    world.memory.write(&document, Expected::Absent).await.unwrap();
    assert!(world.prepare().await.unwrap().go, "{:?}", world.text(keys::PROBLEMS).await);
    let draft = drafts(&world, 1).await.remove(0);
    assert_eq!((draft.id.as_str(), draft.line), ("bsb", 3));
    assert_eq!(draft.brief.title, "Coffee in Brasília");
}

#[tokio::test]
async fn what_cannot_be_read_at_all_is_refused() {
    let manifest = Some(Ulid::from_parts(1, 1).to_string());
    let template_id = Some(Ulid::from_parts(2, 2).to_string());
    for source in [
        Source { manifest: manifest.clone(), ..Source::default() },
        Source { template_id, ..Source::default() },
        Source::default(),
    ] {
        let world = of_source(source).await;
        assert!(!world.prepare().await.unwrap().go);
        let record = world.record().await;
        assert_eq!((record.status, record.rows), (BatchStatus::Refused, 0));
        assert!(world.text(keys::PROBLEMS).await.lines().count() >= 2);
    }
}

#[tokio::test]
async fn more_rows_than_the_day_allows_are_not_begun_and_can_be_resumed() {
    let mut world = World::new(rows(3), BatchOptions::default()).await;
    world.function.services.settings.figures.videos_per_day = 2;
    assert!(!world.prepare().await.unwrap().go);
    let record = world.record().await;
    assert_eq!((record.status, record.items), (BatchStatus::Failed, 3));
    assert!(record.failure.unwrap().message.contains("videos_per_day"));
    assert_eq!(world.conclude().await, "failed");
    world.function.services.settings.figures.videos_per_day = 3;
    assert!(world.resume().await.go);
}

#[tokio::test]
async fn a_batch_that_was_stopped_before_it_began_makes_nothing() {
    let world = World::new(rows(2), BatchOptions::default()).await;
    world.desk().stop(&owner(), batch()).await.unwrap();
    assert!(!world.prepare().await.unwrap().go);
    assert_eq!(world.conclude().await, "stopped");
}

#[tokio::test]
async fn a_resumed_batch_goes_over_what_has_no_film() {
    let mut world = World::prepared(rows(5), BatchOptions::default()).await;
    for (n, status) in
        [(1, VideoStatus::Succeeded), (2, VideoStatus::Failed), (4, VideoStatus::Succeeded)]
    {
        world.make(n, status).await;
    }
    world.conclude().await;
    let prepared = world.resume().await;
    let chunks = world.chunks(&prepared).await;
    let chunks: Vec<crate::chunks::Chunk> = serde_json::from_value(chunks).unwrap();
    let firsts: Vec<_> = chunks.iter().map(|chunk| (chunk.first, chunk.last)).collect();
    assert_eq!(firsts, [(2, 2), (3, 3), (5, 5)]);
}
