//! Black and frozen stretches in a row of small grey pictures.

use serde::{Deserialize, Serialize};

use crate::segment::LOOK_SIDE;

/// The bytes of a small picture.
pub(super) const BYTES: usize = LOOK_SIDE * LOOK_SIDE;

/// A pixel of limited range is black up to here.
const BLACK_LEVEL: u8 = 33;
/// The share of black pixels of a black picture, in percent.
const BLACK_PERCENT: usize = 98;
/// Pictures differ when their pixels do by more than a thirtieth of a level on average: less is
/// only the encoder's noise, more is the slowest drift after two seconds.
const STILL_PER_LEVEL: usize = 30;
/// An encoded picture is the one that was encoded when their pixels differ by fewer levels on
/// average.
const SAME_LEVELS: usize = 6;

/// A small grey picture of a frame.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Thumbnail(pub Vec<u8>);

impl Thumbnail {
    pub(super) fn is_black(&self) -> bool {
        let black = self.0.iter().filter(|&&level| level <= BLACK_LEVEL).count();
        black * 100 >= self.0.len() * BLACK_PERCENT
    }

    /// Whether two frames look alike, but for the encoder's noise.
    pub(super) fn is_like(&self, other: &Self) -> bool {
        self.apart(other) * STILL_PER_LEVEL <= self.0.len()
    }

    /// Whether this is what a decoder makes of the other, encoded.
    pub(super) fn shows(&self, other: &Self) -> bool {
        self.apart(other) <= SAME_LEVELS * self.0.len()
    }

    fn apart(&self, other: &Self) -> usize {
        self.0.iter().zip(&other.0).map(|(a, b)| usize::from(a.abs_diff(*b))).sum()
    }
}

/// The stretches of pictures, as first and one after the last, for which `goes_on` holds between
/// the first of the stretch and each of the others.
pub(super) fn stretches(
    pictures: &[Thumbnail],
    goes_on: impl Fn(&Thumbnail, &Thumbnail) -> bool,
) -> Vec<(usize, usize)> {
    let mut found = Vec::new();
    let mut first = 0;
    for at in 1..=pictures.len() {
        if at == pictures.len() || !goes_on(&pictures[first], &pictures[at]) {
            found.push((first, at));
            first = at;
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    fn grey(level: u8) -> Thumbnail {
        Thumbnail(vec![level; BYTES])
    }

    #[test]
    fn a_creeping_change_is_measured_from_where_it_began() {
        let mut creeping = grey(100);
        let mut pictures = vec![creeping.clone()];
        for step in 0..6 {
            // A hundredth of a level each: not seen from one picture to the next.
            creeping.0[step * 200..step * 200 + 81].fill(101);
            pictures.push(creeping.clone());
        }
        assert!(pictures[1].is_like(&pictures[2]));
        let stretches = stretches(&pictures, Thumbnail::is_like);
        assert_eq!(stretches, [(0, 4), (4, 7)]);
    }

    #[test]
    fn an_encoded_picture_is_known_again_and_another_is_not() {
        assert!(grey(104).shows(&grey(100)));
        assert!(!grey(120).shows(&grey(100)));
    }

    #[test]
    fn black_may_have_a_little_light() {
        let mut dark = grey(16);
        assert!(dark.is_black() && !grey(40).is_black());
        dark.0[..100].fill(200);
        assert!(dark.is_black());
        dark.0[..300].fill(200);
        assert!(!dark.is_black());
    }
}
