use serde_json::{Map, Value};

use super::patch::patch_brief;
use super::revise::{as_own_script, as_own_words, hold};
use super::{Lifecycle, not_now};
use crate::Result;
use crate::brief::{BriefScene, Original, Problem, SceneList};
use crate::id::{Owner, VideoId};
use crate::language::Language;
use crate::script::Script;
use crate::video::VideoRecord;

/// A film in another language.
#[derive(Debug, Clone, PartialEq)]
pub struct Translation {
    /// The language.
    pub language: Language,
    /// The translated scenes, in the order of the film, as many as it has with words; without them
    /// a language model translates. Only their words are needed: the rest is the film's.
    pub scenes: Option<Vec<BriefScene>>,
    /// A merge patch of the brief, for what else is said or shown: title, voice, brand cards.
    pub brief: Map<String, Value>,
}

impl Lifecycle<'_> {
    /// The record of a video that has a film, and its brief in another language, to be checked as any
    /// new brief before [`Lifecycle::start_variants`].
    ///
    /// The brief's script becomes that of the film: the scenes keep their number, their parts in
    /// the story, their lengths (as the least) and the words that choose their pictures. The voice
    /// is chosen anew, unless the patch names one. Hook and call to action are among the words of
    /// the scenes by now, so they are taken off.
    ///
    /// # Errors
    /// [`crate::ErrorKind::Conflict`] for a video without a film, [`crate::ErrorKind::InvalidRequest`] for the
    /// language it has and for another number of scenes.
    pub async fn draft_translation(
        &self,
        owner: &Owner,
        video: VideoId,
        translation: &Translation,
    ) -> Result<(VideoRecord, Value)> {
        let record = self.find(owner, video).await?;
        if record.film.is_none() || record.status.is_active() {
            return Err(not_now(&record, "only a finished film can be translated."));
        }
        let script = self.released_script(&record).await?;
        hold(problems(&script, translation))?;
        let mut brief: Value = serde_json::from_slice(&self.stored_brief(video).await?)?;
        let Value::Object(fields) = &mut brief else {
            return Err(crate::Error::internal("a stored brief is no object"));
        };
        for name in ["voice", "hook", "cta"] {
            fields.remove(name);
        }
        fields.insert("language".to_owned(), serde_json::to_value(translation.language)?);
        fields.insert("script".to_owned(), serde_json::to_value(scenes(&script, translation))?);
        patch_brief(&mut brief, &translation.brief);
        Ok((record, brief))
    }
}

/// The script of the translated brief.
fn scenes(script: &Script, translation: &Translation) -> SceneList {
    let source = as_own_script(script);
    let Some(own) = &translation.scenes else {
        return SceneList { language: Some(script.language), ..source };
    };
    // What chose the pictures chooses them again, also for the translation of a translation.
    let seen = script.pictured();
    let original =
        Original { language: seen.language, scenes: seen.spoken().map(as_own_words).collect() };
    let scenes = source.scenes.into_iter().zip(own).map(|(source, own)| BriefScene {
        narration: own.narration.clone(),
        on_screen: own.on_screen.clone(),
        supporting: own.supporting.clone(),
        seconds: own.seconds.or(source.seconds),
        ..source
    });
    SceneList { original: Some(original), ..SceneList::new(scenes.collect()) }
}

fn problems(script: &Script, translation: &Translation) -> Vec<Problem> {
    let mut problems = Vec::new();
    if script.language == translation.language {
        let other = Language::ALL.iter().filter(|it| **it != script.language).map(|it| it.tag());
        let problem = format!("is {}, which the film speaks", script.language.tag());
        let allowed = other.collect::<Vec<_>>().join(", ");
        problems.push(Problem::new("language", problem, allowed));
    }
    let count = script.spoken().count();
    if let Some(own) = translation.scenes.as_ref().filter(|own| own.len() != count) {
        let problem = format!("has {} scenes", own.len());
        problems.push(Problem::new("script.scenes", problem, format!("{count}, as the film")));
    }
    if translation.brief.contains_key("script") || translation.brief.contains_key("language") {
        let allowed = "`language` and `script` beside `brief`";
        problems.push(Problem::new("brief", "changes the script or the language", allowed));
    }
    problems
}
