use std::net::SocketAddr;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};

/// How a server answers.
#[derive(Clone)]
pub(super) enum Manner {
    /// These bytes, and then the connection ends.
    Says(String),
    /// These bytes, and then nothing, with the connection open.
    SaysAndStalls(String),
    /// These bytes, and then `x` for ever.
    NeverEnds(String),
    /// One byte of these at a time, slowly.
    Drips(String),
    /// Header lines for ever.
    Headers,
}

/// A server on this machine, which counts who connects.
pub(super) struct Server {
    pub(super) address: SocketAddr,
    connections: Arc<AtomicUsize>,
}

impl Server {
    pub(super) async fn start(manner: Manner) -> Self {
        Self::at("127.0.0.1", manner).await
    }

    pub(super) async fn at(address: &str, manner: Manner) -> Self {
        let listener = TcpListener::bind((address, 0)).await.unwrap();
        let address = listener.local_addr().unwrap();
        let connections = Arc::new(AtomicUsize::new(0));
        let count = Arc::clone(&connections);
        tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                count.fetch_add(1, Ordering::SeqCst);
                // The client hangs up on most of these.
                tokio::spawn(answer(stream, manner.clone()));
            }
        });
        Self { address, connections }
    }

    pub(super) fn link(&self) -> String {
        format!("http://{}/x", self.address)
    }

    pub(super) fn connections(&self) -> usize {
        self.connections.load(Ordering::SeqCst)
    }
}

async fn answer(mut stream: TcpStream, manner: Manner) -> std::io::Result<()> {
    let mut request = [0; 4096];
    let _ = stream.read(&mut request).await?;
    match manner {
        Manner::Says(text) => stream.write_all(text.as_bytes()).await?,
        Manner::SaysAndStalls(text) => {
            stream.write_all(text.as_bytes()).await?;
            std::future::pending::<()>().await;
        }
        Manner::NeverEnds(text) => {
            stream.write_all(text.as_bytes()).await?;
            loop {
                stream.write_all(&[b'x'; 1024]).await?;
            }
        }
        Manner::Drips(text) => {
            for byte in text.as_bytes() {
                stream.write_all(&[*byte]).await?;
                tokio::time::sleep(Duration::from_millis(100)).await;
            }
        }
        Manner::Headers => {
            stream.write_all(b"HTTP/1.1 200 OK\r\n").await?;
            loop {
                stream.write_all(b"x-more: yes\r\n").await?;
            }
        }
    }
    stream.shutdown().await
}
