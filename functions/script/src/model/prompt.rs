//! What a model is told: a file for each task and language, with a version in its first line.

use oma_core::language::Language;
use oma_core::ports::Task;
use oma_core::{Error, Result};

/// Instructions of ours, and which version of them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Prompt {
    /// Raised with every change of the text: it is part of the step's key.
    pub version: u32,
    pub text: &'static str,
}

impl Prompt {
    /// The instructions for a task in a language.
    pub(crate) fn of(task: Task, language: Language) -> Result<Self> {
        let file = match (task, language) {
            (Task::ImproveScript, Language::EnUs) => include_str!("../../prompts/improve.en-US.md"),
            (Task::ImproveScript, Language::PtBr) => include_str!("../../prompts/improve.pt-BR.md"),
            (_, Language::EnUs) => include_str!("../../prompts/write.en-US.md"),
            (_, Language::PtBr) => include_str!("../../prompts/write.pt-BR.md"),
        };
        Self::read(file)
    }

    /// The instructions for a translation into a language.
    pub(crate) fn to_translate(language: Language) -> Result<Self> {
        Self::read(match language {
            Language::EnUs => include_str!("../../prompts/translate.en-US.md"),
            Language::PtBr => include_str!("../../prompts/translate.pt-BR.md"),
        })
    }

    fn read(file: &'static str) -> Result<Self> {
        let parsed = file.split_once('\n').and_then(|(first, text)| {
            let version = first.strip_prefix("version:")?.trim().parse().ok()?;
            Some(Self { version, text: text.trim() })
        });
        parsed.ok_or_else(|| Error::internal("a prompt has no version in its first line"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_prompt_has_a_version_and_names_every_field() {
        for language in Language::ALL {
            for task in [Task::WriteScript, Task::ImproveScript] {
                let prompt = Prompt::of(task, language).unwrap();
                assert!(prompt.version >= 1);
                for field in
                    ["narration", "on_screen", "supporting", "visual", "keywords", "cta", "hook"]
                {
                    let named = prompt.text.contains(&format!("`{field}`"));
                    assert!(named, "{task:?} {language:?} {field}");
                }
                assert!(prompt.text.is_ascii() == (language == Language::EnUs));
            }
            let prompt = Prompt::to_translate(language).unwrap();
            for field in ["narration", "on_screen", "supporting", "words", "seconds", "from"] {
                assert!(prompt.text.contains(&format!("`{field}`")), "{language:?} {field}");
            }
        }
    }
}
