use oma_core::{Error, ErrorKind};
use oma_media::ffmpeg::Tools;
use oma_providers::offline::{OfflineNarrator, Packs};

use crate::outcome::{Failure, Outcome};

/// Looks at everything that OMA needs on this machine. What is missing makes the command fail; a
/// missing pack does not, as films are made without it.
pub(crate) async fn run() -> Outcome {
    println!("oma {}", env!("CARGO_PKG_VERSION"));
    let mut complete = line("ffmpeg and ffprobe", ffmpeg().await);
    complete &= line("espeak-ng (phonemes, and the voice without a pack)", espeak().await);
    let packs = Packs::from_env();
    pack("voice pack", packs.voice().is_installed(), "a voice of espeak-ng");
    pack("music pack", packs.music().is_some(), "synthesised music");
    println!("pack folder: {}", packs.dir().display());
    println!("state folder: {}", oma_local::default_state_dir().display());
    if complete {
        println!("Everything is there.");
        Ok(())
    } else {
        Err(Failure::Told(ErrorKind::DependencyMissing))
    }
}

fn line(what: &str, found: Result<String, Error>) -> bool {
    match found {
        Ok(version) => {
            println!("ok       {what}: {version}");
            true
        }
        Err(error) => {
            println!("missing  {what}: {}", error.message);
            false
        }
    }
}

fn pack(what: &str, is_installed: bool, instead: &str) {
    if is_installed {
        println!("ok       {what}: present");
    } else {
        println!("missing  {what} (films use {instead} instead): run `make setup`");
    }
}

async fn ffmpeg() -> Result<String, Error> {
    let tools = Tools::locate()?;
    let (ffmpeg, ffprobe) = tools.versions().await?;
    let missing = tools.missing_features().await?;
    if missing.is_empty() {
        return Ok(format!("{ffmpeg}; {ffprobe}"));
    }
    let message = format!("this ffmpeg was built without {}", missing.join(", "));
    Err(Error::new(ErrorKind::DependencyMissing, message))
}

async fn espeak() -> Result<String, Error> {
    OfflineNarrator::from_env().check().await.map(|()| "found".to_owned())
}
