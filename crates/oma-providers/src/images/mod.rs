//! Pictures that models draw.
//!
//! Reading order: [`OpenAiImages`], [`OpenRouterImages`] and [`Stability`] (one call each; Amazon
//! Bedrock's is in oma-aws), `answer` (what they share in reading answers), [`ImageTable`] (which models
//! there are, what they cost, how good they are), [`Images`] (the router).

mod answer;
mod openai;
mod openrouter;
mod router;
mod stability;
mod table;
#[cfg(test)]
mod tests;

pub use openai::OpenAiImages;
pub use openrouter::OpenRouterImages;
pub use router::Images;
pub use stability::Stability;
pub use table::{ImageModel, ImageTable};

pub(crate) use answer::{bad, media_type};
use oma_core::format::Aspect;

/// The ratio as vendors write it.
pub(crate) fn ratio(aspect: Aspect) -> &'static str {
    match aspect {
        Aspect::Portrait => "9:16",
        Aspect::Landscape => "16:9",
        Aspect::Square => "1:1",
        Aspect::Feed => "4:5",
    }
}
