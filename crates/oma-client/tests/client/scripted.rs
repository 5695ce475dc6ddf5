//! A server that answers what it was told to, and remembers what it was asked.

use std::collections::VecDeque;
use std::sync::{Arc, Mutex};

use axum::Router;
use axum::body::{Body, to_bytes};
use axum::extract::{Request, State};
use axum::http::{HeaderMap, Method, StatusCode};
use axum::response::Response;
use serde_json::{Value, json};
use tokio::net::TcpListener;

#[derive(Debug, Clone)]
pub(crate) struct Asked {
    pub(crate) method: Method,
    /// With the query.
    pub(crate) target: String,
    pub(crate) headers: HeaderMap,
    pub(crate) body: Vec<u8>,
}

impl Asked {
    pub(crate) fn header(&self, name: &str) -> &str {
        self.headers.get(name).map_or("", |value| value.to_str().unwrap())
    }
}

#[derive(Clone, Default)]
pub(crate) struct Scripted {
    answers: Arc<Mutex<VecDeque<Response>>>,
    asked: Arc<Mutex<Vec<Asked>>>,
}

impl Scripted {
    pub(crate) fn answers(self, status: u16, headers: &[(&str, &str)], body: &Value) -> Self {
        self.answers_bytes(status, headers, body.to_string().into_bytes())
    }

    pub(crate) fn answers_bytes(
        self,
        status: u16,
        headers: &[(&str, &str)],
        body: Vec<u8>,
    ) -> Self {
        let mut response = Response::builder().status(status);
        for (name, value) in headers {
            response = response.header(*name, *value);
        }
        self.answers.lock().unwrap().push_back(response.body(Body::from(body)).unwrap());
        self
    }

    /// Serves on a free port and returns the address.
    pub(crate) async fn serve(&self) -> String {
        serve(Router::new().fallback(answer).with_state(self.clone())).await
    }

    pub(crate) fn asked(&self) -> Vec<Asked> {
        self.asked.lock().unwrap().clone()
    }
}

async fn answer(State(scripted): State<Scripted>, request: Request) -> Response {
    let (parts, body) = request.into_parts();
    let body = to_bytes(body, usize::MAX).await.unwrap().to_vec();
    let target = parts.uri.path_and_query().unwrap().to_string();
    let asked = Asked { method: parts.method, target, headers: parts.headers, body };
    scripted.asked.lock().unwrap().push(asked);
    let next = scripted.answers.lock().unwrap().pop_front();
    next.unwrap_or_else(|| {
        let mut response = Response::new(Body::from("nothing is left to answer"));
        *response.status_mut() = StatusCode::IM_A_TEAPOT;
        response
    })
}

pub(crate) async fn serve(router: Router) -> String {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = format!("http://{}", listener.local_addr().unwrap());
    tokio::spawn(async move { axum::serve(listener, router).await });
    address
}

pub(crate) fn problem(status: u16, name: &str) -> Value {
    json!({
        "type": name.replace("Oma.", "urn:oma:error:"), "title": "What it is", "status": status,
        "detail": "What happened.", "name": name, "action": "What to do.", "trace_id": "t-1",
    })
}

pub(crate) fn video(id: &str, status: &str) -> Value {
    json!({
        "video_id": id, "title": "Tide pools", "status": status, "revision": 1,
        "created_at": "2026-11-22T10:00:00Z", "updated_at": "2026-11-22T10:00:00Z",
        "has_film": false,
    })
}

pub(crate) const ID: &str = "01JD3Q5V9A2M7R0C8X4T6W1ZKE";
