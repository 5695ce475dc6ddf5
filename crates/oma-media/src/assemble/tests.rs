use std::ffi::OsString;
use std::path::{Path, PathBuf};

use oma_core::brief::{CaptionStyle, Style};
use oma_core::format::VideoFormat;
use oma_core::language::Language;
use oma_core::picture::{Background, Picture};
use oma_core::step::StepKey;
use oma_core::timeline::{
    CaptionLook, Drift, SegmentContent, SegmentSpec, Shot, Timeline, TimelineScene,
};

use super::*;
use crate::loudness::Loudness;

fn key() -> StepKey {
    StepKey::try_from("0".repeat(64)).unwrap()
}

/// Two scenes of 45 frames each, cut.
fn timeline(first_frames: u32) -> Timeline {
    let format = VideoFormat { width: 202, height: 360, fps: 30, crf: 23 };
    let scene = |number, first_frame| TimelineScene {
        number,
        first_frame,
        frames: 45,
        speech_start_ms: u64::from(first_frame) * 1000 / 30 + 300,
        speech_ms: 800,
        narration: key(),
        cues: Vec::new(),
    };
    let shot = Shot {
        artifact: key(),
        picture: Picture {
            background: Background::Still { file: "b".into(), photo: false },
            foreground: None,
            fixed: None,
            credit: None,
        },
        first_frame: 0,
        motion_frames: first_frames,
        drift: Drift::Left,
        enter_frame: 0,
    };
    let content = SegmentContent::Scene {
        number: 1,
        shot,
        caption_style: CaptionStyle::None,
        caption_look: CaptionLook::default(),
        cues: Vec::new(),
        style: Style::Modern,
    };
    Timeline {
        format,
        total_frames: 91,
        scenes: vec![scene(1, 0), scene(2, 45)],
        segments: vec![SegmentSpec { format, frames: first_frames, content }],
        music: None,
    }
}

fn text(args: Vec<OsString>) -> String {
    let args: Vec<String> = args.into_iter().map(|arg| arg.into_string().unwrap()).collect();
    args.join(" ")
}

#[test]
fn narrations_start_on_their_sample_and_the_mix_has_the_films_length() {
    let timeline = timeline(45);
    assert_eq!(film_samples(&timeline), 91 * 1600);
    let args = text(voice_args(&timeline, &["a.wav", "b.wav"], None, Path::new("out.wav")));
    assert!(args.contains("-i file:a.wav -i file:b.wav"));
    assert!(args.contains("[0:a:0]aresample=48000") && args.contains("adelay=14400S:all=1[v0]"));
    assert!(args.contains("adelay=86400S:all=1[v1]"), "{args}");
    assert!(args.contains("amix=inputs=2:normalize=0,apad,atrim=end_sample=145600,ebur128"));
    let music = Some(Path::new("m.wav"));
    let args = text(voice_args(&timeline, &["a.wav", "b.wav"], music, Path::new("out.wav")));
    assert!(args.contains("-i file:m.wav") && args.contains(";[2:a:0]aresample"), "{args}");
    assert!(args.ends_with("-map [measured] -f null -"), "{args}");
}

#[test]
fn music_is_brought_below_the_voice_whatever_its_loudness() {
    let measured = |lufs| Loudness { integrated_lufs: lufs, true_peak_dbtp: Some(-3.0) };
    let (voice, music) = (measured(-23.0), measured(-9.0));
    let args = text(with_music_args(
        &timeline(45),
        (Path::new("v.wav"), &voice),
        (Path::new("m.opus"), &music),
        Master::of_mix(),
        Path::new("out.wav"),
    ));
    assert!(args.contains("-stream_loop -1 -i file:m.opus"));
    assert!(args.contains("volume=5.00dB,asplit"), "{args}");
    assert!(args.contains("volume=-19.00dB,afade=t=in:d=0.758,afade=t=out:st=2.275:d=0.758[bed]"));
}

#[test]
fn a_title_is_one_argument() {
    let film = FilmSpec {
        list: Path::new("list"),
        sound: Path::new("sound.m4a"),
        title: "Honey -i /etc/passwd",
        language: Language::PtBr,
    };
    let args = film_args(&timeline(45), &film, Path::new("film.mp4"));
    assert!(args.contains(&OsString::from("title=Honey -i /etc/passwd")));
    assert!(args.contains(&OsString::from("language=por")));
    assert!(text(args).contains("-c copy"));
    let master = Master { gain_db: 4.256, ceiling_db: -2.0 };
    let args = encoded_args(&timeline(45), Path::new("mix"), master, Path::new("sound.m4a"));
    assert!(text(args).contains("volume=4.26dB,"));
}

#[test]
fn a_listed_path_may_hold_a_quote_but_no_line_break() {
    assert_eq!(
        concat_list(&["/a/it's.mp4"]).unwrap(),
        "ffconcat version 1.0\nfile 'file:/a/it'\\''s.mp4'\n"
    );
    assert!(concat_list(&[PathBuf::from("a\nfile 'b'")]).is_err());
}

#[test]
fn a_gain_is_corrected_by_what_the_limiter_took() {
    let measured = Loudness { integrated_lufs: -14.8, true_peak_dbtp: Some(-2.0) };
    let master = Master { gain_db: 9.0, ceiling_db: -2.0 }.louder_or_softer(&measured);
    assert!((master.gain_db - 9.88).abs() < 1e-9);
    assert!((master.ceiling_db - -2.0).abs() < 1e-9);
}

#[test]
fn what_is_wrong_with_the_encoded_sound_is_corrected_and_nothing_else() {
    let master = Master { gain_db: 9.0, ceiling_db: -2.0 };
    let encoded = |lufs, dbtp| Loudness { integrated_lufs: lufs, true_peak_dbtp: Some(dbtp) };
    assert_eq!(master.corrected(&encoded(-14.2, -1.2)), None);
    let lower = master.corrected(&encoded(-14.2, 0.3)).unwrap();
    assert!((lower.ceiling_db - -3.6).abs() < 1e-9 && lower.gain_db <= 9.0, "{lower:?}");
    let louder = master.corrected(&encoded(-14.5, -1.2)).unwrap();
    assert!((louder.gain_db - 9.5).abs() < 1e-9 && louder.ceiling_db <= -2.0, "{louder:?}");
    let silent = Loudness { integrated_lufs: -70.0, true_peak_dbtp: None };
    assert_eq!(master.corrected(&silent), None);
}

#[test]
fn the_poster_is_of_the_best_scene_and_rather_of_an_early_one() {
    let mut timeline = timeline(45);
    let second = timeline.segments[0].clone();
    timeline.segments.push(second);
    assert_eq!(best_poster(&timeline, &[Some(1000), Some(1200)]), Some(0));
    assert_eq!(best_poster(&timeline, &[Some(1000), Some(1400)]), Some(1));
    assert_eq!(best_poster(&timeline, &[None, Some(-2000)]), Some(1));
    assert_eq!(best_poster(&timeline, &[None, None]), None);
}
