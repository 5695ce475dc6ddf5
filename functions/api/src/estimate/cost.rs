use oma_api::videos::EstimateLine;
use oma_core::brief::{Brief, BriefMusic, BriefScript};
use oma_core::money::MicroUsd;
use oma_core::plan::{ModelChoice, plan_scenes};
use oma_core::ports::{Composer as _, Narrator as _, ScriptWriter as _};
use oma_providers::offline::OfflineNarrator;
use oma_providers::offline::library::MusicLibrary;
use oma_providers::offline::writer::TemplateWriter;

use super::{Part, Prices, Quote, Work};

/// About how many characters a spoken word has, its blank included, in both languages.
const WORD_CHARS: u64 = 6;

/// What a brief would cost altogether.
pub fn cost(prices: &dyn Prices, brief: &Brief) -> MicroUsd {
    total(&lines(prices, brief))
}

fn total(lines: &[EstimateLine]) -> MicroUsd {
    lines.iter().map(|line| line.cost_micro_usd).sum()
}

/// What the one who asks should know of an estimate. A budget that looks too small refuses nothing:
/// an estimate may be wrong, and each call is held against the budget before it is made.
pub(crate) fn warnings(brief: &Brief, lines: &[EstimateLine]) -> Vec<String> {
    let cost = total(lines);
    let budget = brief.budget_usd.map(|budget| budget.0).filter(|budget| *budget < cost);
    let warning = budget.map(|budget| {
        format!(
            "The film is estimated to cost {cost}, and its budget is {budget}. No call is made \
             that would go over it: the film may fail, or fall back to what costs nothing."
        )
    });
    warning.into_iter().collect()
}

/// What makes up the cost of a brief, by what the plan would choose: what vendors ask that are
/// switched on, and nothing for what the machine does itself.
pub(crate) fn lines(prices: &dyn Prices, brief: &Brief) -> Vec<EstimateLine> {
    let seconds = u64::from(brief.duration_s);
    let planned = plan_scenes(brief);
    let scenes = planned.len() as u64;
    let own = |model: &str| ModelChoice::new("user", model);
    let characters = spoken_characters(brief)
        .unwrap_or_else(|| planned.iter().map(|scene| scene.words).sum::<u64>() * WORD_CHARS);
    let free = |by| Quote { by, cost_micro_usd: MicroUsd::default() };
    let ask =
        |part, count, own| prices.quote(&Work { part, brief, count }).unwrap_or_else(|| free(own));
    let writer = match &brief.script {
        Some(_) => free(own("own-words")),
        None => ask(Part::Script, characters, TemplateWriter.model()),
    };
    let (voice, _) =
        OfflineNarrator::from_env().choose(brief.language, brief.voice.as_deref(), brief.tone);
    let cards = ModelChoice::new("offline", "card-2");
    let ffmpeg = free(ModelChoice::new("ffmpeg", "x264"));
    let mut lines = vec![
        line("script", writer, characters, "characters"),
        line("narration", ask(Part::Narration, characters, voice), characters, "characters"),
        line("pictures", ask(Part::Pictures, scenes, cards), scenes, "scenes"),
        line("rendering", ffmpeg, seconds, "seconds of film"),
    ];
    let music = match &brief.music {
        BriefMusic::None => None,
        BriefMusic::File(_) => Some(free(own("own-music"))),
        BriefMusic::Auto | BriefMusic::Mood(_) => {
            Some(ask(Part::Music, seconds, MusicLibrary::from_env().model()))
        }
    };
    lines.extend(music.map(|quote| line("music", quote, seconds, "seconds of film")));
    lines
}

/// The length of the user's own words.
fn spoken_characters(brief: &Brief) -> Option<u64> {
    let count = |text: &str| text.chars().count() as u64;
    brief.script.as_ref().map(|script| match script {
        BriefScript::Whole(text) => count(text),
        BriefScript::Scenes(list) => list.scenes.iter().map(|scene| count(&scene.narration)).sum(),
    })
}

fn line(what: &str, quote: Quote, units: u64, unit: &str) -> EstimateLine {
    EstimateLine {
        what: what.to_owned(),
        provider: quote.by.provider,
        model: quote.by.model,
        units,
        unit: unit.to_owned(),
        cost_micro_usd: quote.cost_micro_usd,
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::estimate::Offline;

    /// A vendor that asks a cent for each unit of a part.
    struct Dear(Part);

    impl Prices for Dear {
        fn quote(&self, work: &Work<'_>) -> Option<Quote> {
            let cost_micro_usd = MicroUsd(work.count * 10_000);
            let by = ModelChoice::new("dear", "one");
            (work.part == self.0).then_some(Quote { by, cost_micro_usd })
        }
    }

    fn brief(budget_usd: f64) -> Brief {
        let json = json!({
            "title": "Tide pools", "description": "Life between tides.", "language": "en-US",
            "budget_usd": budget_usd,
        });
        Brief::from_value(json).unwrap()
    }

    #[test]
    fn without_vendors_all_is_free_and_no_budget_is_too_small() {
        let brief = brief(0.0);
        let lines = lines(&Offline, &brief);
        assert_eq!(total(&lines), MicroUsd(0));
        assert_eq!(warnings(&brief, &lines), Vec::<String>::new());
    }

    #[test]
    fn a_vendor_has_its_line_and_its_price_and_a_budget_below_it_is_said() {
        let small = brief(0.01);
        let scenes = plan_scenes(&small).len() as u64;
        let lines = lines(&Dear(Part::Pictures), &small);
        assert_eq!(total(&lines), MicroUsd(scenes * 10_000));
        let pictures = lines.iter().find(|line| line.what == "pictures").unwrap();
        assert_eq!((pictures.provider.as_str(), pictures.units), ("dear", scenes));
        assert!(warnings(&small, &lines)[0].contains("its budget is $0.01"));
        assert_eq!(warnings(&brief(900.0), &lines), Vec::<String>::new());
    }
}
