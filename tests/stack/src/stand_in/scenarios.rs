use super::batch::BATCH;
use super::scenario::{Fault, Reply, Scenario};

const PLAIN: Scenario = Scenario::PLAIN;
const REFUSED: &str = "Oma.ProviderRefused";

/// Finds a scenario.
pub fn named(name: &str) -> &'static Scenario {
    let found = SCENARIOS.iter().chain([&BATCH]).find(|scenario| scenario.name == name);
    found.unwrap_or_else(|| panic!("there is no scenario {name:?}"))
}

/// Every scenario: good ways through, every Catch, every retrier, every answer of a person.
pub const SCENARIOS: &[Scenario] = &[
    PLAIN,
    Scenario { name: "one-scene", scenes: 1, segments: 1, ..PLAIN },
    Scenario { name: "many-scenes", scenes: 24, segments: 24, ..PLAIN },
    Scenario { name: "no-scenes", scenes: 0, segments: 0, ..PLAIN },
    Scenario { name: "no-music", silent: true, ..PLAIN },
    // The script is improved.
    Scenario { name: "improved-once", passes_on: 2, ..PLAIN },
    Scenario { name: "as-good-as-it-gets", passes_on: 9, ..PLAIN },
    // A provider works on a picture for longer than a function may run.
    Scenario { name: "picture-looked-for", looks: 3, ..PLAIN },
    // A person is asked.
    Scenario { name: "script-approved", review: "script", replies: &[Reply::Approve], ..PLAIN },
    Scenario {
        name: "script-rejected-once",
        review: "script",
        replies: &[Reply::Reject("shorter"), Reply::Approve],
        ..PLAIN
    },
    Scenario { name: "film-approved", review: "final", replies: &[Reply::Approve], ..PLAIN },
    Scenario {
        name: "film-rejected",
        review: "final",
        replies: &[Reply::Reject("the logo is missing")],
        ends: "Oma.Rejected",
        ..PLAIN
    },
    Scenario {
        name: "nobody-answers-for-the-script",
        review: "script",
        replies: &[Reply::Silence, Reply::Silence],
        time_limits: &[("Wait for approval of the script", 2)],
        ends: "Oma.ApprovalTimedOut",
        ..PLAIN
    },
    Scenario {
        name: "nobody-answers-for-the-film",
        review: "final",
        replies: &[Reply::Silence, Reply::Silence],
        time_limits: &[("Wait for approval of the film", 2)],
        ends: "Oma.ApprovalTimedOut",
        ..PLAIN
    },
    Scenario {
        name: "question-withdrawn",
        review: "script",
        replies: &[Reply::Fail(REFUSED)],
        ends: REFUSED,
        ..PLAIN
    },
    Scenario {
        name: "question-asked-again",
        review: "script",
        replies: &[Reply::Fail("Oma.Conflict"), Reply::Approve],
        ..PLAIN
    },
    // Every Catch: an error that is never retried, at each state.
    refused("refused-check", &[Fault::always("check", "Oma.InvalidBrief")], "Oma.InvalidBrief"),
    refused("refused-plan", &[Fault::always("plan", REFUSED)], REFUSED),
    refused("refused-write", &[Fault::always("write", REFUSED)], REFUSED),
    refused("refused-criticise", &[Fault::always("criticise", REFUSED)], REFUSED),
    Scenario {
        name: "refused-improve",
        passes_on: 2,
        faults: &[Fault::always("improve", REFUSED)],
        ends: REFUSED,
        ..PLAIN
    },
    refused("refused-picture", &[Fault::at("make", "2", REFUSED)], REFUSED),
    refused("refused-narration", &[Fault::at("narrate", "3", REFUSED)], REFUSED),
    refused("refused-music", &[Fault::always("choose_music", REFUSED)], REFUSED),
    refused("refused-layout", &[Fault::always("layout", REFUSED)], REFUSED),
    refused("refused-segment", &[Fault::at("segment", "1", REFUSED)], REFUSED),
    refused("refused-assembly", &[Fault::always("assemble", REFUSED)], REFUSED),
    refused("refused-review", &[Fault::always("review", "Oma.ReviewFailed")], "Oma.ReviewFailed"),
    refused("refused-release", &[Fault::always("release", REFUSED)], REFUSED),
    refused(
        "failure-not-recorded",
        &[Fault::always("plan", REFUSED), Fault::always("record_failure", "Oma.NotFound")],
        REFUSED,
    ),
    // Every retrier: it passes, and it does not.
    retried("throttled", &[Fault::first(3, "narrate", "Oma.ProviderThrottled")]),
    retried("unavailable", &[Fault::first(2, "assemble", "Oma.StorageUnavailable")]),
    retried("unknown-once", &[Fault::first(1, "make", "Oma.Internal")]),
    retried(
        "mixed-errors",
        &[
            Fault { action: "layout", item: None, times: 2, error: "Oma.ProviderThrottled" },
            Fault { action: "layout", item: None, times: 3, error: "Lambda.ServiceException" },
            Fault { action: "layout", item: None, times: 4, error: "Something.Else" },
        ],
    ),
    refused(
        "throttled-for-ever",
        &[Fault::always("plan", "Oma.ProviderThrottled")],
        "Oma.ProviderThrottled",
    ),
    refused(
        "unavailable-for-ever",
        &[Fault::always("write", "Oma.ProviderUnavailable")],
        "Oma.ProviderUnavailable",
    ),
    refused("unknown-for-ever", &[Fault::always("review", "Oma.Internal")], "Oma.Internal"),
    Scenario {
        name: "too-slow",
        faults: &[Fault::always("layout", "hang")],
        time_limits: &[("Lay out the timeline", 3)],
        ends: "States.Timeout",
        ..PLAIN
    },
];

const fn refused(name: &'static str, faults: &'static [Fault], ends: &'static str) -> Scenario {
    Scenario { name, faults, ends, ..PLAIN }
}

const fn retried(name: &'static str, faults: &'static [Fault]) -> Scenario {
    Scenario { name, faults, ..PLAIN }
}
