use oma_core::brief::{CaptionStyle, Style};
use oma_core::format::{Aspect, Resolution, VideoFormat};
use oma_core::picture::{Background, Picture};
use oma_core::timeline::{CaptionLook, Drift, Shot};

use super::*;

fn key(n: u8) -> StepKey {
    StepKey::try_from(format!("{n:064x}")).unwrap()
}

fn shot(first_frame: u32, enter_frame: u32) -> Shot {
    Shot {
        artifact: key(1),
        picture: Picture {
            background: Background::Still { file: "b.png".into(), photo: false },
            foreground: Some("f.png".into()),
            fixed: None,
            credit: None,
        },
        first_frame,
        motion_frames: 100,
        drift: Drift::Left,
        enter_frame,
    }
}

fn format() -> VideoFormat {
    VideoFormat::new(Aspect::Portrait, Resolution::P1080)
}

fn scene(shot: Shot) -> SegmentSpec {
    SegmentSpec {
        format: format(),
        frames: 80,
        content: SegmentContent::Scene {
            number: 3,
            shot,
            caption_style: CaptionStyle::Karaoke,
            caption_look: CaptionLook::default(),
            cues: Vec::new(),
            style: Style::Modern,
        },
    }
}

fn transition(from: Shot, to: Shot) -> SegmentSpec {
    SegmentSpec {
        format: format(),
        frames: 12,
        content: SegmentContent::Transition {
            from_number: 3,
            transition: TransitionKind::Crossfade,
            from,
            to,
        },
    }
}

fn args(spec: &SegmentSpec, captions: Option<CaptionFiles<'_>>) -> Vec<String> {
    let layers = LayerDirs::from([(key(1), PathBuf::from("/layers"))]);
    let layers = Layers { dirs: &layers, facts: &BTreeMap::new() };
    let args = segment_args(spec, layers, captions, &files()).unwrap();
    args.into_iter().map(|arg| arg.into_string().unwrap()).collect()
}

fn files() -> SegmentFiles<'static> {
    let [film, poster, judged] = ["/out.mp4", "/out.jpg", "/out.rgb"].map(Path::new);
    SegmentFiles { film, poster, judged }
}

fn nothing() -> Layers<'static> {
    static NOTHING: (LayerDirs, BTreeMap<StepKey, LayerFacts>) = (BTreeMap::new(), BTreeMap::new());
    Layers { dirs: &NOTHING.0, facts: &NOTHING.1 }
}

fn value<'a>(args: &'a [String], name: &str) -> &'a str {
    &args[args.iter().position(|arg| arg == name).unwrap() + 1]
}

#[test]
fn a_scene_has_one_pass_and_an_exact_length() {
    let args = args(&scene(shot(12, 12)), None);
    assert_eq!(args.iter().filter(|arg| *arg == "-i").count(), 2);
    let film = &args[args.iter().position(|arg| arg == "[v]").unwrap()..];
    assert_eq!(value(film, "-frames:v"), "80");
    assert_eq!(value(&args, "-i"), "file:/layers/b.png");
    assert_eq!(args.last().unwrap(), "file:/out.mp4");
    let graph = value(&args, "-filter_complex");
    // Position 12 of the motion at the first frame, and the fade begins with it.
    assert!(graph.contains("floor((n+12)*"), "{graph}");
    assert!(graph.contains("fade=t=in:start_frame=0:nb_frames=12:alpha=1["), "{graph}");
    assert!(!graph.contains("ass="));
    // It enters at once, takes 12 frames, and has stood for 15 when the poster is taken.
    assert!(graph.contains("[still]trim=start_frame=27:end_frame=28,"), "{graph}");
    // And it is written once, not again for each frame before it.
    for small in ["[poster]", "[judged]"] {
        let at = args.iter().position(|arg| arg == small).unwrap();
        assert_eq!(args[at + 1..at + 5], ["-fps_mode", "passthrough", "-frames:v", "1"]);
    }
}

#[test]
fn a_foreground_that_is_not_there_yet_is_not_read() {
    let args = args(&transition(shot(88, 12), shot(0, 12)), None);
    // Two backgrounds, and the foreground of the scene that goes.
    assert_eq!(args.iter().filter(|arg| *arg == "-i").count(), 3);
    let graph = value(&args, "-filter_complex");
    assert!(!graph.contains("fade=t=in"), "it has entered long ago: {graph}");
    assert!(graph.contains("xfade=transition=fade:duration=0.433333:offset=-0.033333"));
    assert!(!graph.contains("[poster]"), "a passage stands for no film: {graph}");
}

#[test]
fn an_entrance_goes_on_where_the_body_left_it() {
    let args = args(&transition(shot(16, 12), shot(0, 12)), None);
    let graph = value(&args, "-filter_complex");
    assert!(graph.contains("alpha=1,trim=start_frame=4,"), "{graph}");
    assert!(graph.contains("clip((n+4-0+1)/12,0,1)"), "{graph}");
}

#[test]
fn a_clip_is_looped_from_the_frame_of_the_motion() {
    let mut shot = shot(100, 12);
    shot.picture.background = Background::Clip {
        file: "c.mp4".into(),
        duration_ms: 2000,
        start_ms: 0,
        fit: oma_core::brief::Fit::Cover,
    };
    shot.picture.foreground = None;
    let args = args(&scene(shot), None);
    assert_eq!(value(&args, "-stream_loop"), "-1");
    assert!(value(&args, "-filter_complex").contains("trim=start_frame=40,"));
}

#[test]
fn captions_are_burned_in_from_escaped_paths() {
    let captions = CaptionFiles { ass: Path::new("/a:b/c.ass"), fonts_dir: Path::new("/fonts") };
    let args = args(&scene(shot(0, 0)), Some(captions));
    let graph = value(&args, "-filter_complex");
    assert!(graph.contains(r"ass=filename=/a\\:b/c.ass:fontsdir=/fonts,"), "{graph}");
}

/// Evaluates the window's position for whole frames as the filter would.
fn positions(graph: &str, frames: u32) -> Vec<i64> {
    // `(start+floor((n+first)*travel/last+0.5))` or `(end-floor(…))`.
    let text = graph.split("2*floor((").nth(1).unwrap();
    let sign = if text.split("floor").next().unwrap().contains('-') { -1 } else { 1 };
    let numbers: Vec<i64> = text
        .split(|c: char| !c.is_ascii_digit())
        .filter(|part| !part.is_empty())
        .take(4)
        .map(|part| part.parse().unwrap())
        .collect();
    let [start, first, travel, last] = numbers[..] else { panic!("{text}") };
    (0..i64::from(frames))
        .map(|n| start + sign * ((2 * (n + first) * travel + last) / (2 * last)))
        .collect()
}

#[test]
fn the_window_moves_evenly_and_never_leaves_the_picture() {
    for drift in [Drift::Left, Drift::Right, Drift::Up, Drift::Down] {
        for motion_frames in [21, 100, 2000] {
            let mut shot = Shot { drift, motion_frames, ..shot(0, 0) };
            shot.picture.foreground = None;
            let mut spec = scene(shot);
            spec.frames = motion_frames;
            let args = args(&spec, None);
            let places = positions(value(&args, "-filter_complex"), motion_frames);
            // What is kept of the still, along the drift, but for the two pixels of the versions.
            let graph = value(&args, "-filter_complex");
            let kept = graph.split(",crop=").nth(1).unwrap().split(':');
            let kept: Vec<u32> = kept.take(2).map(|side| side.parse().unwrap()).collect();
            let room = match drift {
                Drift::Left | Drift::Right => kept[0] - 2 - format().width,
                _ => kept[1] - 2 - format().height,
            };
            let inside = 0..=i64::from(4 * room);
            assert!(places.iter().all(|at| inside.contains(at)), "{drift:?} {places:?}");
            let steps: Vec<i64> = places.windows(2).map(|w| (w[1] - w[0]).abs()).collect();
            let (least, most) = (steps.iter().min().unwrap(), steps.iter().max().unwrap());
            assert!(most - least <= 1 && *most <= 5, "{drift:?} {motion_frames}: {steps:?}");
            let forward = matches!(drift, Drift::Left | Drift::Up);
            assert_eq!(places[0] < places[places.len() - 1], forward);
        }
    }
}

#[test]
fn overscan_is_even_and_large_enough() {
    assert_eq!(overscan_size(format()), (1210, 2152));
    let draft = VideoFormat { width: 202, height: 360, fps: 30, crf: 23 };
    assert_eq!(overscan_size(draft), (228, 404));
}

#[test]
fn a_missing_folder_and_a_cut_are_defects() {
    let spec = scene(shot(0, 0));
    let error = segment_args(&spec, nothing(), None, &files()).unwrap_err();
    assert!(error.detail.unwrap().contains(key(1).as_str()));
    let mut spec = transition(shot(0, 0), shot(0, 0));
    if let SegmentContent::Transition { transition, .. } = &mut spec.content {
        *transition = TransitionKind::Cut;
    }
    assert!(segment_args(&spec, nothing(), None, &files()).is_err());
}

#[test]
fn a_key_without_numbers_is_the_same_anywhere_in_the_film() {
    let mut moved = scene(shot(0, 0));
    if let SegmentContent::Scene { number, .. } = &mut moved.content {
        *number = 9;
    }
    assert_ne!(moved, scene(shot(0, 0)));
    assert_eq!(without_numbers(&moved), without_numbers(&scene(shot(0, 0))));
    assert_eq!(artifacts(&moved), [&key(1)]);
}
