use std::future::Future;

use async_trait::async_trait;
use oma_core::Result;
use oma_core::brief::Tone;
use oma_core::event::Fallback;
use oma_core::language::Language;
use oma_core::plan::ModelChoice;
use oma_core::ports::{
    ComposedMusic, Composer, ImproveRequest, MusicRequest, NarrationRequest, Narrator,
    ScriptWriter, Speech, WriteRequest,
};
use oma_core::script::Script;
use oma_core::spend::Account;
use tracing::field::Empty;
use tracing::{Instrument as _, Span, info_span};

use super::CALL;

/// A port whose calls are spans, and so subsegments of the trace: who was called, for what, how
/// long it took, and the name of the error if it failed.
#[derive(Debug, Clone)]
pub struct Traced<P>(pub(super) P);

impl<P> Traced<P> {
    /// The port, observed.
    pub fn new(port: P) -> Self {
        Self(port)
    }
}

/// Runs a call in its span and notes how it failed.
pub(super) async fn call<T>(span: Span, work: impl Future<Output = Result<T>>) -> Result<T> {
    let outcome = work.instrument(span.clone()).await;
    if let Err(error) = &outcome {
        span.record("error", error.name());
    }
    outcome
}

/// The span of a call of a provider. What runs inside the function is no remote service.
fn provider(operation: &'static str, who: &ModelChoice) -> Span {
    let ModelChoice { provider, model, .. } = who;
    let namespace = (provider != "offline").then_some("remote");
    info_span!(
        target: CALL, "call",
        subsegment = provider, namespace, operation, provider, model, error = Empty
    )
}

#[async_trait]
impl<P: Narrator> Narrator for Traced<P> {
    fn choose(
        &self,
        language: Language,
        voice: Option<&str>,
        tone: Tone,
    ) -> (ModelChoice, Option<Fallback>) {
        self.0.choose(language, voice, tone)
    }

    async fn speak(&self, request: &NarrationRequest<'_>, account: &Account) -> Result<Speech> {
        call(provider("speak", request.voice), self.0.speak(request, account)).await
    }
}

#[async_trait]
impl<P: ScriptWriter> ScriptWriter for Traced<P> {
    fn model(&self) -> ModelChoice {
        self.0.model()
    }

    async fn write(&self, request: &WriteRequest<'_>) -> Result<Script> {
        call(provider("write", &self.model()), self.0.write(request)).await
    }

    async fn improve(&self, request: &ImproveRequest<'_>) -> Result<Script> {
        call(provider("improve", &self.model()), self.0.improve(request)).await
    }
}

#[async_trait]
impl<P: Composer> Composer for Traced<P> {
    fn model(&self) -> ModelChoice {
        self.0.model()
    }

    async fn compose(&self, request: &MusicRequest, account: &Account) -> Result<ComposedMusic> {
        call(provider("compose", &self.model()), self.0.compose(request, account)).await
    }
}
