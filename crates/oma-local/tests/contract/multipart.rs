use std::path::Path;

use bytes::Bytes;
use oma_core::ErrorKind;
use oma_core::ports::{ManageObjects, Objects};

use crate::State;

const MIB: usize = 1024 * 1024;

/// Bytes that differ from place to place, so that parts in the wrong order are seen.
fn write_file(path: &Path, length: usize) -> Vec<u8> {
    let bytes: Vec<u8> = (0..length).map(|n| (n / 7 + n / 65_536).to_le_bytes()[0]).collect();
    std::fs::write(path, &bytes).unwrap();
    bytes
}

async fn round_trip(length: usize) {
    let state = State::new().await;
    let (sent, fetched) = (state.folder.path().join("sent"), state.folder.path().join("fetched"));
    let bytes = write_file(&sent, length);
    assert_eq!(state.bucket.put_file("film.mp4", &sent, "video/mp4").await.unwrap(), length as u64);
    assert_eq!(state.bucket.size("film.mp4").await.unwrap(), Some(length as u64));
    std::fs::write(&fetched, "an older file").unwrap();
    state.bucket.get_file("film.mp4", &fetched).await.unwrap();
    assert!(std::fs::read(&fetched).unwrap() == bytes, "{length} bytes came back otherwise");
}

#[tokio::test]
async fn a_large_file_comes_back_as_it_was_sent() {
    round_trip(40 * MIB + 3).await;
}

#[tokio::test]
async fn so_do_files_at_the_edges() {
    for length in [0, 1, 16 * MIB, 16 * MIB + 1, 32 * MIB] {
        round_trip(length).await;
    }
}

/// The parts of one upload and the checksum of another put must not be confounded.
#[tokio::test]
async fn large_and_small_replace_each_other() {
    let state = State::new().await;
    let sent = state.folder.path().join("sent");
    let bytes = write_file(&sent, 17 * MIB);
    for _ in 0..2 {
        state.bucket.put_bytes("k", Bytes::from_static(b"small"), "text/plain").await.unwrap();
        assert_eq!(state.bucket.get_bytes("k").await.unwrap(), "small");
        state.bucket.put_file("k", &sent, "video/mp4").await.unwrap();
        assert!(state.bucket.get_bytes("k").await.unwrap() == bytes);
        state.bucket.copy("k", "copy").await.unwrap();
        assert!(state.bucket.get_bytes("copy").await.unwrap() == bytes);
        state.bucket.delete("k").await.unwrap();
    }
}

#[tokio::test]
async fn a_finished_upload_leaves_nothing_but_the_object() {
    let state = State::new().await;
    let sent = state.folder.path().join("sent");
    write_file(&sent, 17 * MIB);
    state.bucket.put_file("k", &sent, "video/mp4").await.unwrap();
    let names = std::fs::read_dir(state.folder.path().join("media")).unwrap();
    let names: Vec<_> =
        names.map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect();
    let unfinished = |name: &&String| name.contains("upload") || name.contains(".part");
    assert_eq!(names.iter().find(unfinished), None);
}

#[tokio::test]
async fn a_file_that_is_not_there_is_our_defect_and_stores_nothing() {
    let state = State::new().await;
    let nowhere = state.folder.path().join("nowhere");
    let error = state.bucket.put_file("k", &nowhere, "video/mp4").await.unwrap_err();
    assert_eq!(error.kind, ErrorKind::Internal);
    assert_eq!(state.bucket.size("k").await.unwrap(), None);
}
