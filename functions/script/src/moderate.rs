//! Whether a script may be a film: the lists of phrases always, a model where one is configured.

use oma_core::brief::refused_in;
use oma_core::event::Fallback;
use oma_core::ports::Verdict;
use oma_core::script::{Scene, Script};
use oma_core::spend::Account;
use oma_core::{Error, ErrorKind, Result};
use oma_guard::Policy;

use crate::ScriptAgent;

impl ScriptAgent {
    /// Refuses a script whose words no film says. A moderator that does not answer is passed over, and
    /// the video says so.
    ///
    /// # Errors
    /// [`ErrorKind::ContentRejected`] names the scenes.
    pub(crate) async fn moderate(
        &self,
        script: &Script,
        account: &Account,
    ) -> Result<Option<Fallback>> {
        let listed = script.scenes.iter().filter_map(|scene| {
            let what = refused_in(&words(scene)).next()?;
            Some(format!("scene {} ({what})", scene.number))
        });
        refuse(&listed.collect::<Vec<_>>())?;
        let Some(moderator) = &self.moderator else { return Ok(None) };
        let texts: Vec<String> =
            script.scenes.iter().map(|scene| Policy::default().apply(&words(scene)).text).collect();
        match moderator.judge(&texts, account).await {
            Ok(verdicts) => {
                let flagged = script.scenes.iter().zip(&verdicts).filter(|(_, v)| v.is_flagged);
                let flagged = flagged.map(|(scene, verdict)| judged(scene.number, verdict));
                refuse(&flagged.collect::<Vec<_>>())?;
                Ok(None)
            }
            Err(error) if error.kind == ErrorKind::Cancelled => Err(error),
            Err(error) => Ok(Some(Fallback {
                what: "moderation of the script".to_owned(),
                wanted: "a model's judgement".to_owned(),
                used: "the lists of phrases alone".to_owned(),
                reason: error.message,
            })),
        }
    }
}

fn refuse(scenes: &[String]) -> Result<()> {
    if scenes.is_empty() {
        return Ok(());
    }
    let message = format!("The script cannot be a film: {}.", scenes.join(", "));
    Err(Error::new(ErrorKind::ContentRejected, message))
}

fn judged(number: u32, verdict: &Verdict) -> String {
    let worst = verdict.judged.iter().max_by_key(|judged| judged.score_milli);
    match worst {
        Some(judged) => format!("scene {number} ({:?})", judged.category).to_lowercase(),
        None => format!("scene {number} (a reason that the moderator did not name)"),
    }
}

/// All that is said and seen of a scene.
fn words(scene: &Scene) -> String {
    let supporting = scene.supporting.as_deref().unwrap_or_default();
    [&scene.narration, &scene.on_screen, supporting].join("\n")
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use async_trait::async_trait;
    use oma_core::limits::Figures;
    use oma_core::ports::Moderator;
    use oma_core::ports::memory::Memory;
    use oma_providers::language::NoModels;
    use oma_providers::offline::writer::TemplateWriter;
    use serde_json::json;

    use super::*;

    /// Flags texts with a word, or fails.
    struct Judge(Option<&'static str>);

    #[async_trait]
    impl Moderator for Judge {
        async fn judge(&self, texts: &[String], _: &Account) -> Result<Vec<Verdict>> {
            let down = || Error::new(ErrorKind::ProviderUnavailable, "It is down.");
            let word = self.0.ok_or_else(down)?;
            let verdict =
                |text: &String| Verdict { is_flagged: text.contains(word), judged: vec![] };
            Ok(texts.iter().map(verdict).collect())
        }
    }

    async fn moderated(judge: Option<Judge>, narration: &str) -> Result<Option<Fallback>> {
        let memory = Arc::new(Memory::default());
        let agent = ScriptAgent {
            steps: memory.steps(),
            accounts: memory.accounts(Figures::default()),
            writer: Arc::new(TemplateWriter),
            models: Arc::new(NoModels),
            moderator: judge.map(|judge| Arc::new(judge) as Arc<dyn Moderator>),
        };
        let scene = json!({
            "number": 1, "purpose": "hook", "narration": narration, "on_screen": "Hello",
            "visual": "", "keywords": [], "mood": "calm", "seconds": 4.0,
        });
        let script = serde_json::from_value(json!({
            "title": "T", "language": "en-US", "scenes": [scene],
            "writer": { "provider": "p", "model": "m" },
        }));
        agent.moderate(&script.unwrap(), &Memory::an_account().await.unwrap()).await
    }

    #[tokio::test]
    async fn lists_and_model_refuse_by_scene_and_a_silent_model_is_told() {
        assert_eq!(moderated(None, "Fresh beans.").await.unwrap(), None);
        for (judge, words) in
            [(None, "Buy cocaine online."), (Some(Judge(Some("beans"))), "Fresh beans.")]
        {
            let error = moderated(judge, words).await.unwrap_err();
            assert_eq!(error.kind, ErrorKind::ContentRejected);
            assert!(error.message.contains("scene 1"), "{error}");
        }
        let told = moderated(Some(Judge(None)), "Fresh beans.").await.unwrap().unwrap();
        assert_eq!(told.reason, "It is down.");
    }
}
