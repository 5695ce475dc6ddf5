use async_trait::async_trait;
use oma_core::language::Language;
use oma_core::plan::ModelChoice;
use oma_core::ports::{LanguageModels, Question, Reply, Task};
use oma_core::spend::Account;
use oma_core::{Error, ErrorKind, Result};

/// No language models: what an installation without keys has.
#[derive(Debug, Clone, Copy, Default)]
pub struct NoModels;

#[async_trait]
impl LanguageModels for NoModels {
    fn choose(&self, _: Task, _: Language) -> Option<ModelChoice> {
        None
    }

    async fn ask(&self, question: &Question<'_>, _: &Account) -> Result<Reply> {
        let wanted = question.model;
        let message = format!("{} of {} is not switched on.", wanted.model, wanted.provider);
        Err(Error::new(ErrorKind::ProviderRefused, message))
    }
}
