use oma_providers::offline::espeak::{EspeakNarrator, Gender};

/// Lists the voices, one a line.
pub(crate) fn run() {
    for voice in EspeakNarrator::voices() {
        let gender = match voice.gender {
            Gender::Female => "female",
            Gender::Male => "male",
        };
        println!("{:<20} {}  {gender:<8} {}", voice.id, voice.language.tag(), voice.name);
    }
}
