//! The wire protocols: what comes in over HTTP, what goes out, and the encodings AWS's services use.

pub(crate) mod checksum;
pub(crate) mod chunked;
pub(crate) mod query;
pub(crate) mod reply;
pub(crate) mod request;
pub(crate) mod service;
pub(crate) mod xml;
