use async_trait::async_trait;
use bytes::Bytes;
use oma_core::Result;
use oma_core::format::Aspect;
use oma_core::ports::{StockItem, StockKind, StockQuery};
use oma_core::spend::CallFailure;
use reqwest::Method;
use serde::Deserialize;

use super::file::{File, best, film_size, shrunk};
use super::hosts::Hosts;
use super::library::{Library, Licence, Sources, line, photo_type};
use crate::http::{HttpLimits, Paid};
use crate::keys::Keys;
use crate::vendors::Vendors;

pub(super) const VENDOR: &str = "pixabay";
const LICENCE: Licence = Licence {
    source: VENDOR,
    name: "Pixabay Content License",
    page: "https://pixabay.com/service/license-summary/",
};
/// Of 3 to 200.
const PER_PAGE: u32 = 30;
/// The most characters of a query.
const MOST_QUERY: usize = 100;
const HOSTS: [&str; 2] = ["pixabay.com", "cdn.pixabay.com"];
/// What `largeImageURL` and `fullHDURL` are brought into.
const LARGE: (u32, u32) = (1280, 1280);
const FULL_HD: (u32, u32) = (1920, 1920);

/// Pixabay: `GET /api/` for photos, `GET /api/videos/` for clips. Free; 100 requests in 60 seconds, and
/// equal ones are to be kept for a day.
///
/// The key is taken in the query alone, as `key`: [`crate::http`] takes it out of whatever is quoted, and
/// the address is neither logged nor in an error.
///
/// Shapes: <https://pixabay.com/api/docs/>; the licence:
/// <https://pixabay.com/service/license-summary/>.
#[derive(Debug, Clone)]
pub struct Pixabay {
    sources: Sources,
    keys: Keys,
}

#[derive(Deserialize)]
struct Hits<T> {
    hits: Vec<T>,
}

#[derive(Deserialize)]
struct Photo {
    id: u64,
    #[serde(rename = "pageURL")]
    page: String,
    tags: String,
    user: String,
    #[serde(rename = "imageWidth")]
    width: u32,
    #[serde(rename = "imageHeight")]
    height: u32,
    #[serde(rename = "largeImageURL")]
    large: String,
    /// For accounts with full access.
    #[serde(rename = "fullHDURL", default)]
    full_hd: Option<String>,
    /// For accounts with full access.
    #[serde(rename = "imageURL", default)]
    original: Option<String>,
}

#[derive(Deserialize)]
struct Video {
    id: u64,
    #[serde(rename = "pageURL")]
    page: String,
    tags: String,
    user: String,
    /// Seconds.
    duration: u64,
    videos: Sizes,
}

/// Sizes that there are not have an empty address and no size.
#[derive(Deserialize)]
struct Sizes {
    #[serde(default)]
    large: Option<Size>,
    #[serde(default)]
    medium: Option<Size>,
    #[serde(default)]
    small: Option<Size>,
    #[serde(default)]
    tiny: Option<Size>,
}

#[derive(Deserialize)]
struct Size {
    url: String,
    width: u32,
    height: u32,
    #[serde(default)]
    #[serde(rename = "size")]
    bytes: Option<u64>,
}

impl Pixabay {
    /// Where Pixabay answers.
    pub const BASE: &'static str = "https://pixabay.com";

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
impl Library for Pixabay {
    fn name(&self) -> &'static str {
        VENDOR
    }

    async fn search(&self, query: &StockQuery) -> Result<Vec<StockItem>, CallFailure> {
        let http = &self.sources.search;
        let key = self.keys.of(VENDOR).await?;
        let (path, of_kind) = match query.kind {
            StockKind::Photo => {
                let orientation = ("orientation", orientation(query.aspect));
                ("/api/", vec![("image_type", "photo"), orientation])
            }
            StockKind::Clip => ("/api/videos/", vec![("video_type", "film")]),
        };
        let (least, words) = (query.min_side, short(&query.words));
        let call = http
            .request(Method::GET, path)
            .query(&[("key", key.reveal()), ("q", words.as_str()), ("lang", "en")])
            .query(&[("safesearch", "true"), ("order", "popular")])
            .query(&of_kind)
            .query(&[("min_width", least), ("min_height", least), ("per_page", PER_PAGE)]);
        let json = http.send_json(call, Paid::No).await?;
        let unreadable = |_| http.unusable("has an unknown shape", "no results", Paid::No);
        Ok(match query.kind {
            StockKind::Photo => {
                let answer: Hits<Photo> = serde_json::from_value(json).map_err(unreadable)?;
                answer.hits.iter().map(|photo| of_photo(photo, query)).collect()
            }
            StockKind::Clip => {
                let answer: Hits<Video> = serde_json::from_value(json).map_err(unreadable)?;
                answer.hits.into_iter().filter_map(|video| of_video(video, query)).collect()
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
        Aspect::Portrait | Aspect::Feed => "vertical",
        Aspect::Landscape => "horizontal",
        Aspect::Square => "all",
    }
}

/// As many whole words as a query may have.
fn short(words: &str) -> String {
    let mut text = String::new();
    for word in words.split_whitespace() {
        let more = usize::from(!text.is_empty()) + word.chars().count();
        if text.chars().count() + more > MOST_QUERY {
            break;
        }
        if !text.is_empty() {
            text.push(' ');
        }
        text.push_str(word);
    }
    text
}

fn of_photo(photo: &Photo, query: &StockQuery) -> StockItem {
    let of_size = |link: Option<String>, most| {
        let link = link.filter(|link| !link.is_empty())?;
        let (width, height) = shrunk(photo.width, photo.height, most);
        Some((link, width, height))
    };
    let sizes = [
        of_size(Some(photo.large.clone()), LARGE),
        of_size(photo.full_hd.clone(), FULL_HD),
        of_size(photo.original.clone(), (u32::MAX, u32::MAX)),
    ];
    let (wanted_width, wanted_height) = film_size(query);
    let fills = |size: &&(String, u32, u32)| size.1 >= wanted_width && size.2 >= wanted_height;
    let chosen = sizes.iter().flatten().find(fills).or(sizes.iter().flatten().last());
    let (link, width, height) = chosen.cloned().unwrap_or_default();
    let about = line(&photo.tags);
    StockItem {
        library: VENDOR.to_owned(),
        id: photo.id.to_string(),
        kind: StockKind::Photo,
        content_type: photo_type(&link).to_owned(),
        link,
        width,
        height,
        duration_ms: 0,
        credit: LICENCE.credit(&about, &photo.user, &photo.page),
        about,
    }
}

fn of_video(video: Video, query: &StockQuery) -> Option<StockItem> {
    let Sizes { large, medium, small, tiny } = video.videos;
    let sizes = [large, medium, small, tiny].into_iter().flatten();
    let sizes = sizes.filter(|size| !size.url.is_empty());
    let file = |size: Size| {
        let Size { url: link, width, height, bytes } = size;
        File { link, width, height, fps: None, bytes }
    };
    let file = best(sizes.map(file).collect(), query)?;
    let about = line(&video.tags);
    Some(StockItem {
        library: VENDOR.to_owned(),
        id: video.id.to_string(),
        kind: StockKind::Clip,
        link: file.link,
        content_type: "video/mp4".to_owned(),
        width: file.width,
        height: file.height,
        duration_ms: video.duration.saturating_mul(1000),
        credit: LICENCE.credit(&about, &video.user, &video.page),
        about,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_query_has_at_most_a_hundred_characters() {
        assert_eq!(short("  coffee   beans "), "coffee beans");
        let long = "coffee ".repeat(30);
        assert_eq!(short(&long).chars().count(), 14 * 7 - 1);
    }
}
