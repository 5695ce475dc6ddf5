//! What no honest client sends. Every attempt gets an answer that the API documents, or a closed
//! connection where it was no HTTP; none gets a 5xx, none sees inside, and the server answers on.
//!
//! `log` writes down what was tried and what it got.

mod files;
mod http;
mod json;
mod links;
mod log;
mod paths;
mod raw;
mod replays;

use self::log::Log;
use crate::page;
use crate::site::Site;

#[tokio::test(flavor = "multi_thread")]
async fn what_was_tried_got_a_refusal_and_nothing_else() {
    let site = Site::start("").await;
    let eve = site.person("eve", &["editor"]).await;
    let mut log = Log::new(&site, &eve.access);
    // Takes twenty seconds, in which the others are tried.
    let slow = tokio::spawn(http::drip(site.url.clone(), eve.access.clone()));
    links::attempt(&mut log).await;
    paths::attempt(&mut log).await;
    files::attempt(&mut log).await;
    json::attempt(&mut log).await;
    http::attempt(&mut log).await;
    replays::attempt(&mut log).await;
    log.got("HTTP", "a body of which a byte comes every second", &slow.await.unwrap()).await;
    page::hold("abuse", &log.table());
    site.end().await;
}
