use super::*;
use crate::assumptions::FOR_OTHERS;
use crate::limits::LARGE;

fn tally(videos: u32, at_once: u32, limits: Limits) -> Tally {
    run(&Workflows::read().unwrap(), Plan { videos, at_once, limits })
}

#[test]
fn one_video_passes_every_state_once() {
    let tally = tally(1, 1, LARGE);
    // Eight calls of its own, six pictures and narrations, one piece of music, eleven segments;
    // and of the batch four.
    assert_eq!(tally.calls.total, 8 + 2 * 6 + 1 + 11 + 4);
    assert_eq!((tally.executions, tally.failed, tally.left), ([1, 1, 1], 0, 0));
    assert_eq!((tally.most_open, tally.throttled), (3, 0));
    assert!(tally.most_events[Kind::Video as usize] > 100);
}

#[test]
fn no_more_run_at_once_than_the_batch_says() {
    let few = tally(200, 7, LARGE);
    assert_eq!((few.most_videos, few.executions), (7, [1, 200, 200]));
    let many = tally(200, 14, LARGE);
    assert!(many.wall_ms < few.wall_ms);
}

#[test]
fn a_run_is_the_same_each_time() {
    let (one, other) = (tally(300, 50, LARGE), tally(300, 50, LARGE));
    assert_eq!((one.wall_ms, one.mb_ms), (other.wall_ms, other.mb_ms));
}

#[test]
fn where_lambda_is_too_small_calls_are_tried_again_and_then_videos_fail() {
    let limits = Limits { lambda: FOR_OTHERS + 20, ..LARGE };
    let tally = tally(400, 100, limits);
    assert!(tally.throttled > 0 && tally.failed > 0, "{}", tally.throttled);
    assert_eq!(tally.most_lambda, 20);
    // Every row came to its end all the same: its video was begun, or the row was left.
    assert!(tally.executions[Kind::Video as usize] + tally.left >= 400);
    assert_eq!(tally.executions[Kind::Chunk as usize], 400);
}

#[test]
fn a_transition_waits_for_its_token() {
    let slow = crate::limits::Bucket { size: 10, per_second: 10 };
    let limits = Limits { transitions: slow, ..LARGE };
    let (slowed, usual) = (tally(20, 20, limits), tally(20, 20, LARGE));
    assert!(slowed.wall_ms > usual.wall_ms);
    assert!(slowed.transitions.most() < usual.transitions.most());
}
