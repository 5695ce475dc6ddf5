use oma_core::brief::Template;
use oma_core::language::Language;
use oma_core::plan::Purpose;

/// The few words above the headline that say where in the story we are; most films need none.
pub(super) fn label(
    template: Template,
    purpose: Purpose,
    step: Option<u32>,
    language: Language,
) -> Option<String> {
    if let (Template::Educational, Some(step)) = (template, step) {
        return Some(match language {
            Language::EnUs => format!("Step {step}"),
            Language::PtBr => format!("Passo {step}"),
        });
    }
    let (english, portuguese) = match (template, purpose) {
        (Template::ProductTech, Purpose::Problem) => ("The problem", "O problema"),
        (Template::ProductTech, Purpose::Body) => ("How it helps", "Como ajuda"),
        (Template::ProductTech, Purpose::Proof) => ("In practice", "Na prática"),
        (Template::Educational, Purpose::Hook) => ("Question", "Pergunta"),
        (Template::Educational, Purpose::Proof) => ("In short", "Em resumo"),
        (Template::Corporate, Purpose::Problem) => ("The situation", "A situação"),
        (Template::Corporate, Purpose::Body) => ("Our approach", "A abordagem"),
        (Template::Corporate, Purpose::Proof) => ("Results", "Resultados"),
        (Template::Corporate | Template::Educational, Purpose::CallToAction) => {
            ("Next step", "Próximo passo")
        }
        _ => return None,
    };
    let label = match language {
        Language::EnUs => english,
        Language::PtBr => portuguese,
    };
    Some(label.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn labels_speak_the_language_and_count_steps() {
        let of = |template, purpose, step, language| label(template, purpose, step, language);
        let educational = Template::Educational;
        assert_eq!(
            of(educational, Purpose::Body, Some(2), Language::PtBr).as_deref(),
            Some("Passo 2")
        );
        assert_eq!(
            of(Template::Corporate, Purpose::Proof, None, Language::EnUs).as_deref(),
            Some("Results")
        );
        assert_eq!(of(Template::SocialMedia, Purpose::Hook, None, Language::EnUs), None);
    }
}
