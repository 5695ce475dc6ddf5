use std::future::Future;
use std::time::Instant;

use oma_core::Error;
use oma_core::id::VideoId;

use super::{Subject, Telemetry, millis};
use crate::deadline::Watch;
use crate::metrics::Emf;
use crate::metrics::catalog::{API_LATENCY, API_REQUESTS, ROUTE, VIDEOS_STARTED};
use crate::told::Told;

/// An HTTP request as API Gateway hands it to a function.
#[derive(Debug, Clone, Copy)]
pub struct HttpRequest<'a> {
    /// Method and resource as in the API's definition, never the path of one request:
    /// `GET /v1/videos/{video_id}`. It is a dimension of metrics.
    pub route: &'a str,
    /// API Gateway's id of the request (`requestContext.requestId`), which its access log has.
    pub request_id: &'a str,
}

/// What was answered to a request.
#[derive(Debug)]
pub struct Answered<T> {
    /// The answer.
    pub response: T,
    /// Its HTTP status.
    pub status: u16,
    /// The error that it tells of, if it does; logged once, here.
    pub error: Option<Error>,
}

impl Telemetry {
    /// Answers an HTTP request: every line logged meanwhile tells which request it belongs to,
    /// the outcome is logged once, and [`METRICS`](crate::METRICS) count it.
    pub async fn http<T>(
        &self,
        request: HttpRequest<'_>,
        lambda: &lambda_runtime::Context,
        work: impl Future<Output = Answered<T>>,
    ) -> T {
        let started = Instant::now();
        let HttpRequest { route, request_id } = request;
        self.begin(lambda, Subject::default(), Some(request_id.to_owned()));
        let watch = Watch::until(lambda.deadline(), route);
        let Answered { response, status, error } = work.await;
        drop(watch);
        let duration_ms = millis(started.elapsed());
        log(route, status, duration_ms, error.as_ref());
        let emf = Emf::default()
            .put(&API_REQUESTS, 1)
            .put(&API_LATENCY, duration_ms)
            .dimension(ROUTE, route)
            .property("status", status);
        self.metrics.print(emf, &format!("{route} {status}"));
        self.context.set(None);
        response
    }

    /// From here on the lines of the request in progress are about this video.
    pub fn about_video(&self, video: VideoId) {
        self.context.learn(|invocation| invocation.subject.video_id = Some(video.to_string()));
    }

    /// Counts a video whose execution was started.
    pub fn video_started(&self, video: VideoId) {
        self.about_video(video);
        self.metrics.print(Emf::default().put(&VIDEOS_STARTED, 1), "the video was started");
    }
}

/// A server's failure is an error; a client's mistake is the API doing its work.
fn log(route: &str, status: u16, duration_ms: u64, failure: Option<&Error>) {
    let error = failure.map(Error::name);
    let told = failure.map(Told::of);
    let detail = told.as_ref().and_then(|told| told.detail);
    let problems = told.as_ref().and_then(|told| told.problems.as_deref());
    let message = told.as_ref().map_or("", |told| told.message);
    if status >= 500 {
        tracing::error!(
            route,
            status,
            duration_ms,
            error,
            detail,
            problems,
            "{route} failed: {message}"
        );
    } else {
        tracing::info!(
            route,
            status,
            duration_ms,
            error,
            detail,
            problems,
            "{route} answered {status}"
        );
    }
}
