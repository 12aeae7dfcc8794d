//! The archive as typed CloudFormation stacks.
//!
//! [`primary`] is the stack that is deployed: key, bucket, replication role, and the StackSet that creates [`replica`] in every other
//! region. Nothing here knows of the network: a configuration goes in, a checked template comes out.
//!
//! The order of creation is Key, Role and its policy, StackSet, Bucket: S3 refuses a replication rule whose destination does not exist
//! or is not versioned, so the bucket waits until the StackSet has created every replica.

mod bucket;
mod bucket_policy;
mod key;
mod names;
mod primary;
mod replica;
mod replication_role;
mod replication_rules;
mod stack_set;

pub use primary::primary;
pub use replica::replica;
