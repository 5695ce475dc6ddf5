//! What everybody else gets of OMA's film, so that all do the same job: the narration, the words
//! over the pictures, the captions.

use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use serde_json::Value;

use crate::job::{CLIPS, FILM_S, SCENE_S};
use crate::measure::quietly;
use crate::product::Made;

/// Taken from one film of OMA's.
pub(crate) struct Material {
    /// The whole narration, as long as the film.
    pub(crate) voice: PathBuf,
    /// The same cut by scenes.
    pub(crate) voices: Vec<PathBuf>,
    /// Transparent pictures of the frame's size, one per scene, where OMA lays any.
    pub(crate) overlays: Vec<PathBuf>,
    pub(crate) srt: PathBuf,
    pub(crate) ass: PathBuf,
    pub(crate) captions: usize,
}

impl Material {
    pub(crate) fn of(made: &Made, dir: &Path) -> Self {
        fs::create_dir_all(dir).unwrap();
        let voice = dir.join("voice.wav");
        ffmpeg(&voice_args(made), &voice);
        let voices = (0..CLIPS).map(|n| {
            let path = dir.join(format!("voice-{n}.wav"));
            let (from, length) = ((n * SCENE_S).to_string(), SCENE_S.to_string());
            let voice = voice.to_str().unwrap();
            ffmpeg(&["-ss", &from, "-t", &length, "-i", voice].map(str::to_owned), &path);
            path
        });
        let srt = made.out.join("captions.srt");
        let (script, captions) = ass_script(&fs::read_to_string(&srt).unwrap());
        let ass = dir.join("captions.ass");
        fs::write(&ass, script).unwrap();
        Self { voices: voices.collect(), voice, overlays: overlays(made), srt, ass, captions }
    }
}

fn overlays(made: &Made) -> Vec<PathBuf> {
    let folders = made.artifacts("visual.make").into_iter();
    folders
        .filter_map(|folder| {
            let picture: Value =
                serde_json::from_slice(&fs::read(folder.join("picture.json")).unwrap()).unwrap();
            picture["foreground"].as_str().map(|file| folder.join(file))
        })
        .collect()
}

/// Each scene's speech where OMA put it.
fn voice_args(made: &Made) -> Vec<String> {
    let timeline = fs::read(made.out.join("timeline.json")).unwrap();
    let timeline: Value = serde_json::from_slice(&timeline).unwrap();
    let (mut args, mut chains, mut labels) = (Vec::new(), String::new(), String::new());
    for (n, folder) in made.artifacts("audio.narrate").iter().enumerate() {
        let speech = folder.join("speech.wav");
        args.extend(["-i".to_owned(), speech.to_str().unwrap().to_owned()]);
        let delay_ms = timeline["scenes"][n]["speech_start_ms"].as_u64().unwrap();
        write!(chains, "[{n}]aresample=48000,adelay={delay_ms}:all=1[v{n}];").unwrap();
        write!(labels, "[v{n}]").unwrap();
    }
    let graph = format!("{chains}{labels}amix=inputs={CLIPS}:normalize=0,apad,atrim=end={FILM_S}");
    args.extend(["-filter_complex".to_owned(), graph]);
    args
}

fn ffmpeg(args: &[String], out: &Path) {
    let mut command = Command::new("ffmpeg");
    command.args(["-hide_banner", "-loglevel", "error", "-y"]).args(args).arg(out);
    quietly(&mut command);
}

/// Captions as OMA's `phrase` sets them: bold Inter Display in white on a dark box.
fn ass_script(srt: &str) -> (String, usize) {
    let mut script = String::from(
        "[Script Info]\nScriptType: v4.00+\nPlayResX: 1080\nPlayResY: 1920\nWrapStyle: 1\n\
         ScaledBorderAndShadow: yes\nYCbCr Matrix: TV.709\n\n[V4+ Styles]\n\
         Format: Name, Fontname, Fontsize, PrimaryColour, OutlineColour, BackColour, Bold, \
         BorderStyle, Outline, Shadow, Alignment, MarginL, MarginR, MarginV\n\
         Style: Caption,Inter Display,72,&H00FFFFFF,&HFF000000,&H66140C0C,-1,4,0,14,2,86,86,360\n\n\
         [Events]\nFormat: Layer, Start, End, Style, Text\n",
    );
    let mut count = 0;
    for block in srt.replace("\r\n", "\n").split("\n\n").filter(|block| block.contains("-->")) {
        let mut lines = block.trim().lines().skip_while(|line| !line.contains("-->"));
        let times = lines.next().unwrap();
        // 00:00:01,234 → 0:00:01.23
        let clock = |time: &str| time.trim()[1..11].replace(',', ".");
        let (start, end) = times.split_once("-->").unwrap();
        let text: Vec<&str> = lines.collect();
        let (start, end, text) = (clock(start), clock(end), text.join("\\N"));
        writeln!(script, "Dialogue: 0,{start},{end},Caption,{text}").unwrap();
        count += 1;
    }
    (script, count)
}
