use std::collections::HashMap;
use std::convert::Infallible;
use std::future::Future;
use std::net::{IpAddr, SocketAddr};
use std::pin::pin;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use axum::Router;
use axum::body::Body;
use axum::extract::ConnectInfo;
use axum::http::{HeaderValue, Request, header};
use axum::response::Response;
use hyper_util::rt::{TokioExecutor, TokioIo, TokioTimer};
use hyper_util::server::conn::auto::Builder;
use hyper_util::server::graceful::{GracefulShutdown, Watcher};
use hyper_util::service::TowerToHyperService;
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::Semaphore;
use tower::ServiceExt as _;

/// Connections at once. Each costs some 20 KB and a file.
const MAX_CONNECTIONS: usize = 1024;
/// Of one address. A proxy in front has one address for all, so this is far above what a browser
/// opens, and far enough below the limit of all.
const MAX_PER_ADDRESS: usize = 512;
/// How long the head of a request may take: who sends it byte by byte keeps a connection busy.
const HEAD_WITHIN: Duration = Duration::from_secs(15);
/// How long requests under way may hold up the end.
const GRACE: Duration = Duration::from_secs(10);
/// After a failed accept, such as when files run out.
const BREATH: Duration = Duration::from_millis(100);

/// Answers requests until `stop` resolves, and then those that are under way.
pub(super) async fn serve(listener: TcpListener, app: Router, stop: impl Future<Output = ()>) {
    let room = Arc::new(Semaphore::new(MAX_CONNECTIONS));
    let (addresses, graceful) = (Addresses::default(), GracefulShutdown::new());
    let mut stop = pin!(stop);
    loop {
        let next = async {
            // Never closed, so a permit is always had in the end.
            let permit = room.clone().acquire_owned().await;
            (permit, listener.accept().await)
        };
        let (permit, accepted) = tokio::select! {
            next = next => next,
            () = &mut stop => break,
        };
        let (stream, peer) = match accepted {
            Ok(accepted) => accepted,
            Err(error) => {
                tracing::warn!(%error, "a connection was lost");
                tokio::time::sleep(BREATH).await;
                continue;
            }
        };
        let Some(place) = addresses.enter(peer.ip()) else { continue };
        let conversation = converse(stream, peer, app.clone(), graceful.watcher());
        tokio::spawn(async move {
            conversation.await;
            drop((place, permit));
        });
    }
    drop(listener);
    if tokio::time::timeout(GRACE, graceful.shutdown()).await.is_err() {
        tracing::warn!("requests under way were given up");
    }
}

async fn converse(stream: TcpStream, peer: SocketAddr, app: Router, watcher: Watcher) {
    // Answers are small writes; waiting to join them would cost 40 ms each.
    let _ = stream.set_nodelay(true);
    let mut http = Builder::new(TokioExecutor::new()).http1_only();
    http.http1().timer(TokioTimer::new()).header_read_timeout(HEAD_WITHIN);
    let service = tower::service_fn(move |request: Request<_>| {
        let mut request = request.map(Body::new);
        request.extensions_mut().insert(ConnectInfo(peer));
        answer(app.clone(), request)
    });
    let connection = http.serve_connection(TokioIo::new(stream), TowerToHyperService::new(service));
    if let Err(error) = watcher.watch(connection).await {
        tracing::debug!(error, "a connection broke");
    }
}

/// A body in chunks is the last of its connection: had it a length beside the chunks, which the
/// parser drops, what follows could be read in two ways (RFC 9112, 6.1).
async fn answer(app: Router, request: Request<Body>) -> Result<Response, Infallible> {
    let in_chunks = request.headers().contains_key(header::TRANSFER_ENCODING);
    let mut response = app.oneshot(request).await?;
    if in_chunks {
        response.headers_mut().insert(header::CONNECTION, HeaderValue::from_static("close"));
    }
    Ok(response)
}

/// How many connections each address has.
#[derive(Clone, Default)]
struct Addresses(Arc<Mutex<HashMap<IpAddr, usize>>>);

/// Given back when it is dropped.
struct Place(Addresses, IpAddr);

impl Addresses {
    fn enter(&self, address: IpAddr) -> Option<Place> {
        let mut counts = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let count = counts.entry(address).or_default();
        if *count >= MAX_PER_ADDRESS {
            return None;
        }
        *count += 1;
        Some(Place(self.clone(), address))
    }
}

impl Drop for Place {
    fn drop(&mut self) {
        let mut counts = self.0.0.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(count) = counts.get_mut(&self.1) {
            *count -= 1;
            if *count == 0 {
                counts.remove(&self.1);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_has_so_many_connections_and_is_forgotten_without_any() {
        let (addresses, one) = (Addresses::default(), IpAddr::from([10, 0, 0, 1]));
        let mut places: Vec<_> =
            (0..MAX_PER_ADDRESS).map(|_| addresses.enter(one).unwrap()).collect();
        assert!(addresses.enter(one).is_none());
        assert!(addresses.enter(IpAddr::from([10, 0, 0, 2])).is_some());
        places.pop();
        assert!(addresses.enter(one).is_some());
        places.clear();
        assert!(addresses.0.lock().unwrap().is_empty());
    }
}
