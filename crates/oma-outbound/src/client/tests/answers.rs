use std::path::PathBuf;

use bytes::Bytes;

use super::server::{Manner, Server};
use super::{impatient, policy};
use crate::{Answer, Failure, Outbound, Policy, Refusal};

fn ok(body: &str) -> String {
    format!("HTTP/1.1 200 OK\r\ncontent-length: {}\r\n\r\n{body}", body.len())
}

fn redirect(to: &str) -> String {
    format!("HTTP/1.1 302 Found\r\nlocation: {to}\r\ncontent-length: 0\r\n\r\n")
}

fn patience(manner: &Manner) -> Policy {
    match manner {
        Manner::SaysAndStalls(_) | Manner::Drips(_) => impatient(),
        _ => policy(),
    }
}

async fn post(manner: Manner) -> Result<Answer, Failure> {
    let outbound = Outbound::new(patience(&manner)).unwrap();
    let server = Server::start(manner).await;
    let headers = [("webhook-id", "m-1".to_owned())];
    outbound.post(&server.link(), &headers, Bytes::from_static(b"{}")).await
}

/// What fetching gives, with the file if there is one.
async fn get(link: &str) -> (Result<u64, Failure>, Option<Vec<u8>>) {
    get_by(policy(), link).await
}

async fn get_by(policy: Policy, link: &str) -> (Result<u64, Failure>, Option<Vec<u8>>) {
    let folder = tempfile::tempdir().unwrap();
    let path: PathBuf = folder.path().join("file");
    let outcome = Outbound::new(policy).unwrap().get_to_file(link, &path).await;
    (outcome, std::fs::read(&path).ok())
}

async fn get_from(manner: Manner) -> (Result<u64, Failure>, Option<Vec<u8>>) {
    let policy = patience(&manner);
    get_by(policy, &Server::start(manner).await.link()).await
}

#[tokio::test]
async fn an_answer_is_read_whatever_its_status() {
    let answer = post(Manner::Says(ok("fine"))).await.unwrap();
    assert_eq!((answer.status, &answer.body[..], answer.complete), (200, &b"fine"[..], true));
    let gone = "HTTP/1.1 410 Gone\r\ncontent-length: 0\r\n\r\n".to_owned();
    assert_eq!(post(Manner::Says(gone)).await.unwrap().status, 410);
}

#[tokio::test]
async fn a_post_takes_no_redirect() {
    let elsewhere = Server::start(Manner::Says(ok("no"))).await;
    let answer = post(Manner::Says(redirect(&elsewhere.link()))).await.unwrap();
    assert_eq!((answer.status, elsewhere.connections()), (302, 0));
}

#[tokio::test]
async fn an_endless_or_slow_body_is_cut_and_the_status_counts() {
    let endless = "HTTP/1.1 200 OK\r\n\r\n".to_owned();
    let answer = post(Manner::NeverEnds(endless)).await.unwrap();
    assert_eq!((answer.status, answer.body.len(), answer.complete), (200, 1024, false));
    let stalled = "HTTP/1.1 204 No Content\r\n\r\n".to_owned();
    assert_eq!(post(Manner::SaysAndStalls(stalled)).await.unwrap().status, 204);
    let slow = "HTTP/1.1 200 OK\r\ncontent-length: 9\r\n\r\nx".to_owned();
    let answer = post(Manner::SaysAndStalls(slow)).await.unwrap();
    assert_eq!((answer.status, answer.complete), (200, false));
}

#[tokio::test]
async fn slow_headers_run_out_of_time() {
    assert_eq!(post(Manner::SaysAndStalls(String::new())).await, Err(Failure::TimedOut));
    assert_eq!(post(Manner::Drips(ok("never"))).await, Err(Failure::TimedOut));
    let (outcome, file) = get_from(Manner::Drips(ok("never"))).await;
    assert_eq!((outcome, file), (Err(Failure::TimedOut), None));
}

#[tokio::test]
async fn endless_headers_and_what_is_no_http_are_broken() {
    assert_eq!(post(Manner::Headers).await, Err(Failure::Broken));
    assert_eq!(post(Manner::Says("SSH-2.0-x\r\n".to_owned())).await, Err(Failure::Broken));
    assert_eq!(post(Manner::Says(String::new())).await, Err(Failure::Broken));
}

#[tokio::test]
async fn nobody_there_is_no_connection() {
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let link = format!("http://{}/", listener.local_addr().unwrap());
    drop(listener);
    assert_eq!(get(&link).await, (Err(Failure::NotConnected), None));
}

#[tokio::test]
async fn a_file_is_fetched_through_redirects() {
    let server = Server::start(Manner::Says(ok("film"))).await;
    let first = Server::start(Manner::Says(redirect(&server.link()))).await;
    assert_eq!(get(&first.link()).await, (Ok(4), Some(b"film".to_vec())));
}

#[tokio::test]
async fn each_redirect_is_judged_and_counted() {
    for to in [
        "http://127.0.0.2/",
        "http://169.254.169.254/latest/meta-data/",
        "http://[::1]/",
        "//2130706434/",
        "http://[::ffff:127.0.0.1]/",
        "http://0/",
    ] {
        let (outcome, file) = get_from(Manner::Says(redirect(to))).await;
        assert_eq!((outcome, file), (Err(Refusal::Address.into()), None), "{to}");
    }
    let (outcome, _) = get_from(Manner::Says(redirect("file:///etc/passwd"))).await;
    assert_eq!(outcome, Err(Refusal::Scheme.into()));
    let (outcome, _) = get_from(Manner::Says(redirect("/again"))).await;
    assert_eq!(outcome, Err(Failure::TooManyRedirects));
}

#[tokio::test]
async fn a_file_that_is_too_long_broken_or_compressed_is_not_kept() {
    let said = "HTTP/1.1 200 OK\r\ncontent-length: 1025\r\n\r\n".to_owned();
    let unsaid = "HTTP/1.1 200 OK\r\n\r\n".to_owned();
    for manner in [Manner::NeverEnds(said), Manner::NeverEnds(unsaid)] {
        assert_eq!(get_from(manner).await, (Err(Failure::TooLarge(1024)), None));
    }
    let short = "HTTP/1.1 200 OK\r\ncontent-length: 9\r\n\r\nx".to_owned();
    assert_eq!(get_from(Manner::Says(short)).await, (Err(Failure::Broken), None));
    let bomb = "HTTP/1.1 200 OK\r\ncontent-encoding: gzip\r\ncontent-length: 2\r\n\r\n\x1f\x0b";
    assert_eq!(get_from(Manner::Says(bomb.to_owned())).await, (Err(Failure::Compressed), None));
    // What is posted to may answer so: it is not unpacked.
    let answer = post(Manner::Says(bomb.to_owned())).await.unwrap();
    assert_eq!(&answer.body[..], b"\x1f\x0b");
}

#[tokio::test]
async fn a_status_that_is_no_success_is_named() {
    let missing = "HTTP/1.1 404 Not Found\r\ncontent-length: 0\r\n\r\n".to_owned();
    assert_eq!(get_from(Manner::Says(missing)).await, (Err(Failure::Status(404)), None));
}
