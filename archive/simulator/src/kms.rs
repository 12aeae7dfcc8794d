//! Key Management Service: keys and aliases of one account in one region.

pub(crate) mod api;
pub(crate) mod key;
