//! Cursors of lists: where the page before ended, in a form that no client reads.

use std::fmt::Display;
use std::str::FromStr;

use base64::Engine as _;
use base64::prelude::BASE64_URL_SAFE_NO_PAD;
use oma_core::brief::Problem;
use oma_core::id::VideoId;
use oma_core::{Error, ErrorKind, Result};

/// Stands before what a cursor holds, so that another form can take its place.
const VERSION: char = 'a';

/// The cursor behind a video.
pub(crate) fn after_video(video: VideoId) -> String {
    after(video)
}

/// The video that a cursor stands behind.
pub(crate) fn video_before(cursor: &str) -> Result<VideoId> {
    before(cursor)
}

/// The cursor behind anything that has a name in its list.
pub(crate) fn after(place: impl Display) -> String {
    BASE64_URL_SAFE_NO_PAD.encode(format!("{VERSION}{place}"))
}

/// What a cursor stands behind.
pub(crate) fn before<T: FromStr>(cursor: &str) -> Result<T> {
    let bytes = BASE64_URL_SAFE_NO_PAD.decode(cursor).map_err(|_| unreadable())?;
    let text = String::from_utf8(bytes).map_err(|_| unreadable())?;
    let place = text.strip_prefix(VERSION).ok_or_else(unreadable)?;
    place.parse().map_err(|_| unreadable())
}

fn unreadable() -> Error {
    let allowed = "the next_cursor of the page before, or none to begin";
    let problems = vec![Problem::new("cursor", "is no cursor of this list", allowed)];
    Error { problems, ..Error::new(ErrorKind::InvalidRequest, "The request has problems.") }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cursor_is_read_back_and_anything_else_is_a_problem() {
        let video: VideoId = "01BX5ZZKBKACTAV9WEVGEMMVRZ".parse().unwrap();
        assert_eq!(video_before(&after_video(video)).unwrap(), video);
        let other = BASE64_URL_SAFE_NO_PAD.encode("b01BX5ZZKBKACTAV9WEVGEMMVRZ");
        for bad in ["", "x", "01BX5ZZKBKACTAV9WEVGEMMVRZ", "YQ", "/w==", other.as_str()] {
            let error = video_before(bad).unwrap_err();
            assert_eq!(
                (error.kind, error.problems[0].path.as_str()),
                (ErrorKind::InvalidRequest, "cursor")
            );
        }
    }
}
