use std::collections::BTreeSet;

use oma_core::ports::StockItem;

use super::rank::Ranked;

/// Which item each scene of a film gets, as an index into that scene's items; none where nothing fits.
///
/// `scenes` and `items` are those of all scenes, in the order of their numbers; no item is given twice.
/// Scenes choose in that order, and each takes the best that is left. It is greedy on purpose: what is
/// seen first decides whether a film is watched, so an early scene does not give its best picture away, and a
/// change of a late scene changes no early one.
pub fn assign(scenes: &[Vec<Ranked>], items: &[Vec<StockItem>]) -> Vec<Option<usize>> {
    let mut taken = BTreeSet::new();
    let choose = |(ranked, items): (&Vec<Ranked>, &Vec<StockItem>)| {
        ranked.iter().find_map(|ranked| {
            let item = items.get(ranked.index)?;
            let name = (item.library.clone(), format!("{:?} {}", item.kind, item.id));
            taken.insert(name).then_some(ranked.index)
        })
    };
    scenes.iter().zip(items).map(choose).collect()
}
