//! The model in memory.
//!
//! ONNX Runtime is loaded from the pack when the first text is spoken. One text is spoken at a
//! time, on at most [`THREADS`] threads: two scenes that are narrated side by side share the
//! cores, and one model's 350 MB, rather than fight for them. The number of threads does not
//! change the sound (measured with 1, 2 and 4).

use std::path::Path;
use std::sync::{Mutex, PoisonError};

use oma_core::{Error, ErrorKind, Result};
use ort::environment::Environment;
use ort::session::Session;
use ort::value::Tensor;

use super::super::packs::VoicePack;
use super::tokens::{Chunk, MAX_TOKENS};

/// Samples per second.
pub(super) const RATE: u32 = 24_000;
/// The model lays its sound out in frames of 25 ms.
pub(super) const FRAME: usize = 600;

/// More threads than this only wait for each other.
const THREADS: usize = 4;
/// Numbers in the style of a voice for one length of text.
const STYLE: usize = 256;

/// Makes the inner result that holds each token's length a second output.
///
/// These bytes are a `ModelProto` with nothing but `graph.output[0].name`. Serialised protobuf
/// messages merge when they are joined end to end, so the file itself need not be changed.
const DURATIONS: &[u8] = b"\x3a\x1a\x62\x18\x0a\x16/encoder/Clip_output_0";

/// What the model made of a chunk.
#[derive(Debug)]
pub(super) struct Sound {
    /// Between -1 and 1, at [`RATE`].
    pub(super) samples: Vec<f32>,
    /// For the silence before, each token, and the silence after: its frames.
    pub(super) frames: Vec<usize>,
}

/// Kokoro, ready to speak.
#[derive(Debug)]
pub(super) struct Model {
    session: Mutex<Session>,
}

impl Model {
    /// Reads the model: seconds of work, for a thread that may block.
    pub(super) fn load(pack: &VoicePack) -> Result<Self> {
        let mut bytes = std::fs::read(pack.model()).map_err(|e| missing(&e.to_string()))?;
        bytes.extend(DURATIONS);
        let environment = environment(&pack.library())?;
        let session = session(&environment, &bytes).map_err(|e| missing(&e.to_string()))?;
        Ok(Self { session: Mutex::new(session) })
    }

    /// Speaks a chunk. Blocks while another is spoken.
    pub(super) fn speak(&self, chunk: &Chunk, style: &Style, speed: f32) -> Result<Sound> {
        let padding = std::iter::once(0);
        let tokens = padding.clone().chain(chunk.iter().map(|token| token.id)).chain(padding);
        let tokens: Vec<i64> = tokens.collect();
        let style = style.for_length(chunk.len());
        let sound = self.run(tokens, style, speed).map_err(|e| {
            Error::new(ErrorKind::ProviderBadAnswer, "The voice could not speak this text.")
                .with_detail(e)
        })?;
        if sound.frames.len() == chunk.len() + 2 && !sound.samples.is_empty() {
            return Ok(sound);
        }
        let detail = format!("{} durations for {} tokens", sound.frames.len(), chunk.len());
        Err(Error::internal(format!("Kokoro: {detail}")))
    }

    fn run(&self, tokens: Vec<i64>, style: Vec<f32>, speed: f32) -> ort::Result<Sound> {
        let inputs = ort::inputs![
            "tokens" => Tensor::from_array(([1, tokens.len()], tokens))?,
            "style" => Tensor::from_array(([1, STYLE], style))?,
            "speed" => Tensor::from_array(([1_usize], vec![speed]))?,
        ];
        // A panic while it was locked has left nothing half changed: `run` only reads the model.
        let mut session = self.session.lock().unwrap_or_else(PoisonError::into_inner);
        let outputs = session.run(inputs)?;
        let (_, samples) = outputs[0].try_extract_tensor::<f32>()?;
        let (_, lengths) = outputs[1].try_extract_tensor::<f32>()?;
        // Whole numbers between 1 and 50.
        #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss)]
        let frames = lengths.iter().map(|&length| length.round() as usize).collect();
        Ok(Sound { samples: samples.to_vec(), frames })
    }
}

/// The library, initialised. A process may do that once, so the first pack's library serves all.
fn environment(library: &Path) -> Result<Environment> {
    static ONCE: Mutex<Option<Environment>> = Mutex::new(None);
    let mut once = ONCE.lock().unwrap_or_else(PoisonError::into_inner);
    if let Some(environment) = once.as_ref() {
        return Ok(environment.clone());
    }
    let builder = ort::init_from(library).map_err(|e| missing(&e.to_string()))?;
    let environment = builder.build().map_err(|e| missing(&e.to_string()))?;
    Ok(once.insert(environment).clone())
}

fn session(environment: &Environment, model: &[u8]) -> ort::Result<Session> {
    let cores = std::thread::available_parallelism().map_or(1, usize::from);
    Session::builder(environment)?
        .with_intra_threads(cores.min(THREADS))?
        .with_inter_threads(1)?
        // Threads that wait must not take the cores from ffmpeg.
        .with_intra_op_spinning(false)?
        .commit_from_memory(model)
}

/// How one voice sounds, for each length of text.
#[derive(Debug)]
pub(super) struct Style(Vec<f32>);

impl Style {
    /// Reads a file of 510 × 256 little-endian floats.
    pub(super) fn read(path: &Path) -> Result<Self> {
        let bytes = std::fs::read(path).map_err(|e| missing(&e.to_string()))?;
        if bytes.len() != MAX_TOKENS * STYLE * 4 {
            return Err(missing(&format!("{}: {} bytes", path.display(), bytes.len())));
        }
        let floats = bytes.chunks_exact(4).map(|b| f32::from_le_bytes([b[0], b[1], b[2], b[3]]));
        Ok(Self(floats.collect()))
    }

    fn for_length(&self, tokens: usize) -> Vec<f32> {
        let row = tokens.min(MAX_TOKENS - 1);
        self.0[row * STYLE..(row + 1) * STYLE].to_vec()
    }
}

/// The pack is not there, or not whole.
pub(super) fn missing(detail: &str) -> Error {
    let message = "The voice pack is not installed or is damaged. Run `make setup`, or choose a \
                   voice of espeak-ng (`oma voices` lists them).";
    Error::new(ErrorKind::DependencyMissing, message).with_detail(detail)
}
