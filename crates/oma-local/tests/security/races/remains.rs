use std::collections::BTreeSet;
use std::path::Path;

use oma_core::ErrorKind;
use oma_core::contract::files;
use oma_core::id::{Owner, VideoId};
use oma_core::ports::{
    ArtifactIndex, ArtifactUses as _, ManageObjects as _, Objects as _, Videos as _,
};
use oma_core::video::{VideoStatus, keys};
use oma_local::embedded::Embedded;

/// Whether there is a file in a folder or below; hidden ones are the store's own.
pub(super) fn has_files(folder: &Path) -> bool {
    let Ok(entries) = std::fs::read_dir(folder) else { return false };
    entries.map(Result::unwrap).any(|entry| {
        if entry.file_type().unwrap().is_dir() {
            has_files(&entry.path())
        } else {
            !entry.file_name().to_string_lossy().starts_with('.')
        }
    })
}

/// Every artifact of the owner is used by one of these videos and whole; nothing is left of the
/// deleted ones.
pub(super) async fn are_in_use(folder: &Path, owner: &str, deleted: &[String], there: &[&str]) {
    let embedded = Embedded::start(folder).await.unwrap();
    let storage = embedded.storage();
    let owner = Owner::try_from(owner.to_owned()).unwrap();
    for id in deleted {
        let video: VideoId = id.parse().unwrap();
        match storage.table.get(&owner, video).await {
            Ok(record) => assert_eq!(record.status, VideoStatus::Deleting, "{id}"),
            Err(error) => assert_eq!(error.kind, ErrorKind::NotFound, "{id}"),
        }
        let left = storage.bucket.list(&keys::video_file(video, "")).await.unwrap();
        assert!(left.is_empty(), "{left:?}");
        assert!(storage.table.used_by(video).await.unwrap().is_empty(), "{id}");
    }
    let mut used = BTreeSet::new();
    for id in there {
        for key in storage.table.used_by(id.parse().unwrap()).await.unwrap() {
            if let Some(record) = ArtifactIndex::find(&storage.table, &owner, &key).await.unwrap() {
                for file in &record.files {
                    let at = keys::artifact_file(&owner, &key, &file.name);
                    assert_eq!(storage.bucket.size(&at).await.unwrap(), Some(file.size), "{at}");
                }
            }
            used.insert(keys::artifact_file(&owner, &key, ""));
        }
    }
    let all = storage.bucket.list(&format!("artifacts/{owner}/")).await.unwrap();
    assert!(!all.is_empty());
    for key in all {
        assert!(used.iter().any(|prefix| key.starts_with(prefix)), "nobody uses {key}");
    }
    let film: VideoId = there[0].parse().unwrap();
    let film = keys::video_file(film, files::VIDEO);
    assert!(storage.bucket.size(&film).await.unwrap().is_some_and(|size| size > 10_000));
}
