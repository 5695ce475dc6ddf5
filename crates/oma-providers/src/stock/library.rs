use std::path::Path;
use std::sync::Arc;

use async_trait::async_trait;
use bytes::Bytes;
use futures::future::join_all;
use oma_core::event::Fallback;
use oma_core::ports::{Credit, StockFound, StockItem, StockKind, StockLibraries, StockQuery};
use oma_core::spend::{Account, Answer, Bill, Call, CallFailure, Rate, Unit, Units};
use oma_core::{Error, ErrorKind, Result};
use reqwest::Method;
use serde_json::json;

use super::hosts::Hosts;
use super::{MOST_CLIP_BYTES, MOST_PHOTO_BYTES, Pexels, Pixabay};
use crate::http::{Http, HttpLimits, Paid};
use crate::images::media_type;
use crate::resilience::Resilience;

/// Another way of searching needs a new name: it is part of the key under which answers lie.
const SEARCH: &str = "search-1";
const FILE: &str = "file-1";
/// The longest description or name that is kept.
const MOST_LINE: usize = 500;

/// One library: one call each, no retries.
#[async_trait]
pub(super) trait Library: Send + Sync {
    /// Its name, as in [`StockItem::library`].
    fn name(&self) -> &'static str;

    /// What it has for words, unranked.
    async fn search(&self, query: &StockQuery) -> Result<Vec<StockItem>, CallFailure>;

    /// Whether a link is one of its own.
    fn has(&self, link: &str) -> bool;

    /// Fetches a file.
    async fn fetch(&self, item: &StockItem) -> Result<Bytes, CallFailure>;
}

/// The libraries whose keys are configured: Pexels, then Pixabay.
///
/// Both are free and ask that searches be kept: an owner's equal search is answered from the store, and
/// so is an equal file.
#[derive(Clone)]
pub struct Stock {
    libraries: Vec<Arc<dyn Library>>,
    resilience: Resilience,
}

impl Stock {
    /// Over the libraries that are switched on.
    pub fn new(pexels: Option<Pexels>, pixabay: Option<Pixabay>, resilience: Resilience) -> Self {
        let pexels = pexels.map(|library| Arc::new(library) as Arc<dyn Library>);
        let pixabay = pixabay.map(|library| Arc::new(library) as Arc<dyn Library>);
        Self { libraries: pexels.into_iter().chain(pixabay).collect(), resilience }
    }

    async fn search_one(
        &self,
        library: &Arc<dyn Library>,
        query: &StockQuery,
        account: &Account,
    ) -> Result<(Vec<StockItem>, Bill)> {
        let send = || async {
            let attempt = || async {
                let items = library.search(query).await?;
                Ok(serde_json::to_value(items).map_err(Error::internal)?)
            };
            let body = self.resilience.run(library.name(), attempt).await?;
            Ok(Answer { body, units: Units::of(Unit::Requests, 1), ..Answer::default() })
        };
        let (rate, most) = (Rate::default(), Units::of(Unit::Requests, 1));
        let call = Call { provider: library.name(), model: SEARCH, rate: &rate, most: &most };
        let answered = account.pay(&call, query, send).await?;
        Ok((serde_json::from_value(answered.body)?, answered.bill))
    }
}

#[async_trait]
impl StockLibraries for Stock {
    fn libraries(&self) -> Vec<String> {
        self.libraries.iter().map(|library| library.name().to_owned()).collect()
    }

    async fn search(&self, query: &StockQuery, account: &Account) -> Result<StockFound> {
        // How long a clip must be is no parameter of theirs: equal words are asked once.
        let words = query.words.split_whitespace().collect::<Vec<_>>().join(" ").to_lowercase();
        let query = StockQuery { words, min_duration_ms: 0, ..query.clone() };
        let asked = self.libraries.iter().map(|library| self.search_one(library, &query, account));
        let answers = join_all(asked).await;
        let mut found = StockFound::default();
        let (mut bills, mut failed) = (Vec::new(), Vec::new());
        for (library, answer) in self.libraries.iter().zip(answers) {
            match answer {
                Ok((items, bill)) => {
                    found.items.extend(items);
                    bills.push(bill);
                }
                Err(error) if error.kind == ErrorKind::Cancelled => return Err(error),
                Err(error) => {
                    tracing::info!(library = library.name(), error = error.name(), "no search");
                    found.fallbacks.push(passed_over(library.name(), &error));
                    failed.push(error);
                }
            }
        }
        found.bill = bills.into_iter().sum();
        match failed.into_iter().next() {
            Some(error) if found.fallbacks.len() == self.libraries.len() => Err(error),
            None if self.libraries.is_empty() => {
                let message = "No library of stock footage is switched on.";
                Err(Error::new(ErrorKind::ProviderRefused, message))
            }
            _ => Ok(found),
        }
    }

    async fn fetch(&self, item: &StockItem, account: &Account) -> Result<Bytes> {
        let library = self.libraries.iter().find(|library| library.name() == item.library);
        let library = library.ok_or_else(|| {
            let message = format!("{} is not among the libraries of stock footage.", item.library);
            Error::new(ErrorKind::ProviderRefused, message)
        })?;
        if !library.has(&item.link) {
            let message = format!("{} names a file that does not lie with it.", item.library);
            return Err(Error::new(ErrorKind::ProviderBadAnswer, message));
        }
        // Not the link: what it is signed with changes, the file does not.
        let asked = json!({
            "id": item.id, "kind": item.kind, "width": item.width, "height": item.height,
        });
        let send = || async {
            let attempt = || library.fetch(item);
            let media = Some(self.resilience.run(library.name(), attempt).await?);
            Ok(Answer { media, units: Units::of(Unit::Requests, 1), ..Answer::default() })
        };
        let (rate, most) = (Rate::default(), Units::of(Unit::Requests, 1));
        let call = Call { provider: library.name(), model: FILE, rate: &rate, most: &most };
        let answered = account.pay(&call, &asked, send).await?;
        answered.media.ok_or_else(|| Error::internal("a stored file without media"))
    }
}

/// A library's interface and the way to its files: three sets of limits.
#[derive(Debug, Clone)]
pub(super) struct Sources {
    pub(super) search: Http,
    pub(super) hosts: Hosts,
    photos: Http,
    clips: Http,
}

impl Sources {
    pub(super) fn new(
        vendor: &'static str,
        base: &str,
        limits: HttpLimits,
        hosts: Hosts,
    ) -> Result<Self> {
        let of = |body_bytes| Http::new(vendor, base, HttpLimits { body_bytes, ..limits });
        Ok(Self {
            search: of(limits.body_bytes)?,
            photos: of(MOST_PHOTO_BYTES)?,
            clips: of(MOST_CLIP_BYTES)?,
            hosts,
        })
    }

    /// Fetches a file, without the key. Redirects are not followed.
    pub(super) async fn fetch(&self, kind: StockKind, link: &str) -> Result<Bytes, CallFailure> {
        let http = match kind {
            StockKind::Photo => &self.photos,
            StockKind::Clip => &self.clips,
        };
        if !self.hosts.have(link) {
            return Err(http.unusable("names a file elsewhere", "not its host", Paid::No));
        }
        let call = http.request_elsewhere(Method::GET, link);
        let body = http.send(call, Paid::No).await?.body;
        let is_it = match kind {
            StockKind::Photo => media_type(&body).is_some(),
            // The first box of an MP4.
            StockKind::Clip => body.get(4..8) == Some(b"ftyp"),
        };
        if is_it {
            Ok(body)
        } else {
            Err(http.unusable("is no such file", "another kind of file", Paid::No))
        }
    }
}

/// What a library lets its files be used under.
pub(super) struct Licence {
    pub(super) source: &'static str,
    pub(super) name: &'static str,
    pub(super) page: &'static str,
}

impl Licence {
    /// Who is to be thanked for a file; a page that is not `https` is left out.
    pub(super) fn credit(&self, title: &str, author: &str, page: &str) -> Credit {
        Credit {
            title: title.to_owned(),
            author: line(author),
            page: Some(page).filter(|p| p.starts_with("https://")).unwrap_or_default().to_owned(),
            licence: self.name.to_owned(),
            licence_page: self.page.to_owned(),
            source: self.source.to_owned(),
        }
    }
}

fn passed_over(library: &str, error: &Error) -> Fallback {
    Fallback {
        what: "stock footage".to_owned(),
        wanted: library.to_owned(),
        used: "the other libraries".to_owned(),
        reason: error.message.clone(),
    }
}

/// The media type of a photo, by its link; the libraries' photos are JPEG where nothing says PNG.
pub(super) fn photo_type(link: &str) -> &'static str {
    let path = link.split('?').next().unwrap_or_default();
    let extension = Path::new(path).extension();
    let is_png = extension.is_some_and(|extension| extension.eq_ignore_ascii_case("png"));
    if is_png { "image/png" } else { "image/jpeg" }
}

/// A text of a library's as one line of a bearable length.
pub(super) fn line(text: &str) -> String {
    let line = text.split_whitespace().collect::<Vec<_>>().join(" ");
    line.chars().filter(|c| !c.is_control()).take(MOST_LINE).collect()
}
