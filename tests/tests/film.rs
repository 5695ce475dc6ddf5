//! A brief becomes a film.
#![allow(clippy::unwrap_used, clippy::panic)] // A test fails by panicking.

use oma_core::contract::files;
use oma_core::video::VideoStatus;
use oma_media::ffmpeg::Tools;
use oma_media::inspect::inspect;
use oma_media::probe::probe;
use oma_tests::{made_steps, make, small_brief, small_brief_with, studio};
use serde_json::json;

#[tokio::test]
async fn a_brief_becomes_a_film_that_players_can_play() {
    let state = tempfile::tempdir().unwrap();
    let studio = studio(state.path(), "").await;
    let made = make(&studio, small_brief()).await;
    assert_eq!(made.report.status, VideoStatus::Succeeded, "{:?}", made.report.error);

    let out = tempfile::tempdir().unwrap();
    studio.download(made.report.video_id, out.path()).await.unwrap();
    for file in [
        files::VIDEO,
        files::CAPTIONS_SRT,
        files::CAPTIONS_VTT,
        files::WORDS,
        files::POSTER,
        files::SCRIPT,
        files::TIMELINE,
        files::REPORT,
    ] {
        assert!(out.path().join(file).metadata().unwrap().len() > 0, "{file}");
    }

    let tools = Tools::locate().unwrap();
    let film = out.path().join(files::VIDEO);
    let info = probe(&tools, &film).await.unwrap();
    let video = info.video.unwrap();
    assert_eq!((video.codec.as_str(), video.profile.as_deref()), ("h264", Some("High")));
    assert_eq!(video.pix_fmt.as_deref(), Some("yuv420p"));
    assert_eq!((video.width, video.height), (360, 640));
    assert!(video.fps.is(30));
    let audio = info.audio.unwrap();
    assert_eq!((audio.codec.as_str(), audio.sample_rate, audio.channels), ("aac", 48_000, 2));
    assert_eq!(info.faststart, Some(true));
    assert!((13_500..=16_500).contains(&info.duration_ms), "{} ms", info.duration_ms);
    assert_eq!(made.report.duration_ms.map(|ms| ms.abs_diff(info.duration_ms) < 50), Some(true));

    // Something is heard all through, and something is seen.
    let inspection = inspect(&tools, &film).await.unwrap();
    assert!(inspection.silent.is_empty(), "{:?}", inspection.silent);
    assert!(inspection.black.is_empty(), "{:?}", inspection.black);
}

#[tokio::test]
async fn the_report_accounts_for_every_step_and_says_who_wrote_and_spoke() {
    let state = tempfile::tempdir().unwrap();
    let made = make(&studio(state.path(), "").await, small_brief()).await;
    let report = made.report;
    let scenes = report.steps.iter().filter(|step| step.step == "audio.narrate").count();
    assert!(scenes >= 3);
    for step in [
        "supervisor.check",
        "supervisor.plan",
        "script.write",
        "script.criticise",
        "audio.choose_music",
        "editor.layout",
        "editor.sound",
        "editor.assemble",
        "supervisor.review",
    ] {
        assert!(report.steps.iter().any(|s| s.step == step), "{step}");
    }
    assert_eq!(report.steps.iter().filter(|s| s.step == "visual.make").count(), scenes);
    assert_eq!(report.cost_micro_usd.0, 0);
    assert!(report.review.unwrap().passed);
    let notes = report.notes.join(" ");
    assert!(notes.contains("No language model was used"), "{notes}");
    assert!(notes.contains("The voice is synthetic"), "{notes}");
}

#[tokio::test]
async fn films_of_other_shapes_and_lengths_come_out_as_asked() {
    let state = tempfile::tempdir().unwrap();
    let studio = studio(state.path(), "").await;
    for (aspect, size, style) in [
        ("16:9", (640, 360), "minimalist"),
        ("1:1", (360, 360), "elegant"),
        ("4:5", (360, 450), "energetic"),
    ] {
        let fields = json!({
            "aspect": aspect, "style": style, "language": "pt-BR", "captions": "phrase",
            "voice": "espeak-pt-br",
            "title": "Café da Esquina", "music": "none", "cta": "Venha nos visitar",
            "description": "Um café para quem trabalha no centro. Grãos torrados toda manhã.",
        });
        let made = make(&studio, small_brief_with(&fields)).await;
        assert_eq!(made.report.status, VideoStatus::Succeeded, "{:?}", made.report.error);
        let review = made.report.review.unwrap();
        let measured = review.checks.iter().find(|check| check.name == "size").unwrap();
        assert_eq!(measured.value, format!("{}x{}", size.0, size.1));
    }
}

#[tokio::test]
async fn a_script_of_one_scene_is_a_film_too() {
    let state = tempfile::tempdir().unwrap();
    let script = json!({"scenes": [{"narration": "Visit us for the best coffee in town."}]});
    let brief = small_brief_with(&json!({ "script": script }));
    let made = make(&studio(state.path(), "").await, brief).await;
    assert_eq!(made.report.status, VideoStatus::Succeeded, "{:?}", made.report.error);
    assert!(made_steps(&made.report).contains(&"editor.segment 0".to_owned()));
}

#[tokio::test]
async fn a_voice_that_is_not_to_be_had_is_replaced_and_reported_or_refused() {
    let state = tempfile::tempdir().unwrap();
    let studio = studio(state.path(), "").await;
    let allowed = make(&studio, small_brief_with(&json!({"voice": "morgan"}))).await;
    assert_eq!(allowed.report.fallbacks.len(), 1);
    assert_eq!(allowed.report.fallbacks[0].wanted, "morgan");

    let fields = json!({"voice": "morgan", "fallbacks": "never"});
    let refused = make(&studio, small_brief_with(&fields)).await;
    let failure = refused.report.error.unwrap();
    assert_eq!(failure.name, "Oma.FallbackForbidden");
    assert_eq!(failure.step, "supervisor.plan");
}
