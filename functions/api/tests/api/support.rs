//! An API over ports in memory, and requests to it.

use std::net::IpAddr;
use std::sync::{Arc, Mutex};

use api_function::{
    Claims, ClientAddress, Dependency, Prices, PublicPath, Quote, Services, Settings, TraceId,
    Work, router,
};
use async_trait::async_trait;
use axum::Router;
use axum::body::{Body, to_bytes};
use axum::http::header::AsHeaderName;
use axum::http::{HeaderMap, Method, Request, StatusCode, header};
use oma_aws::Table;
use oma_core::id::Owner;
use oma_core::language::Language;
use oma_core::ports::memory::Memory;
use oma_core::ports::{Counter, Counters, Executions, Health, Joined, SystemClock, Videos};
use oma_core::video::VideoRecord;
use oma_core::{Error, ErrorKind, Result};
use serde_json::{Value, json};
use tower::ServiceExt as _;

pub(crate) fn brief() -> Value {
    json!({"title": "Tide pools", "description": "Life between the tides.", "language": "en-US"})
}

pub(crate) struct Api {
    pub(crate) memory: Arc<Memory>,
    services: Services,
}

impl Api {
    pub(crate) fn new() -> Self {
        let memory = Arc::new(Memory::default());
        let services = Services::in_memory(&memory);
        Self { memory, services }
    }

    /// With a language model, which asks nothing.
    pub(crate) fn with_writer(self) -> Self {
        Self { services: Services { prices: Arc::new(Writer), ..self.services }, ..self }
    }

    pub(crate) fn with_failing_executions(error: Error) -> Self {
        let api = Self::new();
        let services = Services { executions: Arc::new(Failing(error)), ..api.services };
        Self { services, ..api }
    }

    pub(crate) fn with_panicking_executions() -> Self {
        let api = Self::new();
        let services = Services { executions: Arc::new(Panicking), ..api.services };
        Self { services, ..api }
    }

    /// With executions that wait for the token `TOKEN`, once.
    pub(crate) fn with_waiting_executions() -> Self {
        let api = Self::new();
        let executions = Waiting { memory: api.memory.clone(), answers: Mutex::default() };
        let services = Services { executions: Arc::new(executions), ..api.services };
        Self { services, ..api }
    }

    /// Changes the record of a video behind the API's back, as agents do.
    pub(crate) async fn edit(&self, sub: &str, id: &str, change: impl Fn(&mut VideoRecord)) {
        let owner = Owner::try_from(sub.to_owned()).unwrap();
        let memory = self.memory.as_ref();
        let mut record = Videos::get(memory, &owner, id.parse().unwrap()).await.unwrap();
        change(&mut record);
        memory.update(&record).await.unwrap();
    }

    /// A video of `ana`'s: its id.
    pub(crate) async fn video(&self, fields: &Value) -> String {
        let mut body = brief();
        for (name, value) in fields.as_object().unwrap() {
            body[name] = value.clone();
        }
        let made = self.ask(Ask::post("/v1/videos", &body).by("ana", "editor")).await;
        assert_eq!(made.status, StatusCode::ACCEPTED, "{}", made.json);
        made.json["video_id"].as_str().unwrap().to_owned()
    }

    pub(crate) fn with_failing_bucket(self) -> Self {
        let error = Error::new(ErrorKind::StorageUnavailable, "a secret name does not answer");
        let dependencies: Arc<[Dependency]> = Arc::new([
            Dependency { name: "table", health: self.memory.clone() },
            Dependency { name: "bucket", health: Arc::new(Failing(error)) },
        ]);
        Self { services: Services { dependencies, ..self.services }, ..self }
    }

    pub(crate) fn with_settings(self, settings: Settings) -> Self {
        Self { services: Services { settings, ..self.services }, ..self }
    }

    pub(crate) fn with_counters(self, counters: Arc<dyn Counters>) -> Self {
        Self { services: Services { counters, ..self.services }, ..self }
    }

    /// A router whose documents and counters lie in a table, for many requests.
    pub(crate) fn over_table(self, table: Arc<Table>, executions: Arc<Memory>) -> Router {
        router(Services {
            documents: table.clone(),
            counters: table,
            executions,
            clock: Arc::new(SystemClock),
            ..self.services
        })
    }

    /// One router, as a process has it, for many requests.
    pub(crate) fn router(&self) -> Router {
        router(self.services.clone())
    }

    pub(crate) async fn ask(&self, ask: Ask) -> Answer {
        ask.send(self.services.clone()).await
    }
}

/// Ports that always fail.
pub(crate) struct Failing(pub(crate) Error);

#[async_trait]
impl Counters for Failing {
    async fn add(&self, _: &Counter, _: i64, _: Option<i64>) -> Result<Option<i64>> {
        Err(self.0.clone())
    }

    async fn count(&self, _: &Counter) -> Result<i64> {
        Err(self.0.clone())
    }

    async fn join(&self, _: &Counter, _: &str, _: usize) -> Result<Joined> {
        Err(self.0.clone())
    }

    async fn leave(&self, _: &Counter, _: &str) -> Result<()> {
        Err(self.0.clone())
    }

    async fn members(&self, _: &Counter) -> Result<Vec<String>> {
        Err(self.0.clone())
    }
}

#[async_trait]
impl Executions for Failing {
    async fn start(&self, _: &str, _: &Value) -> Result<()> {
        Err(self.0.clone())
    }

    async fn stop(&self, _: &str, _: &str) -> Result<()> {
        Err(self.0.clone())
    }

    async fn resume(&self, _: &str, _: &Value) -> Result<()> {
        Err(self.0.clone())
    }
}

#[async_trait]
impl Health for Failing {
    async fn ping(&self) -> Result<()> {
        Err(self.0.clone())
    }
}

struct Waiting {
    memory: Arc<Memory>,
    answers: Mutex<Vec<Value>>,
}

#[async_trait]
impl Executions for Waiting {
    async fn start(&self, name: &str, input: &Value) -> Result<()> {
        self.memory.start(name, input).await
    }

    async fn stop(&self, name: &str, reason: &str) -> Result<()> {
        self.memory.stop(name, reason).await
    }

    async fn resume(&self, token: &str, output: &Value) -> Result<()> {
        let mut answers = self.answers.lock().unwrap();
        if token != "TOKEN" || !answers.is_empty() {
            return Err(Error::new(ErrorKind::NotFound, "Nothing waits for this answer."));
        }
        answers.push(output.clone());
        Ok(())
    }
}

struct Panicking;

#[async_trait]
impl Executions for Panicking {
    async fn start(&self, _: &str, _: &Value) -> Result<()> {
        panic!("on purpose")
    }

    async fn stop(&self, _: &str, _: &str) -> Result<()> {
        panic!("on purpose")
    }

    async fn resume(&self, _: &str, _: &Value) -> Result<()> {
        panic!("on purpose")
    }
}

/// A request.
#[derive(Clone)]
pub(crate) struct Ask {
    method: Method,
    path: String,
    content_type: Option<String>,
    body: String,
    claims: Option<Value>,
    seen_as: Option<String>,
    trace_id: Option<String>,
    headers: Vec<(&'static str, String)>,
    address: Option<IpAddr>,
}

impl Ask {
    pub(crate) fn get(path: &str) -> Self {
        Self {
            method: Method::GET,
            path: path.to_owned(),
            content_type: None,
            body: String::new(),
            claims: None,
            seen_as: None,
            trace_id: None,
            headers: Vec::new(),
            address: None,
        }
    }

    pub(crate) fn post(path: &str, body: &Value) -> Self {
        Self::post_text(path, &body.to_string())
    }

    pub(crate) fn post_text(path: &str, body: &str) -> Self {
        let content_type = Some("application/json".to_owned());
        Self { method: Method::POST, content_type, body: body.to_owned(), ..Self::get(path) }
    }

    pub(crate) fn method(self, method: Method) -> Self {
        Self { method, ..self }
    }

    pub(crate) fn of_type(self, content_type: &str) -> Self {
        Self { content_type: Some(content_type.to_owned()), ..self }
    }

    /// With the claims of a person in groups, as API Gateway writes them.
    pub(crate) fn by(self, sub: &str, groups: &str) -> Self {
        self.with_claims(json!({"sub": sub, "cognito:groups": groups}))
    }

    pub(crate) fn with_claims(self, claims: Value) -> Self {
        Self { claims: Some(claims), ..self }
    }

    pub(crate) fn seen_as(self, path: &str) -> Self {
        Self { seen_as: Some(path.to_owned()), ..self }
    }

    pub(crate) fn traced(self, id: &str) -> Self {
        Self { trace_id: Some(id.to_owned()), ..self }
    }

    pub(crate) fn header(mut self, name: &'static str, value: &str) -> Self {
        self.headers.push((name, value.to_owned()));
        self
    }

    pub(crate) fn from(self, address: &str) -> Self {
        Self { address: Some(address.parse().unwrap()), ..self }
    }

    pub(crate) async fn send(self, services: Services) -> Answer {
        self.send_to(router(services)).await
    }

    pub(crate) async fn send_to(self, router: Router) -> Answer {
        let mut request = Request::builder().method(self.method).uri(self.path);
        if let Some(content_type) = self.content_type {
            request = request.header(header::CONTENT_TYPE, content_type);
        }
        for (name, value) in self.headers {
            request = request.header(name, value);
        }
        if let Some(ip) = self.address {
            request = request.extension(ClientAddress(ip));
        }
        if let Some(claims) = self.claims {
            request = request.extension(Claims(claims.as_object().unwrap().clone()));
        }
        if let Some(path) = self.seen_as {
            request = request.extension(PublicPath(path));
        }
        if let Some(id) = self.trace_id {
            request = request.extension(TraceId(id));
        }
        let request = request.body(Body::from(self.body)).unwrap();
        let response = router.oneshot(request).await.unwrap();
        let (parts, body) = response.into_parts();
        let bytes = to_bytes(body, usize::MAX).await.unwrap();
        let json = serde_json::from_slice(&bytes).unwrap_or(Value::Null);
        Answer { status: parts.status, headers: parts.headers, json }
    }
}

pub(crate) struct Answer {
    pub(crate) status: StatusCode,
    pub(crate) headers: HeaderMap,
    pub(crate) json: Value,
}

impl Answer {
    pub(crate) fn header(&self, name: impl AsHeaderName) -> &str {
        self.headers.get(name).map_or("", |value| value.to_str().unwrap())
    }

    /// Holds the answer to being a whole problem document.
    #[track_caller]
    pub(crate) fn is_problem(&self, status: u16, name: &str) {
        let json = &self.json;
        assert_eq!((self.status.as_u16(), json["name"].as_str()), (status, Some(name)), "{json}");
        assert_eq!(self.header(header::CONTENT_TYPE), "application/problem+json");
        assert_eq!(json["status"], status);
        let kind = name.replace("Oma.", "urn:oma:error:");
        assert_eq!(json["type"], kind);
        for field in ["title", "detail", "trace_id"] {
            assert!(json[field].as_str().is_some_and(|text| !text.is_empty()), "{field}: {json}");
        }
    }
}

/// A language model that writes everything for nothing.
struct Writer;

impl Prices for Writer {
    fn quote(&self, _: &Work<'_>) -> Option<Quote> {
        None
    }

    fn has_writer(&self, _: Language) -> bool {
        true
    }
}
