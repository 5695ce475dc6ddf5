use jiff::Timestamp;
use oma_core::id::VideoId;
use oma_core::ports::{VideoPage, VideoQuery, Videos as _};
use oma_core::video::{VideoRecord, VideoStatus};

use crate::videos::record;
use crate::{State, owner, video};

/// Nine videos: every third has failed, the even ones have a tag, the last is being erased.
async fn nine() -> State {
    let state = State::new().await;
    for n in 1..=9 {
        let status = match n {
            9 => VideoStatus::Deleting,
            _ if n % 3 == 0 => VideoStatus::Failed,
            _ => VideoStatus::Running,
        };
        let tags = if n % 2 == 0 { vec!["sea".to_owned(), "tide".to_owned()] } else { Vec::new() };
        let record = VideoRecord { status, tags, ..record(&owner("ana"), video(n)) };
        state.table.create(&record).await.unwrap();
    }
    state.table.create(&record(&owner("ben"), video(5))).await.unwrap();
    state
}

async fn find(state: &State, query: &VideoQuery) -> VideoPage {
    state.table.find(&owner("ana"), query).await.unwrap()
}

async fn found(state: &State, query: VideoQuery) -> Vec<VideoId> {
    let page = find(state, &VideoQuery { limit: 50, ..query }).await;
    assert_eq!(page.next, None);
    page.videos.iter().map(|record| record.video_id).collect()
}

fn ids(numbers: &[u64]) -> Vec<VideoId> {
    numbers.iter().copied().map(video).collect()
}

/// When the n-th video was asked for.
fn time(n: i64) -> Option<Timestamp> {
    Some(Timestamp::from_millisecond(1_700_000_000_000 + n).unwrap())
}

#[tokio::test]
async fn a_search_gives_what_fits_the_newest_first_and_nothing_that_is_being_erased() {
    let state = nine().await;
    let all = VideoQuery::default();
    assert_eq!(found(&state, all.clone()).await, ids(&[8, 7, 6, 5, 4, 3, 2, 1]));
    let status = |status| VideoQuery { status: Some(status), ..VideoQuery::default() };
    assert_eq!(found(&state, status(VideoStatus::Failed)).await, ids(&[6, 3]));
    assert_eq!(found(&state, status(VideoStatus::Deleting)).await, ids(&[]));
    let tag = |tag: &str| VideoQuery { tag: Some(tag.to_owned()), ..VideoQuery::default() };
    assert_eq!(found(&state, tag("sea")).await, ids(&[8, 6, 4, 2]));
    assert_eq!(found(&state, tag("se")).await, ids(&[]), "a tag is a whole one");
    let both = VideoQuery { status: Some(VideoStatus::Failed), ..tag("tide") };
    assert_eq!(found(&state, both).await, ids(&[6]));
}

#[tokio::test]
async fn a_window_of_time_has_its_beginning_and_not_its_end() {
    let state = nine().await;
    let window = |created_from, created_before| VideoQuery {
        created_from,
        created_before,
        ..VideoQuery::default()
    };
    assert_eq!(found(&state, window(time(3), time(5))).await, ids(&[4, 3]));
    assert_eq!(found(&state, window(time(7), None)).await, ids(&[8, 7]));
    assert_eq!(found(&state, window(None, time(2))).await, ids(&[1]));
    assert_eq!(found(&state, window(time(5), time(3))).await, ids(&[]));
    let epoch = Some(Timestamp::UNIX_EPOCH);
    assert_eq!(found(&state, window(None, epoch)).await, ids(&[]));
    let before_everything = VideoQuery { after: Some(video(2)), ..window(time(5), None) };
    assert_eq!(found(&state, before_everything).await, ids(&[]));
}

#[tokio::test]
async fn pages_follow_each_other_without_gaps_whatever_is_asked_for() {
    let state = nine().await;
    let sea = VideoQuery { tag: Some("sea".to_owned()), limit: 2, ..VideoQuery::default() };
    let first = find(&state, &sea).await;
    assert_eq!(first.next, Some(video(6)));
    let second = find(&state, &VideoQuery { after: first.next, ..sea.clone() }).await;
    let listed: Vec<_> =
        first.videos.iter().chain(&second.videos).map(|record| record.video_id).collect();
    assert_eq!(listed, ids(&[8, 6, 4, 2]));
    assert_eq!(second.next, None);
    // A page may begin behind a video that is not there, and that does not fit.
    let behind = VideoQuery { after: Some(video(5)), limit: 50, ..sea };
    assert_eq!(found(&state, behind).await, ids(&[4, 2]));
}

/// One request looks at 200 items.
#[tokio::test]
async fn a_search_goes_on_behind_what_does_not_fit() {
    let state = State::new().await;
    for n in 0..450 {
        let tags = if n % 220 == 0 { vec!["rare".to_owned()] } else { Vec::new() };
        let record = VideoRecord { tags, ..record(&owner("ana"), video(n)) };
        state.table.create(&record).await.unwrap();
    }
    let rare = VideoQuery { tag: Some("rare".to_owned()), limit: 2, ..VideoQuery::default() };
    let first = find(&state, &rare).await;
    let listed: Vec<_> = first.videos.iter().map(|record| record.video_id).collect();
    assert_eq!((listed, first.next), (ids(&[440, 220]), Some(video(220))));
    let second = VideoQuery { after: first.next, ..rare };
    assert_eq!(found(&state, second).await, ids(&[0]));
}
