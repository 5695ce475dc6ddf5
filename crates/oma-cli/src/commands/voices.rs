use oma_providers::offline::espeak::{EspeakNarrator, Gender};

use crate::outcome::Outcome;

/// Lists the voices, one a line.
pub(crate) fn run() -> Outcome {
    for voice in EspeakNarrator::voices() {
        let gender = match voice.gender {
            Gender::Female => "female",
            Gender::Male => "male",
        };
        println!("{:<20} {}  {gender:<8} {}", voice.id, voice.language.tag(), voice.name);
    }
    Ok(())
}
