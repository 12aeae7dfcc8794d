//! Simple Storage Service: buckets, their configurations and their objects.

pub(crate) mod access;
pub(crate) mod api;
pub(crate) mod bucket;
pub(crate) mod configuration;
pub(crate) mod encryption;
pub(crate) mod lock;
pub(crate) mod many;
pub(crate) mod object;
pub(crate) mod policy;
pub(crate) mod replication;
pub(crate) mod upload;
