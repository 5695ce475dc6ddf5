use std::io::{BufRead, BufReader};
use std::path::Path;
use std::process::{Command, Stdio};

use bytes::Bytes;
use oma_core::ErrorKind;
use oma_core::ports::{Objects, Presign, Videos};
use oma_local::embedded::Embedded;

use crate::videos::record;
use crate::{State, owner, video};

/// Tells the child test below which folder to write to.
const CHILD_FOLDER: &str = "OMA_TEST_CHILD_FOLDER";

async fn assert_kept(state: &State) {
    let written = record(&owner("ana"), video(1));
    assert_eq!(state.table.get(&written.owner, written.video_id).await.unwrap(), written);
    assert_eq!(state.bucket.get_bytes("a/b").await.unwrap(), "kept");
}

async fn write(table: &impl Videos, bucket: &impl Objects) {
    table.create(&record(&owner("ana"), video(1))).await.unwrap();
    bucket.put_bytes("a/b", Bytes::from_static(b"kept"), "text/plain").await.unwrap();
}

#[tokio::test]
async fn state_survives_a_restart() {
    let state = State::new().await;
    write(&state.table, &state.bucket).await;
    let state = state.again().await;
    assert_kept(&state).await;
    // And it can still be written to.
    state.table.create(&record(&owner("ana"), video(2))).await.unwrap();
    let state = state.again().await;
    assert_eq!(state.table.list(&owner("ana")).await.unwrap().len(), 2);
}

/// Run by the next test in a process of its own, which is killed while this still writes.
#[tokio::test]
#[ignore = "a child process of state_survives_sigkill"]
async fn child() {
    let folder = std::env::var(CHILD_FOLDER).unwrap();
    let embedded = Embedded::start(Path::new(&folder)).await.unwrap();
    let storage = embedded.storage();
    write(&storage.table, &storage.bucket).await;
    println!("\nwritten");
    let large = Path::new(&folder).join("large");
    std::fs::write(&large, vec![1; 40 << 20]).unwrap();
    for n in 0.. {
        let bytes = Bytes::from(vec![b'a' + (n % 2); 5 << 20]);
        storage.bucket.put_bytes("torn/bytes", bytes, "text/plain").await.unwrap();
        storage.bucket.copy("torn/bytes", "torn/copy").await.unwrap();
        storage.bucket.put_file("torn/file", &large, "video/mp4").await.unwrap();
        println!("round");
    }
}

#[tokio::test]
async fn state_survives_sigkill() {
    for rounds in [1, 2] {
        let folder = tempfile::tempdir().unwrap();
        write_until_killed(folder.path(), rounds);
        let embedded = Embedded::start(folder.path()).await.unwrap();
        let state = State { embedded, folder };
        assert_kept(&state).await;
        for key in ["torn/bytes", "torn/copy"] {
            let bytes = state.bucket.get_bytes(key).await.unwrap();
            assert_eq!(bytes.len(), 5 << 20, "{key} is whole");
            assert!(bytes.iter().all(|byte| *byte == bytes[0]), "{key} is of one put");
        }
        assert_eq!(state.bucket.size("torn/file").await.unwrap(), Some(40 << 20));
        let left = std::fs::read_dir(state.folder.path().join("media")).unwrap();
        let left = left.map(|entry| entry.unwrap().file_name().into_string().unwrap());
        let unfinished: Vec<_> =
            left.filter(|name| name.contains("upload") || name.contains(".part")).collect();
        assert_eq!(unfinished, Vec::<String>::new());
    }
}

fn write_until_killed(folder: &Path, rounds: usize) {
    let mut child = Command::new(std::env::current_exe().unwrap())
        .args(["--exact", "restart::child", "--ignored", "--nocapture"])
        .env(CHILD_FOLDER, folder)
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let lines = BufReader::new(child.stdout.take().unwrap()).lines().map(Result::unwrap);
    let seen = lines.filter(|line| line == "round").take(rounds).count();
    child.kill().unwrap();
    child.wait().unwrap();
    assert_eq!(seen, rounds, "the child ended by itself");
}

#[tokio::test]
async fn a_folder_in_use_is_a_conflict_that_says_what_to_do() {
    let state = State::new().await;
    let error = Embedded::start(state.folder.path()).await.unwrap_err();
    assert_eq!(error.kind, ErrorKind::Conflict);
    assert!(error.message.contains(state.folder.path().to_str().unwrap()));
    assert!(error.message.contains("--state DIR"));
    // The one that has it is not disturbed, and its end frees the folder.
    write(&state.table, &state.bucket).await;
    assert_kept(&state.again().await).await;
}

#[tokio::test]
async fn dropping_it_ends_the_servers() {
    let state = State::new().await;
    let minute = std::time::Duration::from_mins(1);
    let link = state.bucket.presign_get("k", minute).await.unwrap();
    let address = link.strip_prefix("http://").unwrap().split('/').next().unwrap().to_owned();
    assert!(std::net::TcpStream::connect(&address).is_ok());
    drop(state);
    assert!(std::net::TcpStream::connect(&address).is_err());
}
