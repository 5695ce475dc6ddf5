use std::sync::Arc;

use jiff::{SignedDuration, Timestamp};
use oma_core::ErrorKind;
use oma_core::ports::{
    Clock, Document, DocumentPage, DocumentQuery, Documents, Expected, Listing, Partition, Place,
};
use serde_json::json;
use tokio::task::JoinSet;

use crate::{State, owner};

struct At(Timestamp);

impl Clock for At {
    fn now(&self) -> Timestamp {
        self.0
    }
}

fn place(sort: &str) -> Place {
    Place { partition: Partition::User(owner("ana")), sort: sort.to_owned() }
}

fn document(sort: &str) -> Document {
    let body = json!({"name": "Bea's", "n": 7, "half": 0.5, "none": null, "list": ["", {"a": []}]});
    Document { place: place(sort), version: 0, body, listing: None, expires_at: None }
}

async fn conflict(state: &State, document: &Document, expected: Expected) {
    let error = state.table.write(document, expected).await.unwrap_err();
    assert_eq!(error.kind, ErrorKind::Conflict, "{expected:?}");
}

#[tokio::test]
async fn versions_rise_and_a_write_that_expects_another_loses() {
    let state = State::new().await;
    let written = document("BRAND#1");
    assert_eq!(state.table.read(&written.place).await.unwrap(), None);
    conflict(&state, &written, Expected::Version(1)).await;
    assert_eq!(state.table.write(&written, Expected::Absent).await.unwrap(), 1);
    conflict(&state, &written, Expected::Absent).await;
    conflict(&state, &written, Expected::Version(2)).await;
    assert_eq!(state.table.write(&written, Expected::Version(1)).await.unwrap(), 2);
    assert_eq!(state.table.write(&written, Expected::Any).await.unwrap(), 3);
    let read = state.table.read(&written.place).await.unwrap();
    assert_eq!(read, Some(Document { version: 3, ..written.clone() }));

    for expected in [Expected::Version(2), Expected::Absent] {
        let error = Documents::remove(&state.table, &written.place, expected).await.unwrap_err();
        assert_eq!(error.kind, ErrorKind::Conflict);
    }
    for expected in [Expected::Version(3), Expected::Any, Expected::Absent] {
        Documents::remove(&state.table, &written.place, expected).await.unwrap();
        assert_eq!(state.table.read(&written.place).await.unwrap(), None);
    }
}

#[tokio::test]
async fn of_many_that_write_at_once_one_is_first_and_each_has_its_version() {
    let state = Arc::new(State::new().await);
    let mut firsts = JoinSet::new();
    for _ in 0..20 {
        let state = state.clone();
        firsts.spawn(async move {
            state.table.write(&document("IDEMPOTENCY#k"), Expected::Absent).await.is_ok()
        });
    }
    assert_eq!(firsts.join_all().await.into_iter().filter(|is_first| *is_first).count(), 1);
    let mut any = JoinSet::new();
    for _ in 0..5 {
        let state = state.clone();
        any.spawn(async move {
            state.table.write(&document("IDEMPOTENCY#k"), Expected::Any).await.unwrap()
        });
    }
    let mut versions = any.join_all().await;
    versions.sort_unstable();
    assert_eq!(versions, [2, 3, 4, 5, 6]);
}

#[tokio::test]
async fn what_has_expired_counts_as_nothing() {
    let state = State::new().await;
    let end: Timestamp = "2026-01-02T03:04:05.5Z".parse().unwrap();
    let written = Document { expires_at: Some(end), ..document("IDEMPOTENCY#1") };
    let at = |ms| {
        let now = end + SignedDuration::from_millis(ms);
        state.table.clone().with_clock(Arc::new(At(now)))
    };
    at(-1).write(&written, Expected::Absent).await.unwrap();
    let all = DocumentQuery { limit: 9, ..query("IDEMPOTENCY#") };
    for (ms, there) in [(-1, true), (0, false), (1, false)] {
        assert_eq!(at(ms).read(&written.place).await.unwrap().is_some(), there);
        assert_eq!(at(ms).query(&all).await.unwrap().documents.len(), usize::from(there));
    }
    let error = at(-1).write(&written, Expected::Absent).await.unwrap_err();
    assert_eq!(error.kind, ErrorKind::Conflict);
    let error = at(1).write(&written, Expected::Version(1)).await.unwrap_err();
    assert_eq!(error.kind, ErrorKind::Conflict);
    assert_eq!(at(1).write(&written, Expected::Absent).await.unwrap(), 2);
}

fn query(prefix: &str) -> DocumentQuery {
    DocumentQuery {
        partition: Partition::User(owner("ana")),
        prefix: prefix.to_owned(),
        after: None,
        limit: 2,
        descending: false,
    }
}

fn sorts(page: &DocumentPage) -> Vec<&str> {
    page.documents.iter().map(|document| document.place.sort.as_str()).collect()
}

#[tokio::test]
async fn a_partition_is_paged_both_ways_without_gaps() {
    let state = State::new().await;
    for sort in ["B#2", "B#1", "B#4", "B#3", "A#1", "BB#1"] {
        state.table.write(&document(sort), Expected::Absent).await.unwrap();
    }
    let others = Document {
        place: Place { partition: Partition::User(owner("ben")), sort: "B#9".to_owned() },
        ..document("B#9")
    };
    state.table.write(&others, Expected::Absent).await.unwrap();
    for (descending, pages) in
        [(false, [["B#1", "B#2"], ["B#3", "B#4"]]), (true, [["B#4", "B#3"], ["B#2", "B#1"]])]
    {
        let first = state.table.query(&DocumentQuery { descending, ..query("B#") }).await.unwrap();
        assert_eq!(sorts(&first), pages[0]);
        assert_eq!(first.next.as_deref(), Some(pages[0][1]));
        let after = DocumentQuery { descending, after: first.next.clone(), ..query("B#") };
        let second = state.table.query(&after).await.unwrap();
        assert_eq!(sorts(&second), pages[1]);
        assert_eq!(second.next, None, "there is no empty page at the end");
    }
    let elsewhere = DocumentQuery { after: Some("C#1".to_owned()), ..query("B#") };
    let nothing = DocumentPage { documents: Vec::new(), next: None };
    assert_eq!(state.table.query(&elsewhere).await.unwrap(), nothing);
}

#[tokio::test]
async fn a_list_crosses_partitions_in_its_order_up_to_a_place() {
    let state = State::new().await;
    for (sort, order) in [("D#1", "2026-01-02T00:00:02.000Z"), ("D#2", "2026-01-02T00:00:01.000Z")]
    {
        for name in ["ana", "ben"] {
            let place =
                Place { partition: Partition::User(owner(name)), sort: format!("{sort}{name}") };
            let listing = Listing { list: "DUE#webhook".to_owned(), order: order.to_owned() };
            let document = Document { place, listing: Some(listing), ..document(sort) };
            state.table.write(&document, Expected::Absent).await.unwrap();
        }
    }
    let listed = |until, limit| state.table.listed("DUE#webhook", until, limit);
    let names = |places: Vec<Place>| -> Vec<String> {
        places.into_iter().map(|place| place.sort[..3].to_owned()).collect()
    };
    assert_eq!(names(listed(None, 9).await.unwrap()), ["D#2", "D#2", "D#1", "D#1"]);
    assert_eq!(names(listed(None, 3).await.unwrap()), ["D#2", "D#2", "D#1"]);
    let until = Some("2026-01-02T00:00:01.000Z");
    assert_eq!(names(listed(until, 9).await.unwrap()), ["D#2", "D#2"]);
    assert_eq!(listed(Some("2025"), 9).await.unwrap(), []);
    assert_eq!(state.table.listed("DUE#other", None, 9).await.unwrap(), []);

    // A write without a listing takes it out.
    let gone = listed(None, 1).await.unwrap().remove(0);
    let unlisted = Document { place: gone.clone(), ..document("D#1") };
    state.table.write(&unlisted, Expected::Any).await.unwrap();
    assert!(!listed(None, 9).await.unwrap().contains(&gone));
}
