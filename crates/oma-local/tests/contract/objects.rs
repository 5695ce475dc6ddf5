use bytes::Bytes;
use oma_core::ErrorKind;
use oma_core::ports::{ManageObjects, Objects};

use crate::State;

const TEXT: &str = "text/plain";

async fn put(state: &State, key: &str, bytes: &'static [u8]) {
    state.bucket.put_bytes(key, Bytes::from_static(bytes), TEXT).await.unwrap();
}

#[tokio::test]
async fn an_object_is_stored_replaced_and_deleted() {
    let state = State::new().await;
    for bytes in [b"first".as_slice(), b"", b"second one"] {
        put(&state, "a/b.txt", bytes).await;
        assert_eq!(state.bucket.get_bytes("a/b.txt").await.unwrap(), bytes);
        assert_eq!(state.bucket.size("a/b.txt").await.unwrap(), Some(bytes.len() as u64));
    }
    state.bucket.delete("a/b.txt").await.unwrap();
    assert_eq!(state.bucket.size("a/b.txt").await.unwrap(), None);
    state.bucket.delete("a/b.txt").await.unwrap();
}

#[tokio::test]
async fn what_does_not_exist_is_not_found_and_named() {
    let state = State::new().await;
    put(&state, "folder/file", b"x").await;
    let target = state.folder.path().join("target");
    for key in ["none", "folder"] {
        let errors = [
            state.bucket.get_bytes(key).await.unwrap_err(),
            state.bucket.get_range(key, 0, 4).await.unwrap_err(),
            state.bucket.get_range(key, 0, 0).await.unwrap_err(),
            state.bucket.get_file(key, &target).await.unwrap_err(),
            state.bucket.copy(key, "copy").await.unwrap_err(),
        ];
        for error in errors {
            assert_eq!(error.kind, ErrorKind::NotFound, "{}", error.full_text());
            assert!(error.message.contains(key));
        }
        assert_eq!(state.bucket.size(key).await.unwrap(), None);
        state.bucket.delete(key).await.unwrap();
    }
    assert!(!target.exists(), "a download that fails leaves no file");
    assert_eq!(state.bucket.list("").await.unwrap(), ["folder/file"]);
}

#[tokio::test]
async fn a_range_ends_where_the_object_ends() {
    let state = State::new().await;
    put(&state, "k", b"0123456789").await;
    for (offset, length, expected) in
        [(0, 4, "0123"), (3, 3, "345"), (8, 100, "89"), (9, u64::MAX, "9"), (4, 0, ""), (10, 5, "")]
    {
        let range = state.bucket.get_range("k", offset, length).await.unwrap();
        assert_eq!(range, expected.as_bytes(), "{length} from {offset}");
    }
}

#[tokio::test]
async fn a_copy_is_an_object_of_its_own() {
    let state = State::new().await;
    put(&state, "from ü+1%?.txt", b"old").await;
    put(&state, "to", b"something longer").await;
    state.bucket.copy("from ü+1%?.txt", "to").await.unwrap();
    state.bucket.copy("to", "to").await.unwrap_or_else(|e| panic!("{}", e.full_text()));
    put(&state, "from ü+1%?.txt", b"new").await;
    assert_eq!(state.bucket.get_bytes("to").await.unwrap(), "old");
}

#[tokio::test]
async fn a_list_is_in_order_and_keeps_to_its_prefix() {
    let state = State::new().await;
    for key in ["b/1", "a/2", "a/10", "ab", "a-b/x", "a/1/deep"] {
        put(&state, key, b"").await;
    }
    assert_eq!(state.bucket.list("a/").await.unwrap(), ["a/1/deep", "a/10", "a/2"]);
    assert_eq!(
        state.bucket.list("a").await.unwrap(),
        ["a-b/x", "a/1/deep", "a/10", "a/2", "ab"],
        "a prefix is text, not a folder"
    );
    assert_eq!(state.bucket.list("c").await.unwrap(), Vec::<String>::new());
}

/// A page of a list ends at 1000 keys.
#[tokio::test]
async fn a_list_of_more_than_one_page_is_whole() {
    let state = State::new().await;
    // Through the file system: what is tested is the reading.
    let folder = state.folder.path().join("media/media/many");
    std::fs::create_dir_all(&folder).unwrap();
    let expected: Vec<_> = (0..1200).map(|n| format!("many/{n:04}")).collect();
    for n in 0..1200 {
        std::fs::write(folder.join(format!("{n:04}")), "").unwrap();
    }
    assert_eq!(state.bucket.list("many/").await.unwrap(), expected);
}

#[tokio::test]
async fn keys_may_hold_what_file_names_may() {
    let state = State::new().await;
    for key in [
        "with space",
        "plus+sign",
        "per%cent%20",
        "question?mark",
        "am&per=sand",
        "hash#tag",
        "ünï-cödé/日本語/🎬",
        "quo'te\"s",
        "a~b_c-d.e",
        "tilde~/(paren)[x]!*,;:@$",
    ] {
        put(&state, key, key.as_bytes().to_vec().leak()).await;
        assert_eq!(state.bucket.get_bytes(key).await.unwrap(), key.as_bytes(), "{key}");
        state.bucket.copy(key, "copy").await.unwrap();
        assert_eq!(state.bucket.get_bytes("copy").await.unwrap(), key.as_bytes(), "{key}");
        assert_eq!(state.bucket.list(key).await.unwrap(), [key]);
        state.bucket.delete(key).await.unwrap();
        assert_eq!(state.bucket.size(key).await.unwrap(), None, "{key}");
    }
}

#[tokio::test]
async fn a_key_cannot_leave_the_bucket() {
    let state = State::new().await;
    for key in ["../table.sqlite", "a/../../x", "a//b", "/a", "a/", "."] {
        let stored = state.bucket.put_bytes(key, Bytes::from_static(b"x"), TEXT).await;
        assert!(stored.is_err(), "{key}");
    }
    assert_eq!(state.bucket.list("").await.unwrap(), Vec::<String>::new());
}

#[tokio::test]
async fn the_longest_key_works_in_every_operation_and_a_longer_one_is_refused() {
    let state = State::new().await;
    let longest = format!("artifacts/{}/{}", "o".repeat(30), "k".repeat(88));
    put(&state, &longest, b"x").await;
    let large = state.folder.path().join("large");
    std::fs::write(&large, vec![1; 17 << 20]).unwrap();
    state.bucket.put_file(&longest, &large, TEXT).await.unwrap();
    assert_eq!(state.bucket.size(&longest).await.unwrap(), Some(17 << 20));
    let longer = format!("{longest}x");
    assert!(state.bucket.put_bytes(&longer, Bytes::new(), TEXT).await.is_err());
}
