use futures::{StreamExt as _, TryStreamExt as _};
use jiff::civil::Date;
use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp};
use oma_api::videos::{ListVideos, Video};
use oma_core::id::VideoId;
use oma_core::video::VideoStatus;

use super::super::session::Session;
use super::super::shown;
use crate::args::ListArgs;
use crate::outcome::{Failure, Outcome};

/// Lists videos.
pub(super) async fn list(session: &Session, args: &ListArgs) -> Outcome {
    let query = ListVideos {
        status: args.status.as_deref().map(status).transpose()?,
        tag: args.tag.clone(),
        created_from: args
            .since
            .as_deref()
            .map(|text| since(text, Timestamp::now()))
            .transpose()?,
        limit: u32::try_from(args.limit.clamp(1, 100)).ok(),
        ..ListVideos::default()
    };
    let videos = session.client.all_videos(&query).take(args.limit);
    let videos: Vec<Video> = videos.try_collect().await?;
    if session.json {
        videos.iter().for_each(shown::json_line);
        return Ok(());
    }
    let rows: Vec<_> = videos
        .iter()
        .map(|video| {
            [
                video.video_id.to_string(),
                shown::time(video.created_at),
                video.status.to_string(),
                video.revision.to_string(),
                shown::cut(&video.title, 40),
                video.tags.join(" "),
            ]
        })
        .collect();
    shown::table(["ID", "CREATED", "STATUS", "REV", "TITLE", "TAGS"], &rows);
    Ok(())
}

/// Shows one video.
pub(super) async fn get(session: &Session, id: VideoId) -> Outcome {
    let video = session.client.read_video(id).await?;
    if session.json {
        shown::json_line(&video);
        return Ok(());
    }
    println!("Video:    {}", video.video_id);
    println!("Title:    {}", video.title);
    println!("Status:   {} (revision {})", video.status, video.revision);
    println!("Created:  {}", shown::time(video.created_at));
    println!("Changed:  {}", shown::time(video.updated_at));
    if !video.tags.is_empty() {
        println!("Tags:     {}", video.tags.join(" "));
    }
    if let Some(other) = video.variant_of {
        println!("Variant:  of {other}");
    }
    if let Some(asked) = &video.approval {
        let (stage, since) = (shown::name(&asked.stage), shown::time(asked.asked_at));
        println!("Waits:    for a yes to the {stage}, since {since}");
        println!("          oma videos approve {id}, or reject {id} --reason \"…\"");
    }
    if let Some(failure) = &video.failure {
        println!("Failed:   {} in {}: {}", failure.name, failure.step, failure.message);
    }
    if video.has_film {
        println!("Film:     oma videos download {id}");
    }
    Ok(())
}

fn status(text: &str) -> Result<VideoStatus, Failure> {
    let wanted = text.replace('-', "_");
    serde_json::from_value(wanted.into()).map_err(|_| {
        Failure::input(format!(
            "--status is {text:?}; allowed: running, waiting_for_approval, succeeded, failed, \
             cancelled."
        ))
    })
}

/// A time as a person says it: `7d`, `2026-11-01` (where the person is), or in full.
fn since(text: &str, now: Timestamp) -> Result<Timestamp, Failure> {
    if let Some(ago) = ago(text)
        && let Ok(then) = now.checked_sub(ago)
    {
        return Ok(then);
    }
    if let Ok(then) = text.parse::<Timestamp>() {
        return Ok(then);
    }
    let midnight = text.parse::<Date>().ok().and_then(|day| day.to_zoned(TimeZone::system()).ok());
    midnight.map(|midnight| midnight.timestamp()).ok_or_else(|| {
        Failure::input(format!(
            "--since is {text:?}; allowed: 30m, 12h, 7d, a date such as 2026-11-01, or a time such \
             as 2026-11-01T08:00:00Z."
        ))
    })
}

fn ago(text: &str) -> Option<SignedDuration> {
    let (number, unit) = text.split_at_checked(text.len().checked_sub(1)?)?;
    let number: i64 = number.parse::<u32>().ok()?.into();
    let unit_s = match unit {
        "m" => 60,
        "h" => 3600,
        "d" => 86_400,
        _ => return None,
    };
    Some(SignedDuration::from_secs(number * unit_s))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_are_read_as_people_say_them() {
        let now: Timestamp = "2026-11-22T12:00:00Z".parse().unwrap();
        let read = |text: &str| since(text, now).ok().map(|then| then.to_string());
        assert_eq!(read("30m").as_deref(), Some("2026-11-22T11:30:00Z"));
        assert_eq!(read("7d").as_deref(), Some("2026-11-15T12:00:00Z"));
        assert_eq!(read("2026-11-01T08:00:00Z").as_deref(), Some("2026-11-01T08:00:00Z"));
        assert!(read("2026-11-01").is_some());
        for wrong in ["", "d", "yesterday", "7 days", "-3d", "ü"] {
            assert_eq!(read(wrong), None, "{wrong}");
        }
    }

    #[test]
    fn a_status_is_one_of_the_list() {
        assert_eq!(status("waiting-for-approval").ok(), Some(VideoStatus::WaitingForApproval));
        assert!(status("done").is_err());
    }
}
