use std::collections::BTreeSet;

use oma_core::format::{Aspect, Resolution};
use resvg::tiny_skia::Pixmap;

use super::color::{contrast, luminance};
use super::geometry::Frame;
use super::palette::{Palette, palettes};
use super::*;

const ASPECTS: [Aspect; 4] = [Aspect::Portrait, Aspect::Landscape, Aspect::Square, Aspect::Feed];

fn request(style: Style, template: Template, aspect: Aspect) -> CardRequest<'static> {
    CardRequest {
        format: VideoFormat::new(aspect, Resolution::P360),
        style,
        template,
        seed: 7,
        number: 2,
        of: 5,
        step: Some(1),
        purpose: Purpose::Body,
        language: Language::PtBr,
        headline: "O mel nunca estraga, diz a ciência",
        supporting: Some("Potes de 3 mil anos ainda comestíveis."),
        icon: crate::icons::by_name("honey-pot"),
        colors: None,
        font: None,
        logo: None,
        strip: None,
    }
}

fn pixels(png: &[u8]) -> Pixmap {
    Pixmap::decode_png(png).unwrap()
}

#[test]
fn the_layers_have_the_sizes_the_editor_needs() {
    for aspect in ASPECTS {
        let request = request(Style::Modern, Template::Custom, aspect);
        let card = draw(&request).unwrap();
        let (front, back) = (pixels(&card.foreground_png), pixels(&card.background_png));
        let VideoFormat { width, height, .. } = request.format;
        assert_eq!((front.width(), front.height()), (width, height));
        assert_eq!((back.width() % 2, back.height() % 2), (0, 0));
        assert!(back.width() * 100 >= width * 112 && back.width() * 100 < width * 113 + 200);
        assert!(back.height() * 100 >= height * 112);
        assert!(back.pixels().iter().all(|pixel| pixel.alpha() == 255));
    }
}

#[test]
fn equal_requests_give_equal_bytes_and_the_seed_and_the_scene_matter() {
    let one = request(Style::Energetic, Template::SocialMedia, Aspect::Square);
    let card = draw(&one).unwrap();
    assert_eq!(card, draw(&one).unwrap());
    let next_scene = draw(&CardRequest { number: 3, ..one }).unwrap();
    assert_ne!(card.background_png, next_scene.background_png);
    let backgrounds: BTreeSet<Vec<u8>> =
        (0..4).map(|seed| draw(&CardRequest { seed, ..one }).unwrap().background_png).collect();
    assert_eq!(backgrounds.len(), 4);
}

/// Rows from which on nothing of the foreground may be seen.
fn first_row_of_captions(aspect: Aspect) -> f32 {
    if aspect == Aspect::Portrait { 0.66 } else { 0.76 }
}

/// Texts that break careless layouts.
fn nasty() -> Vec<String> {
    vec![
        "Pneumoultramicroscopicossilicovulcanoconioticamenteinexorável".to_owned(),
        "Descubra por que mais de mil famílias já trocaram a conta de luz cara pela energia \
         solar limpa e barata em todo o Brasil"
            .to_owned(),
        "?!...".to_owned(),
        r#"<b>&"'</b>"#.to_owned(),
        "🎉🔥 Promoção 🎉".to_owned(),
        "🎉".to_owned(),
        String::new(),
        "W".repeat(400),
    ]
}

#[test]
fn no_text_reaches_an_edge_or_the_captions() {
    for (at, headline) in nasty().into_iter().enumerate() {
        // Not every combination, which would take minutes: each text meets each aspect, and each
        // template and style meets some texts.
        let template = Template::ALL[at % Template::ALL.len()];
        let style = Style::ALL[(at + 2) % Style::ALL.len()];
        for aspect in ASPECTS {
            let mut request = request(style, template, aspect);
            request.headline = &headline;
            request.supporting = (at % 2 == 0).then_some("");
            for front in [draw(&request).unwrap().foreground_png, overlay_text_only(&request)] {
                assert_free(&pixels(&front), aspect, &headline);
            }
        }
    }
}

/// The words of an overlay without its gradient, which covers the captions' band on purpose.
fn overlay_text_only(request: &CardRequest<'_>) -> Vec<u8> {
    let png = overlay(request).unwrap();
    let mut text = pixels(&png);
    for pixel in text.pixels_mut() {
        // Text is brighter than any part of the dark gradient.
        if pixel.red().max(pixel.green()).max(pixel.blue()) < 60 {
            *pixel = resvg::tiny_skia::PremultipliedColorU8::TRANSPARENT;
        }
    }
    text.encode_png().unwrap()
}

fn assert_free(front: &Pixmap, aspect: Aspect, text: &str) {
    let (width, height) = (front.width(), front.height());
    let captions = first_row_of_captions(aspect) * height as f32;
    // Icons may leave the frame at the right, words never stand nearer than this to the left.
    let margin = width / 50;
    for (at, pixel) in (0_u32..).zip(front.pixels()) {
        let (x, y) = (at % width, at / width);
        if pixel.alpha() > 0 {
            assert!((y as f32) < captions, "{aspect:?} {text:?}: row {y} of {height}");
            assert!(x > margin, "{aspect:?} {text:?}: column {x}");
        }
    }
}

#[test]
fn text_is_readable_on_the_pixels_behind_it_wherever_the_background_drifts() {
    for style in Style::ALL {
        for (at, _) in palettes(*style).iter().enumerate() {
            let seed = (0..1000).find(|seed| {
                std::ptr::eq(Palette::of(*style, *seed), &raw const palettes(*style)[at])
            });
            // Each palette meets each template; over all palettes, each template each aspect.
            for (number, template) in (1..).zip(Template::ALL) {
                let aspect = ASPECTS[(at + number as usize) % ASPECTS.len()];
                let mut request = request(*style, *template, aspect);
                // Colours do not depend on the size, and there are many to paint.
                request.format.width = request.format.width / 6 * 2;
                request.format.height = request.format.height / 6 * 2;
                request.seed = seed.unwrap();
                request.number = number;
                assert_readable(&request, &palettes(*style)[at]);
            }
        }
    }
}

fn assert_readable(request: &CardRequest<'_>, palette: &Palette) {
    let front = foreground::compose(request, palette).unwrap();
    let mut back = backdrop::paint(request, palette, &front).unwrap();
    raster::render_over(&decoration::svg(request, palette, front.focus), &mut back).unwrap();
    let frame = Frame::of(request.format);
    let (dx, dy) = (0.12 * frame.width, 0.12 * frame.height);
    let area = front.text;
    // On the larger canvas, text may lie over all of this.
    let (left, right) = (area.x, area.right() + dx);
    let (top, bottom) = (area.y, area.bottom() + dy);
    let texts = [palette.ink, palette.soft, palette.accent].map(|c| luminance(c.channels()));
    for y in steps(top, bottom) {
        for x in steps(left, right) {
            #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)]
            let at = ((x * frame.scale) as u32, (y * frame.scale) as u32);
            let Some(pixel) = back.pixel(at.0, at.1) else { continue };
            let ground =
                luminance([pixel.red(), pixel.green(), pixel.blue()].map(|c| f32::from(c) / 255.0));
            for text in texts {
                let ratio = contrast(text, ground);
                assert!(
                    ratio >= 4.5,
                    "{ratio:.2} at {x:.0},{y:.0} of {area:?} {palette:?} {request:?}"
                );
            }
        }
    }
}

fn steps(from: f32, to: f32) -> impl Iterator<Item = f32> {
    (0_u8..=12).map(move |step| from + (to - from) * f32::from(step) / 12.0)
}

#[test]
fn templates_differ_in_composition() {
    let fronts: BTreeSet<Vec<u8>> = Template::ALL
        .iter()
        .map(|template| {
            let request = request(Style::Modern, *template, Aspect::Portrait);
            draw(&request).unwrap().foreground_png
        })
        .collect();
    assert_eq!(fronts.len(), Template::ALL.len());
}

#[test]
fn an_overlay_without_words_is_empty() {
    let mut request = request(Style::Modern, Template::Custom, Aspect::Feed);
    request.headline = "🎉";
    request.supporting = None;
    let front = pixels(&overlay(&request).unwrap());
    assert!(front.pixels().iter().all(|pixel| pixel.alpha() == 0));
}
