//! Whether every version is in every region as it should be: there, under the bucket's key, with retention, tags and checksum of the primary's
//! version.
//!
//! ```text
//! lists, or inventories, of all buckets ──▶ version by version ──▶ what S3 says of it in each region ──▶ damage
//! ```
//!
//! Versions are compared with those of the primary bucket: a replica has the version ID of its source. By lists, S3 is asked about each
//! version in each region; by inventories, only about those that the inventories show to differ. Nothing is reported that S3
//! has not confirmed. See `archive/docs/audit.md`.

mod damage;
mod examine;
mod inventory;
mod listing;
mod outcome;
mod report;
mod rows;
mod run;

pub use self::damage::{Damage, DamageKind};
pub use self::outcome::{Audit, AuditError, AuditLog, AuditOptions, Extent, RegionSummary, VersionSource};
pub use self::report::{ReportFile, ReportFormat};
pub use self::run::audit;
