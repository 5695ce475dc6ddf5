//! Small synthetic scenes, made by ffmpeg itself.
#![allow(dead_code, unreachable_pub, reason = "each test file uses a part of it")]

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::process::Command;

use oma_core::brief::{CaptionStyle, Mood, Style};
use oma_core::format::VideoFormat;
use oma_core::language::Language;
use oma_core::narration::{Narration, TimingSource, WordTiming};
use oma_core::picture::{Background, Picture};
use oma_core::plan::{ModelChoice, Purpose};
use oma_core::script::{Scene, Script};
use oma_core::step::StepKey;
use oma_core::timeline::{CaptionLook, Timeline, TransitionKind};
use oma_media::assemble::best_poster;
use oma_media::ffmpeg::Tools;
use oma_media::layout::{LayoutRequest, lay_out};
use oma_media::segment::{LayerDirs, overscan_size};
use oma_media::work::{FilmFiles, FilmInputs, Rendered, assemble_film, film_sound, render_segment};
use tempfile::TempDir;

/// A film of two scenes in a folder of its own.
pub struct Stage {
    pub dir: TempDir,
    pub tools: Tools,
    pub format: VideoFormat,
    pub style: Style,
    pub captions: CaptionStyle,
    pub transition: TransitionKind,
    pub script: Script,
    pub narrations: BTreeMap<u32, (StepKey, Narration)>,
    pub pictures: BTreeMap<u32, (StepKey, Picture)>,
}

pub const SMALL: VideoFormat = VideoFormat { width: 202, height: 360, fps: 30, crf: 23 };

impl Stage {
    pub fn new(format: VideoFormat) -> Self {
        let tools = Tools::locate().expect("these tests need ffmpeg");
        let mut stage = Self {
            dir: tempfile::tempdir().unwrap(),
            tools,
            format,
            style: Style::Modern,
            captions: CaptionStyle::Karaoke,
            transition: TransitionKind::Crossfade,
            script: Script {
                title: "It's \"honey\"".into(),
                language: Language::EnUs,
                writer: ModelChoice::new("test", "writer"),
                scenes: vec![scene(1), scene(2)],
                original: None,
            },
            narrations: BTreeMap::new(),
            pictures: BTreeMap::new(),
        };
        for number in [1, 2] {
            stage.narrate(number, 260 * u64::from(number));
            stage.draw(number);
        }
        stage
    }

    pub fn path(&self, name: &str) -> PathBuf {
        self.dir.path().join(name)
    }

    pub fn ffmpeg(&self, args: &[&str], out: &Path) {
        run(&self.tools, args, out);
    }

    /// A tone that comes and goes like syllables, as quiet as the voices are.
    fn narrate(&mut self, number: u32, pitch: u64) {
        let words = ["Honey", "never", "spoils,", "not", "even", "here."];
        let narration = Narration {
            narrator: ModelChoice::new("test", "voice"),
            duration_ms: 1800,
            words: (0u64..)
                .zip(words)
                .map(|(i, text)| WordTiming {
                    text: text.into(),
                    start_ms: i * 300,
                    end_ms: i * 300 + 280,
                })
                .collect(),
            timing: TimingSource::Exact,
        };
        let tone =
            format!("aevalsrc=0.12*sin({pitch}*6.2832*t)*max(0.1\\,sin(20*t)):d=1.8:s=24000");
        self.ffmpeg(&["-f", "lavfi", "-i", &tone], &self.speech(number));
        self.narrations.insert(number, (key(u64::from(number)), narration));
    }

    fn draw(&mut self, number: u32) {
        let key = key(100 + u64::from(number));
        let dir = self.path(key.as_str());
        std::fs::create_dir(&dir).unwrap();
        let (w, h) = overscan_size(self.format);
        let back = format!("testsrc2=s={w}x{h},hue=h={}", number * 140);
        self.ffmpeg(&["-f", "lavfi", "-i", &back, "-frames:v", "1"], &dir.join("back.png"));
        let VideoFormat { width: w, height: h, .. } = self.format;
        let front = format!(
            "color=white:s={w}x{h},format=rgba,geq=r=255:g=255:b=255:\
             a='255*between(X,W/8,W*7/8)*between(Y,H/4,H/3)'"
        );
        self.ffmpeg(&["-f", "lavfi", "-i", &front, "-frames:v", "1"], &dir.join("front.png"));
        let picture = Picture {
            background: Background::Still { file: "back.png".into(), photo: false },
            foreground: Some("front.png".into()),
            fixed: None,
            credit: None,
        };
        self.pictures.insert(number, (key, picture));
    }

    pub fn speech(&self, number: u32) -> PathBuf {
        self.path(&format!("speech{number}.wav"))
    }

    pub fn layers(&self) -> LayerDirs {
        let dirs = self.pictures.values().map(|(key, _)| (key.clone(), self.path(key.as_str())));
        dirs.collect()
    }

    pub fn fonts(&self) -> PathBuf {
        oma_media::fonts::fonts_dir(self.dir.path()).unwrap()
    }

    pub fn timeline(&self) -> Timeline {
        lay_out(&LayoutRequest {
            format: self.format,
            style: self.style,
            caption_style: self.captions,
            caption_look: &CaptionLook::default(),
            transition: self.transition,
            script: &self.script,
            narrations: &self.narrations,
            pictures: &self.pictures,
            music: None,
        })
        .unwrap()
    }

    /// Renders every segment into a folder.
    pub async fn segments(&self, timeline: &Timeline, folder: &str) -> Vec<PathBuf> {
        let made = self.rendered(timeline, folder).await;
        made.into_iter().map(|(file, _)| file).collect()
    }

    async fn rendered(&self, timeline: &Timeline, folder: &str) -> Vec<(PathBuf, Rendered)> {
        let (layers, fonts) = (self.layers(), self.fonts());
        let mut all = Vec::new();
        for (i, spec) in timeline.segments.iter().enumerate() {
            let out = self.path(folder).join(format!("{i}.mp4"));
            let made = render_segment(&self.tools, spec, &layers, &fonts, &out).await.unwrap();
            all.push((out, made));
        }
        all
    }

    pub async fn film(&self, folder: &str, music: Option<PathBuf>) -> (Timeline, FilmFiles) {
        let timeline = self.timeline();
        let (paths, made): (Vec<_>, Vec<_>) =
            self.rendered(&timeline, &format!("{folder}-segments")).await.into_iter().unzip();
        let worths: Vec<_> = made.iter().map(|made| made.seen.poster_worth).collect();
        let best = best_poster(&timeline, &worths).unwrap();
        let sound = self.path(&format!("{folder}-sound.m4a"));
        let narrations = [self.speech(1), self.speech(2)];
        film_sound(&self.tools, &timeline, &narrations, music.as_deref(), &sound).await.unwrap();
        let inputs = FilmInputs {
            segments: paths,
            sound,
            poster: made[best].poster.clone().unwrap(),
            title: &self.script.title,
            language: self.script.language,
        };
        let out = self.path(folder);
        let files = assemble_film(&self.tools, &timeline, &inputs, &out).await.unwrap();
        (timeline, files)
    }

    /// One frame of a film as grey bytes.
    pub fn frame(&self, film: &Path, frame: u32) -> Vec<u8> {
        let run = Command::new(&self.tools.ffmpeg)
            .args(["-v", "error", "-nostdin", "-i"])
            .arg(film)
            .args(["-vf", &format!("select=eq(n\\,{frame}),format=gray")])
            .args(["-frames:v", "1", "-f", "rawvideo", "-"])
            .output()
            .unwrap();
        assert_eq!(run.stdout.len(), (self.format.width * self.format.height) as usize);
        run.stdout
    }

    /// The number of files and folders in a folder.
    pub fn count(&self, folder: &str) -> usize {
        std::fs::read_dir(self.path(folder)).unwrap().count()
    }
}

pub fn run(tools: &Tools, args: &[&str], out: &Path) {
    let run = Command::new(&tools.ffmpeg)
        .args(["-v", "error", "-nostdin", "-y"])
        .args(args)
        .arg(out)
        .output()
        .unwrap();
    assert!(run.status.success(), "{}", String::from_utf8_lossy(&run.stderr));
}

pub fn key(n: u64) -> StepKey {
    StepKey::try_from(format!("{n:064x}")).unwrap()
}

fn scene(number: u32) -> Scene {
    Scene {
        number,
        purpose: Purpose::Body,
        narration: "Honey never spoils, not even here.".into(),
        on_screen: "Honey".into(),
        supporting: None,
        visual: "honey".into(),
        keywords: Vec::new(),
        mood: Mood::Calm,
        seconds: 2.0,
    }
}
