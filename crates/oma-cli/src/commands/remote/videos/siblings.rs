//! Other videos of a video: variants, and the film in another language.

use oma_api::videos::{CreateTranslation, CreateVariants};
use serde_json::Map;

use super::super::session::Session;
use super::super::shown;
use super::change::{merge_patch, read_json};
use super::{show_accepted, watch};
use crate::args::{TranslateArgs, VariantsArgs};
use crate::commands::vary;
use crate::outcome::Outcome;

/// Makes siblings of a video.
pub(super) async fn variants(session: &Session, args: &VariantsArgs) -> Outcome {
    let patches = args.patches.iter().map(|path| read_json(path)).collect::<Result<Vec<_>, _>>()?;
    let (vary, how) = vary::read(&args.vary)?;
    let variants = CreateVariants { variants: patches, vary, how };
    let made = session.client.create_variants(args.one.video, &variants).await?;
    if session.json {
        shown::json_line(&made);
        return Ok(());
    }
    let files = args.patches.iter().map(|path| path.display().to_string());
    for (label, accepted) in files.chain(made.labels.iter().cloned()).zip(&made.videos) {
        println!("{}  {label}", accepted.video_id);
    }
    Ok(())
}

/// Makes a film in another language.
pub(super) async fn translate(session: &Session, args: &TranslateArgs) -> Outcome {
    let script = args.script.as_deref().map(read_json).transpose()?;
    let brief = if args.sets.is_empty() { Map::new() } else { merge_patch(&args.sets)? };
    let translation = CreateTranslation { language: args.to, script, brief };
    let accepted = session.client.create_translation(args.one.video, &translation).await?;
    show_accepted(session, &accepted);
    if args.wait { watch::watch(session, accepted.video_id, None).await } else { Ok(()) }
}
