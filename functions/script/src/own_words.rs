//! A script of the user's own as scenes. Pure, and never changes a spoken word.

use oma_core::brief::{Brief, BriefScene, BriefScript};
use oma_core::language::Language;
use oma_core::pacing;
use oma_core::plan::{ModelChoice, Purpose};
use oma_core::script::{Scene, Script};
use oma_providers::offline::writer;

/// Durations are multiples of this: a changed word rarely changes the length of its scene.
const GRID_MS: u64 = 500;
/// A film may be this much longer than asked, in percent, before scenes are fitted to each other.
const TOLERANCE_PERCENT: u64 = 3;
/// How much more than its time the words of a scene may need, in percent.
const MOST_PERCENT: u64 = pacing::FASTEST_PERCENT;

/// The scenes of a user's script, with whatever the user left out filled in. A whole text is split
/// into at most `most_scenes`. One that is to be translated stays in its language here.
pub(crate) fn to_script(brief: &Brief, own: &BriefScript, most_scenes: usize) -> Script {
    let scenes = match own {
        BriefScript::Scenes(list) => list.scenes.clone(),
        BriefScript::Whole(text) => {
            let texts = writer::split_into_scenes(text, most_scenes, brief.language);
            texts
                .into_iter()
                .map(|narration| BriefScene { narration, ..BriefScene::default() })
                .collect()
        }
    };
    let original = match own {
        BriefScript::Scenes(list) => list.original.as_ref(),
        BriefScript::Whole(_) => None,
    };
    let original = original.map(|it| Box::new(script_of(brief, it.scenes.clone(), it.language)));
    let language = brief.translates_from().unwrap_or(brief.language);
    Script { original, ..script_of(brief, scenes, language) }
}

fn script_of(brief: &Brief, scenes: Vec<BriefScene>, language: Language) -> Script {
    let durations = durations(&scenes, brief.story_ms(), language);
    let count = scenes.len();
    let scenes = scenes
        .into_iter()
        .zip(durations)
        .enumerate()
        .map(|(i, (scene, duration_ms))| fill_in(scene, i, count, duration_ms, language))
        .collect();
    Script {
        title: brief.title.clone(),
        language,
        writer: ModelChoice::new("user", "own-words"),
        scenes,
        original: None,
    }
}

fn fill_in(own: BriefScene, i: usize, count: usize, duration_ms: u64, language: Language) -> Scene {
    let purpose = own.purpose.unwrap_or_else(|| purpose(i, count));
    let made = writer::annotate(&own.narration, language, purpose);
    let keywords = if own.keywords.is_empty() { made.keywords } else { own.keywords };
    Scene {
        number: u32::try_from(i + 1).unwrap_or(u32::MAX),
        purpose,
        supporting: match (own.supporting, &own.on_screen) {
            (None, None) => made.supporting,
            (supporting, _) => supporting,
        },
        on_screen: own.on_screen.unwrap_or(made.on_screen),
        visual: own.visual.unwrap_or(made.visual),
        keywords,
        mood: own.mood.unwrap_or(made.mood),
        seconds: duration_ms as f64 / 1000.0,
        narration: own.narration,
    }
}

fn purpose(i: usize, count: usize) -> Purpose {
    match (i, count - 1 - i) {
        (0, _) if count > 1 => Purpose::Hook,
        (_, 0) => Purpose::CallToAction,
        (_, 1) if count >= 4 => Purpose::Proof,
        _ => Purpose::Body,
    }
}

/// How long each scene lasts at least. A scene with `seconds` keeps them.
///
/// The others share the rest equally where their words allow it, for then a changed word moves no
/// other scene. Where that would make the film too long, each gets the time of its words and an
/// equal share of what is left; and where nothing is left, a little less than its words would like:
/// the voice then speaks a little quicker.
fn durations(scenes: &[BriefScene], total_ms: u64, language: Language) -> Vec<u64> {
    let natural: Vec<u64> =
        scenes.iter().map(|scene| pacing::scene_ms(&scene.narration, language)).collect();
    let is_free = |i: usize| scenes[i].seconds.is_none();
    let each = |free: &dyn Fn(usize) -> u64| -> Vec<u64> {
        let own = |i: usize| if is_free(i) { free(i) } else { scenes[i].duration_ms() };
        (0..scenes.len()).map(own).collect()
    };
    let fixed_ms: u64 = scenes.iter().map(BriefScene::duration_ms).sum();
    let count = scenes.iter().filter(|scene| scene.seconds.is_none()).count() as u64;
    let room_ms = total_ms.saturating_sub(fixed_ms);

    let equal = each(&|i| natural[i].max(room_ms / count.max(1)));
    let lasting: u64 = equal.iter().zip(&natural).map(|(own, natural)| own.max(natural)).sum();
    if lasting * 100 <= total_ms * (100 + TOLERANCE_PERCENT) {
        return equal;
    }
    let wished: u64 = (0..scenes.len()).filter(|i| is_free(*i)).map(|i| natural[i]).sum();
    if wished > room_ms {
        return each(&|i| (natural[i] * room_ms / wished).max(natural[i] * 100 / MOST_PERCENT));
    }
    let left = (room_ms - wished) / count.max(1);
    each(&|i| (natural[i] + left) / GRID_MS * GRID_MS)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn scene(narration: &str, seconds: Option<f64>) -> BriefScene {
        BriefScene { narration: narration.to_owned(), seconds, ..BriefScene::default() }
    }

    fn script(own: &serde_json::Value) -> Script {
        let brief = Brief::from_value(serde_json::json!({
            "title": "Aurora", "description": "A coffee shop in Porto.", "language": "en-US",
            "script": own,
        }));
        let brief = brief.unwrap();
        to_script(&brief, brief.script.as_ref().unwrap(), 5)
    }

    #[test]
    fn a_whole_script_keeps_its_words() {
        let words = "Good morning, Porto. This is the sound of an espresso. We roast on Mondays. \
                     And we pour all week. Come in.";
        let script = script(&serde_json::json!(words));
        let said: Vec<&str> = script.scenes.iter().map(|s| s.narration.as_str()).collect();
        assert_eq!(said.join(" "), words);
        assert_eq!(script.scenes[0].purpose, Purpose::Hook);
        assert_eq!(script.scenes[script.scenes.len() - 1].purpose, Purpose::CallToAction);
    }

    #[test]
    fn a_script_by_scene_keeps_everything_that_the_user_set() {
        let script = script(&serde_json::json!({ "scenes": [
            {"narration": "Hello.", "on_screen": "HELLO", "seconds": 4.0, "mood": "happy"},
            {"narration": "A longer scene.", "keywords": ["cup"], "visual": "A cup."},
        ]}));
        let [one, two] = script.scenes.as_slice() else { panic!("{script:?}") };
        assert_eq!((one.on_screen.as_str(), one.duration_ms()), ("HELLO", 4_000));
        assert_eq!(one.mood, oma_core::brief::Mood::Happy);
        assert_eq!(
            (two.visual.as_str(), two.keywords.as_slice()),
            ("A cup.", &["cup".to_owned()][..])
        );
    }

    #[test]
    fn a_released_scene_keeps_its_part_and_its_smaller_line() {
        let script = script(&serde_json::json!({ "scenes": [
            {"narration": "Hello.", "on_screen": "HELLO", "supporting": "there", "purpose": "problem"},
            {"narration": "Bye."},
        ]}));
        let first = &script.scenes[0];
        assert_eq!(first.purpose, Purpose::Problem);
        assert_eq!(first.supporting.as_deref(), Some("there"));
    }

    #[test]
    fn a_text_without_an_end_is_one_scene() {
        assert_eq!(script(&serde_json::json!("coffee")).scenes.len(), 1);
    }

    #[test]
    fn short_scenes_share_the_time_equally() {
        let scenes = [scene("Hello there.", None), scene("Come in.", None), scene("Bye.", None)];
        assert_eq!(durations(&scenes, 15_000, Language::EnUs), [5_000; 3]);
    }

    #[test]
    fn a_changed_word_moves_no_other_scene() {
        let before = [scene("Hello there.", None), scene("Come in, sit down.", None)];
        let after = [scene("Hello there.", None), scene("Come in and rest.", None)];
        let durations = |scenes| durations(scenes, 15_000, Language::EnUs);
        assert_eq!(durations(&before), durations(&after));
    }

    #[test]
    fn a_scene_with_a_duration_keeps_it() {
        let scenes = [scene("Hello there.", Some(3.0)), scene("Come in.", None)];
        assert_eq!(durations(&scenes, 15_000, Language::EnUs), [3_000, 12_000]);
    }

    #[test]
    fn scenes_of_unequal_length_still_fit_the_film() {
        let long = "Every morning we open at six and roast the beans of the day in small batches. ";
        let scenes = [scene(&long.repeat(2), None), scene("Come in.", None), scene("Bye.", None)];
        let durations = durations(&scenes, 18_000, Language::EnUs);
        let sum: u64 = durations.iter().sum();
        assert!((16_200..=18_900).contains(&sum), "{durations:?}");
    }
}
