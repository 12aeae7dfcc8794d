//! The saved state of every service. Nothing here depends on the behaviour of services.

pub(crate) mod cloudformation;
pub(crate) mod generic;
pub(crate) mod iam;
pub(crate) mod kms;
pub(crate) mod s3;
pub(crate) mod s3control;
pub(crate) mod saved;
