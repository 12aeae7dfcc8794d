//! Rules across resources, for templates that CloudFormation accepts but that do not work as intended.

mod key_alias;
mod replication;
mod retention;
