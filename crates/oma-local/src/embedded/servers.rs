use std::fs::File;
use std::future::pending;
use std::net::TcpListener as StdListener;
use std::thread::JoinHandle;
use std::time::Duration;

use dynoxide::Database;
use dynoxide::server::serve_with_shutdown;
use hyper_util::rt::{TokioExecutor, TokioIo};
use hyper_util::server::conn::auto::Builder as HttpBuilder;
use oma_core::{Error, Result};
use s3s::service::S3Service;
use tokio::net::{TcpListener, TcpStream};
use tokio::runtime::{Builder as RuntimeBuilder, Runtime};
use tokio::sync::oneshot;
use tokio::task::JoinSet;

/// How long requests under way may hold up the end.
const GRACE: Duration = Duration::from_secs(2);

/// What the servers own until they end.
pub(super) struct Parts {
    pub(super) lock: File,
    pub(super) database: Database,
    pub(super) dynamodb: StdListener,
    pub(super) media: S3Service,
    pub(super) s3: StdListener,
}

/// Two servers on a thread and a runtime of their own: they answer whatever runtime the caller
/// has and however busy it is, and they can be ended with all their connections.
pub(super) struct Servers {
    stop: Option<oneshot::Sender<()>>,
    thread: Option<JoinHandle<()>>,
}

impl Servers {
    pub(super) fn start(parts: Parts) -> Result<Self> {
        let unable = |source| Error::internal(format!("cannot start the servers: {source}"));
        let runtime = RuntimeBuilder::new_multi_thread()
            .worker_threads(2)
            .thread_name("oma-embedded")
            .enable_all()
            .build()
            .map_err(unable)?;
        let (stop, stopped) = oneshot::channel();
        let thread = std::thread::Builder::new()
            .name("oma-embedded".to_owned())
            .spawn(move || run(runtime, parts, stopped))
            .map_err(unable)?;
        Ok(Self { stop: Some(stop), thread: Some(thread) })
    }
}

impl Drop for Servers {
    fn drop(&mut self) {
        drop(self.stop.take());
        if let Some(Err(_)) = self.thread.take().map(JoinHandle::join) {
            tracing::error!("the thread of the embedded servers panicked");
        }
    }
}

fn run(runtime: Runtime, parts: Parts, stopped: oneshot::Receiver<()>) {
    let Parts { lock, database, dynamodb, media, s3 } = parts;
    runtime.spawn_blocking({
        let database = database.clone();
        move || sweep(&database)
    });
    runtime.spawn(serve_table(dynamodb, database));
    runtime.spawn(serve_media(s3, media));
    // Ends when the sender is dropped; there is nothing to receive.
    let _ = runtime.block_on(stopped);
    runtime.shutdown_timeout(GRACE);
    // Last, so that whoever gets the lock next finds nobody at work.
    drop(lock);
}

/// Deletes what has expired since the last start: nobody else does it here.
fn sweep(database: &Database) {
    match database.sweep_ttl() {
        Ok(0) => {}
        Ok(items) => tracing::debug!(items, "expired items were deleted"),
        Err(error) => tracing::warn!(%error, "expired items could not be deleted"),
    }
}

async fn serve_table(listener: StdListener, database: Database) {
    let served = match TcpListener::from_std(listener) {
        Ok(listener) => serve_with_shutdown(listener, database, pending()).await,
        Err(source) => Err(source.to_string()),
    };
    if let Err(error) = served {
        tracing::error!(error, "the embedded DynamoDB ended");
    }
}

async fn serve_media(listener: StdListener, media: S3Service) {
    let listener = match TcpListener::from_std(listener) {
        Ok(listener) => listener,
        Err(error) => return tracing::error!(%error, "the embedded S3 cannot listen"),
    };
    let mut connections = JoinSet::new();
    loop {
        tokio::select! {
            accepted = listener.accept() => match accepted {
                Ok((stream, _)) => {
                    connections.spawn(converse(stream, media.clone()));
                }
                Err(error) => tracing::warn!(%error, "the embedded S3 lost a connection"),
            },
            // Forgets the finished ones.
            Some(_) = connections.join_next() => {}
        }
    }
}

async fn converse(stream: TcpStream, media: S3Service) {
    // Answers are small writes; waiting to join them would cost 40 ms each.
    let _ = stream.set_nodelay(true);
    let http = HttpBuilder::new(TokioExecutor::new()).http1_only();
    if let Err(error) = http.serve_connection(TokioIo::new(stream), media).await {
        tracing::debug!(error, "a connection to the embedded S3 broke");
    }
}
