//! Briefs as clients send them: checked, and their uploads and brand kits put in place.
//!
//! `sources` looks the uploads up, `kit` the brand kit.

mod kit;
mod sources;
#[cfg(test)]
pub(crate) mod tests;

use oma_core::brief::{Brief, Problem};
use oma_core::id::Owner;
use oma_core::{Error, Result};
use serde_json::Value;

use crate::services::Services;

pub(crate) use kit::{BRANDS, BrandRecord};
pub(crate) use sources::Sources;

/// Checks a brief and replaces the ids in it: `assets[].source`, `music.file`, `brand.logo.source`
/// and `brand.font` by the names under which those uploads are kept, `brand` by the stored kit.
///
/// Names that a stored brief already holds are taken as they are, so a brief can be read back,
/// changed and sent again. All problems come at once, but those of the files only once everything
/// else is right. Another user's upload is like one that does not exist.
pub async fn brief(services: &Services, owner: &Owner, json: Value) -> Result<Brief> {
    let mut brief = Brief::from_value(json)?;
    let mut problems = resolve(services, owner, &mut brief).await?;
    if !services.prices.has_writer(brief.language) {
        problems.extend(brief.without_translator());
    }
    if !problems.is_empty() {
        return Err(Error::invalid_brief(problems));
    }
    // The cards of a kit that was named by its id take their time from the story.
    Brief::from_value(serde_json::to_value(&brief).map_err(Error::internal)?)
}

/// Replaces the ids in a brief and returns what is wrong with them.
pub(crate) async fn resolve(
    services: &Services,
    owner: &Owner,
    brief: &mut Brief,
) -> Result<Vec<Problem>> {
    let mut sources = Sources::new(services, owner);
    sources.of_brief(brief).await?;
    kit::put_in_place(services, owner, brief, &mut sources).await?;
    Ok(sources.problems())
}
