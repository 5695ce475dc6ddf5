use oma_core::ErrorKind;
use oma_core::format::{Aspect, Resolution};
use resvg::tiny_skia::{Color, Pixmap};

use super::*;

fn format() -> VideoFormat {
    VideoFormat::new(Aspect::Portrait, Resolution::P360)
}

/// A wide picture: red at its left, white in the middle, blue at its right.
fn photo() -> Vec<u8> {
    let mut photo = Pixmap::new(900, 300).unwrap();
    for (at, pixel) in photo.pixels_mut().iter_mut().enumerate() {
        let color = match at % 900 {
            0..300 => Color::from_rgba8(255, 0, 0, 255),
            300..600 => Color::WHITE,
            _ => Color::from_rgba8(0, 0, 255, 255),
        };
        *pixel = color.premultiply().to_color_u8();
    }
    photo.encode_png().unwrap()
}

fn drawn(fit: Fit) -> Pixmap {
    Pixmap::decode_png(&cover_photo(&photo(), format(), fit).unwrap()).unwrap()
}

fn at(picture: &Pixmap, x: u32, y: u32) -> (u8, u8, u8) {
    let pixel = picture.pixel(x, y).unwrap();
    (pixel.red(), pixel.green(), pixel.blue())
}

#[test]
fn cover_fills_everything_with_one_part() {
    let picture = drawn(Fit::Cover);
    let (width, height) = raster::overscanned(format());
    assert_eq!((picture.width(), picture.height()), (width, height));
    for (x, y) in [(0, 0), (width - 1, 0), (0, height - 1), (width - 1, height - 1)] {
        let (r, g, b) = at(&picture, x, y);
        assert!(r.max(g).max(b) > 250, "{x} {y}: {r} {g} {b}");
    }
    // It is not stretched: each row is like the first.
    assert_eq!(at(&picture, width / 2, 0), at(&picture, width / 2, height - 1));
}

#[test]
fn contain_shows_the_whole_photo_inside_what_is_always_seen() {
    let picture = drawn(Fit::Contain);
    let (width, height) = (picture.width(), picture.height());
    let middle = height / 2;
    // The frame less the overscan, centred, is seen at every position of the drift.
    let edge = (width - format().width * 88 / 100) / 2;
    assert_eq!(at(&picture, edge + 10, middle), (255, 0, 0));
    assert_eq!(at(&picture, width - edge - 10, middle), (0, 0, 255));
    // Above it is the blurred copy, darker than the photo.
    let (r, g, b) = at(&picture, width / 2, 20);
    assert!(r < 200 && g < 200 && b < 200, "{r} {g} {b}");
}

/// 48 by 16 pixels, red at its left, blue at its right; made by ffmpeg.
const JPEG: &[u8] = include_bytes!("wide.jpg");

#[test]
fn a_jpeg_is_drawn_and_turned_as_its_camera_says() {
    let drawn = |bytes: &[u8]| {
        let square = VideoFormat::new(Aspect::Square, Resolution::P360);
        Pixmap::decode_png(&cover_photo(bytes, square, Fit::Contain).unwrap()).unwrap()
    };
    let is_red = |(r, _, b): (u8, u8, u8)| r > 200 && b < 60;
    let is_blue = |(r, _, b): (u8, u8, u8)| b > 200 && r < 60;
    let upright = drawn(JPEG);
    let (middle, near, far) = (upright.width() / 2, 60, upright.width() - 60);
    assert!(is_red(at(&upright, near, middle)) && is_blue(at(&upright, far, middle)));

    // Orientation 6: the stored left side is up.
    let mut turned = JPEG[..2].to_vec();
    turned.extend(b"\xff\xe1\x00\x22Exif\0\0MM\0\x2a\0\0\0\x08\0\x01");
    turned.extend(b"\x01\x12\0\x03\0\0\0\x01\0\x06\0\0\0\0\0\0");
    turned.extend(&JPEG[2..]);
    let turned = drawn(&turned);
    assert!(is_red(at(&turned, middle, near)) && is_blue(at(&turned, middle, far)));
}

#[test]
fn tiny_and_very_narrow_photos_are_drawn() {
    for (width, height) in [(1, 1), (20, 400), (2000, 30)] {
        let mut photo = Pixmap::new(width, height).unwrap();
        photo.fill(Color::WHITE);
        let png = photo.encode_png().unwrap();
        for fit in [Fit::Cover, Fit::Contain] {
            let drawn = cover_photo(&png, format(), fit).unwrap();
            let drawn = Pixmap::decode_png(&drawn).unwrap();
            assert_eq!(at(&drawn, drawn.width() / 2, drawn.height() / 2), (255, 255, 255));
        }
    }
}

#[test]
fn what_is_no_image_is_an_invalid_asset() {
    let whole = photo();
    for bytes in [&b""[..], b"GIF8", b"not an image", &whole[..20], &whole[..60]] {
        let error = cover_photo(bytes, format(), Fit::Cover).unwrap_err();
        assert_eq!(error.kind, ErrorKind::InvalidAsset, "{error:?}");
    }
}
