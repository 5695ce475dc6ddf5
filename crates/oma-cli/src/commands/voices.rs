use oma_providers::offline::{Gender, OfflineNarrator};

/// Lists the voices, one a line; the first of each language is its default.
pub(crate) async fn run() {
    for voice in OfflineNarrator::from_env().voices().await {
        let gender = match voice.gender {
            Gender::Female => "female",
            Gender::Male => "male",
        };
        let state = if voice.is_installed { "installed" } else { "not installed: make setup" };
        println!(
            "{:<16} {}  {gender:<7} {:<35} {:<10} {state}",
            voice.id,
            voice.language.tag(),
            voice.name,
            voice.engine
        );
    }
}
