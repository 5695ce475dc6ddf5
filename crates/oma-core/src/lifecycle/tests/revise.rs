use serde_json::{Value, json};

use super::*;
use crate::brief::{BriefScript, Mood};
use crate::contract::files;
use crate::language::Language;
use crate::plan::{ModelChoice, Purpose};
use crate::script::{Scene, Script};
use crate::step::{Step, StepKey};

fn scene(number: u32, purpose: Purpose, narration: &str) -> Scene {
    Scene {
        number,
        purpose,
        narration: narration.to_owned(),
        on_screen: "Headline".to_owned(),
        supporting: Some("and a smaller line".to_owned()),
        visual: "A pool.".to_owned(),
        keywords: vec!["pool".to_owned(), "x".repeat(41)],
        mood: Mood::Happy,
        seconds: 10.0,
    }
}

/// A video with a film of three spoken scenes behind a brand card.
async fn film(memory: &Memory, status: VideoStatus) {
    let record = video(memory, status).await;
    let script = Script {
        title: "Tide pools".to_owned(),
        language: Language::EnUs,
        writer: ModelChoice::new("test", "test"),
        scenes: vec![
            scene(1, Purpose::Intro, ""),
            scene(2, Purpose::Hook, "Have you seen a tide pool?"),
            scene(3, Purpose::Problem, "Twice a day the sea goes out and leaves a world behind."),
            scene(4, Purpose::CallToAction, "Come and see."),
        ],
        original: None,
    };
    let json = serde_json::to_vec(&script).unwrap();
    memory.put_bytes(&keys::video_file(id(), files::SCRIPT), json.into(), "").await.unwrap();
    let step = Step { name: "x", version: 1, provider: "x", model: "x", item: None };
    let film = Some(StepKey::new(&step, &()).unwrap());
    memory.update(&VideoRecord { film, ..record }).await.unwrap();
}

fn patch(brief: &Value) -> Changes {
    Changes { brief: brief.as_object().unwrap().clone(), ..Changes::default() }
}

fn edit(scene: u32, narration: &str) -> SceneEdit {
    SceneEdit { scene, narration: Some(narration.to_owned()), ..SceneEdit::default() }
}

async fn revise(lifecycle: Lifecycle<'_>, changes: &Changes) -> Result<VideoRecord> {
    let draft = lifecycle.draft(&owner(), id(), changes).await?;
    lifecycle.revise(&draft, &Brief::from_value(draft.brief.clone())?).await
}

#[tokio::test]
async fn a_revision_changes_the_brief_keeps_the_old_one_and_starts() {
    let memory = Memory::default();
    film(&memory, VideoStatus::Succeeded).await;
    let changes = patch(&json!({"title": "Rock pools", "voice": "pf_dora"}));
    let record = revise(over(&memory), &changes).await.unwrap();
    assert_eq!((record.revision, record.status), (2, VideoStatus::Running));
    assert_eq!((record.title.as_str(), record.film.is_some()), ("Rock pools", true));
    let execution = format!("{}-2", id());
    assert_eq!(record.execution, execution);
    assert!(memory.executions().iter().any(|(name, _)| *name == execution));
    let now = Brief::load(&memory, id()).await.unwrap();
    assert_eq!((now.title.as_str(), now.voice.as_deref()), ("Rock pools", Some("pf_dora")));
    assert_eq!(record.brief_hash, crate::step::hash_of(&now).unwrap());
    let old = memory.get_bytes(&keys::video_file(id(), "revisions/1/brief.json")).await.unwrap();
    assert_eq!(Brief::parse(&old).unwrap(), brief());
}

#[tokio::test]
async fn a_changed_scene_leaves_the_others_as_they_are() {
    let memory = Memory::default();
    film(&memory, VideoStatus::Succeeded).await;
    let changes =
        Changes { scenes: vec![edit(2, "The sea leaves a world.")], ..Changes::default() };
    revise(over(&memory), &changes).await.unwrap();
    let brief = Brief::load(&memory, id()).await.unwrap();
    let Some(BriefScript::Scenes(list)) = brief.script else { panic!("no scenes") };
    let said: Vec<&str> = list.scenes.iter().map(|scene| scene.narration.as_str()).collect();
    assert_eq!(said, ["Have you seen a tide pool?", "The sea leaves a world.", "Come and see."]);
    for scene in &list.scenes {
        assert_eq!(scene.on_screen.as_deref(), Some("Headline"));
        assert_eq!(scene.supporting.as_deref(), Some("and a smaller line"));
        assert_eq!((scene.seconds, scene.mood), (Some(10.0), Some(Mood::Happy)));
        assert_eq!(scene.keywords, ["pool"], "what a brief does not allow stays out");
    }
    assert_eq!(list.scenes[1].purpose, Some(Purpose::Problem));
}

#[tokio::test]
async fn only_what_is_not_being_made_is_revised() {
    for status in ALL {
        let memory = Memory::default();
        film(&memory, status).await;
        let outcome = revise(over(&memory), &patch(&json!({"title": "Other"}))).await;
        let expected = match status {
            VideoStatus::Running | VideoStatus::WaitingForApproval => Err(ErrorKind::Conflict),
            VideoStatus::Deleting => Err(ErrorKind::NotFound),
            _ => Ok(2),
        };
        let seen = outcome.map(|record| record.revision).map_err(|error| error.kind);
        assert_eq!(seen, expected, "{status}");
    }
}

#[tokio::test]
async fn changes_that_cannot_be_meant_are_refused_with_all_their_problems() {
    let memory = Memory::default();
    film(&memory, VideoStatus::Succeeded).await;
    let lifecycle = over(&memory);
    let both =
        Changes { scenes: vec![edit(1, "x"), edit(1, "y")], ..patch(&json!({"script": "z"})) };
    let unknown = Changes { scenes: vec![edit(0, "x"), edit(4, "y")], ..Changes::default() };
    let empty = SceneEdit { scene: 1, ..SceneEdit::default() };
    let nothing = Changes { scenes: vec![empty], ..Changes::default() };
    for (changes, paths) in [
        (Changes::default(), vec![""]),
        (both, vec!["brief.script", "scenes[1].scene"]),
        (unknown, vec!["scenes[0].scene", "scenes[1].scene"]),
        (nothing, vec!["scenes[0]"]),
    ] {
        let error = lifecycle.draft(&owner(), id(), &changes).await.unwrap_err();
        assert_eq!(error.kind, ErrorKind::InvalidRequest);
        let found: Vec<&str> = error.problems.iter().map(|p| p.path.as_str()).collect();
        assert_eq!(found, paths);
    }
    let bad = patch(&json!({"title": "x", "voice": "", "colour": 1}));
    let error = revise(lifecycle, &bad).await.unwrap_err();
    assert_eq!((error.kind, error.problems.len()), (ErrorKind::InvalidBrief, 3), "{error:?}");
    assert_eq!(stored(&memory).await.revision, 1);
}

#[tokio::test]
async fn scenes_can_only_change_where_there_is_a_film() {
    let memory = Memory::default();
    video(&memory, VideoStatus::Failed).await;
    let changes = Changes { scenes: vec![edit(1, "x")], ..Changes::default() };
    let error = over(&memory).draft(&owner(), id(), &changes).await.unwrap_err();
    assert_eq!(error.kind, ErrorKind::Conflict);
}

#[tokio::test]
async fn a_revision_that_meets_another_verb_loses_and_touches_nothing() {
    type Change = fn(&mut VideoRecord);
    let verbs: [(Change, ErrorKind); 3] = [
        (super::super::retry::begin, ErrorKind::Conflict),
        (|record| record.revision += 1, ErrorKind::Conflict),
        (|record| record.status = VideoStatus::Deleting, ErrorKind::NotFound),
    ];
    for (verb, expected) in verbs {
        let memory = Memory::default();
        film(&memory, VideoStatus::Failed).await;
        let between = Between::new(&memory, verb);
        let outcome = revise(between.lifecycle(), &patch(&json!({"title": "Other"}))).await;
        assert_eq!(outcome.unwrap_err().kind, expected);
        assert_eq!(Brief::load(&memory, id()).await.unwrap(), brief());
        assert_eq!(memory.executions().len(), 1, "nothing was started");
    }
}

#[tokio::test]
async fn a_revision_that_does_not_start_leaves_a_failed_video_and_the_old_brief() {
    let memory = Memory::default();
    film(&memory, VideoStatus::Succeeded).await;
    let failing = Failing { error: ErrorKind::StorageThrottled, memory: &memory };
    let lifecycle = Lifecycle { executions: &failing, ..over(&memory) };
    let error = revise(lifecycle, &patch(&json!({"title": "Other"}))).await.unwrap_err();
    assert_eq!(error.kind, ErrorKind::StorageThrottled);
    let record = stored(&memory).await;
    assert_eq!((record.status, record.revision), (VideoStatus::Failed, 2));
    let old = memory.get_bytes(&keys::video_file(id(), "revisions/1/brief.json")).await.unwrap();
    assert_eq!(Brief::parse(&old).unwrap(), brief());
    let again = over(&memory).retry(&owner(), id()).await.unwrap();
    assert_eq!((again.revision, again.execution), (2, format!("{}-3", id())));
    assert_eq!(Brief::load(&memory, id()).await.unwrap().title, "Other");
}

#[tokio::test]
async fn variants_are_videos_of_their_own() {
    let memory = Memory::default();
    let source = video(&memory, VideoStatus::Running).await;
    let tags = vec!["spring".to_owned()];
    memory.update(&VideoRecord { tags: tags.clone(), ..source }).await.unwrap();
    let patches = [json!({"aspect": "1:1"}), json!({"title": "Other pools"})];
    let patches: Vec<_> = patches.iter().map(|p| p.as_object().unwrap().clone()).collect();
    let lifecycle = over(&memory);
    let (source, briefs) = lifecycle.draft_variants(&owner(), id(), &patches).await.unwrap();
    let ids = (1..).map(|n| VideoId(Ulid::from_parts(1_800_000_000_000, n)));
    let briefs: Vec<(VideoId, Brief)> =
        ids.zip(briefs).map(|(id, json)| (id, Brief::from_value(json).unwrap())).collect();
    let made = lifecycle.start_variants(&source, &briefs).await.unwrap();
    assert_eq!(memory.executions().len(), 3);
    let titles: Vec<&str> = made.iter().map(|record| record.title.as_str()).collect();
    assert_eq!(titles, ["Tide pools", "Other pools"]);
    assert!(made.iter().all(|r| r.variant_of == Some(id()) && r.tags == tags && r.revision == 1));

    let failing = Failing { error: ErrorKind::StorageThrottled, memory: &memory };
    let lifecycle = Lifecycle { executions: &failing, ..lifecycle };
    let other = VideoId(Ulid::from_parts(1_900_000_000_000, 1));
    let none = lifecycle.start_variants(&source, &[(other, brief())]).await;
    assert_eq!(none.unwrap_err().kind, ErrorKind::StorageThrottled);
    let left = Videos::get(&memory, &owner(), other).await.unwrap();
    assert_eq!(left.status, VideoStatus::Failed);
}
