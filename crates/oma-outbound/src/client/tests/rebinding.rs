use std::collections::VecDeque;
use std::io;
use std::net::IpAddr;
use std::sync::{Arc, Mutex};

use async_trait::async_trait;
use bytes::Bytes;

use super::server::{Manner, Server};
use super::{HERE, policy};
use crate::{Answer, Failure, Outbound, Policy, Reach, Refusal, Resolver};

/// A name server that gives another answer each time.
struct Fickle(Mutex<VecDeque<Vec<IpAddr>>>);

#[async_trait]
impl Resolver for Fickle {
    async fn addresses(&self, _: &str) -> io::Result<Vec<IpAddr>> {
        let next = self.0.lock().unwrap().pop_front();
        next.ok_or_else(|| io::Error::other("no more answers"))
    }
}

fn fickle(answers: &[&[&str]]) -> Arc<Fickle> {
    let read = |answer: &&[&str]| answer.iter().map(|ip| ip.parse().unwrap()).collect();
    Arc::new(Fickle(Mutex::new(answers.iter().map(read).collect())))
}

async fn post(outbound: &Outbound, port: u16) -> Result<Answer, Failure> {
    let link = format!("http://hooks.example.com:{port}/x");
    outbound.post(&link, &[], Bytes::new()).await
}

const OK: &str = "HTTP/1.1 200 OK\r\ncontent-length: 0\r\n\r\n";

/// 127.0.0.1 stands for a public address here, so that no test leaves the machine; 127.0.0.2 is
/// what must never be reached.
#[tokio::test]
async fn a_name_that_turns_to_a_private_address_is_never_followed_there() {
    let public = Server::start(Manner::Says(OK.to_owned())).await;
    let resolver = fickle(&[&["127.0.0.1"], &["127.0.0.2"], &["127.0.0.1"]]);
    let outbound = Outbound::with_resolver(policy(), resolver.clone()).unwrap();
    let port = public.address.port();
    assert_eq!(post(&outbound, port).await.unwrap().status, 200);
    // One look-up for judging and connecting: a second one would have used up the next answer.
    assert_eq!(resolver.0.lock().unwrap().len(), 2);
    assert_eq!(post(&outbound, port).await, Err(Refusal::Address.into()));
    assert_eq!(post(&outbound, port).await.unwrap().status, 200);
    assert_eq!(public.connections(), 2);
}

#[tokio::test]
async fn one_private_address_among_public_ones_is_enough_to_refuse() {
    let victim = Server::start(Manner::Says(OK.to_owned())).await;
    for answers in [["1.1.1.1", "127.0.0.1"], ["127.0.0.1", "2606:4700::1111"]] {
        let strict = Policy { plain_http: true, any_port: true, ..Policy::messages() };
        let outbound = Outbound::with_resolver(strict, fickle(&[&answers])).unwrap();
        assert_eq!(post(&outbound, victim.address.port()).await, Err(Refusal::Address.into()));
    }
    assert_eq!(victim.connections(), 0);
}

#[tokio::test]
async fn every_form_of_a_private_address_is_refused_when_it_is_resolved() {
    for address in [
        "127.0.0.1",
        "10.1.2.3",
        "169.254.169.254",
        "100.64.0.1",
        "0.0.0.0",
        "224.0.0.1",
        "255.255.255.255",
        "::",
        "::1",
        "::ffff:127.0.0.1",
        "64:ff9b::7f00:1",
        "2002:7f00:1::1",
        "2001:0:4136:e378:8000:63bf:3fff:fdd2",
        "fe80::1",
        "fd00:ec2::254",
        "ff02::1",
    ] {
        let strict = Policy { plain_http: true, any_port: true, ..Policy::messages() };
        let outbound = Outbound::with_resolver(strict, fickle(&[&[address]])).unwrap();
        assert_eq!(post(&outbound, 80).await, Err(Refusal::Address.into()), "{address}");
    }
}

#[tokio::test]
async fn a_name_without_address_is_told_apart_from_a_refusal() {
    for resolver in [fickle(&[]), fickle(&[&[]])] {
        let outbound = Outbound::with_resolver(policy(), resolver).unwrap();
        assert_eq!(post(&outbound, 80).await, Err(Failure::Unresolved));
    }
}

#[tokio::test]
async fn a_machine_of_ones_own_may_be_reached_by_its_name() {
    let server = Server::start(Manner::Says(OK.to_owned())).await;
    let anywhere = Policy::messages().reaching(Reach::Anywhere);
    let outbound = Outbound::with_resolver(anywhere, fickle(&[&["127.0.0.1"]])).unwrap();
    let link = format!("http://localhost:{}/", server.address.port());
    assert_eq!(outbound.post(&link, &[], Bytes::new()).await.unwrap().status, 200);
    assert!(HERE.is_loopback());
}

#[test]
fn what_is_told_to_a_user_names_no_address() {
    for refusal in [Refusal::Address, Refusal::Host] {
        let text = Failure::from(refusal).to_string();
        assert!(!text.contains(|c: char| c.is_ascii_digit()), "{text}");
    }
}
