use bytes::Bytes;
use serde_json::{Map, Value};

use super::patch::patch_brief;
use super::retry::begin;
use super::{Lifecycle, next_execution, not_now};
use crate::brief::{Brief, BriefScene, Original, Problem, SceneList};
use crate::contract::files;
use crate::id::{Owner, VideoId};
use crate::script::{Scene, Script};
use crate::step::hash_of;
use crate::video::{VideoRecord, keys};
use crate::{Error, ErrorKind, Result};

/// The most characters of a keyword of a brief, and the most keywords of a scene: a writer's own
/// may have more.
const KEYWORD_CHARS: usize = 40;
const KEYWORDS: usize = 10;

/// What is to change in a video.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Changes {
    /// A merge patch of its brief; see [`super::merge_patch`].
    pub brief: Map<String, Value>,
    /// Changes of single scenes of the film as it is.
    pub scenes: Vec<SceneEdit>,
}

/// The change of one scene; what is not named stays.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct SceneEdit {
    /// Which, from 1; scenes in which nothing is said do not count.
    pub scene: u32,
    /// What the voice says.
    pub narration: Option<String>,
    /// The headline on the picture.
    pub on_screen: Option<String>,
    /// What the picture shows.
    pub visual: Option<String>,
}

/// A brief with changes, not yet checked.
#[derive(Debug, Clone)]
pub struct Draft {
    /// The brief as it would be.
    pub brief: Value,
    /// The video's record when the brief was read.
    record: VideoRecord,
    /// The brief as it is.
    before: Bytes,
}

impl Draft {
    /// The name that its execution will have.
    pub fn next_execution(&self) -> String {
        next_execution(&self.record.execution)
    }
}

impl Lifecycle<'_> {
    /// The brief of a video with changes applied, to be checked as any new brief before
    /// [`Lifecycle::revise`].
    ///
    /// Changes of scenes are made to the script of the film that is there: each of its scenes is
    /// written into the brief with everything that decides what is seen and heard of it, so the
    /// scenes that do not change are found again.
    ///
    /// # Errors
    /// [`ErrorKind::Conflict`] while the video is being made, and for changes of scenes where there
    /// is no film; [`ErrorKind::InvalidRequest`] with all problems of the changes themselves.
    pub async fn draft(&self, owner: &Owner, video: VideoId, changes: &Changes) -> Result<Draft> {
        hold(contradictions(changes))?;
        let record = self.find(owner, video).await?;
        if record.status.is_active() {
            return Err(not_now(&record, "cancel it first, or wait for its end."));
        }
        let before = self.stored_brief(video).await?;
        let mut brief: Value = serde_json::from_slice(&before)?;
        patch_brief(&mut brief, &changes.brief);
        if !changes.scenes.is_empty() {
            let list = self.changed_scenes(&record, &changes.scenes).await?;
            brief["script"] = serde_json::to_value(list)?;
        }
        Ok(Draft { brief, record, before })
    }

    async fn changed_scenes(&self, record: &VideoRecord, edits: &[SceneEdit]) -> Result<SceneList> {
        if record.film.is_none() {
            return Err(not_now(record, "there is no film yet whose scenes could change."));
        }
        let mut list = as_own_script(&self.released_script(record).await?);
        hold(unknown_scenes(edits, list.scenes.len()))?;
        for edit in edits {
            // The number was just found to be that of a scene.
            if let Some(scene) = index(edit).and_then(|index| list.scenes.get_mut(index)) {
                apply(scene, edit);
            }
        }
        Ok(list)
    }

    /// The script of the film that is there.
    pub(super) async fn released_script(&self, record: &VideoRecord) -> Result<Script> {
        let key = keys::video_file(record.video_id, files::SCRIPT);
        Ok(serde_json::from_slice(&self.objects.get_bytes(&key).await?)?)
    }

    /// Makes the next revision of a video from a draft's brief, checked by now.
    ///
    /// The record is taken first, on the condition that it is the one the draft was made of: of two
    /// revisions, or a revision and a retry, one wins and the other is [`ErrorKind::Conflict`].
    /// Then the old brief is put aside and the new one in its place. What fails after that leaves a
    /// failed video, whose old brief can be read at `revisions/{n}/brief.json`.
    pub async fn revise(&self, draft: &Draft, brief: &Brief) -> Result<VideoRecord> {
        let mut record = draft.record.clone();
        let revision = record.revision;
        begin(&mut record);
        record.revision += 1;
        record.title.clone_from(&brief.title);
        record.brief_hash = hash_of(brief)?;
        record.updated_at = self.clock.now();
        let record = match self.videos.update(&record).await {
            Err(error) if error.kind == ErrorKind::Conflict => {
                // A video that was deleted meanwhile is not there, as for every other verb.
                self.find(&record.owner, record.video_id).await?;
                return Err(error);
            }
            updated => updated?,
        };
        if let Err(error) = self.replace_brief(draft, revision, brief).await {
            self.desk().fail(&record, &error).await?;
            return Err(error);
        }
        self.start(&record).await?;
        Ok(record)
    }

    async fn replace_brief(&self, draft: &Draft, revision: u32, brief: &Brief) -> Result<()> {
        let video = draft.record.video_id;
        let old = keys::video_file(video, &format!("revisions/{revision}/{}", files::BRIEF));
        self.objects.put_bytes(&old, draft.before.clone(), "application/json").await?;
        let json = serde_json::to_vec_pretty(brief)?.into();
        let key = keys::video_file(video, files::BRIEF);
        self.objects.put_bytes(&key, json, "application/json").await
    }
}

/// A released script as one of one's own: also what it translates, so its pictures stay.
pub(super) fn as_own_script(script: &Script) -> SceneList {
    let original = script.original.as_ref().map(|original| Original {
        language: original.language,
        scenes: original.spoken().map(as_own_words).collect(),
    });
    SceneList { original, ..SceneList::new(script.spoken().map(as_own_words).collect()) }
}

/// A scene of a released script as a scene of one's own, with all that its artifacts are keyed by.
pub(super) fn as_own_words(scene: &Scene) -> BriefScene {
    let some = |text: &String| Some(text.clone()).filter(|text| !text.trim().is_empty());
    let is_allowed =
        |word: &&String| !word.trim().is_empty() && word.chars().count() <= KEYWORD_CHARS;
    BriefScene {
        narration: scene.narration.clone(),
        on_screen: some(&scene.on_screen),
        supporting: scene.supporting.as_ref().and_then(some),
        visual: some(&scene.visual),
        keywords: scene.keywords.iter().filter(is_allowed).take(KEYWORDS).cloned().collect(),
        mood: Some(scene.mood),
        seconds: Some(scene.seconds),
        purpose: Some(scene.purpose),
    }
}

fn apply(scene: &mut BriefScene, edit: &SceneEdit) {
    if let Some(narration) = &edit.narration {
        scene.narration.clone_from(narration);
    }
    if edit.on_screen.is_some() {
        scene.on_screen.clone_from(&edit.on_screen);
    }
    if edit.visual.is_some() {
        scene.visual.clone_from(&edit.visual);
    }
}

fn index(edit: &SceneEdit) -> Option<usize> {
    usize::try_from(edit.scene).ok()?.checked_sub(1)
}

/// What is wrong with changes, whatever the video.
fn contradictions(changes: &Changes) -> Vec<Problem> {
    let Changes { brief, scenes } = changes;
    let mut problems = Vec::new();
    if brief.is_empty() && scenes.is_empty() {
        problems.push(Problem::new("", "changes nothing", "a change of `brief` or of `scenes`"));
    }
    if brief.contains_key("script") && !scenes.is_empty() {
        let allowed = "either the whole script or changes of single scenes";
        problems.push(Problem::new("brief.script", "stands beside `scenes`", allowed));
    }
    for (i, edit) in scenes.iter().enumerate() {
        if edit.narration.is_none() && edit.on_screen.is_none() && edit.visual.is_none() {
            let allowed = "narration, on_screen or visual";
            problems.push(Problem::new(format!("scenes[{i}]"), "changes nothing", allowed));
        }
        if scenes[..i].iter().any(|before| before.scene == edit.scene) {
            let path = format!("scenes[{i}].scene");
            problems.push(Problem::new(path, "is changed twice", "each scene once"));
        }
    }
    problems
}

fn unknown_scenes(edits: &[SceneEdit], count: usize) -> Vec<Problem> {
    let is_unknown = |edit: &SceneEdit| index(edit).is_none_or(|index| index >= count);
    let unknown = edits.iter().enumerate().filter(|(_, edit)| is_unknown(edit));
    let problem = |(i, edit): (usize, &SceneEdit)| {
        let problem = format!("is {}, and the film has {count} scenes", edit.scene);
        Problem::new(format!("scenes[{i}].scene"), problem, format!("1 to {count}"))
    };
    unknown.map(problem).collect()
}

pub(super) fn hold(problems: Vec<Problem>) -> Result<()> {
    if problems.is_empty() {
        return Ok(());
    }
    Err(Error { problems, ..Error::new(ErrorKind::InvalidRequest, "The request has problems.") })
}
