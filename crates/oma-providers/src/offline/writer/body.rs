//! Spreads the facts over the body's scenes.

use oma_core::pacing;

use super::compose::Composer;
use super::phrases::{Part, own};
use super::source::Fact;
use super::text::{heads, pieces};
use super::voice::Speech;

/// Writes the scenes at `indices`.
pub(super) fn write(composer: &mut Composer<'_>, scenes: &mut [Speech], indices: &[usize]) {
    let largest = indices.iter().map(|&index| scenes[index].budget_ms).max().unwrap_or_default();
    let facts = std::mem::take(&mut composer.facts);
    let mut facts: Vec<Fact> = facts.iter().flat_map(|f| fitting(composer, f, largest)).collect();
    facts.reverse();
    let scarce = is_scarce(composer, &facts, scenes, indices);
    for (position, &index) in indices.iter().enumerate() {
        let left = indices.len() - position;
        // With few facts each scene gets its share, so that none is left without.
        let share = if scarce { facts.len().div_ceil(left) } else { usize::MAX };
        tell(composer, &mut scenes[index], &mut facts, share);
    }
    facts.reverse();
    composer.facts = facts;
    give_each_a_line(composer, scenes, indices);
    for &index in indices {
        let scene = &mut scenes[index];
        comment(composer, scene);
        composer.fill(scene, &[Part::Line], &format!("body {index}"));
    }
}

/// A fact as it fits the largest scene: whole, shortened, or in pieces for several scenes.
fn fitting(composer: &Composer<'_>, fact: &Fact, largest_ms: u64) -> Vec<Fact> {
    let language = composer.source.language;
    let fits = |text: &str| pacing::speech_ms(text, language) <= largest_ms;
    if fits(&fact.text) {
        return vec![fact.clone()];
    }
    if let Some(text) = heads(&fact.text, language).into_iter().find(|head| fits(head)) {
        return vec![Fact { text, ..fact.clone() }];
    }
    let pieces = pieces(&fact.text, language, &fits);
    // All pieces but the first go on from the one before.
    let piece = |(index, text): (usize, String)| {
        let points_back = fact.points_back || index > 0;
        Fact { text, points_back, ..fact.clone() }
    };
    pieces.into_iter().enumerate().map(piece).filter(|fact| fits(&fact.text)).collect()
}

/// Whether the facts leave room in the body.
fn is_scarce(
    composer: &Composer<'_>,
    facts: &[Fact],
    scenes: &[Speech],
    indices: &[usize],
) -> bool {
    let speech = |fact: &Fact| pacing::speech_ms(&fact.text, composer.source.language);
    let told: u64 = facts.iter().map(speech).sum();
    let room: u64 = indices.iter().map(|&index| scenes[index].budget_ms).sum();
    told * 100 < room * 90
}

/// Tells the next facts (the last of `facts`), at most `share` of them. A fact that does not fit
/// behind another waits for the next scene, unless much room would stay empty.
fn tell(composer: &mut Composer<'_>, scene: &mut Speech, facts: &mut Vec<Fact>, share: usize) {
    for _ in 0..share {
        let Some(next) = facts.last() else { break };
        let half_empty = scene.ms() * 2 < scene.budget_ms;
        let shorter =
            if half_empty { heads(&next.text, composer.source.language) } else { Vec::new() };
        let mut candidates = std::iter::once(next.text.clone()).chain(shorter);
        let Some(text) = candidates.find(|text| scene.has_room_for(text)) else { break };
        facts.pop();
        composer.push(scene, text);
    }
}

/// Each scene that has no fact gets a phrase before any gets a second one.
fn give_each_a_line(composer: &mut Composer<'_>, scenes: &mut [Speech], indices: &[usize]) {
    for &index in indices {
        let scene = &mut scenes[index];
        if !scene.parts.is_empty() {
            continue;
        }
        let mut lines = composer.phrases(Part::Line, &format!("body {index}"));
        lines.retain(|line| scene.has_room_for(line));
        if let Some(line) = lines.into_iter().next() {
            composer.push(scene, line);
        }
    }
}

/// A remark behind the facts of a scene, if it fills the room better than another sentence.
fn comment(composer: &mut Composer<'_>, scene: &mut Speech) {
    // What the writer says of its own needs no remark, a question gets none.
    let told = scene
        .parts
        .last()
        .is_some_and(|last| !last.ends_with('?') && own(last, composer.source.language).is_none());
    if scene.is_full() || !told {
        return;
    }
    let room_ms = scene.budget_ms.saturating_sub(scene.ms());
    // Remarks are short; where there is room for a whole sentence, one says more.
    if room_ms < 3_000 {
        composer.fill(scene, &[Part::Comment], "comment");
    }
}
