use std::collections::BTreeSet;

use oma_core::format::{Aspect, Resolution};
use resvg::tiny_skia::Pixmap;

use super::color::{contrast, luminance};
use super::geometry::Frame;
use super::palette::{Palette, palettes};
use super::*;
use oma_core::brief::Corner;

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

const PURPOSES: [Purpose; 5] =
    [Purpose::Hook, Purpose::Problem, Purpose::Body, Purpose::Proof, Purpose::CallToAction];

#[test]
fn nothing_reaches_an_edge_the_captions_or_the_logo() {
    let nasty = nasty();
    let mut at = 0;
    // Every template, part of the story and aspect; texts, styles, turns, logos and strips go
    // around at rates without a common divisor, since all combinations would take minutes.
    for template in Template::ALL {
        for purpose in PURPOSES {
            for aspect in ASPECTS {
                at += 1;
                let mut request = request(Style::ALL[at % 5], *template, aspect);
                request.purpose = purpose;
                request.number = u32::try_from(at % 4 + 1).unwrap();
                request.headline = &nasty[at % nasty.len()];
                request.supporting = [None, Some("Só R$ 50 por mês"), Some("")][at % 3];
                request.step = (purpose == Purpose::Body && at % 11 > 2).then_some(12);
                request.logo = (at % 7 < 3).then(|| logo(request.format, at % 7));
                request.strip = (at % 9 == 0).then_some(STRIP);
                assert_free(&pixels(&draw(&request).unwrap().foreground_png), &request);
                assert_free(&pixels(&overlay_text_only(&request)), &request);
            }
        }
    }
}

#[test]
fn drafts_and_4k_keep_the_same_places_free() {
    for (resolution, aspect, template) in [
        (Resolution::P2160, Aspect::Portrait, Template::SocialMedia),
        (Resolution::P2160, Aspect::Landscape, Template::ProductTech),
        (Resolution::P360, Aspect::Square, Template::Educational),
        (Resolution::P720, Aspect::Feed, Template::Corporate),
    ] {
        let mut request = request(Style::Energetic, template, aspect);
        request.format = VideoFormat::new(aspect, resolution);
        request.logo = Some(logo(request.format, 0));
        request.strip = Some(STRIP);
        assert_free(&pixels(&draw(&request).unwrap().foreground_png), &request);
    }
}

const STRIP: Strip<'_> = Strip {
    title: "Maria Aparecida dos Santos Albuquerque de Vasconcelos",
    subtitle: Some("Fundadora"),
};

/// A logo in one of three corners.
fn logo(format: VideoFormat, corner: usize) -> PixelBox {
    let svg = br#"<svg xmlns="http://www.w3.org/2000/svg" width="20" height="9"><rect width="20" height="9"/></svg>"#;
    let corners = [Corner::TopRight, Corner::TopLeft, Corner::BottomRight];
    let wish = oma_core::brief::Logo {
        source: String::new(),
        position: corners[corner],
        margin_percent: 4,
        width_percent: 20,
    };
    Logo::load(svg).unwrap().place(&wish, format).unwrap().area
}

#[test]
fn brand_cards_stay_in_the_safe_area() {
    let svg = br##"<svg xmlns="http://www.w3.org/2000/svg" width="10" height="30"><rect width="10" height="30" fill="#fff"/></svg>"##;
    let logo = Logo::load(svg).unwrap();
    for (at, aspect) in ASPECTS.into_iter().enumerate() {
        let mut request = request(Style::ALL[at], Template::ALL[at], aspect);
        request.purpose = Purpose::Outro;
        let title = nasty().swap_remove(1);
        for (headline, logo) in
            [("Padaria", Some(&logo)), (title.as_str(), Some(&logo)), ("", None)]
        {
            request.headline = headline;
            let card = brand_card(&request, logo).unwrap();
            let safe = crate::captions::safe_area(request.format);
            let front = pixels(&card.foreground_png);
            for (x, y) in seen(&front) {
                assert!(x >= safe.x && x <= safe.x + safe.width, "{aspect:?} {headline}: {x}");
                assert!(y >= safe.y && y <= safe.y + safe.height, "{aspect:?} {headline}: {y}");
            }
            let white = front.pixels().iter().filter(|p| p.red() > 250 && p.alpha() == 255).count();
            assert!(logo.is_none() || white > 2000, "{aspect:?}: the logo is missing");
        }
    }
}

#[test]
fn a_brands_font_is_used_if_it_has_the_letters() {
    let font = Font::load(crate::fonts::FILES[0].1).unwrap();
    let one = request(Style::Modern, Template::Custom, Aspect::Square);
    let inter = draw(&one).unwrap();
    // The medium weight is the only one of this font, so the headline is lighter.
    let own = draw(&CardRequest { font: Some(&font), ..one }).unwrap();
    assert_ne!(inter.foreground_png, own.foreground_png);
    assert_free(&pixels(&own.foreground_png), &one);
    let without = CardRequest { headline: "日本", font: Some(&font), ..one };
    assert_eq!(draw(&without).unwrap(), draw(&CardRequest { font: None, ..without }).unwrap());
}

#[test]
fn scenes_that_follow_each_other_are_laid_out_differently() {
    for template in Template::ALL {
        let layouts: Vec<layout::Layout> = (2..7)
            .map(|number| {
                let mut request = request(Style::Modern, *template, Aspect::Portrait);
                request.number = number;
                request.step = (*template == Template::Educational).then_some(number);
                layout::Layout::of(&request, false)
            })
            .collect();
        for pair in layouts.windows(2) {
            assert_ne!(pair[0], pair[1], "{template:?}");
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

/// The places of pixels that are more than the end of a shadow.
fn seen(front: &Pixmap) -> impl Iterator<Item = (u32, u32)> {
    let width = front.width();
    let places = (0_u32..).zip(front.pixels()).filter(|(_, pixel)| pixel.alpha() > 60);
    places.map(move |(at, _)| (at % width, at / width))
}

fn assert_free(front: &Pixmap, request: &CardRequest<'_>) {
    let captions = crate::captions::captions_area(request.format);
    // Icons may leave the frame at the right, words never stand nearer than this to the left.
    let margin = front.width() / 50;
    for (x, y) in seen(front) {
        assert!(y < captions.y, "row {y} of {captions:?}: {request:?}");
        assert!(x > margin && y > margin, "{x} {y}: {request:?}");
        let on_logo = request.logo.is_some_and(|logo| {
            (logo.x..logo.x + logo.width).contains(&x)
                && (logo.y..logo.y + logo.height).contains(&y)
        });
        assert!(!on_logo, "{x} {y} on {:?}: {request:?}", request.logo);
    }
}

#[test]
fn text_is_readable_on_the_pixels_behind_it_wherever_the_background_drifts() {
    for style in Style::ALL {
        for (at, _) in palettes(*style).iter().enumerate() {
            let seed =
                (0..1000).find(|seed| Palette::of(*style, *seed, None) == palettes(*style)[at]);
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
    let shapes = decoration::svg(request, palette, front.focus);
    raster::render_over(&shapes, &mut back, &front.fonts).unwrap();
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
    request.of = 1;
    let front = pixels(&overlay(&request).unwrap());
    assert!(front.pixels().iter().all(|pixel| pixel.alpha() == 0));
}
