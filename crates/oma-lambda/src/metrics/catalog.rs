use std::fmt::Write as _;

/// The namespace of all our metrics in CloudWatch.
pub const NAMESPACE: &str = "OMA";

/// A metric that OMA writes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Metric {
    /// Its name.
    pub name: &'static str,
    /// CloudWatch's name of the unit.
    pub unit: &'static str,
    /// The sets of dimensions it is kept under; each set is a metric of its own to CloudWatch.
    pub dimensions: &'static [&'static [&'static str]],
    /// What is counted or measured, and when.
    pub meaning: &'static str,
}

pub(crate) const ENVIRONMENT: &str = "Environment";
pub(crate) const STEP: &str = "Step";
pub(crate) const ERROR: &str = "Error";
pub(crate) const SERVICE: &str = "Service";
pub(crate) const ROUTE: &str = "Route";

const COUNT: &str = "Count";
const MILLISECONDS: &str = "Milliseconds";

const fn metric(
    name: &'static str,
    unit: &'static str,
    dimensions: &'static [&'static [&'static str]],
    meaning: &'static str,
) -> Metric {
    Metric { name, unit, dimensions, meaning }
}

pub(crate) const STEP_DURATION: Metric = metric(
    "StepDuration",
    MILLISECONDS,
    &[&[ENVIRONMENT, STEP]],
    "A finished step: how long it took, storage included",
);
pub(crate) const STEP_CACHED: Metric = metric(
    "StepCached",
    COUNT,
    &[&[ENVIRONMENT], &[ENVIRONMENT, STEP]],
    "A finished step: 1 if its artifact was there already, else 0; the average is the hit rate",
);
pub(crate) const STEP_FAILED: Metric = metric(
    "StepFailed",
    COUNT,
    &[&[ENVIRONMENT, STEP], &[ENVIRONMENT, ERROR]],
    "A failed invocation of an agent; each of the state machine's attempts counts",
);
pub(crate) const PROVIDER_THROTTLED: Metric = metric(
    "ProviderThrottled",
    COUNT,
    &[&[ENVIRONMENT, STEP]],
    "An invocation that failed because a provider asked to slow down",
);
pub(crate) const VIDEOS_STARTED: Metric =
    metric("VideosStarted", COUNT, &[&[ENVIRONMENT]], "The API started an execution");
pub(crate) const VIDEOS_SUCCEEDED: Metric =
    metric("VideosSucceeded", COUNT, &[&[ENVIRONMENT]], "An execution released its film");
pub(crate) const VIDEOS_FAILED: Metric = metric(
    "VideosFailed",
    COUNT,
    &[&[ENVIRONMENT], &[ENVIRONMENT, ERROR]],
    "An execution failed for good, by the error's name",
);
pub(crate) const VIDEO_COST: Metric = metric(
    "VideoCost",
    "None",
    &[&[ENVIRONMENT]],
    "What a finished execution, released or failed, paid providers: millionths of a US dollar",
);
pub(crate) const COLD_START: Metric =
    metric("ColdStart", COUNT, &[&[ENVIRONMENT, SERVICE]], "The first invocation of a process");
pub(crate) const INIT_DURATION: Metric = metric(
    "InitDuration",
    MILLISECONDS,
    &[&[ENVIRONMENT, SERVICE]],
    "Our work before the first invocation: from `main` to the first wait for an event",
);
pub(crate) const API_REQUESTS: Metric =
    metric("ApiRequests", COUNT, &[&[ENVIRONMENT, ROUTE]], "A request that reached the API's code");
pub(crate) const API_LATENCY: Metric = metric(
    "ApiLatency",
    MILLISECONDS,
    &[&[ENVIRONMENT, ROUTE]],
    "How long the API's code took to answer it",
);

pub(crate) const WEBHOOK_DELIVERED: Metric =
    metric("WebhookDelivered", COUNT, &[&[ENVIRONMENT]], "A receiver took a message");
pub(crate) const WEBHOOK_FAILED: Metric = metric(
    "WebhookFailed",
    COUNT,
    &[&[ENVIRONMENT]],
    "An attempt to deliver a message failed; it is tried again unless it is dead",
);
pub(crate) const WEBHOOK_DEAD: Metric = metric(
    "WebhookDead",
    COUNT,
    &[&[ENVIRONMENT]],
    "A message was given up: tried for a day, or never to arrive",
);

/// Every metric that OMA writes: dashboards and alarms can ask for these and no others.
pub const METRICS: &[Metric] = &[
    STEP_DURATION,
    STEP_CACHED,
    STEP_FAILED,
    PROVIDER_THROTTLED,
    VIDEOS_STARTED,
    VIDEOS_SUCCEEDED,
    VIDEOS_FAILED,
    VIDEO_COST,
    COLD_START,
    INIT_DURATION,
    API_REQUESTS,
    API_LATENCY,
    WEBHOOK_DELIVERED,
    WEBHOOK_FAILED,
    WEBHOOK_DEAD,
];

/// The table of `docs/observability.md`.
pub fn metrics_markdown() -> String {
    let mut page = "| Metric | Unit | Dimensions | One value is |\n|---|---|---|---|\n".to_owned();
    for Metric { name, unit, dimensions, meaning } in METRICS {
        let sets: Vec<_> = dimensions.iter().map(|set| format!("[{}]", set.join(", "))).collect();
        // Writing to a String cannot fail.
        let _ = writeln!(page, "| `{name}` | {unit} | {} | {meaning} |", sets.join(" and "));
    }
    page
}
