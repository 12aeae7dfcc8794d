//! S3 Control: the jobs of S3 Batch Operations that replicate and restore objects.
//! <https://docs.aws.amazon.com/AmazonS3/latest/userguide/batch-ops.html>

pub(crate) mod api;
mod create;
mod csv;
mod generator;
mod manifest;
mod operation;
mod report;
mod role;
pub(crate) mod run;
mod tags;
