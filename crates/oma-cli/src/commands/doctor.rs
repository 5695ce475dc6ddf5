use oma_core::{Error, ErrorKind};
use oma_media::ffmpeg::Tools;
use oma_providers::offline::espeak::EspeakNarrator;

use crate::outcome::{Failure, Outcome};

/// Looks at everything that OMA needs on this machine. What is missing makes the command fail.
pub(crate) async fn run() -> Outcome {
    println!("oma {}", env!("CARGO_PKG_VERSION"));
    let mut complete = line("ffmpeg and ffprobe", ffmpeg().await);
    complete &= line("espeak-ng (the offline voice)", espeak().await);
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
    EspeakNarrator::from_env().check().await.map(|()| "found".to_owned())
}
