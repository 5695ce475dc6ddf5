use std::cmp::Reverse;
use std::fmt::Display;

use async_trait::async_trait;
use oma_core::brief::Mood;
use oma_core::event::Fallback;
use oma_core::plan::ModelChoice;
use oma_core::ports::{ComposedMusic, Composer, Credit, MusicRequest};
use oma_core::spend::{Account, Answer, Call, CallFailure, Rate, Unit, Units};
use oma_core::{Error, ErrorKind, Result};
use oma_outbound::{Failure, Outbound, Policy};
use reqwest::Method;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use crate::http::{Http, HttpLimits, Paid};
use crate::offline::library::MusicLibrary;
use crate::resilience::Resilience;

const VENDOR: &str = "openverse";
const BASE: &str = "https://api.openverse.org";
/// Another way of searching or choosing needs a new name: it is part of the step's key.
const MODEL: &str = "audio-1";
/// What who is not registered gets at once.
const PAGE_SIZE: &str = "20";
/// A file is at most this long: ten minutes of MP3 at 320 kbit/s, and some.
const MOST_FILE_BYTES: u64 = 32 << 20;
/// So short a piece is heard to repeat.
const SHORTEST_MS: u64 = 30_000;
const LONGEST_MS: u64 = 10 * 60_000;
/// So many of the best results are chosen among by the seed.
const CHOSEN_AMONG: usize = 8;

/// Music by others under CC0 or CC BY, found through Openverse; the pack's where that fails.
///
/// Searches without a key, of which 20 a minute and 200 a day are answered. Who made a piece and under
/// what licence is kept: CC BY asks for it. Search and file are stored like paid answers, so a film
/// made again has the same music, and whoever asks for the same is not counted again.
///
/// Source: <https://api.openverse.org/v1/#tag/audio/operation/audio_search>; the limits:
/// <https://docs.openverse.org/api/reference/authentication_and_throttling.html>.
#[derive(Debug, Clone)]
pub struct Openverse {
    http: Http,
    outbound: Outbound,
    resilience: Resilience,
    pack: MusicLibrary,
}

/// A piece that was found, as far as it is used.
#[derive(Debug, Clone, Serialize, Deserialize)]
struct Found {
    id: String,
    title: Option<String>,
    creator: Option<String>,
    url: String,
    foreign_landing_url: Option<String>,
    license: String,
    license_version: Option<String>,
    license_url: Option<String>,
    filetype: Option<String>,
    /// Milliseconds.
    duration: Option<u64>,
    #[serde(default)]
    mature: bool,
    #[serde(default)]
    tags: Option<Vec<Tag>>,
}

#[derive(Debug, Clone, Serialize, Deserialize)]
struct Tag {
    name: String,
}

#[derive(Serialize, Deserialize)]
struct Results {
    results: Vec<Found>,
}

impl Openverse {
    /// The library's own interface, with a pack for when it fails.
    ///
    /// # Errors
    /// [`ErrorKind::Internal`] if no client can be built.
    pub fn new(resilience: Resilience, pack: MusicLibrary) -> Result<Self> {
        let policy = Policy { max_body_bytes: MOST_FILE_BYTES, ..Policy::downloads() };
        Self::at(BASE, (HttpLimits::default(), policy), resilience, pack)
    }

    /// Another address, and where files may lie: a test's.
    ///
    /// # Errors
    /// As [`Http::new`].
    pub fn at(
        base: impl Into<String>,
        (limits, policy): (HttpLimits, Policy),
        resilience: Resilience,
        pack: MusicLibrary,
    ) -> Result<Self> {
        let http = Http::new(VENDOR, base, limits)?;
        let outbound = Outbound::new(policy).map_err(Error::internal)?;
        Ok(Self { http, outbound, resilience, pack })
    }

    async fn find(&self, request: &MusicRequest, account: &Account) -> Result<ComposedMusic> {
        let words = words(request.mood);
        let asked = json!({ "search": words });
        let found = self.free(account, &asked, || self.search(words)).await?;
        let Results { results } = serde_json::from_value(found.0).map_err(unreadable)?;
        let piece = choose(results, request.seed).ok_or_else(|| {
            let message = format!("{VENDOR} has no piece for this mood.");
            Error::new(ErrorKind::NotFound, message)
        })?;
        let asked = json!({ "file": piece.id });
        let (_, sound) = self.free(account, &asked, || self.fetch(&piece)).await?;
        let sound = sound.ok_or_else(|| unreadable("no file"))?;
        let credit = credit(&piece);
        Ok(ComposedMusic {
            sound,
            file: format!("openverse.{}", piece.filetype.as_deref().unwrap_or("mp3")),
            loops: false,
            title: credit.title.clone(),
            licence: credit.licence.clone(),
            credit: Some(credit),
            bill: oma_core::spend::Bill::default(),
            fallback: None,
        })
    }

    /// A call that costs nothing and is stored.
    async fn free<A, F>(
        &self,
        account: &Account,
        asked: &Value,
        attempt: A,
    ) -> Result<(Value, Option<bytes::Bytes>)>
    where
        A: Fn() -> F + Send + Sync,
        F: Future<Output = Result<Answer, CallFailure>> + Send,
    {
        let (rate, most) = (Rate::default(), Units::of(Unit::Requests, 1));
        let call = Call { provider: VENDOR, model: MODEL, rate: &rate, most: &most };
        let send = || async { self.resilience.run(VENDOR, attempt).await };
        let answered = account.pay(&call, asked, send).await?;
        Ok((answered.body, answered.media))
    }

    pub(super) async fn search(&self, words: &str) -> Result<Answer, CallFailure> {
        let call = self.http.request(Method::GET, "/v1/audio/").query(&[
            ("q", words),
            ("license", "cc0,by"),
            ("category", "music"),
            ("length", "short,medium"),
            ("extension", "mp3,ogg,flac,wav"),
            ("mature", "false"),
            ("page_size", PAGE_SIZE),
        ]);
        let json = self.http.send_json(call, Paid::No).await?;
        let results: Results = serde_json::from_value(json)
            .map_err(|_| self.http.unusable("has an unknown shape", "no results", Paid::No))?;
        let body = serde_json::to_value(results).map_err(Error::internal)?;
        Ok(Answer { body, units: Units::of(Unit::Requests, 1), ..Answer::default() })
    }

    /// The file, from wherever the library says it lies: judged like a link of a user's.
    async fn fetch(&self, piece: &Found) -> Result<Answer, CallFailure> {
        let dir = tempfile::tempdir().map_err(Error::internal)?;
        let path = dir.path().join("file");
        self.outbound
            .get_to_file(&piece.url, &path)
            .await
            .map_err(|failure| unfetched(&failure))?;
        let sound = tokio::fs::read(&path).await.map_err(Error::internal)?;
        let units = Units::of(Unit::Requests, 1);
        Ok(Answer { media: Some(sound.into()), units, ..Answer::default() })
    }
}

#[async_trait]
impl Composer for Openverse {
    fn model(&self) -> ModelChoice {
        ModelChoice::new(VENDOR, MODEL)
    }

    async fn compose(&self, request: &MusicRequest, account: &Account) -> Result<ComposedMusic> {
        let error = match self.find(request, account).await {
            Ok(music) => return Ok(music),
            Err(error) if error.kind == ErrorKind::Cancelled => return Err(error),
            Err(error) => error,
        };
        let music = self.pack.compose(request, account).await?;
        let missing = music.fallback.map(|missing| format!(" {}.", missing.reason));
        let fallback = Fallback {
            what: "music".to_owned(),
            wanted: format!("a piece of {VENDOR}"),
            used: music.title.clone(),
            reason: format!("{}{}", error.message, missing.unwrap_or_default()),
        };
        Ok(ComposedMusic { fallback: Some(fallback), ..music })
    }
}

/// Words by which pieces of a mood are tagged there.
fn words(mood: Mood) -> &'static str {
    match mood {
        Mood::Calm => "calm ambient instrumental",
        Mood::Happy => "happy upbeat instrumental",
        Mood::Energetic => "energetic electronic instrumental",
        Mood::Nostalgic => "nostalgic piano instrumental",
        Mood::Inspiring => "inspiring cinematic instrumental",
    }
}

/// One of the best: licences are looked at again, since it is we who would break them.
fn choose(results: Vec<Found>, seed: u64) -> Option<Found> {
    let fits = |piece: &Found| {
        matches!(piece.license.as_str(), "cc0" | "by")
            && !piece.mature
            && (piece.license == "cc0" || piece.creator.is_some())
            && piece.duration.is_some_and(|ms| (SHORTEST_MS..=LONGEST_MS).contains(&ms))
            && matches!(piece.filetype.as_deref(), Some("mp3" | "ogg" | "flac" | "wav"))
    };
    let mut pieces: Vec<Found> = results.into_iter().filter(fits).collect();
    // A voice under the voice disturbs. The sort keeps the library's order among equals.
    let is_sung = |piece: &Found| {
        let tags = piece.tags.iter().flatten();
        tags.map(|tag| tag.name.to_lowercase()).any(|name| name.contains("vocal") || name == "song")
    };
    pieces.sort_by_key(|piece| Reverse(!is_sung(piece)));
    let among = pieces.len().min(CHOSEN_AMONG) as u64;
    let index = usize::try_from(seed.checked_rem(among)?).ok()?;
    Some(pieces.swap_remove(index))
}

fn credit(piece: &Found) -> Credit {
    let version = piece.license_version.as_deref().unwrap_or_default();
    let (name, path) = if piece.license == "cc0" { ("CC0", "zero") } else { ("CC BY", "by") };
    let section = if path == "zero" { "publicdomain" } else { "licenses" };
    let of = |text: &Option<String>, otherwise: &str| {
        let text = text.as_deref().map(str::trim).filter(|text| !text.is_empty());
        // One line, of a length that a list of credits bears.
        let line: Vec<&str> = text.unwrap_or(otherwise).split_whitespace().collect();
        line.join(" ").chars().filter(|c| !c.is_control()).take(200).collect::<String>()
    };
    let link = |text: &Option<String>| text.clone().filter(|link| link.starts_with("https://"));
    let number = if version.is_empty() { "1.0" } else { version };
    Credit {
        title: of(&piece.title, "Untitled"),
        author: of(&piece.creator, "unknown"),
        page: link(&piece.foreign_landing_url).unwrap_or_default(),
        licence: format!("{name} {version}").trim_end().to_owned(),
        licence_page: link(&piece.license_url)
            .unwrap_or_else(|| format!("https://creativecommons.org/{section}/{path}/{number}/")),
        source: VENDOR.to_owned(),
    }
}

fn unfetched(failure: &Failure) -> CallFailure {
    let kind = match failure {
        Failure::Status(429) => ErrorKind::ProviderThrottled,
        Failure::Status(500..) | Failure::NotConnected | Failure::TimedOut | Failure::Broken => {
            ErrorKind::ProviderUnavailable
        }
        Failure::Setup(_) | Failure::Disk(_) => ErrorKind::Internal,
        _ => ErrorKind::ProviderRefused,
    };
    // The failure's words name neither a link nor an address.
    let message = format!("A file that {VENDOR} names could not be fetched: {failure}.");
    CallFailure::free(Error::new(kind, message))
}

fn unreadable(detail: impl Display) -> Error {
    let message = format!("What was stored of {VENDOR} cannot be read.");
    Error::new(ErrorKind::ProviderBadAnswer, message).with_detail(detail)
}
