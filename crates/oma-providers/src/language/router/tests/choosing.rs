use oma_core::ports::Task;
use rand::seq::SliceRandom as _;
use rand::{RngExt as _, SeedableRng as _, rngs::StdRng};

use super::*;
use crate::language::router::choice::candidates;

const TASKS: [Task; 4] =
    [Task::WriteScript, Task::ImproveScript, Task::SearchTerms, Task::DescribePicture];

#[test]
fn the_cheapest_that_is_good_enough_and_switched_on_is_chosen() {
    let (loud, quiet) = (Told::new("loud", []), Told::new("quiet", []));
    let choose = |vendors: &[&Arc<Told>]| {
        models(vendors).choose(Task::WriteScript, Language::PtBr).map(|choice| choice.model)
    };
    assert_eq!(choose(&[&loud, &quiet]).as_deref(), Some("small"));
    assert_eq!(choose(&[&quiet]).as_deref(), Some("large"));
    assert_eq!(choose(&[]), None);
}

#[test]
fn the_shipped_table_has_a_writer_in_both_languages_for_every_vendor() {
    for provider in ["openrouter", "openai", "bedrock"] {
        let models = Models::new(
            ModelTable::shipped().unwrap(),
            [Told::new(provider, []) as Arc<dyn ChatVendor>],
            Resilience::default(),
        );
        for language in Language::ALL {
            for task in TASKS {
                assert!(models.choose(task, language).is_some(), "{provider} {task:?}");
            }
        }
    }
}

/// Over random tables: the order of rows does not matter, nothing that is too weak or switched off
/// is chosen, and nothing that is cheaper was passed over.
#[test]
fn equal_tables_choose_alike() {
    let mut random = StdRng::seed_from_u64(6);
    for _ in 0..500 {
        let mut rows = table().models().to_vec();
        let template = rows[1].clone();
        for number in 0..random.random_range(1..8) {
            let mut row = template.clone();
            row.model = format!("m{number}");
            row.provider = ["loud", "quiet"][random.random_range(0..2)].to_owned();
            for price in row.rate.micro_usd_per_million.values_mut() {
                *price = random.random_range(1..4) * 10_000;
            }
            row.quality.en_us.write_script = random.random_range(60..=100);
            row.latency_ms = random.random_bool(0.5).then(|| random.random_range(1..3) * 1_000);
            rows.push(row);
        }
        let is_on = |model: &LanguageModel| model.provider == "loud";
        let chosen = |rows: &[LanguageModel]| -> Option<LanguageModel> {
            candidates(rows, Task::WriteScript, Language::EnUs, is_on).first().copied().cloned()
        };
        let first = chosen(&rows).unwrap();
        assert!(is_on(&first) && first.quality.en_us.write_script >= 70);
        let cost = |model: &LanguageModel| expected_cost(model, Task::WriteScript);
        let better = rows.iter().filter(|row| is_on(row) && row.quality.en_us.write_script >= 70);
        assert_eq!(better.map(cost).min(), Some(cost(&first)));
        rows.shuffle(&mut random);
        assert_eq!(chosen(&rows), Some(first));
    }
}
