use oma_core::brief::Brief;
use oma_core::language::Language;
use oma_core::money::MicroUsd;
use oma_core::plan::ModelChoice;
use oma_core::spend::{Rate, Unit, Units};

/// About how many characters a token has, in both languages.
const TOKEN_CHARACTERS: u64 = 3;
/// What a writer reads before it writes: the instructions, the brief and the form of the answer.
const PROMPT_TOKENS: u64 = 3_000;
/// A script is often written, and then improved once.
const DRAFTS: u64 = 2;
/// A script says more than what is spoken: titles, what is seen, names of fields.
const WRITTEN_PER_SPOKEN: u64 = 3;

/// What of a film a vendor may be asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Part {
    /// Its words, counted in spoken characters.
    Script,
    /// Its voice, counted in characters.
    Narration,
    /// Its pictures, counted in scenes.
    Pictures,
    /// Its music, counted in seconds of film.
    Music,
}

/// What a part would take.
#[derive(Debug, Clone, Copy)]
pub struct Work<'a> {
    /// Which part.
    pub part: Part,
    /// Of which film.
    pub brief: &'a Brief,
    /// How much of what the part is counted in.
    pub count: u64,
}

/// Who would do a part, and what it would cost.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Quote {
    /// Who, as the plan would choose.
    pub by: ModelChoice,
    /// What it would charge.
    pub cost_micro_usd: MicroUsd,
}

/// The vendors that are switched on, as far as an estimate needs them. An answer calls nobody.
pub trait Prices: Send + Sync {
    /// What a vendor would ask for a part; nothing where the machine does it itself, for free.
    fn quote(&self, work: &Work<'_>) -> Option<Quote>;

    /// Whether a language model would write in a language, and so translate into it.
    fn has_writer(&self, _: Language) -> bool {
        false
    }
}

/// No vendor is switched on.
#[derive(Debug, Clone, Copy, Default)]
pub struct Offline;

impl Prices for Offline {
    fn quote(&self, _: &Work<'_>) -> Option<Quote> {
        None
    }
}

impl Quote {
    /// What so many units cost at a rate.
    pub fn of(by: ModelChoice, rate: &Rate, units: &Units) -> Self {
        Self { by, cost_micro_usd: rate.of(units) }
    }

    /// A script of so many spoken characters by a language model. `thinking_tokens` are what it may
    /// think before each answer; they are charged as answer.
    pub fn script(by: ModelChoice, rate: &Rate, characters: u64, thinking_tokens: u64) -> Self {
        let written = characters.saturating_mul(WRITTEN_PER_SPOKEN) / TOKEN_CHARACTERS;
        // An improvement reads the draft.
        let read = PROMPT_TOKENS * DRAFTS + written;
        let output = written.saturating_add(thinking_tokens).saturating_mul(DRAFTS);
        let units = Units::of(Unit::InputTokens, read).and(Unit::OutputTokens, output);
        Self::of(by, rate, &units)
    }

    /// A narration of so many characters, where characters are what is charged.
    pub fn narration(by: ModelChoice, rate: &Rate, characters: u64) -> Self {
        Self::of(by, rate, &Units::of(Unit::Characters, characters))
    }

    /// One picture or clip for each scene, each of so many units.
    pub fn pictures(by: ModelChoice, rate: &Rate, one: &Units, scenes: u64) -> Self {
        let all = one.0.iter().map(|(unit, count)| (*unit, count.saturating_mul(scenes)));
        Self::of(by, rate, &Units(all.collect()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn by() -> ModelChoice {
        ModelChoice::new("vendor", "model")
    }

    fn rate(prices: &[(Unit, u64)]) -> Rate {
        let micro_usd_per_million = prices.iter().copied().collect();
        Rate { micro_usd_per_million, dated: String::new() }
    }

    #[test]
    fn each_part_costs_what_its_units_do() {
        let tokens = rate(&[(Unit::InputTokens, 1_000_000), (Unit::OutputTokens, 10_000_000)]);
        // 600 characters are 600 tokens with all that is not spoken, written twice and read once.
        let script = Quote::script(by(), &tokens, 600, 100);
        assert_eq!(script.cost_micro_usd, MicroUsd(6_600 + 10 * 1_400));
        let characters = rate(&[(Unit::Characters, 15_000_000)]);
        let narration = Quote::narration(by(), &characters, 1_000);
        assert_eq!(narration.cost_micro_usd, MicroUsd(15_000));
        let images = rate(&[(Unit::Images, 40_000_000_000)]);
        let pictures = Quote::pictures(by(), &images, &Units::of(Unit::Images, 1), 6);
        assert_eq!(pictures.cost_micro_usd, MicroUsd(240_000));
    }
}
