use std::panic::PanicHookInfo;
use std::time::Instant;

use tracing::level_filters::LevelFilter;
use tracing::{Level, Metadata, Subscriber};
use tracing_subscriber::filter::filter_fn;
use tracing_subscriber::layer::SubscriberExt as _;
use tracing_subscriber::{EnvFilter, Registry};

use super::json::FlatJson;
use super::{Context, Lines, Telemetry};
use crate::trace::{CALL, Daemon, XRay};

/// Logs every failed invocation a second time, with the user's message.
const REPEATS_FAILURES: &str = "lambda_runtime::layers::panic";

/// Starts a function's telemetry: the first thing that `main` does. Logs go to standard output,
/// one JSON object a line, and metrics with them; spans go to the X-Ray daemon where Lambda runs
/// one.
///
/// `OMA_ENVIRONMENT` names the environment (`dev` when absent). `OMA_LOG` sets what is logged
/// (`info` when absent), in the notation of `tracing`'s `EnvFilter`; of libraries nothing below
/// `info` is ever logged, since some print whole requests there.
pub fn start(service: &'static str) -> Telemetry {
    let started = Instant::now();
    let environment = std::env::var("OMA_ENVIRONMENT").ok().filter(|name| !name.is_empty());
    let environment = environment.unwrap_or_else(|| "dev".to_owned());
    let context = Context::new(service, environment, Lines::stdout());
    let telemetry = Telemetry::new(context, started);
    let filter = std::env::var("OMA_LOG").unwrap_or_default();
    // A second call would find the first one's subscriber in place, which is as good.
    let _ = tracing::subscriber::set_global_default(subscriber(
        &telemetry,
        &filter,
        Daemon::from_env(),
    ));
    std::panic::set_hook(Box::new(say_where));
    telemetry
}

/// What prints and traces for a function.
pub(crate) fn subscriber(
    telemetry: &Telemetry,
    filter: &str,
    daemon: Option<Daemon>,
) -> impl Subscriber + Send + Sync + use<> {
    let xray = daemon.map(|daemon| XRay::new(telemetry.context.clone(), daemon));
    Registry::default()
        .with(levels(filter))
        .with(filter_fn(may_be_logged))
        .with(FlatJson(telemetry.context.clone()))
        .with(xray)
}

fn levels(filter: &str) -> EnvFilter {
    let default = || EnvFilter::default().add_directive(LevelFilter::INFO.into());
    let filter = EnvFilter::try_new(filter).ok().filter(|_| !filter.is_empty());
    let filter = filter.unwrap_or_else(default);
    // A trace is complete whatever is logged.
    match format!("{CALL}=info").parse() {
        Ok(calls) => filter.add_directive(calls),
        Err(_) => filter,
    }
}

fn may_be_logged(metadata: &Metadata<'_>) -> bool {
    let target = metadata.target();
    let ours = target.starts_with("oma") || target.contains("_agent");
    (ours || *metadata.level() <= Level::INFO) && target != REPEATS_FAILURES
}

/// In place of the several lines of text that a panic prints: the edge tells what happened, this
/// tells where.
fn say_where(panic: &PanicHookInfo<'_>) {
    let location = panic.location().map(ToString::to_string).unwrap_or_default();
    tracing::warn!(location, "a panic");
}
