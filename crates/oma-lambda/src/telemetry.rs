use tracing_subscriber::EnvFilter;

/// Starts structured logs on standard output, one JSON object a line, as CloudWatch reads them.
///
/// `OMA_LOG` sets what is logged (`info` when absent), in the notation of `tracing`'s `EnvFilter`.
pub fn start(service: &'static str) {
    let filter = EnvFilter::try_from_env("OMA_LOG").unwrap_or_else(|_| EnvFilter::new("info"));
    let subscriber = tracing_subscriber::fmt()
        .json()
        .flatten_event(true)
        .with_current_span(false)
        .with_env_filter(filter)
        .finish();
    // A second call would find the first one's subscriber in place, which is as good.
    let _ = tracing::subscriber::set_global_default(subscriber);
    tracing::info!(service, version = env!("CARGO_PKG_VERSION"), "started");
}
