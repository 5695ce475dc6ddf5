//! Draws contact sheets of cards into a folder: for each style and aspect one sheet with a row for
//! each template and a column for each scene of a small film, and one sheet of brand cards.
//!
//! ```text
//! cargo run --release -p oma-media --example card_sheet -- FOLDER [360p|720p|1080p] [STYLE]
//! ```

use std::error::Error;
use std::path::Path;
use std::time::Instant;

use oma_core::brief::{self, BrandColors, Corner, Style, Template};
use oma_core::format::{Aspect, Resolution, VideoFormat};
use oma_core::language::Language;
use oma_core::plan::Purpose;
use oma_media::cards::{Card, CardRequest, Logo, Strip, brand_card, draw, overlay};
use oma_media::icons;
use resvg::tiny_skia::{Color, Pixmap, PixmapPaint, Transform};

/// Headline, supporting line, icon, part in the story.
type Scene = (&'static str, Option<&'static str>, &'static str, Purpose);

const SCENES: [Scene; 7] = [
    (
        "O mel nunca estraga.",
        Some("Potes de 3 mil anos, achados em tumbas egípcias, ainda comestíveis."),
        "honey-pot",
        Purpose::Hook,
    ),
    (
        "Descubra por que mais de mil famílias já trocaram a conta de luz cara pela energia solar \
         limpa e barata em todo o Brasil",
        Some("Simulação gratuita em dois minutos, sem compromisso e sem letra miúda."),
        "money-bag",
        Purpose::Problem,
    ),
    (
        "Your solar panels pay for themselves",
        Some("And then the energy is free."),
        "sun",
        Purpose::Body,
    ),
    (
        "Massa que descansa 24 horas",
        Some("Fermentação natural, forno a lenha."),
        "bread",
        Purpose::Body,
    ),
    ("Café passado na hora", None, "hot-beverage", Purpose::Body),
    (
        "40% menos gasto na conta",
        Some("Média dos nossos clientes em 2025."),
        "chart-increasing",
        Purpose::Proof,
    ),
    ("Agende hoje", Some("minhaloja.com.br"), "spiral-calendar", Purpose::CallToAction),
];

const ASPECTS: [Aspect; 4] = [Aspect::Portrait, Aspect::Landscape, Aspect::Square, Aspect::Feed];

fn main() -> Result<(), Box<dyn Error>> {
    let mut args = std::env::args().skip(1);
    let folder = args.next().ok_or("usage: card_sheet FOLDER [360p|720p|1080p] [STYLE]")?;
    let resolution = match args.next().as_deref() {
        Some("1080p") => Resolution::P1080,
        Some("720p") => Resolution::P720,
        _ => Resolution::P360,
    };
    let only = args.next();
    std::fs::create_dir_all(&folder)?;
    let wanted = |name: &str| only.as_ref().is_none_or(|only| name.contains(only.as_str()));
    for aspect in ASPECTS {
        let format = VideoFormat::new(aspect, resolution);
        for style in Style::ALL {
            let name = format!("{style:?}-{aspect:?}.png").to_lowercase();
            if wanted(&name) {
                save(&folder, &name, || sheet(*style, format))?;
            }
        }
        let name = format!("brand-{aspect:?}.png").to_lowercase();
        if wanted(&name) {
            save(&folder, &name, || brand_sheet(format))?;
        }
    }
    Ok(())
}

type Drawn = Result<Pixmap, Box<dyn Error>>;

fn save(folder: &str, name: &str, draw: impl FnOnce() -> Drawn) -> Result<(), Box<dyn Error>> {
    let started = Instant::now();
    draw()?.save_png(Path::new(folder).join(name))?;
    #[allow(clippy::print_stdout)] // It is what the example is for.
    {
        println!("{name}: {} ms", started.elapsed().as_millis());
    }
    Ok(())
}

/// A row for each template; its last column is an overlay.
fn sheet(style: Style, format: VideoFormat) -> Drawn {
    let mut sheet = Sheet::new(format, SCENES.len() + 1, Template::ALL.len())?;
    for (row, template) in (0_u32..).zip(Template::ALL) {
        for (column, scene) in (0_u32..).zip(SCENES) {
            // A film has one palette; the rows show several.
            let request = request(style, *template, format, scene, (u64::from(row), column + 1));
            sheet.place(&flat(&draw(&request)?, format)?, column, row)?;
        }
        let request = request(style, *template, format, SCENES[3], (u64::from(row), 4));
        sheet.place(&on_picture(&overlay(&request)?, format)?, 7, row)?;
    }
    Ok(sheet.pixels)
}

const LOGO: &[u8] = br##"<svg xmlns="http://www.w3.org/2000/svg" width="120" height="40"><circle cx="20" cy="20" r="17" fill="#ffb400"/><path d="M12 20l6 7 11-14" fill="none" stroke="#222" stroke-width="4"/><rect x="46" y="10" width="70" height="8" fill="#fff"/><rect x="46" y="23" width="48" height="6" fill="#fff"/></svg>"##;

/// A row for each style: intro, three scenes with logo and strip, an overlay, outro.
fn brand_sheet(format: VideoFormat) -> Drawn {
    let logo = Logo::load(LOGO)?;
    let wish = brief::Logo {
        source: String::new(),
        position: Corner::TopRight,
        margin_percent: 5,
        width_percent: 22,
    };
    let placed = logo.place(&wish, format)?;
    let color = |rgb| brief::Color { rgb };
    let kits = [
        (0x0b_3d_2e, Some(0xff_b4_00), None),
        (0xe6_39_46, None, Some(0x45_7b_9d)),
        (0xf2_8c_28, Some(0x2d_1e_2f), None),
        (0x5b_2a_86, Some(0x7a_e5_82), Some(0x36_0a_56)),
        (0x11_18_27, Some(0xc8_a4_5c), None),
    ];
    let mut sheet = Sheet::new(format, 6, Style::ALL.len())?;
    for (row, (style, (primary, accent, secondary))) in (0..).zip(Style::ALL.iter().zip(kits)) {
        let colors = BrandColors {
            primary: color(primary),
            accent: accent.map(color),
            secondary: secondary.map(color),
        };
        let template = Template::ALL[row as usize];
        let scene_of = |scene: usize| {
            let mut made = request(
                *style,
                template,
                format,
                SCENES[scene],
                (7, u32::try_from(scene).unwrap_or(0) + 1),
            );
            made.colors = Some(&colors);
            made.logo = Some(placed.area);
            made
        };
        let strip = Strip { title: "Marina Duarte", subtitle: Some("Padeira há 12 anos") };
        let card = CardRequest {
            headline: "Padaria da Vila",
            supporting: Some("Pão de verdade"),
            ..scene_of(0)
        };
        sheet.place(&flat(&brand_card(&card, Some(&logo))?, format)?, 0, row)?;
        let stamp = Pixmap::decode_png(&placed.png)?;
        for (column, scene) in [(1_u32, 0_usize), (2, 3), (3, 5)] {
            let mut made = scene_of(scene);
            made.strip = (column == 2).then_some(strip);
            let mut card = flat(&draw(&made)?, format)?;
            place(&mut card, &stamp, placed.area.x, placed.area.y)?;
            sheet.place(&card, column, row)?;
        }
        let made = CardRequest { strip: Some(strip), ..scene_of(3) };
        sheet.place(&on_picture(&overlay(&made)?, format)?, 4, row)?;
        let outro = CardRequest { headline: "Obrigado!", supporting: None, ..card };
        sheet.place(&flat(&brand_card(&outro, None)?, format)?, 5, row)?;
    }
    Ok(sheet.pixels)
}

fn request(
    style: Style,
    template: Template,
    format: VideoFormat,
    (headline, supporting, icon, purpose): Scene,
    (seed, number): (u64, u32),
) -> CardRequest<'static> {
    CardRequest {
        format,
        style,
        template,
        seed,
        number,
        of: 7,
        step: (purpose == Purpose::Body).then(|| number.saturating_sub(2)),
        purpose,
        language: Language::PtBr,
        headline,
        supporting,
        icon: icons::by_name(icon),
        colors: None,
        font: None,
        logo: None,
        strip: None,
    }
}

/// A grid of pictures.
struct Sheet {
    pixels: Pixmap,
    cell: (u32, u32),
}

impl Sheet {
    fn new(format: VideoFormat, columns: usize, rows: usize) -> Result<Self, Box<dyn Error>> {
        let cell = (format.width + 8, format.height + 8);
        let (columns, rows) = (u32::try_from(columns)?, u32::try_from(rows)?);
        let pixels = Pixmap::new(columns * cell.0, rows * cell.1).ok_or("too large")?;
        Ok(Self { pixels, cell })
    }

    fn place(&mut self, picture: &Pixmap, column: u32, row: u32) -> Result<(), Box<dyn Error>> {
        place(&mut self.pixels, picture, column * self.cell.0, row * self.cell.1)
    }
}

/// An overlay on a bright picture with a gradient of its own.
fn on_picture(overlay: &[u8], format: VideoFormat) -> Drawn {
    let mut picture = Pixmap::new(format.width, format.height).ok_or("too large")?;
    picture.fill(Color::from_rgba8(214, 196, 170, 255));
    place(&mut picture, &Pixmap::decode_png(overlay)?, 0, 0)?;
    Ok(picture)
}

/// The two layers as they are seen when nothing moves, with a box where captions stand.
fn flat(card: &Card, format: VideoFormat) -> Drawn {
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
