use async_trait::async_trait;
use bytes::Bytes;
use oma_core::Result;
use oma_core::format::Aspect;
use oma_core::ports::{StockItem, StockKind, StockQuery};
use oma_core::spend::CallFailure;
use reqwest::Method;
use reqwest::header::AUTHORIZATION;
use serde::Deserialize;

use super::file::{File, best, film_size, shrunk};
use super::hosts::Hosts;
use super::library::{Library, Licence, Sources, line, photo_type};
use crate::http::{HttpLimits, Paid, secret_value};
use crate::keys::Keys;
use crate::vendors::Vendors;

pub(super) const VENDOR: &str = "pexels";
const LICENCE: Licence =
    Licence { source: VENDOR, name: "Pexels License", page: "https://www.pexels.com/license/" };
/// Of up to 80.
const PER_PAGE: u32 = 30;
/// Where its answers say that files lie. Older answers that others published name Vimeo, newer ones
/// `videos.pexels.com`.
const HOSTS: [&str; 3] = ["images.pexels.com", "videos.pexels.com", "player.vimeo.com"];
/// What `large2x` is brought into: 940 by 650 at two pixels each.
const LARGE2X: (u32, u32) = (1880, 1300);

/// Pexels: `GET /v1/search` for photos, `GET /videos/search` for clips. Free; 200 requests an hour and
/// 20 000 a month.
///
/// A clip has no title: what is on it stands in the address of its page.
///
/// Shapes: <https://www.pexels.com/api/documentation/>; the licence:
/// <https://www.pexels.com/license/>.
#[derive(Debug, Clone)]
pub struct Pexels {
    sources: Sources,
    keys: Keys,
}

#[derive(Deserialize)]
struct Photos {
    photos: Vec<Photo>,
}

#[derive(Deserialize)]
struct Photo {
    id: u64,
    width: u32,
    height: u32,
    url: String,
    photographer: String,
    src: Src,
    #[serde(default)]
    alt: Option<String>,
}

#[derive(Deserialize)]
struct Src {
    original: String,
    large2x: String,
}

#[derive(Deserialize)]
struct Videos {
    videos: Vec<Video>,
}

#[derive(Deserialize)]
struct Video {
    id: u64,
    url: String,
    /// Seconds.
    duration: u64,
    user: User,
    #[serde(rename = "video_files")]
    files: Vec<VideoFile>,
    #[serde(default)]
    tags: Vec<serde_json::Value>,
}

#[derive(Deserialize)]
struct User {
    name: String,
}

#[derive(Deserialize)]
struct VideoFile {
    file_type: String,
    width: Option<u32>,
    height: Option<u32>,
    #[serde(default)]
    fps: Option<f64>,
    link: String,
    #[serde(default)]
    size: Option<u64>,
}

impl Pexels {
    /// Where Pexels answers.
    pub const BASE: &'static str = "https://api.pexels.com";

    /// A client with the limits of the table of vendors.
    ///
    /// # Errors
    /// [`oma_core::ErrorKind::Internal`] if no client can be built.
    pub fn new(keys: Keys) -> Result<Self> {
        Self::at(Self::BASE, Vendors::table().limits(VENDOR), keys)
    }

    /// At another address, from which files are then fetched too: a test's.
    ///
    /// # Errors
    /// As [`crate::http::Http::new`].
    pub fn at(base: impl Into<String>, limits: HttpLimits, keys: Keys) -> Result<Self> {
        let base = base.into();
        let hosts = Hosts::new(&HOSTS, &base, Self::BASE);
        Ok(Self { sources: Sources::new(VENDOR, &base, limits, hosts)?, keys })
    }
}

#[async_trait]
impl Library for Pexels {
    fn name(&self) -> &'static str {
        VENDOR
    }

    async fn search(&self, query: &StockQuery) -> Result<Vec<StockItem>, CallFailure> {
        let http = &self.sources.search;
        let path = match query.kind {
            StockKind::Photo => "/v1/search",
            StockKind::Clip => "/videos/search",
        };
        let key = secret_value(self.keys.of(VENDOR).await?.reveal())?;
        let call = http
            .request(Method::GET, path)
            .header(AUTHORIZATION, key)
            .query(&[
                ("query", query.words.as_str()),
                ("orientation", orientation(query.aspect)),
                ("size", size(query)),
                ("locale", "en-US"),
            ])
            .query(&[("per_page", PER_PAGE), ("page", 1)]);
        let json = http.send_json(call, Paid::No).await?;
        let unreadable = |_| http.unusable("has an unknown shape", "no results", Paid::No);
        Ok(match query.kind {
            StockKind::Photo => {
                let answer: Photos = serde_json::from_value(json).map_err(unreadable)?;
                answer.photos.into_iter().map(|photo| of_photo(photo, query)).collect()
            }
            StockKind::Clip => {
                let answer: Videos = serde_json::from_value(json).map_err(unreadable)?;
                answer.videos.into_iter().filter_map(|video| of_video(video, query)).collect()
            }
        })
    }

    fn has(&self, link: &str) -> bool {
        self.sources.hosts.have(link)
    }

    async fn fetch(&self, item: &StockItem) -> Result<Bytes, CallFailure> {
        self.sources.fetch(item.kind, &item.link).await
    }
}

fn orientation(aspect: Aspect) -> &'static str {
    match aspect {
        Aspect::Portrait | Aspect::Feed => "portrait",
        Aspect::Landscape => "landscape",
        Aspect::Square => "square",
    }
}

/// The least size: of clips HD, Full HD or 4K; of photos 4, 12 or 24 megapixels.
fn size(query: &StockQuery) -> &'static str {
    match (query.kind, query.min_side) {
        (StockKind::Clip, ..=720) | (StockKind::Photo, ..=1080) => "small",
        (StockKind::Clip, 721..=1080) | (StockKind::Photo, _) => "medium",
        (StockKind::Clip, _) => "large",
    }
}

fn of_photo(photo: Photo, query: &StockQuery) -> StockItem {
    let (width, height) = shrunk(photo.width, photo.height, LARGE2X);
    let (wanted_width, wanted_height) = film_size(query);
    let (link, width, height) = if width >= wanted_width && height >= wanted_height {
        (photo.src.large2x, width, height)
    } else {
        (photo.src.original, photo.width, photo.height)
    };
    let said = line(&photo.alt.unwrap_or_default());
    let about = if said.is_empty() { slug(&photo.url) } else { said };
    StockItem {
        library: VENDOR.to_owned(),
        id: photo.id.to_string(),
        kind: StockKind::Photo,
        content_type: photo_type(&link).to_owned(),
        link,
        width,
        height,
        duration_ms: 0,
        credit: LICENCE.credit(&about, &photo.photographer, &photo.url),
        about,
    }
}

fn of_video(video: Video, query: &StockQuery) -> Option<StockItem> {
    let files = video.files.into_iter().filter(|file| file.file_type == "video/mp4");
    let file = |file: VideoFile| {
        let (width, height) = (file.width.unwrap_or_default(), file.height.unwrap_or_default());
        File { link: file.link, width, height, fps: file.fps, bytes: file.size }
    };
    let file = best(files.map(file).collect(), query)?;
    let title = slug(&video.url);
    let tags: Vec<&str> = video.tags.iter().filter_map(serde_json::Value::as_str).collect();
    Some(StockItem {
        library: VENDOR.to_owned(),
        id: video.id.to_string(),
        kind: StockKind::Clip,
        link: file.link,
        content_type: "video/mp4".to_owned(),
        width: file.width,
        height: file.height,
        duration_ms: video.duration.saturating_mul(1000),
        credit: LICENCE.credit(&title, &video.user.name, &video.url),
        about: line(&format!("{title} {}", tags.join(" "))),
    })
}

/// The words of a page's address: `/video/a-man-at-a-desk-3402883/` says `a man at a desk`.
fn slug(page: &str) -> String {
    let last = page.trim_end_matches('/').rsplit('/').next().unwrap_or_default();
    let words = last.split('-').filter(|word| !word.chars().all(|c| c.is_ascii_digit()));
    line(&words.collect::<Vec<_>>().join(" "))
}
