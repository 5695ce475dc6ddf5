//! The process: text in by pipe, a WAV file or phonemes out by pipe.

use std::io::ErrorKind as IoKind;
use std::process::{Output, Stdio};
use std::time::Duration;

use oma_core::{Error, ErrorKind, Result};
use tokio::io::AsyncWriteExt;
use tokio::process::{Child, Command};

use super::super::pcm::Pcm;
use super::voices::Voice;

/// A scene takes milliseconds; a process that takes this long hangs.
const PATIENCE: Duration = Duration::from_mins(1);

/// Loudness from 0 to 200. The loudest sounds stay below full scale.
const AMPLITUDE: u32 = 100;

/// `espeak-ng`, by its name or path.
#[derive(Debug, Clone)]
pub(in crate::offline) struct Program(String);

impl Program {
    pub(super) fn new(program: String) -> Self {
        Self(program)
    }

    /// The program named by the environment variable `OMA_ESPEAK`, else `espeak-ng` on the path.
    pub(in crate::offline) fn from_env() -> Self {
        Self(std::env::var("OMA_ESPEAK").unwrap_or_else(|_| "espeak-ng".to_owned()))
    }

    /// The phonemes of a text in IPA, with `^` between the letters of one sound: a line for each
    /// paragraph.
    pub(in crate::offline) async fn phonemes(&self, variant: &str, text: &str) -> Result<String> {
        let arguments = ["-v", variant, "-b", "1", "-q", "--ipa", "--tie=^", "--stdin"];
        let output = self.run(&arguments, text).await?;
        if !output.status.success() {
            return Err(self.failed(variant, &String::from_utf8_lossy(&output.stderr)));
        }
        String::from_utf8(output.stdout).map_err(|e| {
            Error::new(ErrorKind::ProviderBadAnswer, "espeak-ng did not return phonemes.")
                .with_detail(e)
        })
    }

    /// Speaks a text.
    pub(super) async fn speak(&self, voice: &Voice, rate: u32, text: &str) -> Result<Pcm> {
        let (rate, pitch) = (rate.to_string(), voice.pitch.to_string());
        let (gap, amplitude) = (voice.gap.to_string(), AMPLITUDE.to_string());
        let arguments = ["-v", voice.variant, "-s", &rate, "-p", &pitch, "-g", &gap];
        let arguments = [&arguments[..], &["-a", &amplitude, "-b", "1", "-z"]].concat();
        let output = self.run(&[&arguments[..], &["--stdin", "--stdout"]].concat(), text).await?;
        if !output.status.success() {
            return Err(self.failed(voice.id, &String::from_utf8_lossy(&output.stderr)));
        }
        Pcm::from_wav(&output.stdout)
            .filter(|sound| sound.channels == 1 && !sound.samples.is_empty())
            .ok_or_else(|| {
                Error::new(ErrorKind::ProviderBadAnswer, "espeak-ng did not return a sound.")
                    .with_detail(format!("{} bytes", output.stdout.len()))
            })
    }

    /// The text goes through a pipe, so nothing in it can be an option.
    async fn run(&self, arguments: &[&str], text: &str) -> Result<Output> {
        let mut child = self.start(arguments)?;
        let work = async {
            if let Some(mut stdin) = child.stdin.take() {
                // A process that ends early says why on its error stream.
                let _ = stdin.write_all(text.as_bytes()).await;
            }
            child.wait_with_output().await
        };
        tokio::time::timeout(PATIENCE, work)
            .await
            .map_err(|_| unavailable("espeak-ng did not answer in time."))?
            .map_err(|e| unavailable("espeak-ng could not be run.").with_detail(e))
    }

    fn start(&self, arguments: &[&str]) -> Result<Child> {
        Command::new(&self.0)
            .args(arguments)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .kill_on_drop(true)
            .spawn()
            .map_err(|e| match e.kind() {
                IoKind::NotFound | IoKind::PermissionDenied => self.missing(&e.to_string()),
                _ => unavailable("espeak-ng could not be started.").with_detail(e),
            })
    }

    fn missing(&self, detail: &str) -> Error {
        Error::new(
            ErrorKind::DependencyMissing,
            "The voice program espeak-ng was not found. Install it (Debian and Ubuntu: apt install \
             espeak-ng; macOS: brew install espeak-ng) or name its path in OMA_ESPEAK.",
        )
        .with_detail(format!("{}: {detail}", self.0))
    }

    /// It exits with an error when its data lacks a voice.
    fn failed(&self, voice: &str, stderr: &str) -> Error {
        let message = format!("espeak-ng cannot speak with the voice {voice}.");
        Error::new(ErrorKind::DependencyMissing, message).with_detail(format!(
            "{}: {}",
            self.0,
            stderr.trim()
        ))
    }
}

fn unavailable(message: &str) -> Error {
    Error::new(ErrorKind::ProviderUnavailable, message)
}
