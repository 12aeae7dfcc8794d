//! The wire protocols: HTTP requests and responses, and the encodings of AWS's services.

pub(crate) mod checksum;
pub(crate) mod chunked;
pub(crate) mod query;
pub(crate) mod reply;
pub(crate) mod request;
pub(crate) mod service;
pub(crate) mod xml;
