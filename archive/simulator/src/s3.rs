//! Simple Storage Service: buckets, their configurations and their objects.

pub(crate) mod access;
pub(crate) mod api;
pub(crate) mod bucket;
pub(crate) mod configuration;
pub(crate) mod configuration_with_id;
pub(crate) mod customer_key;
pub(crate) mod encryption;
pub(crate) mod integrity;
pub(crate) mod inventory;
pub(crate) mod lock;
pub(crate) mod object;
pub(crate) mod policy;
pub(crate) mod public;
pub(crate) mod replication;
pub(crate) mod restore;
pub(crate) mod schema;
pub(crate) mod tags;
pub(crate) mod upload;
