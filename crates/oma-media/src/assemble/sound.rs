use std::ffi::OsString;
use std::path::Path;

use oma_core::timeline::Timeline;

use crate::loudness::{Loudness, MAX_TRUE_PEAK_DBTP, TARGET_LUFS};
use crate::segment::Args;

/// Of everything heard.
pub const SAMPLE_RATE: u32 = 48_000;

/// Stereo in float: what every sound is turned into first.
const COMMON: &str = "aresample=48000,aformat=sample_fmts=flt:channel_layouts=stereo";
/// Measures what passes, with its true peak, and reports it on stderr at the end.
const MEASURE_PEAK: &str = "ebur128=peak=true:framelog=verbose";
/// Float samples, and nothing in the header that differs from run to run.
const WAV: &str = "-c:a pcm_f32le -map_metadata -1 -fflags +bitexact -flags:a +bitexact -f wav";

/// The loudness of the voice in the mix: the ducking's threshold is set for it.
const VOICE_LUFS: f64 = -18.0;
/// Music by itself is this much quieter than the voice; ducking takes about 9 dB more while
/// somebody speaks, so that speech stands some 20 dB over the music (WCAG 1.4.7).
const MUSIC_BELOW_VOICE_LU: f64 = 10.0;

/// The names under which one run reports what it measured; see [`Loudness::parse_of`].
pub(crate) const VOICE: &str = "voice";
pub(crate) const MUSIC: &str = "music";
pub(crate) const MASTERED: &str = "mastered";

/// How the mix becomes the film's sound.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Master {
    /// One gain for the whole film.
    pub gain_db: f64,
    /// What the limiter lets through.
    pub ceiling_db: f64,
}

impl Master {
    /// 1 dB under the bound, because AAC adds a little again.
    const CEILING_DB: f64 = MAX_TRUE_PEAK_DBTP - 1.0;
    /// How far below the bound a corrected peak is aimed.
    const MARGIN_DB: f64 = 0.3;

    /// How far from the target a film may be: what is left of the tolerance is for another
    /// decoder's rounding, and each further try costs a CPU second.
    const CLOSE_LU: f64 = 0.3;

    /// How much more gain a sound that is limited needs than it lacks in loudness: the limiter takes
    /// a part of each further decibel (measured: 1.9 dB more gave 1.6).
    const LIMITED: f64 = 1.1;

    /// What to try first with a sound that was measured as it is.
    pub(crate) fn of(unlimited: &Loudness) -> Self {
        Self { gain_db: unlimited.gain_to(TARGET_LUFS), ceiling_db: Self::CEILING_DB }
    }

    /// What to try first with a mix that nobody has measured: its voice has [`VOICE_LUFS`].
    pub(crate) fn of_mix() -> Self {
        Self { gain_db: TARGET_LUFS - VOICE_LUFS, ceiling_db: Self::CEILING_DB }
    }

    /// What to try after measuring the mastered mix: limiting takes a little loudness away.
    #[must_use]
    pub(crate) fn louder_or_softer(self, measured: &Loudness) -> Self {
        let lacks = measured.gain_to(TARGET_LUFS);
        let more = if lacks > 0.0 { lacks * Self::LIMITED } else { lacks };
        Self { gain_db: self.gain_db + more, ..self }
    }

    /// What to try after measuring the encoded sound; nothing if it will do. AAC adds more to the
    /// peaks of sound that was limited hard, as in a film with long pauses.
    pub(crate) fn corrected(self, encoded: &Loudness) -> Option<Self> {
        let over = encoded.true_peak_dbtp.map_or(0.0, |peak| peak - MAX_TRUE_PEAK_DBTP);
        let far = encoded.gain_to(TARGET_LUFS);
        let mut corrected = self;
        if over > 0.0 {
            corrected.ceiling_db -= over + Self::MARGIN_DB;
        }
        if far.abs() > Self::CLOSE_LU {
            corrected.gain_db += far;
        }
        (corrected != self).then_some(corrected)
    }
}

/// The length of the film's sound: exactly its frames.
pub fn film_samples(timeline: &Timeline) -> u64 {
    let samples = u64::from(timeline.total_frames) * u64::from(SAMPLE_RATE);
    samples / u64::from(timeline.format.fps)
}

/// Puts the narrations, one per scene in order, in their places; measures the result, and the
/// music beside it.
pub fn voice_args(
    timeline: &Timeline,
    narrations: &[impl AsRef<Path>],
    music: Option<&Path>,
    out: &Path,
) -> Vec<OsString> {
    let mut args = Args::measuring();
    let (mut chains, mut mixed) = (Vec::new(), Vec::new());
    for (i, (scene, narration)) in timeline.scenes.iter().zip(narrations).enumerate() {
        args.input(narration.as_ref());
        let delay = scene.speech_start_ms * u64::from(SAMPLE_RATE) / 1000;
        chains.push(format!("[{i}:a:0]{COMMON},adelay={delay}S:all=1[v{i}];"));
        mixed.push(format!("[v{i}]"));
    }
    let (count, mixed) = (mixed.len(), mixed.concat());
    let (length, measured) = (exact_length(timeline), measure(VOICE));
    chains.push(format!("{mixed}amix=inputs={count}:normalize=0,{length},{measured}[out]"));
    if let Some(music) = music {
        args.input(music);
        chains.push(format!(";[{count}:a:0]{COMMON},{}[measured]", measure(MUSIC)));
    }
    args.pair("-filter_complex", chains.concat());
    let also = music.map(|_| "[measured]");
    wav_out(args, out, also)
}

/// Measures the loudness and true peak of a sound or of a film.
pub fn loudness_args(sound: &Path) -> Vec<OsString> {
    let mut args = Args::measuring();
    args.input(sound);
    args.pair("-filter_complex", format!("[0:a:0]{COMMON},{MEASURE_PEAK}[out]"));
    args.pair("-map", "[out]");
    args.no_output();
    args.into_vec()
}

/// Lays music under the voice: looped, faded in and out, quieter, and ducked while somebody
/// speaks; masters a copy of the result and measures that.
pub fn with_music_args(
    timeline: &Timeline,
    voice: (&Path, &Loudness),
    music: (&Path, &Loudness),
    master: Master,
    out: &Path,
) -> Vec<OsString> {
    let mut args = Args::measuring();
    args.input(voice.0);
    args.pair("-stream_loop", "-1");
    args.input(music.0);
    let seconds = film_samples(timeline) as f64 / f64::from(SAMPLE_RATE);
    let (fade_in, fade_out) = ((seconds / 4.0).min(0.8), (seconds / 4.0).min(1.8));
    let graph = format!(
        "[0:a:0]{COMMON},volume={:.2}dB,asplit[speech][key];\
         [1:a:0]{COMMON},{},volume={:.2}dB,afade=t=in:d={fade_in:.3},\
         afade=t=out:st={:.3}:d={fade_out:.3}[bed];\
         [bed][key]sidechaincompress=threshold=0.02:ratio=3:attack=40:release=600[ducked];\
         [speech][ducked]amix=inputs=2:normalize=0,{},asplit[out][tried];\
         [tried]{},{}[measured]",
        voice.1.gain_to(VOICE_LUFS),
        exact_length(timeline),
        music.1.gain_to(VOICE_LUFS - MUSIC_BELOW_VOICE_LU),
        seconds - fade_out,
        exact_length(timeline),
        mastering(timeline, master),
        measure(MASTERED),
    );
    args.pair("-filter_complex", graph);
    wav_out(args, out, Some("[measured]"))
}

/// Measures the mix as it will be in the film.
pub fn mastered_args(timeline: &Timeline, mix: &Path, master: Master) -> Vec<OsString> {
    let mut args = Args::measuring();
    args.input(mix);
    let (master, measured) = (mastering(timeline, master), measure(MASTERED));
    args.pair("-filter_complex", format!("[0:a:0]{master},{measured}[out]"));
    args.pair("-map", "[out]");
    args.no_output();
    args.into_vec()
}

/// Encodes the mix, mastered, as the film will have it: AAC in an MP4.
///
/// By the encoder's `fast` coder: at this rate it takes half the time of `twoloop`, the default,
/// and was measured to be nearer to the original (7 dB over the whole of narration with music, 4 dB
/// in the mean of the critical bands) in three quarters of the bytes.
pub fn encoded_args(timeline: &Timeline, mix: &Path, master: Master, out: &Path) -> Vec<OsString> {
    let mut args = Args::new();
    args.input(mix);
    let master = mastering(timeline, master);
    args.pair("-filter_complex", format!("[0:a:0]{master}[out]"));
    args.words(&format!("-map [out] -c:a aac -aac_coder fast -b:a 192k -ac 2 -ar {SAMPLE_RATE}"));
    args.words("-map_metadata -1 -flags:a +bitexact -fflags +bitexact -f mp4");
    args.output(out);
    args.into_vec()
}

/// Gain and limiter. `loudnorm` would change its gain within the film when peaks are high; one
/// gain for all and a limiter for the peaks keeps the voice's dynamics. Limiting at four times the
/// rate catches the peaks between samples.
fn mastering(timeline: &Timeline, master: Master) -> String {
    let Master { gain_db, ceiling_db } = master;
    let limit = 10_f64.powf(ceiling_db / 20.0);
    format!(
        "{COMMON},volume={gain_db:.2}dB,aresample=192000,\
         alimiter=limit={limit:.4}:level=false:attack=5:release=60:latency=true,\
         aresample={SAMPLE_RATE},{}",
        exact_length(timeline)
    )
}

fn exact_length(timeline: &Timeline) -> String {
    format!("apad,atrim=end_sample={}", film_samples(timeline))
}

/// Measures what passes and reports it under a name.
fn measure(name: &str) -> String {
    format!("ebur128@{name}=framelog=verbose")
}

/// The outputs: a sound, and what is only measured.
fn wav_out(mut args: Args, out: &Path, measured: Option<&str>) -> Vec<OsString> {
    args.pair("-map", "[out]");
    args.words(WAV);
    args.output(out);
    if let Some(label) = measured {
        args.pair("-map", label);
        args.no_output();
    }
    args.into_vec()
}
