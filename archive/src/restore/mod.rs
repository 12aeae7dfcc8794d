//! Restoring: keys, prefixes or the state of a time, from the nearest region that has them, to a folder or a bucket.
//!
//! The archive is only read. One region says what there is: the primary, or else the first replica that answers. The versions themselves are read
//! from the nearest region that has them. The plan is on disk, so that memory does not grow with the number of objects, but for 16 bytes a key.

mod bucket;
mod checksum;
mod folder;
mod history;
mod names;
mod outcome;
mod plan;
mod read;
mod report;
mod retrieval;
mod site;
mod spool;
mod undelete;
mod work;

pub use self::outcome::{RestoreError, RestoreLog, RestoreOptions, Restored, Retrieval, Target, Told, Why};
pub use self::plan::{Plan, Summary, plan};
pub use self::report::ReportFile;
pub use self::retrieval::{takes, tier_of};
pub use self::undelete::{UndeletePlan, plan_undelete, undelete};
pub use self::work::restore;
