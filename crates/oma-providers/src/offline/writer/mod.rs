//! Scripts without a model: scenes composed from the brief's own sentences.
//!
//! Reading order: `source` (what the brief says, with `title` and `order`), `compose` and `body`
//! (which sentence goes where, within each scene's time), `phrases` (the writer's own sentences),
//! [`annotate`](fn@annotate) (what is shown with the words), `improve`, [`split_into_scenes`].
//! `text` and `lexicon` know sentences and words.
//!
//! Invariants: the writer claims nothing that the brief does not say; a sentence is shortened at
//! its clauses or not at all; equal briefs, plans and seeds give equal scripts.

mod annotate;
mod body;
mod compose;
mod headline;
mod improve;
mod lexicon;
mod order;
mod phrases;
mod scene;
mod source;
mod split;
mod text;
mod title;
mod voice;

use async_trait::async_trait;
use oma_core::Result;
use oma_core::brief::Brief;
use oma_core::plan::{ModelChoice, Plan};
use oma_core::ports::{ImproveRequest, ScriptWriter, WriteRequest};
use oma_core::script::Script;

use super::PROVIDER;
use super::random::Random;
pub use annotate::{Annotation, annotate};
use compose::Composer;
use source::Source;
pub use split::split_into_scenes;
use voice::Wishes;

/// Other phrases or another order of work need a new name: it is part of the step's key.
const MODEL: &str = "template-writer-1";

/// Writes scripts by template, from the brief's own sentences. Costs nothing, needs no network,
/// and is never inspired.
#[derive(Debug, Clone, Copy, Default)]
pub struct TemplateWriter;

#[async_trait]
impl ScriptWriter for TemplateWriter {
    fn model(&self) -> ModelChoice {
        model()
    }

    async fn write(&self, request: &WriteRequest<'_>) -> Result<Script> {
        let WriteRequest { brief, plan } = *request;
        Ok(draft(brief, plan, &Wishes::default(), 1))
    }

    async fn improve(&self, request: &ImproveRequest<'_>) -> Result<Script> {
        Ok(improve::improve(request))
    }
}

fn model() -> ModelChoice {
    ModelChoice::new(PROVIDER, MODEL)
}

/// What decides between equally good sentences: the seed, the title (so that two briefs without a
/// seed do not sound alike), and the attempt.
fn lot(brief: &Brief, attempt: u32) -> u64 {
    Random::new(brief.seed, &format!("{}{attempt}", brief.title)).next()
}

/// A whole script of the writer's.
fn draft(brief: &Brief, plan: &Plan, wishes: &Wishes, attempt: u32) -> Script {
    let source = Source::read(brief);
    let narrations = Composer::new(&source, plan, wishes, lot(brief, attempt)).write();
    let scenes = scene::scenes(&source, plan, &narrations);
    Script {
        title: brief.title.clone(),
        language: brief.language,
        writer: model(),
        scenes,
        original: None,
    }
}

#[cfg(test)]
mod tests;
