//! What a brief would cost and how long it would take.

mod cost;
mod pace;
mod prices;
mod vendors;

pub use cost::cost;
pub(crate) use cost::{lines, warnings};
pub(crate) use pace::Pace;
pub use prices::{Offline, Part, Prices, Quote, Work};
pub use vendors::VendorPrices;
