//! The wire protocols: HTTP requests and responses, and their encodings.

pub(crate) mod chunked;
pub(crate) mod query;
pub(crate) mod reply;
pub(crate) mod request;
pub(crate) mod service;
pub(crate) mod xml;
