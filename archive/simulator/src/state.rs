//! The saved state of all services, without code that needs the whole world.

pub(crate) mod cloudformation;
pub(crate) mod generic;
pub(crate) mod iam;
pub(crate) mod kms;
pub(crate) mod s3;
