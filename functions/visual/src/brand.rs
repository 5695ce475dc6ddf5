//! A brand's files: its font and its logo.

use oma_core::Result;
use oma_core::contract::Job;
use oma_core::event::Fallback;
use oma_core::video::keys;
use oma_core::{Error, ErrorKind};
use oma_media::cards::Logo;
use oma_media::fonts::Font;

use crate::VisualAgent;
use crate::style::CardStyle;

/// What of a brand a card is drawn with.
#[derive(Default)]
pub(crate) struct BrandFiles {
    pub(crate) font: Option<Font>,
    pub(crate) logo: Option<Logo>,
    pub(crate) fallbacks: Vec<Fallback>,
}

impl VisualAgent {
    /// Fetches the font and the logo of a card.
    pub(crate) async fn brand_files(&self, job: &Job, style: &CardStyle) -> Result<BrandFiles> {
        let mut files = BrandFiles::default();
        if let Some(name) = &style.font {
            match self.font(job, name, style.headline()).await? {
                Ok(font) => files.font = Some(font),
                Err(reason) => files.fallbacks.push(Fallback {
                    what: "font of headlines".to_owned(),
                    wanted: name.clone(),
                    used: "Inter".to_owned(),
                    reason,
                }),
            }
        }
        if let Some(logo) = &style.logo {
            let key = keys::upload(&job.owner, &logo.source);
            let bytes = self.steps.objects().get_bytes(&key).await?;
            files.logo = Some(Logo::load(&bytes)?);
        }
        Ok(files)
    }

    /// The font, or why it cannot be used for a headline.
    async fn font(
        &self,
        job: &Job,
        name: &str,
        headline: &str,
    ) -> Result<std::result::Result<Font, String>> {
        let key = keys::upload(&job.owner, name);
        if self.steps.objects().size(&key).await?.is_none() {
            return Ok(Err("the file is not there".to_owned()));
        }
        let bytes = self.steps.objects().get_bytes(&key).await?;
        Ok(match Font::load(&bytes) {
            Ok(font) if font.has_letters_of(headline) => Ok(font),
            Ok(_) => Err(format!("it lacks a letter of \u{201c}{headline}\u{201d}")),
            Err(Error { kind: ErrorKind::InvalidAsset, message, .. }) => Err(message),
            Err(error) => return Err(error),
        })
    }
}
