use std::sync::Arc;

use async_trait::async_trait;
use bytes::Bytes;
use serde::{Deserialize, Serialize};

use super::{ClipModels, ImageModels, LanguageModels};
use crate::Result;
use crate::brief::Pictures;
use crate::event::Fallback;
use crate::format::Aspect;
use crate::plan::PictureChoice;
use crate::spend::{Account, Answer, Bill, CallFailure};

/// Where pictures come from that are not the user's own. Cheap to clone; empty without keys.
#[derive(Clone, Default)]
pub struct PictureSources {
    /// Libraries of footage.
    pub stock: Option<Arc<dyn StockLibraries>>,
    /// Models that draw.
    pub images: Option<Arc<dyn ImageModels>>,
    /// Models that move what was drawn.
    pub clips: Option<Arc<dyn ClipModels>>,
    /// Models that say in English what is to be seen or looked for.
    pub language: Option<Arc<dyn LanguageModels>>,
}

impl PictureSources {
    /// What a film takes of them, the best first.
    pub fn choose(&self, pictures: Pictures, aspect: Aspect) -> Vec<PictureChoice> {
        let libraries = self.stock.as_ref().map(|stock| stock.libraries()).unwrap_or_default();
        let stock = (!libraries.is_empty()).then_some(PictureChoice::Stock { libraries });
        let image = self.images.as_ref().and_then(|images| images.choose(aspect));
        let clip = self.clips.as_ref().and_then(|clips| clips.choose(aspect));
        let generated = |clip| image.clone().map(|image| PictureChoice::Generated { image, clip });
        match pictures {
            // Footage first: it shows real people and places, and costs nothing.
            Pictures::Auto => stock.into_iter().chain(generated(None)).collect(),
            Pictures::Cards => Vec::new(),
            Pictures::Stock => stock.into_iter().collect(),
            Pictures::Generated => generated(None).into_iter().collect(),
            Pictures::GeneratedClips => generated(clip).into_iter().collect(),
        }
    }
}

/// Libraries of photos and clips that others have made and licensed.
#[async_trait]
pub trait StockLibraries: Send + Sync {
    /// The names of the libraries that are configured, in the order in which they are asked.
    fn libraries(&self) -> Vec<String>;

    /// What the libraries have for words, all of them together, unranked. A library that fails is
    /// passed over and named, unless all fail.
    async fn search(&self, query: &StockQuery, account: &Account) -> Result<StockFound>;

    /// Fetches the file of a result.
    async fn fetch(&self, item: &StockItem, account: &Account) -> Result<Bytes>;
}

/// What is looked for.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize)]
pub struct StockQuery {
    /// English words.
    pub words: String,
    /// Clips or photos.
    pub kind: StockKind,
    /// The film's width to height.
    pub aspect: Aspect,
    /// The shorter side of the film in pixels: a result is to have as many.
    pub min_side: u32,
    /// How long a clip must be at least.
    pub min_duration_ms: u64,
}

/// Clips or photos.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum StockKind {
    /// A moving picture.
    Clip,
    /// A still.
    Photo,
}

/// What a search gave.
#[derive(Debug, Clone, Default)]
pub struct StockFound {
    /// In the libraries' own order, one library after the other.
    pub items: Vec<StockItem>,
    /// What it cost.
    pub bill: Bill,
    /// Libraries that failed.
    pub fallbacks: Vec<Fallback>,
}

/// A photo or clip of a library.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct StockItem {
    /// `pexels`, `pixabay`.
    pub library: String,
    /// The library's id, as text.
    pub id: String,
    /// Clip or photo.
    pub kind: StockKind,
    /// Where the file is that fits best: an https link.
    pub link: String,
    /// Its media type.
    pub content_type: String,
    /// Pixels.
    pub width: u32,
    /// Pixels.
    pub height: u32,
    /// Of a clip; 0 of a photo.
    pub duration_ms: u64,
    /// What the library says is on it: its title, tags or alternative text.
    pub about: String,
    /// Who made it, where from, under what licence.
    pub credit: Credit,
}

/// To whom a picture or a piece of music is owed; exported with the film.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Credit {
    /// What it is: a title, or a description.
    pub title: String,
    /// Who made it.
    pub author: String,
    /// The page about it.
    pub page: String,
    /// Under which licence, by name.
    pub licence: String,
    /// Where the licence can be read.
    pub licence_page: String,
    /// The library it came from.
    pub source: String,
}

/// One vendor's interface to a model that draws: one call, no retries.
#[async_trait]
pub trait ImageVendor: Send + Sync {
    /// The vendor's name, as in [`ModelChoice::provider`].
    fn provider(&self) -> &str;

    /// Draws one picture. The answer's media is a PNG, JPEG or WebP.
    async fn draw(&self, model: &str, request: &ImageRequest) -> Result<Answer, CallFailure>;
}

/// What a model that draws is sent; all that decides its picture.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize)]
pub struct ImageRequest {
    /// What is to be seen, style included.
    pub prompt: String,
    /// What is not to be seen, for vendors that take it.
    pub avoid: String,
    /// Width to height.
    pub aspect: Aspect,
    /// For equal pictures.
    pub seed: u64,
}
