//! A user's server.

use std::collections::VecDeque;
use std::convert::Infallible;
use std::net::SocketAddr;
use std::sync::{Arc, Mutex};

use axum::Router;
use axum::body::{Body, Bytes};
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Response};
use futures::stream;
use standardwebhooks::Webhook;

/// How it answers.
#[derive(Debug, Clone)]
pub(crate) enum Manner {
    Status(u16),
    RedirectTo(String),
    Stall,
    Endless,
}

/// What it was sent.
#[derive(Debug, Clone)]
pub(crate) struct Received {
    pub(crate) headers: HeaderMap,
    pub(crate) body: Bytes,
}

impl Received {
    pub(crate) fn header(&self, name: &str) -> &str {
        self.headers[name].to_str().unwrap()
    }

    pub(crate) fn id(&self) -> &str {
        self.header("webhook-id")
    }

    /// Whether a public library takes the signature, its time included.
    pub(crate) fn is_signed_now(&self, key: &str) -> bool {
        Webhook::new(key).unwrap().verify(&self.body, &self.headers).is_ok()
    }

    /// Whether one of the signatures is what a public library makes with this key, whatever the time.
    pub(crate) fn is_signed_with(&self, key: &str) -> bool {
        let timestamp = self.header("webhook-timestamp").parse().unwrap();
        let expected = Webhook::new(key).unwrap().sign(self.id(), timestamp, &self.body).unwrap();
        self.header("webhook-signature").split(' ').any(|one| one == expected)
    }
}

#[derive(Clone)]
pub(crate) struct Receiver {
    pub(crate) address: SocketAddr,
    log: Arc<Mutex<Vec<Received>>>,
    first: Arc<Mutex<VecDeque<Manner>>>,
    then: Manner,
}

impl Receiver {
    /// Answers in one manner.
    pub(crate) async fn that(then: Manner) -> Self {
        Self::first(&[], then).await
    }

    /// Answers in several manners, one after the other, and then in one.
    pub(crate) async fn first(first: &[Manner], then: Manner) -> Self {
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let first = Arc::new(Mutex::new(first.iter().cloned().collect()));
        let receiver = Self { address, log: Arc::default(), first, then };
        let router = Router::new().fallback(take).with_state(receiver.clone());
        tokio::spawn(async move { axum::serve(listener, router).await });
        receiver
    }

    pub(crate) fn url(&self) -> String {
        format!("http://{}/hook", self.address)
    }

    pub(crate) fn received(&self) -> Vec<Received> {
        self.log.lock().unwrap().clone()
    }
}

async fn take(State(receiver): State<Receiver>, headers: HeaderMap, body: Bytes) -> Response {
    receiver.log.lock().unwrap().push(Received { headers, body });
    let manner = receiver.first.lock().unwrap().pop_front();
    match manner.unwrap_or(receiver.then) {
        Manner::Status(status) => StatusCode::from_u16(status).unwrap().into_response(),
        Manner::RedirectTo(url) => (StatusCode::FOUND, [(header::LOCATION, url)]).into_response(),
        Manner::Stall => std::future::pending().await,
        Manner::Endless => {
            let chunks = stream::repeat(Ok::<_, Infallible>(Bytes::from_static(&[b'x'; 4096])));
            Body::from_stream(chunks).into_response()
        }
    }
}

/// A server that hangs up on everybody.
pub(crate) async fn hangs_up() -> String {
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    tokio::spawn(async move {
        while let Ok((stream, _)) = listener.accept().await {
            drop(stream);
        }
    });
    format!("http://{address}/hook")
}
