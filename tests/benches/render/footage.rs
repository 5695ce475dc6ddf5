//! Six clips and a piece of music, made once: textures that move, turn and zoom under film grain,
//! so that they cost a codec about what camera footage costs. A third of the clips lies on its side.

use std::path::{Path, PathBuf};
use std::process::Command;

use crate::job::{CLIPS, SCENE_S};
use crate::measure::quietly;

/// Film grain: other noise in every frame.
const GRAIN: &str = "noise=alls=5:allf=t";
/// Clips are longer than what is shown of them, as footage is.
const CLIP_S: u32 = SCENE_S + 1;
/// The side of the large texture that most clips look at through a moving window.
const TEXTURE: u32 = 4400;

/// The clips and the pieces of music, in a folder that survives from run to run.
pub(crate) struct Footage {
    pub(crate) clips: Vec<PathBuf>,
    pub(crate) music: PathBuf,
    pub(crate) other_music: PathBuf,
}

impl Footage {
    pub(crate) fn in_dir(dir: &Path) -> Self {
        std::fs::create_dir_all(dir).unwrap();
        let texture = dir.join("texture.png");
        make(&texture, &["-filter_complex", &texture_graph(), "-frames:v", "1"]);
        let clips = (0..CLIPS).map(|n| clip(dir, n, &texture)).collect();
        let music = |name: &str, chords: [f64; 3]| {
            let path = dir.join(name);
            let seconds = (CLIPS * SCENE_S).to_string();
            make(&path, &["-filter_complex", &music_graph(chords), "-t", &seconds, "-b:a", "160k"]);
            path
        };
        Self {
            clips,
            music: music("music.m4a", [220.0, 277.18, 329.63]),
            other_music: music("other-music.m4a", [196.0, 246.94, 293.66]),
        }
    }
}

/// Noise in five sizes laid over each other, coarse strong and fine faint, as in nature.
fn texture_graph() -> String {
    let octave = |n: u32, side: u32| {
        format!(
            "nullsrc=s={side}x{side}:d=1:r=1,format=yuv444p,geq=lum='255*random({n})':\
             cb='96+64*random({n})':cr='96+64*random({n})',scale={TEXTURE}:{TEXTURE}:\
             flags=bicubic[o{n}];"
        )
    };
    let sides = [8, 32, 120, 480, 1800];
    let octaves: Vec<String> = (0..).zip(sides).map(|(n, side)| octave(n, side)).collect();
    let octaves = octaves.concat();
    format!("{octaves}[o0][o1][o2][o3][o4]mix=inputs=5:weights='8 5 3 2 1',eq=contrast=1.8")
}

fn clip(dir: &Path, n: u32, texture: &Path) -> PathBuf {
    let path = dir.join(format!("clip-{n}.mp4"));
    let seconds = CLIP_S.to_string();
    // A window twice the clip's size, scaled down: it moves by half pixels, like a camera.
    let window = |w: u32, h: u32, x: &str, y: &str| {
        format!("crop={}:{}:'{x}':'{y}',scale={w}:{h}:flags=area", 2 * w, 2 * h)
    };
    let graph = match n {
        0 => format!(
            "mandelbrot=s=1920x1080:r=30:start_scale=2.4:end_scale=0.6:end_pts=300:inner=period,\
             gblur=1.5,hue=s=0.5,{GRAIN}"
        ),
        1 => {
            format!("[0:v]{},{GRAIN}", window(1080, 1920, "1000+60*t+9*sin(7*t)", "260+40*sin(t)"))
        }
        2 => format!(
            "[0:v]{},split[a][b];[b]crop=420:800:600:600,hflip,eq=brightness=0.15[c];\
             [a][c]overlay=x='80+90*t':y='500+140*sin(2*t)':eval=frame,{GRAIN}",
            window(1080, 1920, "300+90*t", "500-50*t")
        ),
        3 => format!("[0:v]{},{GRAIN}", window(1920, 1080, "40+70*t", "900+12*sin(9*t)+25*t")),
        4 => format!(
            "mandelbrot=s=1080x1920:r=30:start_x=-0.75:start_y=0.1:start_scale=0.9:end_scale=0.25:\
             end_pts=400,gblur=2,hue=h=90:s=0.5,{GRAIN}"
        ),
        _ => format!(
            "[0:v]{},rotate='0.06*sin(t)':ow=iw:oh=ih,crop=960:1706,scale=1080:1920,{GRAIN}",
            window(1080, 1920, "900-60*t", "200+50*t")
        ),
    };
    let texture = texture.to_str().unwrap();
    let encode = ["-t", &seconds, "-c:v", "libx264", "-preset", "medium", "-crf", "20"];
    let tags = ["-pix_fmt", "yuv420p", "-colorspace", "bt709", "-color_primaries", "bt709"];
    let input = ["-loop", "1", "-framerate", "30", "-i", texture, "-filter_complex", &graph];
    // A source filter needs no input, and ffmpeg refuses none.
    make(&path, &[input.as_slice(), &encode, &tags, &["-color_trc", "bt709", "-an"]].concat());
    path
}

fn music_graph([low, middle, high]: [f64; 3]) -> String {
    format!(
        "sine=f={low}:r=48000,tremolo=f=0.5:d=0.6[a];sine=f={middle}:r=48000,tremolo=f=2:d=0.9[b];\
         sine=f={high}:r=48000,tremolo=f=4:d=0.9[c];[a][b][c]amix=inputs=3,\
         aformat=channel_layouts=stereo"
    )
}

fn make(path: &Path, args: &[&str]) {
    if path.is_file() {
        return;
    }
    println!("making {}", path.display());
    let half = path.with_file_name(format!("half-{}", path.file_name().unwrap().to_str().unwrap()));
    let mut ffmpeg = Command::new("ffmpeg");
    ffmpeg.args(["-hide_banner", "-loglevel", "error", "-y"]).args(args).arg(&half);
    quietly(&mut ffmpeg);
    std::fs::rename(half, path).unwrap();
}
