//! The limit: one ffmpeg command, written by hand for this very film, that does everything at once.

use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::process::Command;

use crate::footage::Footage;
use crate::job::{CLIPS, FILM_S, SCENE_S};
use crate::material::Material;

const FONTS: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../crates/oma-media/assets/fonts");

/// Decodes six clips, fills the frame, lays the words over them, joins, burns captions in, ducks
/// the music under the voice, brings the sound to −14 LUFS, encodes once.
pub(crate) fn command(footage: &Footage, material: &Material, crf: u32, out: &Path) -> Command {
    let mut command = Command::new("ffmpeg");
    command.args(["-hide_banner", "-loglevel", "error", "-nostdin", "-y"]);
    let mut input = |path: &PathBuf| {
        command.arg("-i").arg(path);
    };
    footage.clips.iter().chain(&material.overlays).for_each(&mut input);
    [&material.voice, &footage.music].into_iter().for_each(&mut input);
    command.args(["-filter_complex", &graph(material), "-map", "[v]", "-map", "[a]"]);
    command.args(["-c:v", "libx264", "-preset", "veryfast", "-crf", &crf.to_string()]);
    command.args(["-c:a", "aac", "-b:a", "192k", "-ar", "48000", "-movflags", "+faststart"]);
    command.arg(out);
    command
}

fn graph(material: &Material) -> String {
    let frames = SCENE_S * 30;
    let overlaid = material.overlays.len() == CLIPS as usize;
    let (mut chains, mut joined) = (String::new(), String::new());
    for n in 0..CLIPS {
        write!(
            chains,
            "[{n}:v]trim=end_frame={frames},setpts=PTS-STARTPTS,\
             scale=1080:1920:force_original_aspect_ratio=increase,crop=1080:1920,setsar=1,\
             format=yuv420p[b{n}];"
        )
        .unwrap();
        if overlaid {
            let picture = CLIPS + n;
            write!(
                chains,
                "[{picture}:v]format=yuva420p,loop=loop=-1:size=1,settb=1/30,setpts=N,\
                 fade=t=in:nb_frames=12:alpha=1[f{n}];[b{n}][f{n}]overlay=shortest=1[s{n}];"
            )
            .unwrap();
        }
        write!(joined, "[{}{n}]", if overlaid { 's' } else { 'b' }).unwrap();
    }
    let ass = material.ass.to_str().unwrap();
    let voice = CLIPS as usize + material.overlays.len();
    let music = voice + 1;
    format!(
        "{chains}{joined}concat=n={CLIPS},ass={ass}:fontsdir={FONTS},format=yuv420p[v];\
         [{voice}:a]aresample=48000,aformat=channel_layouts=stereo,asplit[speech][key];\
         [{music}:a]aresample=48000,volume=-12dB,afade=t=in:d=0.8,afade=t=out:st={}:d=1.8[bed];\
         [bed][key]sidechaincompress=threshold=0.02:ratio=3:attack=40:release=600[ducked];\
         [speech][ducked]amix=inputs=2:normalize=0,atrim=end={FILM_S},\
         loudnorm=I=-14:TP=-1.5[a]",
        FILM_S - 2
    )
}
