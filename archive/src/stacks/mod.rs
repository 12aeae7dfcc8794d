//! The archive as typed CloudFormation stacks.
//!
//! [`primary`] is the stack that is deployed: key, bucket, replication role, and the StackSet that creates [`replica`] in every other
//! region. Nothing here knows of the network: a configuration goes in, a checked template comes out.
//!
//! [`bootstrap`] is the stack with the two roles that a self-managed StackSet needs, deployed once before.
//!
//! [`backfill`] is the stack with the role of the jobs that replicate what was in the bucket before, which `archive bootstrap --backfill` deploys.
//!
//! [`failback()`] is the stack of `archive failback`, and [`Promotion`] what a promotion makes of a replica's template.
//!
//! The order of creation is Key, Role and its policy, StackSet, Bucket: S3 refuses a replication rule whose destination does not exist
//! or is not versioned, so the bucket waits until the StackSet has created every replica.

mod alarms;
mod alerts;
mod backfill;
mod bootstrap;
mod bucket;
mod bucket_policy;
mod dashboard;
mod deployed;
mod destination;
mod destructive_calls;
mod execution_role;
mod failback;
mod key;
mod logs;
mod names;
mod organization;
mod parameters;
pub(crate) mod permissions;
mod primary;
mod promotion;
mod replica;
mod replication_role;
mod replication_rules;
mod scope;
mod stack_set;
mod steps;
mod tampering;

pub use backfill::backfill;
pub(crate) use backfill::{BACKFILL_BUCKET, BACKFILL_ROLE};
pub(crate) use bootstrap::{administration_role_arn, administration_role_name, execution_role_name};
pub use bootstrap::{bootstrap, bootstrap_replica_account};
pub use deployed::Deployed;
pub use failback::failback;
pub(crate) use failback::{FAILBACK_BUCKET, FAILBACK_ROLE};
pub(crate) use logs::DELETED_LOGS_DAYS;
pub use organization::{ControlPolicy, control_policy};
pub use primary::primary;
pub use promotion::{Promotion, Stage};
pub use replica::replica;
pub(crate) use replication_role::REPLICATION_ROLE_PATH;
pub(crate) use replication_rules::BACK;
pub(crate) use scope::Scope;
pub use steps::{Step, steps};
