//! A multi-region S3 archive: a bucket whose objects are replicated to buckets in other regions, deployed as one CloudFormation stack.

pub mod adopt;
pub mod aws;
pub mod cli;
pub mod config;
pub mod deploy;
pub mod deployment;
pub mod doctor;
pub mod health;
pub mod output;
pub mod stacks;
pub mod verify;
