use std::time::Duration;

use reqwest::Url;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::{TcpListener, TcpStream};

use super::pkce::{Pkce, random_text};
use super::{Granted, Issuer, Secret};
use crate::error::{Error, Result};

/// The ports on which the browser's answer is awaited, the first free one. They are few and fixed,
/// because Cognito compares the whole address: register `http://127.0.0.1:{port}/callback`.
pub const PORTS: [u16; 3] = [8976, 8977, 8978];

/// How long a person may take.
const PATIENCE: Duration = Duration::from_mins(5);

/// The most bytes of a browser's request that are read.
const MAX_REQUEST_BYTES: usize = 16 * 1024;

/// How long one connection may take to send its request.
const REQUEST_PATIENCE: Duration = Duration::from_secs(5);

/// What a sign-in needs to know.
#[derive(Debug, Clone, Copy)]
pub struct SignIn<'a> {
    /// The public client that OMA's command line is at the issuer.
    pub client_id: &'a str,
    /// What is asked for, separated by blanks.
    pub scope: &'a str,
    /// Where the answer is awaited: [`PORTS`], or a port that the issuer knows.
    pub ports: &'a [u16],
}

/// Signs a person in: OAuth 2 authorization code with PKCE (S256) and state, and a listener on
/// this machine for the browser's way back (RFC 8252). `show` gets the link to open.
pub async fn sign_in(
    issuer: &Issuer,
    ask: SignIn<'_>,
    show: impl FnOnce(&str) + Send,
) -> Result<Granted> {
    let (listener, port) = listen(ask.ports).await?;
    let redirect_uri = format!("http://127.0.0.1:{port}/callback");
    let (pkce, state) = (Pkce::new(), random_text());
    let url = issuer.authorize_url(&[
        ("response_type", "code"),
        ("client_id", ask.client_id),
        ("redirect_uri", &redirect_uri),
        ("scope", ask.scope),
        ("state", &state),
        ("code_challenge", &pkce.challenge),
        ("code_challenge_method", "S256"),
    ])?;
    show(url.as_str());
    let late = |_| Error::NotSignedIn("Nobody signed in within five minutes.".to_owned());
    let code = tokio::time::timeout(PATIENCE, answer(&listener, &state)).await.map_err(late)??;
    issuer.exchange(ask.client_id, &code, &pkce.verifier, &redirect_uri).await
}

async fn listen(ports: &[u16]) -> Result<(TcpListener, u16)> {
    for port in ports {
        if let Ok(listener) = TcpListener::bind(("127.0.0.1", *port)).await {
            let port = listener.local_addr().map_or(*port, |address| address.port());
            return Ok((listener, port));
        }
    }
    let ports: Vec<String> = ports.iter().map(ToString::to_string).collect();
    let message = format!(
        "The sign-in needs one of the ports {} on this machine, and all are taken.",
        ports.join(", ")
    );
    Err(Error::Input(message))
}

/// Waits for the request that brings our state back. Whatever else knocks (another tab, a
/// browser's favicon) is told that there is nothing.
async fn answer(listener: &TcpListener, state: &str) -> Result<Secret> {
    loop {
        let Ok((mut stream, _)) = listener.accept().await else { continue };
        let read = tokio::time::timeout(REQUEST_PATIENCE, target(&mut stream)).await;
        let outcome = read.ok().flatten().and_then(|target| judge(&target, state));
        let (status, text) = match &outcome {
            Some(Ok(_)) => ("200 OK", "You are signed in. You can close this page."),
            Some(Err(_)) => ("400 Bad Request", "The sign-in did not work. See the terminal."),
            None => ("404 Not Found", "There is nothing here."),
        };
        let _ = tokio::time::timeout(REQUEST_PATIENCE, reply(&mut stream, status, text)).await;
        if let Some(outcome) = outcome {
            return outcome;
        }
    }
}

/// The target of the request line: `/callback?code=…&state=…`.
async fn target(stream: &mut TcpStream) -> Option<String> {
    let mut request = Vec::new();
    let mut buffer = [0; 4096];
    while !request.windows(4).any(|end| end == b"\r\n\r\n") {
        let n = stream.read(&mut buffer).await.ok()?;
        if n == 0 || request.len() + n > MAX_REQUEST_BYTES {
            return None;
        }
        request.extend_from_slice(&buffer[..n]);
    }
    let text = String::from_utf8(request).ok()?;
    let mut words = text.lines().next()?.split(' ');
    (words.next()? == "GET").then(|| words.next().map(str::to_owned)).flatten()
}

/// The code of an answer to our question; nothing when it answers none of ours.
fn judge(target: &str, state: &str) -> Option<Result<Secret>> {
    let url = Url::parse("http://127.0.0.1").ok()?.join(target).ok()?;
    let value = |name: &str| {
        url.query_pairs().find(|(key, _)| key == name).map(|(_, value)| value.into_owned())
    };
    if url.path() != "/callback" || value("state")? != state {
        return None;
    }
    if let Some(error) = value("error") {
        let said = value("error_description").unwrap_or(error);
        return Some(Err(Error::NotSignedIn(format!("The issuer says: {said}."))));
    }
    value("code").map(|code| Ok(Secret::new(code)))
}

async fn reply(stream: &mut TcpStream, status: &str, text: &str) -> std::io::Result<()> {
    let page = format!("<!doctype html><meta charset=utf-8><title>OMA</title><p>{text}</p>");
    let head = format!(
        "HTTP/1.1 {status}\r\nContent-Type: text/html; charset=utf-8\r\nContent-Length: {}\r\n\
         Cache-Control: no-store\r\nReferrer-Policy: no-referrer\r\nConnection: close\r\n\r\n",
        page.len()
    );
    stream.write_all(head.as_bytes()).await?;
    stream.write_all(page.as_bytes()).await?;
    stream.shutdown().await
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_answer_to_our_question_counts() {
        let code = judge("/callback?code=abc&state=s-1", "s-1").unwrap().unwrap();
        assert_eq!(code.expose(), "abc");
        for other in ["/callback?code=abc&state=s-2", "/callback?code=abc", "/favicon.ico", "//"] {
            assert!(judge(other, "s-1").is_none(), "{other}");
        }
        let refused = judge("/callback?error=access_denied&state=s-1", "s-1").unwrap();
        assert!(refused.unwrap_err().to_string().contains("access_denied"));
    }
}
