use oma_api::brands::Brand;
use oma_core::Result;
use oma_core::brief::{Brief, BriefBrand};
use oma_core::id::Owner;

use super::Sources;
use crate::services::Services;
use crate::shelf::{Kind, Shelf};

/// Where brand kits are kept.
pub(crate) const BRANDS: Kind = Kind { prefix: "BRAND#", noun: "brand kit" };

/// What is stored of a brand kit: what its owner sees.
pub(crate) type BrandRecord = Brand;

/// Replaces the id of a stored kit by the kit, and the uploads of any kit by their names.
pub(super) async fn put_in_place(
    services: &Services,
    owner: &Owner,
    brief: &mut Brief,
    sources: &mut Sources<'_>,
) -> Result<()> {
    if let Some(BriefBrand::File(id)) = &brief.brand {
        match services.settings.brought.kits.get(id) {
            Some(Ok(kit)) => {
                brief.brand = Some(BriefBrand::Kit(kit.clone()));
            }
            Some(Err((problem, allowed))) => {
                sources.refuse("brand", problem, allowed);
                return Ok(());
            }
            None => {}
        }
    }
    if let Some(BriefBrand::File(id)) = &brief.brand {
        let shelf = Shelf::new(services.documents.as_ref(), owner, BRANDS);
        let Some(kept) = shelf.find::<BrandRecord>(id).await? else {
            sources.refuse("brand", "names no brand kit of yours", "a kit, or the id of one");
            return Ok(());
        };
        brief.brand = Some(BriefBrand::Kit(kept.value.kit));
    }
    if let Some(BriefBrand::Kit(kit)) = &mut brief.brand {
        sources.of_kit(kit, "brand").await?;
    }
    Ok(())
}
