//! A server over TCP that does one thing to every request.

use std::io;
use std::net::SocketAddr;
use std::time::Duration;

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio::task::{JoinHandle, JoinSet};

/// What is sent at most where the answer has no end: more than any client reads in a test.
const MOST_BLOCKS: usize = 1024;
static BLOCK: [u8; 65_536] = [b' '; 65_536];

/// What the server does to a request that it has read.
#[derive(Debug, Clone)]
pub(super) enum Does {
    /// Answers.
    Answer { head: String, body: Vec<u8> },
    /// Nothing: it keeps the connection and is silent.
    Waits,
    /// Sends a head that never ends.
    LongHead,
    /// Begins to answer and sends a byte now and then.
    Drips { content_type: String, body: Vec<u8> },
    /// Announces more than it sends, and hangs up.
    Cuts { content_type: String, body: Vec<u8> },
    /// Sends without end.
    Floods,
    /// Is not there.
    Absent,
}

/// The server. It ends with this value.
pub(super) struct Server {
    address: SocketAddr,
    task: JoinHandle<()>,
}

impl Server {
    pub(super) async fn start(does: Does) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        if matches!(does, Does::Absent) {
            // The port is free again, and nobody listens there.
            return Self { address, task: tokio::spawn(async {}) };
        }
        let task = tokio::spawn(async move {
            let mut connections = JoinSet::new();
            while let Ok((stream, _)) = listener.accept().await {
                let does = does.clone();
                // A client that hangs up in the middle is what is wanted.
                connections.spawn(async move { serve(stream, &does).await.ok() });
            }
        });
        Self { address, task }
    }

    pub(super) fn url(&self) -> String {
        format!("http://{}", self.address)
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        self.task.abort();
    }
}

async fn serve(mut stream: TcpStream, does: &Does) -> io::Result<()> {
    read_request(&mut stream).await?;
    match does {
        Does::Answer { head, body } => {
            let length = body.len();
            let head = format!("{head}content-length: {length}\r\nconnection: close\r\n\r\n");
            stream.write_all(head.as_bytes()).await?;
            stream.write_all(body).await?;
        }
        Does::Waits => std::future::pending().await,
        Does::LongHead => {
            stream.write_all(b"HTTP/1.1 200 OK\r\nx-long: ").await?;
            flood(&mut stream).await?;
        }
        Does::Drips { content_type, body } => {
            begin(&mut stream, content_type, 1 << 20).await?;
            for byte in body.iter().chain(std::iter::repeat(&b' ')) {
                stream.write_all(&[*byte]).await?;
                tokio::time::sleep(Duration::from_millis(20)).await;
            }
        }
        Does::Cuts { content_type, body } => {
            begin(&mut stream, content_type, body.len() + 100).await?;
            stream.write_all(body).await?;
        }
        Does::Floods => {
            stream.write_all(b"HTTP/1.1 200 OK\r\ncontent-type: application/json\r\n").await?;
            stream.write_all(b"connection: close\r\n\r\n").await?;
            flood(&mut stream).await?;
        }
        Does::Absent => {}
    }
    stream.shutdown().await
}

async fn begin(stream: &mut TcpStream, content_type: &str, length: usize) -> io::Result<()> {
    let head = format!(
        "HTTP/1.1 200 OK\r\ncontent-type: {content_type}\r\ncontent-length: {length}\r\n\r\n"
    );
    stream.write_all(head.as_bytes()).await
}

async fn flood(stream: &mut TcpStream) -> io::Result<()> {
    for _ in 0..MOST_BLOCKS {
        stream.write_all(&BLOCK).await?;
    }
    Ok(())
}

/// Reads a whole request, so that hanging up afterwards resets nothing that is under way.
async fn read_request(stream: &mut TcpStream) -> io::Result<()> {
    let mut request = Vec::new();
    loop {
        let mut piece = [0; 8192];
        let length = stream.read(&mut piece).await?;
        request.extend_from_slice(&piece[..length]);
        if length == 0 || is_whole(&request) {
            return Ok(());
        }
    }
}

fn is_whole(request: &[u8]) -> bool {
    let Some(end) = request.windows(4).position(|four| four == b"\r\n\r\n") else { return false };
    let head = String::from_utf8_lossy(&request[..end]).to_lowercase();
    let length = head.lines().find_map(|line| line.strip_prefix("content-length:"));
    match length.and_then(|length| length.trim().parse::<usize>().ok()) {
        Some(length) => request.len() >= end + 4 + length,
        None if head.contains("transfer-encoding: chunked") => request.ends_with(b"0\r\n\r\n"),
        None => true,
    }
}
