//! The process: text in by pipe, WAV file out by pipe.

use std::io::ErrorKind as IoKind;
use std::process::Stdio;
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
pub(super) struct Program(String);

impl Program {
    pub(super) fn new(program: String) -> Self {
        Self(program)
    }

    /// Speaks a text. The text goes through a pipe, so nothing in it can be an option.
    pub(super) async fn speak(&self, voice: &Voice, text: &str) -> Result<Pcm> {
        let mut child = self.start(voice)?;
        let work = async {
            if let Some(mut stdin) = child.stdin.take() {
                // A process that ends early says why on its error stream.
                let _ = stdin.write_all(text.as_bytes()).await;
            }
            child.wait_with_output().await
        };
        let output = tokio::time::timeout(PATIENCE, work)
            .await
            .map_err(|_| unavailable("espeak-ng did not answer in time."))?
            .map_err(|e| unavailable("espeak-ng could not be run.").with_detail(e))?;
        if !output.status.success() {
            return Err(self.failed(voice, &String::from_utf8_lossy(&output.stderr)));
        }
        Pcm::from_wav(&output.stdout)
            .filter(|sound| sound.channels == 1 && !sound.samples.is_empty())
            .ok_or_else(|| {
                Error::new(ErrorKind::ProviderBadAnswer, "espeak-ng did not return a sound.")
                    .with_detail(format!("{} bytes", output.stdout.len()))
            })
    }

    fn start(&self, voice: &Voice) -> Result<Child> {
        Command::new(&self.0)
            .args(["-v", voice.variant])
            .args(["-s", &voice.rate.to_string(), "-p", &voice.pitch.to_string()])
            .args(["-g", &voice.gap.to_string()])
            .args(["-a", &AMPLITUDE.to_string(), "-b", "1", "-z", "--stdin", "--stdout"])
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
    fn failed(&self, voice: &Voice, stderr: &str) -> Error {
        let message = format!("espeak-ng cannot speak with the voice {}.", voice.id);
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
