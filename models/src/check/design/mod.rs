//! Templates that CloudFormation accepts and that do not do what they are for: rules across resources.

mod key_alias;
mod replication;
mod retention;
