use oma_core::brief::{BrandColors, Brief, Logo, LowerThird, Style, Template};
use oma_core::format::VideoFormat;
use oma_core::language::Language;
use oma_core::plan::{Plan, Purpose};
use oma_core::script::{Scene, Script};
use oma_media::cards::{CardRequest, PixelBox, Strip};
use oma_media::fonts::Font;
use oma_media::icons::{self, SceneWords};
use serde::Serialize;

/// The scene that shows the lower third if the brief names none.
const STRIP_SCENE: u32 = 2;

/// What decides a card: the film's look, the scene's place in it and what is seen of its words.
/// The narration is not seen, so changing a spoken word draws nothing again. Serialised, it is
/// part of the step's key.
#[derive(Debug, Clone, Serialize)]
pub(crate) struct CardStyle {
    /// The rate and the quality decide no pixel of a card.
    #[serde(skip)]
    pub(crate) format: VideoFormat,
    size: (u32, u32),
    style: Style,
    template: Template,
    language: Language,
    seed: u64,
    pub(crate) number: u32,
    of: u32,
    step: Option<u32>,
    purpose: Purpose,
    headline: String,
    supporting: Option<String>,
    /// The name of the drawing, which the words of all scenes together decide.
    icon: Option<String>,
    colors: Option<BrandColors>,
    /// The upload name of the headline's font.
    pub(crate) font: Option<String>,
    /// On the brand's cards only its file counts.
    pub(crate) logo: Option<Logo>,
    strip: Option<LowerThird>,
}

impl CardStyle {
    /// `own` says whether the scene shows a file of the user's, which has no icon.
    pub(crate) fn new(
        plan: &Plan,
        script: &Script,
        brief: &Brief,
        scene: &Scene,
        own: bool,
    ) -> Self {
        let spoken: Vec<&Scene> = script.spoken().collect();
        let is_brand_card = scene.purpose.is_brand_card();
        let place = spoken.iter().position(|other| other.number == scene.number);
        let number = place.map_or(scene.number, |place| count(place + 1));
        let seen = script.pictured();
        let words: Vec<&Scene> = seen.spoken().collect();
        let icon = place.filter(|_| !own).and_then(|place| icon(&words, place, seen.language));
        let kit = brief.brand();
        let strip = kit.and_then(|kit| kit.lower_third.clone()).filter(|strip| {
            !is_brand_card && strip.scene.unwrap_or(STRIP_SCENE.min(count(spoken.len()))) == number
        });
        Self {
            format: plan.format,
            size: (plan.format.width, plan.format.height),
            style: plan.style,
            template: plan.template,
            language: script.language,
            seed: brief.seed,
            number,
            of: if is_brand_card { 0 } else { count(spoken.len()) },
            step: step_number(&spoken, scene),
            purpose: scene.purpose,
            headline: scene.on_screen.clone(),
            supporting: scene.supporting.clone(),
            icon,
            colors: kit.and_then(|kit| kit.colors.clone()),
            font: kit.and_then(|kit| kit.font.clone()),
            logo: kit.and_then(|kit| kit.logo.clone()).map(|logo| on_card(logo, is_brand_card)),
            strip: strip.map(|strip| LowerThird { scene: None, ..strip }),
        }
    }

    pub(crate) fn is_brand_card(&self) -> bool {
        self.purpose.is_brand_card()
    }

    /// The words in the headline's font.
    pub(crate) fn headline(&self) -> &str {
        &self.headline
    }

    pub(crate) fn request<'a>(
        &'a self,
        font: Option<&'a Font>,
        logo: Option<PixelBox>,
    ) -> CardRequest<'a> {
        CardRequest {
            format: self.format,
            style: self.style,
            template: self.template,
            seed: self.seed,
            number: self.number,
            of: self.of,
            step: self.step,
            purpose: self.purpose,
            language: self.language,
            headline: &self.headline,
            supporting: self.supporting.as_deref(),
            icon: self.icon.as_deref().and_then(icons::by_name),
            colors: self.colors.as_ref(),
            font,
            logo,
            strip: self
                .strip
                .as_ref()
                .map(|strip| Strip { title: &strip.title, subtitle: strip.subtitle.as_deref() }),
        }
    }
}

fn count(scenes: usize) -> u32 {
    u32::try_from(scenes).unwrap_or(u32::MAX)
}

/// A logo as a card shows it: on the brand's own cards it is in the middle whatever its corner.
fn on_card(logo: Logo, is_brand_card: bool) -> Logo {
    if !is_brand_card {
        return logo;
    }
    Logo {
        position: oma_core::brief::Corner::default(),
        margin_percent: 0,
        width_percent: 0,
        ..logo
    }
}

/// The name of the icon of a scene among all spoken ones.
fn icon(spoken: &[&Scene], place: usize, language: Language) -> Option<String> {
    let texts: Vec<[&str; 2]> = spoken
        .iter()
        .map(|scene| [scene.on_screen.as_str(), scene.supporting.as_deref().unwrap_or_default()])
        .collect();
    let words: Vec<SceneWords<'_>> = spoken
        .iter()
        .zip(&texts)
        .map(|(scene, texts)| SceneWords {
            keywords: &scene.keywords,
            texts,
            purpose: scene.purpose,
            mood: scene.mood,
        })
        .collect();
    let icons = icons::for_scenes(&words, language);
    icons.get(place).copied().flatten().map(|icon| icon.name.clone())
}

/// Which step a scene explains: scenes of the body are counted from 1.
fn step_number(spoken: &[&Scene], scene: &Scene) -> Option<u32> {
    let body = |s: &&&Scene| s.purpose == Purpose::Body && s.number <= scene.number;
    let step = spoken.iter().filter(body).count();
    (scene.purpose == Purpose::Body).then(|| count(step))
}
