//! Which model is next, by how one failed. Pure.

use oma_core::{Error, ErrorKind, Result};

use crate::language::table::LanguageModel;

/// The models that are still to be asked, in order.
pub(super) struct Course<'a> {
    left: Vec<&'a LanguageModel>,
}

impl<'a> Course<'a> {
    pub(super) fn new(models: Vec<&'a LanguageModel>) -> Self {
        Self { left: models }
    }

    pub(super) fn next(&self) -> Option<&'a LanguageModel> {
        self.left.first().copied()
    }

    /// Takes out what a failure makes useless to ask.
    ///
    /// | Failure | Next |
    /// |---|---|
    /// | throttled, unavailable, bad answer | the next model |
    /// | refused: key, credit, address | the next vendor's |
    /// | no budget | the next that can only cost less |
    /// | content, anything else | nobody: the error itself |
    pub(super) fn after(
        &mut self,
        failed: &LanguageModel,
        error: &Error,
        cheaper: impl Fn(&LanguageModel) -> bool,
    ) -> Result<()> {
        self.left.retain(|model| *model != failed);
        match error.kind {
            ErrorKind::ProviderThrottled
            | ErrorKind::ProviderUnavailable
            | ErrorKind::ProviderBadAnswer => Ok(()),
            ErrorKind::ProviderRefused => {
                self.without(&failed.provider);
                Ok(())
            }
            ErrorKind::BudgetExceeded => {
                self.left.retain(|model| cheaper(model));
                Ok(())
            }
            _ => Err(error.clone()),
        }
    }

    /// Leaves out a vendor: one that refuses, or that is being left alone while it is down.
    pub(super) fn without(&mut self, provider: &str) {
        self.left.retain(|model| model.provider != provider);
    }
}
