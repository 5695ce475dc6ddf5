use oma_core::Result;
use oma_providers::offline::{Gender, OfflineNarrator};
use oma_providers::speech::SpeechTable;

/// Lists the voices, one a line: OMA's own, of which the first of each language is its default, then
/// those of vendors with what 1,000 characters cost.
pub(crate) async fn run() -> Result<()> {
    for voice in OfflineNarrator::from_env().voices().await {
        let gender = gender_of(voice.gender);
        let state = if voice.is_installed { "installed" } else { "not installed: make setup" };
        println!(
            "{:<16} {}  {gender:<7} {:<35} {:<10} {state}",
            voice.id,
            voice.language.tag(),
            voice.name,
            voice.engine
        );
    }
    for (model, voice) in SpeechTable::from_env()?.voices() {
        let languages: Vec<&str> = voice.languages.iter().map(|language| language.tag()).collect();
        println!(
            "{:<28} {}  {:<7} {:<10} {:<24} {} for 1,000 characters",
            voice.id,
            languages.join(","),
            gender_of(voice.gender),
            voice.name,
            model.model,
            model.price_of_1000_characters()
        );
    }
    Ok(())
}

fn gender_of(gender: Gender) -> &'static str {
    match gender {
        Gender::Female => "female",
        Gender::Male => "male",
    }
}
