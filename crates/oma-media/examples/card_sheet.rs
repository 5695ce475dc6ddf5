//! Draws contact sheets of cards into a folder: one sheet for each style and aspect, one column
//! for each template.
//!
//! ```text
//! cargo run --release -p oma-media --example card_sheet -- FOLDER [360p|720p|1080p]
//! ```

use std::error::Error;
use std::path::Path;
use std::time::Instant;

use oma_core::brief::{Mood, Style, Template};
use oma_core::format::{Aspect, Resolution, VideoFormat};
use oma_core::language::Language;
use oma_core::plan::Purpose;
use oma_media::cards::{Card, CardRequest, draw, overlay};
use resvg::tiny_skia::{Color, Pixmap, PixmapPaint, Transform};

/// Headline, supporting line, language, part in the story.
type Scene = (&'static str, Option<&'static str>, Language, Purpose);

const SCENES: [Scene; 4] = [
    (
        "O mel nunca estraga.",
        Some("Potes de 3 mil anos, achados em tumbas egípcias, ainda comestíveis."),
        Language::PtBr,
        Purpose::Hook,
    ),
    (
        "Your solar panels pay for themselves in 4 years",
        Some("And then the energy is free."),
        Language::EnUs,
        Purpose::Body,
    ),
    (
        "Descubra por que mais de mil famílias já trocaram a conta de luz cara pela energia solar \
         limpa e barata em todo o Brasil",
        Some("Simulação gratuita em dois minutos, sem compromisso e sem letra miúda."),
        Language::PtBr,
        Purpose::Proof,
    ),
    ("Agende hoje", None, Language::PtBr, Purpose::CallToAction),
];

fn main() -> Result<(), Box<dyn Error>> {
    let mut args = std::env::args().skip(1);
    let folder = args.next().ok_or("usage: card_sheet FOLDER [360p|720p|1080p]")?;
    let resolution = match args.next().as_deref() {
        Some("1080p") => Resolution::P1080,
        Some("720p") => Resolution::P720,
        _ => Resolution::P360,
    };
    std::fs::create_dir_all(&folder)?;
    for style in Style::ALL {
        for aspect in [Aspect::Portrait, Aspect::Landscape, Aspect::Square, Aspect::Feed] {
            let started = Instant::now();
            let sheet = sheet(*style, VideoFormat::new(aspect, resolution))?;
            let name = format!("{style:?}-{aspect:?}.png").to_lowercase();
            sheet.save_png(Path::new(&folder).join(&name))?;
            #[allow(clippy::print_stdout)] // It is what the example is for.
            {
                println!("{name}: {} ms", started.elapsed().as_millis());
            }
        }
    }
    Ok(())
}

/// A column for each template and one for overlays; a row for each scene.
fn sheet(style: Style, format: VideoFormat) -> Result<Pixmap, Box<dyn Error>> {
    let columns = u32::try_from(Template::ALL.len())? + 1;
    let rows = u32::try_from(SCENES.len())?;
    let (width, height) = (format.width + 8, format.height + 8);
    let mut sheet = Pixmap::new(columns * width, rows * height).ok_or("too large")?;
    for (row, scene) in (0_u32..).zip(SCENES) {
        for (column, template) in (0_u32..).zip(Template::ALL) {
            let request = request(style, *template, format, scene, row);
            let card = flat(&draw(&request)?, format)?;
            place(&mut sheet, &card, column * width, row * height)?;
        }
        let request = request(style, Template::Custom, format, scene, row);
        let mut white = Pixmap::new(format.width, format.height).ok_or("too large")?;
        white.fill(if row % 2 == 0 { Color::WHITE } else { Color::from_rgba8(90, 140, 190, 255) });
        place(&mut white, &Pixmap::decode_png(&overlay(&request)?)?, 0, 0)?;
        place(&mut sheet, &white, (columns - 1) * width, row * height)?;
    }
    Ok(sheet)
}

fn request(
    style: Style,
    template: Template,
    format: VideoFormat,
    (headline, supporting, language, purpose): Scene,
    row: u32,
) -> CardRequest<'static> {
    CardRequest {
        format,
        style,
        template,
        seed: u64::from(row),
        number: row + 1,
        of: 4,
        step: (purpose == Purpose::Body || purpose == Purpose::Proof).then_some(row),
        purpose,
        language,
        mood: Mood::Inspiring,
        headline,
        supporting,
        keywords: &[],
    }
}

/// The two layers as they are seen when nothing moves.
fn flat(card: &Card, format: VideoFormat) -> Result<Pixmap, Box<dyn Error>> {
    let background = Pixmap::decode_png(&card.background_png)?;
    let mut flat = Pixmap::new(format.width, format.height).ok_or("too large")?;
    let offset = |inner: u32, outer: u32| i32::try_from((outer - inner) / 2).map(|by| -by);
    flat.draw_pixmap(
        offset(format.width, background.width())?,
        offset(format.height, background.height())?,
        background.as_ref(),
        &PixmapPaint::default(),
        Transform::identity(),
        None,
    );
    place(&mut flat, &Pixmap::decode_png(&card.foreground_png)?, 0, 0)?;
    Ok(flat)
}

fn place(onto: &mut Pixmap, picture: &Pixmap, x: u32, y: u32) -> Result<(), Box<dyn Error>> {
    let (x, y) = (i32::try_from(x)?, i32::try_from(y)?);
    let paint = PixmapPaint::default();
    onto.draw_pixmap(x, y, picture.as_ref(), &paint, Transform::identity(), None);
    Ok(())
}
