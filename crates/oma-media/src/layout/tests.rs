use oma_core::format::{Aspect, Resolution};
use oma_core::language::Language;
use oma_core::narration::{TimingSource, WordTiming};
use oma_core::pacing::{SHORTEST_LEAD_MS, SHORTEST_TAIL_MS, pauses_around};
use oma_core::picture::Background;
use oma_core::plan::{ModelChoice, Purpose};
use oma_core::timeline::Shot;

use super::*;

/// xorshift64*: equal seeds give equal films.
struct Random(u64);

impl Random {
    fn below(&mut self, bound: u64) -> u64 {
        self.0 ^= self.0 >> 12;
        self.0 ^= self.0 << 25;
        self.0 ^= self.0 >> 27;
        (self.0.wrapping_mul(0x2545_F491_4F6C_DD1D) >> 33) % bound
    }
}

fn key(n: u64) -> StepKey {
    StepKey::try_from(format!("{n:064x}")).unwrap()
}

fn narration(random: &mut Random) -> Narration {
    let mut words = Vec::new();
    let mut at = 0;
    for _ in 0..=random.below(25) {
        let mut text = "x".repeat(1 + usize::try_from(random.below(12)).unwrap());
        text.push_str(["", "", "", ",", "."][usize::try_from(random.below(5)).unwrap()]);
        let start_ms = at + random.below(120);
        let end_ms = start_ms + random.below(500);
        words.push(WordTiming { text, start_ms, end_ms });
        at = end_ms;
    }
    Narration {
        narrator: ModelChoice::new("test", "voice"),
        duration_ms: at,
        words,
        timing: TimingSource::Exact,
    }
}

struct Film {
    format: VideoFormat,
    style: Style,
    captions: CaptionStyle,
    script: Script,
    narrations: BTreeMap<u32, (StepKey, Narration)>,
    pictures: BTreeMap<u32, (StepKey, Picture)>,
}

impl Film {
    fn random(seed: u64) -> Self {
        let mut random = Random(seed * 7919 + 1);
        let aspects = [Aspect::Portrait, Aspect::Landscape, Aspect::Square, Aspect::Feed];
        let pick = |random: &mut Random, n: usize| usize::try_from(random.below(n as u64)).unwrap();
        let format = VideoFormat::new(aspects[pick(&mut random, 4)], Resolution::P360);
        let style = Style::ALL[pick(&mut random, Style::ALL.len())];
        let captions = CaptionStyle::ALL[pick(&mut random, CaptionStyle::ALL.len())];
        let count = 1 + u32::try_from(random.below(7)).unwrap();
        let mut film = Self {
            format,
            style,
            captions,
            script: Script {
                title: "T".into(),
                language: Language::EnUs,
                writer: ModelChoice::new("test", "writer"),
                scenes: Vec::new(),
                original: None,
            },
            narrations: BTreeMap::new(),
            pictures: BTreeMap::new(),
        };
        for number in 1..=count {
            film.script.scenes.push(scene(number, random.below(9000) as f64 / 1000.0));
            let spoken = narration(&mut random);
            film.narrations.insert(number, (key(random.below(1 << 30)), spoken));
            film.pictures.insert(number, (key(random.below(1 << 30)), picture()));
        }
        film
    }

    fn lay_out(&self) -> Result<Timeline> {
        lay_out(&LayoutRequest {
            format: self.format,
            style: self.style,
            caption_style: self.captions,
            caption_look: &CaptionLook::default(),
            transition: transition_for(self.style),
            script: &self.script,
            narrations: &self.narrations,
            pictures: &self.pictures,
            music: None,
        })
    }
}

fn scene(number: u32, seconds: f64) -> Scene {
    Scene {
        number,
        purpose: Purpose::Body,
        narration: "words".into(),
        on_screen: "Words".into(),
        supporting: None,
        visual: "words".into(),
        keywords: Vec::new(),
        mood: oma_core::brief::Mood::Calm,
        seconds,
    }
}

fn picture() -> Picture {
    Picture {
        background: Background::Still { file: "background.png".into(), photo: false },
        foreground: Some("foreground.png".into()),
        fixed: None,
        credit: None,
    }
}

/// The scenes a segment shows.
fn numbers(segment: &SegmentSpec) -> Vec<u32> {
    match &segment.content {
        SegmentContent::Scene { number, .. } => vec![*number],
        SegmentContent::Transition { from_number, .. } => vec![*from_number, from_number + 1],
    }
}

#[test]
fn frames_sum_up_without_gap_or_overlap() {
    for seed in 1..200 {
        let film = Film::random(seed);
        let timeline = film.lay_out().unwrap();
        let total: u32 = timeline.segments.iter().map(|s| s.frames).sum();
        assert_eq!(total, timeline.total_frames, "seed {seed}");
        let mut next = 0;
        for (scene, written) in timeline.scenes.iter().zip(&film.script.scenes) {
            assert_eq!((scene.number, scene.first_frame), (written.number, next), "seed {seed}");
            next += scene.frames;
            let (lead, tail) = pauses_around(scene.speech_ms, written.duration_ms());
            let wanted = written.duration_ms().max(lead + scene.speech_ms + tail);
            let frames = u64::from(scene.frames);
            assert!(frames * 1000 >= wanted * 30 && (frames - 1) * 1000 < wanted * 30);
            let start = film.format.duration_ms(scene.first_frame);
            assert_eq!(scene.speech_start_ms, start + lead);
        }
        assert_eq!(next, timeline.total_frames, "seed {seed}");
    }
}

#[test]
fn every_scene_moves_through_all_its_frames_once() {
    for seed in 1..200 {
        let film = Film::random(seed);
        let timeline = film.lay_out().unwrap();
        let mut reached: BTreeMap<u32, u32> = BTreeMap::new();
        let mut see = |number: u32, shot: &Shot, frames: u32| {
            let at = reached.entry(number).or_insert(0);
            assert_eq!(shot.first_frame, *at, "seed {seed} scene {number}");
            *at += frames;
        };
        let mut motion = BTreeMap::new();
        for segment in &timeline.segments {
            match &segment.content {
                SegmentContent::Scene { number, shot, .. } => {
                    assert_eq!(shot.enter_frame, shot.first_frame);
                    see(*number, shot, segment.frames);
                    motion.insert(*number, shot.motion_frames);
                }
                SegmentContent::Transition { from_number, from, to, .. } => {
                    assert_eq!(to.enter_frame, segment.frames, "only the background is visible");
                    see(*from_number, from, segment.frames);
                    see(from_number + 1, to, segment.frames);
                }
            }
        }
        assert_eq!(reached, motion, "seed {seed}");
    }
}

#[test]
fn captions_never_fall_into_a_transition() {
    for seed in 1..200 {
        let timeline = Film::random(seed).lay_out().unwrap();
        for segment in &timeline.segments {
            let SegmentContent::Scene { cues, caption_style, .. } = &segment.content else {
                continue;
            };
            let end = timeline.format.duration_ms(segment.frames);
            assert!(cues.iter().all(|cue| cue.end_ms <= end), "seed {seed}");
            assert_eq!(cues.is_empty(), *caption_style == CaptionStyle::None, "seed {seed}");
        }
        let half = timeline.format.duration_ms(transition_frames(timeline.format) / 2);
        assert!(
            SHORTEST_LEAD_MS.min(SHORTEST_TAIL_MS) >= half,
            "a transition would reach the words"
        );
        for scene in &timeline.scenes {
            let start = timeline.format.duration_ms(scene.first_frame);
            let end = timeline.format.duration_ms(scene.first_frame + scene.frames);
            assert!(!scene.cues.is_empty());
            for cue in &scene.cues {
                assert!(
                    cue.start_ms >= start + SHORTEST_LEAD_MS && cue.end_ms <= end,
                    "seed {seed}"
                );
            }
        }
    }
}

#[test]
fn a_new_narration_changes_its_own_segments_only() {
    for seed in 1..200 {
        let mut film = Film::random(seed);
        let before = film.lay_out().unwrap();
        let count = film.script.scenes.len();
        let changed = 1 + u32::try_from(seed % count as u64).unwrap();
        film.narrations.insert(changed, (key(seed), narration(&mut Random(seed + 1_000_000))));
        let after = film.lay_out().unwrap();
        assert_eq!(before.segments.len(), after.segments.len());
        for (old, new) in before.segments.iter().zip(&after.segments) {
            assert!(old == new || numbers(old).contains(&changed), "seed {seed}: {old:?} {new:?}");
        }
    }
}

#[test]
fn a_scene_that_moves_keeps_its_segment_but_for_the_number() {
    let mut film = Film::random(3);
    while film.script.scenes.len() < 4 || transition_for(film.style) == TransitionKind::Cut {
        film = Film::random(film.narrations[&1].1.duration_ms + 1);
    }
    let before = film.lay_out().unwrap();
    // Scenes 2 and 3 change places.
    film.script.scenes.swap(1, 2);
    let after = film.lay_out().unwrap();
    let body = |timeline: &Timeline, wanted: u32| {
        let found = timeline.segments.iter().find(|segment| numbers(segment) == [wanted]);
        found.cloned().unwrap()
    };
    for number in [2, 3] {
        assert_eq!(body(&before, number), body(&after, number));
    }
}

#[test]
fn styles_choose_the_passage() {
    for style in Style::ALL {
        let cut = transition_for(*style) == TransitionKind::Cut;
        assert_eq!(cut, *style == Style::Minimalist);
        let mut film = Film::random(11);
        film.style = *style;
        let timeline = film.lay_out().unwrap();
        let scenes = timeline.scenes.len();
        assert_eq!(timeline.segments.len(), if cut { scenes } else { 2 * scenes - 1 });
    }
}

#[test]
fn what_is_missing_is_named() {
    let mut film = Film::random(5);
    film.narrations.remove(&1);
    let error = film.lay_out().unwrap_err();
    assert_eq!(error.kind, ErrorKind::InvalidEvent);
    assert_eq!(error.message, "Scene 1 has no narration.");

    let mut film = Film::random(5);
    film.pictures.remove(&1);
    assert_eq!(film.lay_out().unwrap_err().message, "Scene 1 has no picture.");

    film.script.scenes.clear();
    assert_eq!(film.lay_out().unwrap_err().message, "The script has no scenes.");
}
