//! Scripts from whole briefs.

mod drafts;
mod improved;

use oma_core::brief::{CaptionStyle, Mood, Style, Template, Tone};
use oma_core::language::Language;
use oma_core::pacing;
use oma_core::plan::{Analysis, Choices, MusicChoice, Purpose, ScenePlan};
use oma_core::script::Scene;
use serde_json::{Value, json};

use super::*;

const COFFEE: &str = "Every morning starts with coffee. Ours is roasted slowly, by hand, three \
    streets from here. Since 2009, more than 200 cafés have served our beans. You choose the \
    origin, we grind it for your machine, and it arrives the next day. No subscription, no \
    minimum order.";
const CAFE: &str = "Toda manhã começa com café. O nosso é torrado devagar, à mão, a três ruas \
    daqui. Desde 2009, mais de 200 cafeterias servem os nossos grãos. Você escolhe a origem, nós \
    moemos para a sua máquina, e ele chega no dia seguinte. Sem assinatura, sem pedido mínimo.";

pub(super) fn brief(language: Language, title: &str, description: &str) -> Brief {
    with(language, title, description, json!({}))
}

pub(super) fn with(language: Language, title: &str, description: &str, more: Value) -> Brief {
    let mut brief = json!({"title": title, "description": description, "language": language.tag()});
    let Value::Object(more) = more else { panic!("{more}") };
    for (name, value) in more {
        brief[name] = value;
    }
    Brief::from_value(brief).unwrap()
}

pub(super) fn block_on<T>(future: impl Future<Output = T>) -> T {
    tokio::runtime::Builder::new_current_thread().build().unwrap().block_on(future)
}

/// A plan as a supervisor makes it.
pub(super) fn plan(brief: &Brief) -> Plan {
    use Purpose::{Body, CallToAction, Hook, Problem, Proof};
    let scenes: Vec<(Purpose, u64)> = match brief.duration_s {
        0..=20 => vec![(Hook, 3_000), (Body, 4_000), (Body, 4_000), (CallToAction, 4_000)],
        21..=30 => vec![
            (Hook, 3_500),
            (Problem, 5_000),
            (Body, 6_000),
            (Body, 6_000),
            (Proof, 5_000),
            (CallToAction, 4_500),
        ],
        seconds @ 31.. => {
            let bodies = (u64::from(seconds) - 20) / 7;
            let mut scenes = vec![(Hook, 3_500), (Problem, 6_000)];
            scenes.extend((0..bodies).map(|_| (Body, 7_000)));
            scenes.extend([(Proof, 5_500), (CallToAction, 5_000)]);
            scenes
        }
    };
    Plan {
        analysis: Analysis {
            objective: String::new(),
            audience: String::new(),
            visual_needs: Vec::new(),
            audio_needs: Vec::new(),
            completeness: 80,
            suggestions: Vec::new(),
        },
        format: brief.format(),
        language: brief.language,
        style: Style::Modern,
        tone: brief.tone,
        template: brief.template,
        duration_ms: brief.duration_ms(),
        scenes: (1..)
            .zip(scenes)
            .map(|(number, (purpose, duration_ms))| ScenePlan {
                number,
                purpose,
                duration_ms,
                words: pacing::words_in(duration_ms, brief.language),
            })
            .collect(),
        word_budget: pacing::words_in(brief.duration_ms(), brief.language),
        captions: CaptionStyle::Karaoke,
        transition: oma_core::timeline::TransitionKind::Crossfade,
        max_script_attempts: 3,
        pass_score: 80,
        choices: Choices {
            writer: model(),
            narrator: model(),
            music: Some(MusicChoice::Mood(Mood::Calm)),
            pictures: Vec::new(),
        },
    }
}

pub(super) fn write(brief: &Brief) -> Script {
    block_on(TemplateWriter.write(&WriteRequest { brief, plan: &plan(brief) })).unwrap()
}

pub(super) fn narrations(script: &Script) -> Vec<&str> {
    script.scenes.iter().map(|scene| scene.narration.as_str()).collect()
}

/// Everything that must hold for any script of the writer's own.
pub(super) fn check(brief: &Brief, script: &Script) {
    let plan = plan(brief);
    let told = narrations(script).join("\n");
    assert_eq!(script.scenes.len(), plan.scenes.len(), "{told}");
    for (scene, planned) in script.scenes.iter().zip(&plan.scenes) {
        assert_eq!((scene.number, scene.purpose), (planned.number, planned.purpose));
        assert_eq!(scene.duration_ms(), planned.duration_ms);
        well_formed(&scene.narration, &told);
        shown_well(scene);
        let ms = pacing::scene_ms(&scene.narration, brief.language);
        let is_call = scene.number as usize == plan.scenes.len();
        assert!(
            ms <= planned.duration_ms || is_call && brief.cta.is_some(),
            "{ms} > {}: {}",
            planned.duration_ms,
            scene.narration
        );
    }
    let mut sentences: Vec<String> = script
        .scenes
        .iter()
        .flat_map(|scene| text::sentences(&scene.narration, brief.language))
        .map(|sentence| voice::key(&sentence))
        // The name may open a film and sign it.
        .filter(|key| *key != voice::key(&source::Source::read(brief).title.name))
        .collect();
    let count = sentences.len();
    sentences.sort();
    sentences.dedup();
    assert_eq!(sentences.len(), count, "a sentence stands twice:\n{told}");
}

fn well_formed(narration: &str, told: &str) {
    let bad = ["{", "}", "  ", " ,", " .", "..", ",,", ",.", "!!", "??", "?.", ".?", "http", "@"];
    for mark in bad {
        assert!(!narration.contains(mark), "{mark:?} in {narration:?}\n{told}");
    }
    let first = narration.chars().next().unwrap();
    assert!(first.is_uppercase() || first.is_ascii_digit(), "{narration:?}");
    assert!(narration.ends_with(['.', '!', '?', '…']), "{narration:?}");
}

fn shown_well(scene: &Scene) {
    let length = scene.on_screen.chars().count();
    assert!((1..=40).contains(&length), "{:?}", scene.on_screen);
    assert!(!scene.on_screen.ends_with([',', '.', ':', ';']), "{:?}", scene.on_screen);
    assert!(scene.keywords.len() <= 6 && !scene.visual.is_empty(), "{scene:?}");
    if let Some(line) = &scene.supporting {
        assert!((1..=60).contains(&line.chars().count()), "{line}");
        assert_ne!(line, &scene.on_screen);
    }
}

/// How much of the film is filled, in percent.
pub(super) fn filled(brief: &Brief, script: &Script) -> u64 {
    let ms = |scene: &Scene| pacing::scene_ms(&scene.narration, brief.language);
    script.scenes.iter().map(ms).sum::<u64>() * 100 / brief.duration_ms()
}

/// Briefs as people write them.
pub(super) fn examples() -> Vec<Brief> {
    let briefs: Vec<Value> =
        serde_json::from_str(include_str!("../../../../testdata/briefs.json")).unwrap();
    briefs.into_iter().map(|brief| Brief::from_value(brief).unwrap()).collect()
}

/// Prints scripts, for a person to read: `cargo test -p oma-providers gallery -- --ignored
/// --nocapture`.
#[test]
#[ignore = "prints scripts for people to read"]
fn gallery() {
    for brief in examples() {
        let script = write(&brief);
        let percent = filled(&brief, &script);
        println!(
            "
== {} ({:?}): {percent} %",
            brief.title, brief.template
        );
        for scene in &script.scenes {
            let ms = pacing::scene_ms(&scene.narration, brief.language);
            println!(
                "{:>2} {:>5}/{:<5} {}\n      [{}] ({}) {:?} | {}",
                scene.number,
                ms,
                scene.duration_ms(),
                scene.narration,
                scene.on_screen,
                scene.supporting.as_deref().unwrap_or("-"),
                scene.keywords,
                scene.visual
            );
        }
    }
}
