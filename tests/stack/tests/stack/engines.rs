//! Two engines agree: oma-asl and the emulator visit the same states and give the same output.

use std::collections::BTreeMap;
use std::sync::Arc;

use futures::StreamExt;
use libtest_mimic::Trial;
use oma_stack_tests::engines::{Emulated, Trace, run_batch_locally, run_locally};
use oma_stack_tests::package;
use oma_stack_tests::stand_in::{BATCH, SCENARIOS, Scenario};
use tokio::sync::OnceCell;
use ulid::Ulid;

use crate::lab::{Lab, case};

/// Executions at once. More only wait for each other on two cores.
const AT_ONCE: usize = 4;

/// What each engine did, by scenario.
type Traces = BTreeMap<&'static str, (Trace, Trace)>;

pub(crate) fn cases(lab: &Arc<Lab>) -> Vec<Trial> {
    let traces = Arc::new(OnceCell::new());
    let case_of = |scenario: &'static Scenario| {
        let traces = traces.clone();
        case(lab, case_name(scenario), async move |lab| {
            let traces: &Traces = traces.get_or_init(|| run_all(&lab)).await;
            check(scenario, &traces[scenario.name]);
        })
    };
    SCENARIOS.iter().chain([&BATCH]).map(case_of).collect()
}

fn case_name(scenario: &Scenario) -> String {
    format!("engines_agree::{}", scenario.name)
}

fn check(scenario: &Scenario, (local, emulated): &(Trace, Trace)) {
    let ended = local.error.clone().unwrap_or_else(|| local.status.clone());
    assert_eq!(ended, scenario.ends, "oma-asl");
    let differences = local.differences(emulated);
    assert!(differences.is_empty(), "oma-asl and the emulator:\n{}", differences.join("\n"));
}

/// Runs every scenario that was asked for on both engines.
async fn run_all(lab: &Lab) -> Traces {
    let clients = lab.clients().await;
    let (here, there) = (Lab::empty_dir("stand-in/local"), Lab::empty_dir("stand-in/emulated"));
    let bucket = "oma-stand-in";
    package::make_bucket(clients, bucket).await;
    let emulated = Emulated::deploy(clients, bucket, &there).await;
    let wanted = |scenario: &&Scenario| {
        lab.filter.as_ref().is_none_or(|filter| case_name(scenario).contains(filter))
    };
    let both = SCENARIOS.iter().filter(wanted).map(|scenario| {
        let (emulated, here) = (&emulated, &here);
        async move {
            // The same name on both, since it is part of every event.
            let execution = Ulid::generate().to_string();
            let (local, there) = tokio::join!(
                run_locally(scenario, &emulated.function, here, &execution),
                emulated.run(scenario, &execution),
            );
            (scenario.name, (local, there))
        }
    });
    let mut traces: Traces = futures::stream::iter(both).buffer_unordered(AT_ONCE).collect().await;
    if wanted(&&BATCH) {
        let execution = Ulid::generate().to_string();
        let batch = tokio::join!(
            run_batch_locally(&emulated.function, &here, &execution),
            emulated.run_batch(bucket, &execution),
        );
        traces.insert(BATCH.name, batch);
    }
    traces
}
