//! Which of the files of a photo or clip is taken.

use oma_core::format::Aspect;
use oma_core::ports::StockQuery;

use super::MOST_CLIP_BYTES;

/// More frames a second than any film has.
const MOST_FPS: f64 = 60.5;
/// More pixels than 4K has are only slower to fetch and to decode.
const MOST_PIXELS: u64 = 4096 * 2304;

/// One of the sizes in which a library has something.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct File {
    pub(super) link: String,
    pub(super) width: u32,
    pub(super) height: u32,
    /// Frames a second, where the library says them.
    pub(super) fps: Option<f64>,
    /// Its length, where the library says it.
    pub(super) bytes: Option<u64>,
}

impl File {
    fn pixels(&self) -> u64 {
        u64::from(self.width) * u64::from(self.height)
    }

    fn is_usable(&self) -> bool {
        let most = MOST_CLIP_BYTES as u64;
        self.pixels() > 0
            && self.fps.is_none_or(|fps| fps <= MOST_FPS)
            && self.bytes.is_none_or(|bytes| bytes <= most)
    }
}

/// The size of the film in pixels.
pub(super) fn film_size(query: &StockQuery) -> (u32, u32) {
    let side = query.min_side;
    match query.aspect {
        Aspect::Portrait => (side, side * 16 / 9),
        Aspect::Landscape => (side * 16 / 9, side),
        Aspect::Square => (side, side),
        Aspect::Feed => (side, side * 5 / 4),
    }
}

/// The smallest file that fills the film's frame without being enlarged; else the largest there is, of up to
/// 4K if one is that small. A clip that lies the other way fills the frame only if it is large
/// enough to be cut.
pub(super) fn best(files: Vec<File>, query: &StockQuery) -> Option<File> {
    let (width, height) = film_size(query);
    let is_enough = |file: &File| file.width >= width && file.height >= height;
    let files: Vec<File> = files.into_iter().filter(File::is_usable).collect();
    let smallest = files.iter().filter(|file| is_enough(file)).min_by_key(|file| file.pixels());
    let sane = files.iter().filter(|file| file.pixels() <= MOST_PIXELS);
    // Of equals the first, whatever `max_by_key` would take.
    let largest = sane.rev().max_by_key(|file| file.pixels());
    let any = files.iter().min_by_key(|file| file.pixels());
    smallest.or(largest).or(any).cloned()
}

/// What a side becomes where the longer one is brought down to a bound.
pub(super) fn shrunk(width: u32, height: u32, (most_width, most_height): (u32, u32)) -> (u32, u32) {
    let (w, h) = (u64::from(width.max(1)), u64::from(height.max(1)));
    let (mw, mh) = (u64::from(most_width), u64::from(most_height));
    // The narrower of both bounds, as fractions compared by their cross products.
    let (over, under) = if mw * h <= mh * w { (mw, w) } else { (mh, h) };
    if over >= under {
        return (width, height);
    }
    let of = |side: u64| u32::try_from(side * over / under).unwrap_or(u32::MAX);
    (of(w), of(h))
}

#[cfg(test)]
mod tests {
    use oma_core::ports::StockKind;

    use super::*;

    fn query(aspect: Aspect) -> StockQuery {
        let words = "coffee".to_owned();
        StockQuery { words, kind: StockKind::Clip, aspect, min_side: 1080, min_duration_ms: 4000 }
    }

    fn file(width: u32, height: u32, fps: f64) -> File {
        let link = format!("{width}x{height}@{fps}");
        File { link, width, height, fps: Some(fps), bytes: None }
    }

    fn of(files: &[File], aspect: Aspect) -> String {
        best(files.to_vec(), &query(aspect)).map(|file| file.link).unwrap_or_default()
    }

    #[test]
    fn the_smallest_file_that_fills_the_frame_is_taken() {
        let sizes = [(2160, 3840), (540, 960), (1080, 1920), (1440, 2560)];
        let files: Vec<File> = sizes.iter().map(|(w, h)| file(*w, *h, 25.0)).collect();
        assert_eq!(of(&files, Aspect::Portrait), "1080x1920@25");
        assert_eq!(of(&files, Aspect::Landscape), "2160x3840@25", "cut across, 2160 are enough");
        assert_eq!(of(&files[..2], Aspect::Square), "2160x3840@25");
        assert_eq!(
            of(&files[1..2], Aspect::Portrait),
            "540x960@25",
            "too small is better than none"
        );
    }

    #[test]
    fn what_cannot_be_shown_is_never_taken() {
        let files = [file(1080, 1920, 120.0), file(0, 0, 25.0), file(720, 1280, 60.0)];
        assert_eq!(of(&files, Aspect::Portrait), "720x1280@60");
        let heavy = File { bytes: Some(MOST_CLIP_BYTES as u64 + 1), ..file(1080, 1920, 30.0) };
        assert_eq!(of(&[heavy], Aspect::Portrait), "");
        let files = [file(8192, 4320, 30.0), file(3840, 2160, 30.0)];
        assert_eq!(
            best(files.to_vec(), &StockQuery { min_side: 9000, ..query(Aspect::Square) })
                .map(|file| file.width),
            Some(3840)
        );
    }

    #[test]
    fn a_picture_is_brought_into_its_bounds() {
        assert_eq!(shrunk(4000, 3000, (1280, 1280)), (1280, 960));
        assert_eq!(shrunk(3000, 4000, (1880, 1300)), (975, 1300));
        assert_eq!(shrunk(800, 600, (1280, 1280)), (800, 600));
    }
}
