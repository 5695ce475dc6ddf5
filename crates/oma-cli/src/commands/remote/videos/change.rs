use std::io::{BufRead as _, Write as _};
use std::path::Path;

use oma_api::videos::{EventsQuery, Revise, SceneChange};
use oma_core::id::VideoId;
use serde::de::DeserializeOwned;
use serde_json::{Map, Value};

use super::super::material::read;
use super::super::session::Session;
use super::super::shown;
use super::{show_accepted, watch};
use crate::args::{ChangeScene, DeleteArgs, ReviseArgs, Waiting};
use crate::commands::generate::has_person;
use crate::outcome::{Failure, Outcome};

/// Makes the film anew with changes.
pub(super) async fn revise(session: &Session, args: &ReviseArgs) -> Outcome {
    let changes = match &args.patch {
        Some(path) => read_json(path)?,
        None => Revise { brief: merge_patch(&args.sets)?, scenes: scenes(&args.scenes)? },
    };
    if changes.brief.is_empty() && changes.scenes.is_empty() {
        return Err(Failure::input(
            "Nothing is to change. Add --set, --scene with --say, or --patch.",
        ));
    }
    let video = args.one.video;
    let seen = last_event(session, video).await?;
    let accepted = session.client.revise_video(video, &changes).await?;
    show_accepted(session, &accepted);
    if args.wait { watch::watch(session, video, seen).await } else { Ok(()) }
}

/// Goes on with a video.
pub(super) async fn retry(session: &Session, args: &Waiting) -> Outcome {
    let video = args.one.video;
    let seen = last_event(session, video).await?;
    let accepted = session.client.retry_video(video).await?;
    show_accepted(session, &accepted);
    if args.wait { watch::watch(session, video, seen).await } else { Ok(()) }
}

/// Where the story stands, so that only what comes next is told.
async fn last_event(session: &Session, video: VideoId) -> Result<Option<String>, Failure> {
    let mut after = None;
    loop {
        let progress = session.client.events(video, &EventsQuery { after: after.clone() }).await?;
        if progress.events.is_empty() {
            return Ok(progress.last_event_id.or(after));
        }
        after = progress.last_event_id;
        if after.is_none() {
            return Ok(None);
        }
    }
}

/// Stops a video.
pub(super) async fn cancel(session: &Session, id: VideoId) -> Outcome {
    let video = session.client.cancel_video(id).await?;
    if session.json {
        shown::json_line(&video);
    } else {
        println!("Video {id} is {}. `oma videos retry {id}` goes on with it.", video.status);
    }
    Ok(())
}

/// Deletes a video, once somebody said so.
pub(super) async fn delete(session: &Session, args: &DeleteArgs) -> Outcome {
    let id = args.one.video;
    if !args.yes {
        if session.json || !has_person() {
            return Err(Failure::input("Nobody is here to ask. Add --yes to delete the video."));
        }
        let video = session.client.read_video(id).await?;
        if !confirmed(&format!("Delete {:?} ({id}) with all its files? [y/N] ", video.title)) {
            println!("Nothing was deleted.");
            return Ok(());
        }
    }
    session.client.delete_video(id).await?;
    if !session.json {
        println!("Video {id} is deleted.");
    }
    Ok(())
}

fn confirmed(question: &str) -> bool {
    eprint!("{question}");
    let _ = std::io::stderr().flush();
    let mut line = String::new();
    let _ = std::io::stdin().lock().read_line(&mut line);
    matches!(line.trim().to_lowercase().as_str(), "y" | "yes" | "s" | "sim")
}

pub(super) fn read_json<T: DeserializeOwned>(path: &Path) -> Result<T, Failure> {
    let json = read(path)?;
    serde_json::from_slice(&json).map_err(|e| Failure::input(format!("{}: {e}", path.display())))
}

/// `music.mood=calm` becomes `{"music": {"mood": "calm"}}`.
pub(super) fn merge_patch(sets: &[String]) -> Result<Map<String, Value>, Failure> {
    let mut patch = Map::new();
    for set in sets {
        let wrong = |why: &str| Failure::input(format!("--set {set:?} {why}: write FIELD=VALUE."));
        let (field, text) = set.split_once('=').ok_or_else(|| wrong("has no '='"))?;
        let value = serde_json::from_str(text).unwrap_or_else(|_| Value::from(text));
        let mut names: Vec<&str> = field.split('.').collect();
        let last =
            names.pop().filter(|name| !name.is_empty()).ok_or_else(|| wrong("names no field"))?;
        let mut at = &mut patch;
        for name in names {
            let inner = at.entry(name).or_insert_with(|| Value::Object(Map::new()));
            at = inner.as_object_mut().ok_or_else(|| wrong("contradicts another --set"))?;
        }
        if at.insert(last.to_owned(), value).is_some() {
            return Err(wrong("is said twice"));
        }
    }
    Ok(patch)
}

fn scenes(args: &ChangeScene) -> Result<Vec<SceneChange>, Failure> {
    if args.scene.len() != args.say.len() {
        return Err(Failure::input("Each --scene needs a --say, and each --say a --scene."));
    }
    let change = |(scene, say): (&u32, &String)| SceneChange {
        scene: *scene,
        narration: Some(say.clone()),
        on_screen: None,
        visual: None,
    };
    Ok(args.scene.iter().zip(&args.say).map(change).collect())
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn patch(sets: &[&str]) -> Option<Value> {
        let sets: Vec<String> = sets.iter().map(|set| (*set).to_owned()).collect();
        merge_patch(&sets).ok().map(Value::Object)
    }

    #[test]
    fn fields_are_set_as_they_are_written() {
        let written = patch(&["voice=af_bella", "music.mood=calm", "duration_s=20", "cta=null"]);
        let expected = json!({
            "voice": "af_bella", "music": {"mood": "calm"}, "duration_s": 20, "cta": null,
        });
        assert_eq!(written, Some(expected));
        assert_eq!(patch(&["cta=a=b"]), Some(json!({"cta": "a=b"})));
    }

    #[test]
    fn what_cannot_be_meant_is_refused() {
        for wrong in [&["voice"][..], &["=1"], &["a=1", "a=2"], &["a=1", "a.b=2"]] {
            assert_eq!(patch(wrong), None, "{wrong:?}");
        }
        assert!(scenes(&ChangeScene { scene: vec![1, 2], say: vec!["x".to_owned()] }).is_err());
    }
}
