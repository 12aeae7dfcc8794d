//! The state of every service: what is saved, without anything that needs the whole world.

pub(crate) mod cloudformation;
pub(crate) mod generic;
pub(crate) mod iam;
pub(crate) mod kms;
pub(crate) mod s3;
pub(crate) mod s3control;
