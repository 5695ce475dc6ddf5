//! PLACEHOLDER
#![allow(missing_docs, clippy::all, clippy::pedantic)]
use crate::http::Http;
use crate::keys::Keys;
use crate::resilience::Resilience;
use oma_core::language::Language;
use oma_core::ports::*;
use oma_core::script::Scene;
pub struct Ranked {
    pub index: usize,
    pub score: i64,
}
pub struct SceneWords;
impl SceneWords {
    pub fn new(_: &Scene, _: &str) -> Self {
        Self
    }
}
pub fn rank(_: &SceneWords, _: &StockQuery, _: &[StockItem]) -> Vec<Ranked> {
    vec![]
}
pub fn terms(_: Language, _: &[&str]) -> String {
    String::new()
}
pub struct Pexels;
impl Pexels {
    pub const BASE: &'static str = "";
    pub fn at(_: String, _: crate::http::HttpLimits, _: Keys) -> oma_core::Result<Self> {
        Ok(Self)
    }
}
pub struct Pixabay;
impl Pixabay {
    pub const BASE: &'static str = "";
    pub fn at(_: String, _: crate::http::HttpLimits, _: Keys) -> oma_core::Result<Self> {
        Ok(Self)
    }
}
pub struct Stock;
impl Stock {
    pub fn new(_: Option<Pexels>, _: Option<Pixabay>, _: Resilience) -> Self {
        Self
    }
}
#[async_trait::async_trait]
impl StockLibraries for Stock {
    fn libraries(&self) -> Vec<String> {
        vec![]
    }
    async fn search(
        &self,
        _: &StockQuery,
        _: &oma_core::spend::Account,
    ) -> oma_core::Result<StockFound> {
        Ok(StockFound::default())
    }
    async fn fetch(
        &self,
        _: &StockItem,
        _: &oma_core::spend::Account,
    ) -> oma_core::Result<bytes::Bytes> {
        Ok(bytes::Bytes::new())
    }
}
