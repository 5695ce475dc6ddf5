//! Finds and runs ffmpeg and ffprobe as separate programs.

use std::collections::VecDeque;
use std::env;
use std::ffi::{OsStr, OsString};
use std::io::ErrorKind as IoErrorKind;
use std::path::{Path, PathBuf};
use std::process::Stdio;
use std::time::{Duration, Instant};

use oma_core::{Error, ErrorKind, Result};
use tokio::io::{AsyncRead, AsyncReadExt};
use tokio::process::Command;

/// The variable that names the ffmpeg to use.
pub const FFMPEG_VARIABLE: &str = "OMA_FFMPEG";
/// The variable that names the ffprobe to use.
pub const FFPROBE_VARIABLE: &str = "OMA_FFPROBE";

/// Measurements are written to stderr; no report is longer than this.
const STDERR_BYTES: usize = 256 * 1024;
/// Three minutes of decoded music are 77 MB, half an hour of looked-at pictures 33 MB.
const MOST_STDOUT: u64 = 256 * 1024 * 1024;
/// A segment or film takes a minute; a function lives fifteen.
const LONGEST: Duration = Duration::from_mins(14);
/// A file of half a gigabyte is looked at in seconds, on a machine that does nothing else.
const LOOKING: Duration = Duration::from_mins(4);
/// The largest picture that is accepted takes 600 MB in the widest format.
const MOST_ALLOCATED: &str = "1000000000";
/// What an error carries of it.
const DETAIL_BYTES: usize = 2 * 1024;

/// The programs, found once and given to whoever needs them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Tools {
    /// ffmpeg, 5.1 or newer, with libx264 and libass.
    pub ffmpeg: PathBuf,
    /// ffprobe.
    pub ffprobe: PathBuf,
}

/// What a program wrote.
pub(crate) struct Output {
    pub(crate) stdout: Vec<u8>,
    /// Its end, if it is very long.
    pub(crate) stderr: String,
}

impl Tools {
    /// Finds both programs: by [`FFMPEG_VARIABLE`] and [`FFPROBE_VARIABLE`], else on the `PATH`.
    ///
    /// What is not there is [`ErrorKind::DependencyMissing`], with what to install.
    pub fn locate() -> Result<Self> {
        Self::locate_in(|name| env::var_os(name))
    }

    fn locate_in(variable: impl Fn(&str) -> Option<OsString>) -> Result<Self> {
        let find = |name: &str, by: &str| match variable(by).filter(|path| !path.is_empty()) {
            Some(path) => Some(PathBuf::from(path)).filter(|path| path.is_file()),
            None => on_path(name, &variable("PATH").unwrap_or_default()),
        };
        Ok(Self {
            ffmpeg: find("ffmpeg", FFMPEG_VARIABLE)
                .ok_or_else(|| missing("ffmpeg", FFMPEG_VARIABLE))?,
            ffprobe: find("ffprobe", FFPROBE_VARIABLE)
                .ok_or_else(|| missing("ffprobe", FFPROBE_VARIABLE))?,
        })
    }

    /// The first line of `ffmpeg -version` and of `ffprobe -version`.
    pub async fn versions(&self) -> Result<(String, String)> {
        Ok((version(&self.ffmpeg).await?, version(&self.ffprobe).await?))
    }

    /// Which of the things OMA needs this ffmpeg was built without; empty when it will do.
    pub async fn missing_features(&self) -> Result<Vec<String>> {
        let mut missing = Vec::new();
        let needed: [(&str, &[&str]); 2] = [
            ("-encoders", &["libx264", "aac"]),
            ("-filters", &["ass", "xfade", "overlay", "sidechaincompress", "alimiter", "ebur128"]),
        ];
        for (list, names) in needed {
            let args = ["-hide_banner".into(), list.into()];
            let output = run(&self.ffmpeg, &args, "Asking ffmpeg what it can do").await?;
            let listing = String::from_utf8_lossy(&output.stdout).into_owned();
            // Lines are ` V....D libx264  …` and ` ... ass  V->V  …`: the name comes second.
            let has = |name: &str| {
                listing.lines().any(|line| line.split_whitespace().nth(1) == Some(name))
            };
            missing.extend(names.iter().filter(|name| !has(name)).map(|name| (*name).to_owned()));
        }
        Ok(missing)
    }

    pub(crate) async fn ffmpeg(&self, args: &[OsString], what: &str) -> Result<Output> {
        run(&self.ffmpeg, args, what).await
    }

    /// Runs ffmpeg on a file that nobody has looked at yet: with less time, and with a limit to
    /// what it may allocate at once.
    pub(crate) async fn look(&self, args: &[OsString], what: &str) -> Result<Output> {
        let mut limited = vec!["-max_alloc".into(), MOST_ALLOCATED.into()];
        limited.extend_from_slice(args);
        run_within(&self.ffmpeg, &limited, what, LOOKING).await
    }

    pub(crate) async fn ffprobe(&self, args: &[OsString], what: &str) -> Result<Output> {
        run_within(&self.ffprobe, args, what, LOOKING).await
    }
}

fn on_path(name: &str, path: &OsStr) -> Option<PathBuf> {
    let file = format!("{name}{}", env::consts::EXE_SUFFIX);
    env::split_paths(path).map(|dir| dir.join(&file)).find(|candidate| candidate.is_file())
}

fn missing(name: &str, variable: &str) -> Error {
    Error::new(
        ErrorKind::DependencyMissing,
        format!(
            "{name} was not found. Install ffmpeg 5.1 or newer (Debian and Ubuntu: apt install \
             ffmpeg; macOS: brew install ffmpeg) or set {variable} to the program."
        ),
    )
}

async fn version(program: &Path) -> Result<String> {
    let output = run(program, &["-version".into()], "Asking for the version").await?;
    let text = String::from_utf8_lossy(&output.stdout);
    Ok(text.lines().next().unwrap_or_default().to_owned())
}

/// Runs a program to its end, or kills it when its time is over.
async fn run(program: &Path, args: &[OsString], what: &str) -> Result<Output> {
    run_within(program, args, what, LONGEST).await
}

async fn run_within(
    program: &Path,
    args: &[OsString],
    what: &str,
    limit: Duration,
) -> Result<Output> {
    tokio::time::timeout(limit, run_to_end(program, args, what)).await.unwrap_or_else(|_| {
        let message = format!("{what} took longer than {} s and was stopped.", limit.as_secs());
        Err(Error::new(ErrorKind::MediaFailed, message))
    })
}

/// Runs a program to its end; dropping the future kills it.
///
/// A program that cannot be started is [`ErrorKind::DependencyMissing`]; one that fails is
/// [`ErrorKind::MediaFailed`] with `what` in the message and the end of its stderr in the detail.
async fn run_to_end(program: &Path, args: &[OsString], what: &str) -> Result<Output> {
    let mut command = Command::new(program);
    command.args(args).stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped());
    command.kill_on_drop(true);
    tracing::debug!(program = %program.display(), ?args, "running");
    let started = Instant::now();
    let mut child = command.spawn().map_err(|e| not_started(program, &e))?;
    let mut stdout = Vec::new();
    let (out, err) = (child.stdout.take(), child.stderr.take());
    let read_out = async {
        match out {
            // Once it is no longer read, the program ends by itself.
            Some(out) => out.take(MOST_STDOUT).read_to_end(&mut stdout).await.map(|_| ()),
            None => Ok(()),
        }
    };
    let (out, stderr, status) = tokio::join!(read_out, tail(err, STDERR_BYTES), child.wait());
    let duration_us = u64::try_from(started.elapsed().as_micros()).unwrap_or(u64::MAX);
    tracing::debug!(target: "oma::program", program = %program.display(), duration_us, "ended");
    let status = status.and_then(|status| out.map(|()| status)).map_err(|e| {
        Error::new(ErrorKind::MediaFailed, format!("{what} failed.")).with_detail(e)
    })?;
    if status.success() {
        return Ok(Output { stdout, stderr });
    }
    let start = stderr.len().saturating_sub(DETAIL_BYTES);
    let start = (start..=stderr.len()).find(|&at| stderr.is_char_boundary(at)).unwrap_or(0);
    Err(Error::new(ErrorKind::MediaFailed, format!("{what} failed.")).with_detail(format!(
        "{}, {status}: {}",
        program.display(),
        stderr[start..].trim()
    )))
}

fn not_started(program: &Path, error: &std::io::Error) -> Error {
    let kind = match error.kind() {
        IoErrorKind::NotFound | IoErrorKind::PermissionDenied => ErrorKind::DependencyMissing,
        _ => ErrorKind::MediaFailed,
    };
    Error::new(kind, format!("{} could not be started. Is ffmpeg installed?", program.display()))
        .with_detail(error)
}

/// The last bytes of a stream: a broken file can make ffmpeg complain for every frame.
async fn tail(stream: Option<impl AsyncRead + Unpin>, bytes: usize) -> String {
    let mut kept = VecDeque::new();
    if let Some(mut stream) = stream {
        let mut buffer = [0; 8192];
        while let Ok(read @ 1..) = stream.read(&mut buffer).await {
            kept.extend(&buffer[..read]);
            let excess = kept.len().saturating_sub(bytes);
            kept.drain(..excess);
        }
    }
    String::from_utf8_lossy(kept.make_contiguous()).into_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_variable_comes_before_the_path() {
        let dir = tempfile::tempdir().unwrap();
        let [own, path] = ["own-ffmpeg", "ffprobe"].map(|name| {
            let file = dir.path().join(name);
            std::fs::write(&file, b"").unwrap();
            file
        });
        let variables = |name: &str| match name {
            FFMPEG_VARIABLE => Some(own.clone().into_os_string()),
            "PATH" => Some(dir.path().as_os_str().to_owned()),
            _ => None,
        };
        let tools = Tools::locate_in(variables).unwrap();
        assert_eq!(tools, Tools { ffmpeg: own.clone(), ffprobe: path });
    }

    #[test]
    fn what_is_missing_says_what_to_install() {
        let error = Tools::locate_in(|_| None).unwrap_err();
        assert_eq!(error.kind, ErrorKind::DependencyMissing);
        assert!(error.message.contains("apt install ffmpeg"), "{error}");
        let wrong = Tools::locate_in(|name| (name == FFMPEG_VARIABLE).then(|| "/no/such".into()));
        assert!(wrong.unwrap_err().message.contains(FFMPEG_VARIABLE));
    }

    #[tokio::test]
    async fn only_the_end_of_a_long_complaint_is_kept() {
        let text = format!("{}the end", "x".repeat(30_000));
        assert_eq!(tail(Some(text.as_bytes()), 7).await, "the end");
        assert_eq!(tail(Some(&b"short"[..]), 7).await, "short");
    }

    #[tokio::test]
    async fn a_program_that_hangs_is_stopped() {
        let limit = Duration::from_millis(50);
        let hangs = run_within(Path::new("sleep"), &["600".into()], "Sleeping", limit).await;
        let error = hangs.err().unwrap();
        assert_eq!(error.kind, ErrorKind::MediaFailed);
        assert!(error.message.contains("was stopped"), "{error}");
    }

    #[tokio::test]
    async fn a_program_that_is_not_there_is_a_missing_dependency() {
        let error = run(Path::new("/no/such/program"), &[], "x").await.err().unwrap();
        assert_eq!(error.kind, ErrorKind::DependencyMissing);
    }
}
