//! What an archive costs by the month, as far as a configuration and a few assumptions tell.
//!
//! The prices are a small table with its date and its sources, because AWS publishes none in the documents that the snapshot is made from. What
//! is not in the table has no price, and an estimate says so; see `archive/docs/cost.md`.

mod assumptions;
mod estimate;
mod prices;

pub use self::assumptions::{Assumptions, Size};
pub use self::estimate::{Line, MonthlyCost, NOT_INCLUDED, of};
pub(crate) use self::prices::{Item, prices};
